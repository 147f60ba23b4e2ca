from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import strict_json

MORE_THAN_JSON = [
    "NaN", "-Infinity", "1e999", '{"a":1,"a":2}', "9" * 5_000, "[" * 20_000, "", "\ufeff1",
    b"\xff", '"a"'.encode("utf-16"), b'"\xed\xa0\x80"', '"\x00"',
]  # fmt: skip


@pytest.mark.parametrize("raw", MORE_THAN_JSON, ids=lambda raw: repr(raw)[:20])
def test_what_is_more_than_json_is_refused(raw: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each cause has its own word
        strict_json.parse(raw)


@pytest.mark.parametrize(
    "value",
    ["\ud800", ["\0"], {"\udfff": 1}, {"a": {"b": "x\0"}}, 10**21, json.loads("[" * 41 + "]" * 41)],
    ids=lambda value: ascii(value)[:20],
)
def test_what_nobody_can_keep_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        strict_json.require_storable(value)


letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | letters
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(values)
def test_everything_else_comes_back_as_it_was(value: object) -> None:
    found = strict_json.parse(json.dumps(value).encode())
    assert found == value
    strict_json.require_storable(found)
