from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.exams.batch import MAX_EVENTS, MAX_PAYLOAD, read_batch

HASH = "a" * 64
PAYLOAD = '{"kind":"single","value":"B"}'


def row(**changed: Any) -> list[Any]:
    fields = {
        "seq": 1,
        "item": 3,
        "kind": "answer",
        "payload": PAYLOAD,
        "at": 1000,
        "mono": 10,
        "wall": 999,
        "hash": HASH,
    }
    return list((fields | changed).values())


def body(*rows: list[Any], **changed: Any) -> bytes:
    return json.dumps({"epoch": 1, "waiting": len(rows), "events": list(rows)} | changed).encode()


def test_a_batch_reads() -> None:
    batch = read_batch(body(row(), row(seq=2, kind="flag", payload="true")), sitting_id=7, writer=2)
    assert (batch.sitting_id, batch.writer, batch.epoch, batch.waiting) == (7, 2, 1, 2)
    assert [event.seq for event in batch.events] == [1, 2]
    assert batch.events[0].payload == PAYLOAD


def test_a_sign_of_life_has_no_epoch() -> None:
    batch = read_batch(body(epoch=None), sitting_id=7, writer=1)
    assert (batch.epoch, batch.events) == (None, ())


def test_the_payload_is_kept_letter_by_letter() -> None:
    odd = '{ "value" : "\\ud83d\\ude00 \\\\u0000 😀",  "kind":"blank" }'
    assert read_batch(body(row(payload=odd)), sitting_id=1, writer=1).events[0].payload == odd


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        body(*[row(seq=n + 1) for n in range(MAX_EVENTS + 1)]),
        body(row(), epoch=2),  # a later epoch than the token's
        body(row(), epoch=None),
        body(row(), epoch=True),
        body(row(seq=0)),
        body(row(seq="1")),
        body(row(seq=1.0)),
        body(row(item=-1)),
        body(row(kind="note")),
        body(row(payload={"kind": "single"})),
        body(row(payload="nonsense")),
        body(row(payload="true")),  # an answer is an object
        body(row(kind="flag", payload=PAYLOAD)),
        body(row(payload=json.dumps({"value": "x" * MAX_PAYLOAD}))),
        body(row(payload='{"value":"\x00"}')),
        body(row(payload='{"value":"\\u0000"}')),
        body(row(payload='{"value":"\\\\\\u0000"}')),
        body(row(payload='{"\\u0000":1}')),
        body(row(payload='{"value":"\ud800"}')),  # half a character: no UTF-8 can hold it
        body(row(payload='{"value":"\\ud800"}')),
        body(row(payload='{"value":[{"\\uDC00":1}]}')),
        body(row(payload='{"value":NaN}')),  # JSON knows no such number, and no PostgreSQL
        body(row(payload='{"value":-Infinity}')),
        body(row(payload='{"value":1e999}')),
        body(row(payload='{"value":' + "[" * 30_000 + "]" * 30_000 + "}")),
        b"[" * 60_000,
        body(row(kind=[])),
        body(row(hash="A" * 64)),
        body(row(hash="a" * 63)),
        body(row(at=-5)),
        body(row(at=2**60)),
        body(row()[:-1]),
        body(row(), waiting=-1),
        body(row(), events="none"),
    ],
)
def test_anything_else_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each place has its own word
        read_batch(raw, sitting_id=1, writer=1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values | st.fixed_dictionaries({"events": st.lists(st.lists(json_values, max_size=8))}))
def test_no_input_does_more_than_refuse(value: object) -> None:
    try:
        read_batch(json.dumps(value).encode(), sitting_id=1, writer=1)
    except ValueError:
        return
