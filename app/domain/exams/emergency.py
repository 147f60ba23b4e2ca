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

from app.domain.exams.batch import MAX_EVENTS, MAX_ITEM, Batch, read_batch
from app.engines import sealing
from app.engines.journal import Event
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
        except (KeyError, TypeError, ValueError) as error:
            raise _invalid(SHUT) from error
        return found


def read_head(data: bytes) -> Head:
    """Read for whom a file is.

    :raises InvalidError: it is no emergency file.
    """
    line, _, _ = data[:MAX_HEAD].partition(b"\n")
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise _invalid(STRANGE)
        return Head(str(head["exam"]), UUID(head["sitting"]), str(head["ticket"]))
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
        inner = json.loads(inner_line)
        return Contents(
            token=str(inner["token"]),
            client=str(inner["client"])[:32],
            saved_at=int(inner["saved_at"]),
            journal=tuple(inner["journal"]),
            files=_files(inner["files"], rest),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _invalid(SHUT) from error


def _files(rows: list[Mapping[str, Any]], data: bytes) -> tuple[SavedFile, ...]:
    files, at = [], 0
    for row in rows[:MAX_FILES]:
        position, size, name = int(row["position"]), int(row["size"]), str(row["name"])
        if not 1 <= position <= MAX_ITEM or not 0 < size <= len(data) - at:
            raise ValueError("file")
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
