"""What a candidate's machine sends: read strictly, because it is stored for ever."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from app.engines.journal import ANSWER, FLAG, Event
from app.kernel import strict_json

MAX_EVENTS = 200
MAX_PAYLOAD = 65_536
"""Letters of one answer. `writer.js` refuses more before it is written down: an entry that nobody
takes would keep all that come after it from being acknowledged."""
MAX_SEQ = 1_000_000
MAX_ITEM = 1_000
MAX_MS = 2**53
HASH = re.compile("[0-9a-f]{64}")
KINDS = (ANSWER, FLAG)


class Batch(NamedTuple):
    """Entries of one journal, brought by the holder of a token.

    :ivar writer: epoch of the token; `epoch` is that of the entries and never above it.
    :ivar waiting: how many entries the machine still holds, these included.
    """

    sitting_id: int
    writer: int
    epoch: int | None
    waiting: int
    events: tuple[Event, ...]


def read_batch(raw: bytes, *, sitting_id: int, writer: int) -> Batch:
    """Read the body of a save; without entries it is a sign of life.

    :raises ValueError: it is not in the agreed form; nothing of it is stored then.
    """
    body = strict_json.parse(raw)
    if not isinstance(body, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for one cause
    rows = body.get("events")
    if not isinstance(rows, list) or len(rows) > MAX_EVENTS:
        raise ValueError("events")
    epoch = _epoch(body.get("epoch"), writer) if rows else None
    waiting = _whole(body.get("waiting", 0), 0, MAX_SEQ, "waiting")
    events = tuple(_event(row, epoch or 0) for row in rows)
    return Batch(sitting_id, writer, epoch, waiting, events)


def _epoch(value: object, writer: int) -> int:
    return _whole(value, 0, writer, "epoch")


def _event(row: Any, epoch: int) -> Event:  # noqa: ANN401 - parsed JSON
    if not isinstance(row, list) or len(row) != 8:  # noqa: PLR2004 - the fields of sender.js
        raise ValueError("event")
    seq, item, kind, payload, at_ms, mono_ms, wall_ms, own_hash = row
    if kind not in KINDS:
        raise ValueError("kind")
    if not isinstance(own_hash, str) or not HASH.fullmatch(own_hash):
        raise ValueError("hash")
    return Event(
        epoch=epoch,
        seq=_whole(seq, 1, MAX_SEQ, "seq"),
        item=_whole(item, 0, MAX_ITEM, "item"),
        kind=kind,
        payload=_payload(payload, kind),
        at_ms=_whole(at_ms, 0, MAX_MS, "at"),
        mono_ms=_whole(mono_ms, 0, MAX_MS, "mono"),
        wall_ms=_whole(wall_ms, 0, MAX_MS, "wall"),
        hash=own_hash,
    )


def _whole(value: object, low: int, high: int, what: str) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(what)
    return value


def _payload(text: object, kind: str) -> str:
    """Keep the text as it was sent; only its shape is checked: a response, or a yes or no.

    Half a character or a NUL is refused, escaped too: no UTF-8 and no PostgreSQL can hold it, and
    whoever reads the answer later would stumble. `storable.js` never lets one into the journal.
    """
    if not isinstance(text, str) or len(text) > MAX_PAYLOAD:
        raise ValueError("payload")
    value = strict_json.parse(text)
    if not isinstance(value, dict if kind == ANSWER else bool):
        raise ValueError("payload")  # noqa: TRY004 - one error for one cause
    strict_json.require_storable(value)
    return text
