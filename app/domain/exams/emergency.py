"""Emergency files: what a candidate's machine saves when the server stays away. Pure.

One line in clear says for whom; behind it stands an envelope for the key of that exam, bound to
the line. In the envelope: the token of the machine, its journal, and files it could not upload.
`frontend/src/player/emergency/file.js` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.exams.batch import MAX_EVENTS, MAX_ITEM, MAX_MS, Batch, read_batch
from app.engines import sealing
from app.engines.journal import Event
from app.kernel import strict_json
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

FORMAT = "xuekao-emergency/1"
ENDING = ".xke"
MAX_HEAD = 1_000
MAX_FILES = 20
LONGEST_NAME = 200
STRANGE = msg("This is not an emergency file of the exam player.")
SHUT = msg("This emergency file was damaged, or comes from another installation.")
TOOL = msg("Save it once more at the candidate's computer and bring that file.")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the outside: for which sitting."""

    exam: str
    sitting: UUID
    ticket: str


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file for a practical that could not be uploaded."""

    position: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What was in the envelope.

    :ivar token: proof of the machine that it was a writer of the sitting; to be checked.
    :ivar saved_at: when the file was made, by the clock of that machine, in ms since 1970.
    """

    token: str
    client: str
    saved_at: int
    journal: tuple[Mapping[str, Any], ...]
    files: tuple[SavedFile, ...]

    def batches(self, sitting_id: int, writer: int) -> list[Batch]:
        """Return the journal as the saves it would have been, read as strictly.

        :raises InvalidError: an entry is not in the agreed form.
        """
        found = []
        try:
            for part in self.journal:
                for start in range(0, len(part["events"]), MAX_EVENTS):
                    events = part["events"][start : start + MAX_EVENTS]
                    raw = json.dumps({"epoch": part["epoch"], "events": events}).encode()
                    found.append(read_batch(raw, sitting_id=sitting_id, writer=writer))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise _invalid(SHUT) from error
        return found


def read_head(data: bytes) -> Head:
    """Read for whom a file is.

    :raises InvalidError: it is no emergency file.
    """
    line, _, _ = data[:MAX_HEAD].partition(b"\n")
    try:
        head = _read(line)
        if head["format"] != FORMAT:
            raise _invalid(STRANGE)
        return Head(_text(head["exam"]), UUID(head["sitting"]), _text(head["ticket"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _invalid(STRANGE) from error


def open_file(data: bytes, secret: bytes) -> Contents:
    """Open the envelope with the secret of the exam.

    :raises InvalidError: it was altered, or closed for another exam or installation.
    """
    line, _, sealed = data.partition(b"\n")
    try:
        plain = sealing.open_envelope(sealed, secret, line)
        inner_line, _, rest = plain.partition(b"\n")
        inner = _read(inner_line, holds_journal=True)
        return Contents(
            token=_text(inner["token"]),
            client=_text(inner["client"])[:32],
            saved_at=_whole(inner["saved_at"], 0, MAX_MS),
            journal=tuple(inner["journal"]),
            files=_files(inner["files"], rest),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _invalid(SHUT) from error


def _read(line: bytes, *, holds_journal: bool = False) -> Any:  # noqa: ANN401 - parsed JSON
    """Read a line of JSON; a journal in it is looked at entry by entry later on."""
    found = strict_json.parse(line)
    rest = {key: one for key, one in found.items() if not (holds_journal and key == "journal")}
    strict_json.require_storable(rest)
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _whole(value: object, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError("number")
    return value


def _files(rows: list[Mapping[str, Any]], data: bytes) -> tuple[SavedFile, ...]:
    files, at = [], 0
    for row in rows[:MAX_FILES]:
        position = _whole(row["position"], 1, MAX_ITEM)
        size = _whole(row["size"], 1, len(data) - at)
        name = _text(row["name"])
        files.append(SavedFile(position, name[:LONGEST_NAME] or "-", data[at : at + size]))
        at += size
    return tuple(files)


@dataclass(frozen=True, slots=True)
class Compared:
    """How the journal of a file stands to what the server has.

    :ivar new: entries the server did not have.
    :ivar known: entries that are there already, word for word.
    :ivar conflicts: writer → numbers under which the server has something else, which stays.
    """

    new: tuple[Event, ...]
    known: int
    conflicts: Mapping[int, tuple[int, ...]]


def compare(events: list[Event], stored: Mapping[tuple[int, int], str]) -> Compared:
    """Compare entries with what is stored, as place → hash."""
    new = [one for one in events if one.place not in stored]
    other = [one for one in events if stored.get(one.place, one.hash) != one.hash]
    conflicts: dict[int, tuple[int, ...]] = {}
    for one in other:
        conflicts[one.epoch] = (*conflicts.get(one.epoch, ()), one.seq)
    return Compared(tuple(new), len(events) - len(new) - len(other), conflicts)


def _invalid(reason: Message) -> InvalidError:
    return InvalidError([Problem("file", reason, TOOL)])
