"""What a pasted text or a file holds, as the review screen shows it: pure, nothing is stored."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from markupsafe import Markup

from app.domain.bank.queries import Planned
from app.domain.bank.rules import REFUSALS, Standing
from app.domain.bank.services import UNDO_WITHIN
from app.engines.bankfiles.duplicates import find_duplicates, words_of
from app.engines.bankfiles.interchange import (
    Found,
    ImportResult,
    Refused,
    UnreadableError,
    detect,
    lacks_reasons,
    read,
    said_secrecy,
)
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg
from app.web.author import solution
from app.web.author.compare import Change, compare
from app.web.author.names import secrecy_name
from app.web.i18n import translate
from app.web.tables import harmless

UNDO_DAYS = UNDO_WITHIN.days
MOST_TEXT = 400_000
"""Characters of a pasted text; what is longer comes as a file."""
HEAD = 6000
"""Characters from which the format of a pasted text is told."""
MOST_SHOWN = 100
MOST_COMPARED = 5000
"""A larger bank, or a tenth of that in one text, is not compared while somebody waits for it."""
NO_ANSWER = "The answer is missing."
_LETTER = re.compile(r"(?:^|\s)([A-H])\s*[.、．:：)）]", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """An item that reads almost the same."""

    code: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An item of the bank that the file changes, or that stands in its way."""

    standing: Standing
    code: str
    uuid: UUID
    number: int
    author_id: int
    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item of the review screen."""

    number: int
    where: str
    line: int
    kind: str
    stem: Markup
    rows: tuple[solution.Row, ...]
    facts: tuple[str, ...]
    problems: tuple[Problem, ...]
    likes: tuple[Like, ...]
    letters: tuple[str, ...]
    """Options to choose the missing key from."""
    is_refused: bool
    lacks_reasons: bool
    update: Update | None = None
    """What an item of ours would become."""

    @property
    def has_warning(self) -> bool:
        """Whether there is something to look at before it is accepted."""
        return not self.is_refused and bool(self.problems or self.likes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of what was read, before its card is made: a page shows few of many."""

    number: int
    entry: Found | Refused
    problems: tuple[Problem, ...] = ()
    likes: tuple[Like, ...] = ()
    planned: Planned | None = None
    is_refused: bool = False

    @property
    def urgency(self) -> tuple[bool, bool]:
        """Refused ones come first, then those with something to look at."""
        return not self.is_refused, not (self.problems or self.likes)

    @property
    def card(self) -> Card:
        """The entry as the screen shows it."""
        return _refused_card(self) if isinstance(self.entry, Refused) else _found_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Everything the review screen shows."""

    lines: tuple[Line, ...] = ()
    remarks: tuple[Problem, ...] = ()
    accepted: int = 0
    warned: int = 0
    refused: int = 0
    changed: int = 0
    """How many of the accepted are new wordings of items of the bank."""
    same: int = 0
    """How many stand in the bank as they are, and are not shown."""
    is_compared: bool = True
    unreadable: Problem | None = None

    @property
    def shown(self) -> tuple[Card, ...]:
        """The first page."""
        return self.cards(0, MOST_SHOWN)

    def cards(self, offset: int, size: int) -> tuple[Card, ...]:
        """Return the cards of a page: in long files all that has a problem comes first."""
        lines: Sequence[Line] = self.lines
        if len(lines) > MOST_SHOWN:
            lines = sorted(lines, key=lambda line: line.urgency)
        return tuple(line.card for line in lines[offset : offset + size])


def read_text(text: str, name: str) -> ImportResult:
    """Read a pasted text.

    :raises UnreadableError: when it holds no item.
    """
    if len(text) > MOST_TEXT:
        reason = msg("The text is too long to be pasted; nothing was read.")
        raise UnreadableError(Problem(name, reason, msg("Save it as a file and drop the file.")))
    known = detect(text[:HEAD].encode(), name)
    return read(text.encode(), name, known)


def screen(
    result: ImportResult,
    bank: Mapping[str, dict[str, Any]],
    plan: Mapping[str, Planned] = MappingProxyType({}),
) -> Screen:
    """Return the review screen of what was read, compared with the contents of a bank.

    :param plan: where → what an import would do with an item that the bank knows.
    """
    is_compared = max(len(bank), len(result.items) * 10) <= MOST_COMPARED
    entries: list[Found | Refused] = [
        one for one in result.items if one.where not in plan or not _is_same(plan[one.where])
    ]
    same = len(result.items) - len(entries)
    fresh = [one for one in entries if isinstance(one, Found) and one.where not in plan]
    likes = _likes(fresh, bank) if is_compared else {}
    entries += result.refused
    entries.sort(key=lambda one: _line(one.where))
    lines = tuple(
        _line_of(number, one, likes.get(one.where, ()), plan.get(one.where))
        for number, one in enumerate(entries, start=1)
    )
    refused = sum(line.is_refused for line in lines)
    return Screen(
        lines=lines,
        remarks=(*result.remarks, *_labels(result.items, plan)),
        accepted=len(lines) - refused,
        warned=sum(line.urgency == (True, False) for line in lines),
        refused=refused,
        changed=sum(line.planned is not None and not line.is_refused for line in lines),
        same=same,
        is_compared=is_compared,
    )


def _line_of(
    number: int, entry: Found | Refused, likes: tuple[Like, ...], planned: Planned | None
) -> Line:
    if isinstance(entry, Refused):
        return Line(number=number, entry=entry, problems=(entry.problem,), is_refused=True)
    hindrance = _hindrance(entry, planned)
    return Line(
        number=number,
        entry=entry,
        problems=(*hindrance, *entry.warnings, *entry.advice),
        likes=likes,
        planned=planned,
        is_refused=bool(hindrance),
    )


def _labels(founds: Iterable[Found], plan: Mapping[str, Planned]) -> Iterator[Problem]:
    """Yield what a file says about the secrecy labels of items that the bank has."""
    for one in founds:
        said, planned = said_secrecy(one), plan.get(one.where)
        if planned is None or planned.standing not in (Standing.SAME, Standing.CHANGED):
            continue
        held, code = planned.version.item.secrecy, planned.after.code
        if said and said.is_stricter_than(held):
            reason = msg("%(code)s gets the stricter secrecy label of the file.", code=code)
            yield Problem(one.where, reason, None, Severity.WARNING)
        elif said and said is not held:
            reason = msg(
                "%(code)s keeps the secrecy label of the bank, which is stricter.", code=code
            )
            yield Problem(one.where, reason, None, Severity.WARNING)


def _is_same(planned: Planned) -> bool:
    return planned.standing in (Standing.SAME, Standing.BEHIND)


def not_compared(shown: Screen) -> Screen:
    """Return a screen that says that the bank was too large to compare with."""
    return replace(shown, is_compared=False)


def unreadable(error: UnreadableError) -> Screen:
    """Return the screen of what cannot be read at all."""
    return Screen(unreadable=error.problem)


def refused_table(refused: Iterable[Refused], heads: Iterable[str]) -> bytes:
    """Return the refused items as a table that spreadsheet programs open, with reason and cure."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(list(heads))
    for one in refused:
        cells = (one.where, translate(one.reason), translate(one.cure), one.raw)
        writer.writerow([harmless(cell) for cell in cells])
    return held.getvalue().encode("utf-8-sig")


def with_answer(text: str, line: int, letter: str) -> str:
    """Write the missing answer under the question that begins on a line."""
    lines = text.replace("\r\n", "\n").split("\n")
    at = min(max(line, 1), len(lines))
    while at < len(lines) and not _begins_another(lines[at]):
        at += 1
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    return "\n".join([*lines[:at], f"答案：{letter}", *lines[at:]])


def _begins_another(line: str) -> bool:
    return bool(re.match(r"\s*(?:\d{1,3}\s*[.、．)）]|[一二三四五六七八九十]+\s*[、.．])", line))


def _found_card(line: Line) -> Card:
    found = line.entry
    content = found.content if isinstance(found, Found) else {}
    return Card(
        number=line.number,
        where=found.where,
        line=_line(found.where),
        kind=str(content.get("kind", "")),
        stem=solution.safe(str(content.get("stem", "")), content),
        rows=tuple(solution.rows(content)),
        facts=_facts(found) if isinstance(found, Found) else (),
        problems=line.problems,
        likes=line.likes,
        letters=(),
        is_refused=line.is_refused,
        lacks_reasons=lacks_reasons(content),
        update=_update(line.planned) if line.planned else None,
    )


def _hindrance(found: Found, planned: Planned | None) -> tuple[Problem, ...]:
    """Return why an item of ours is not taken from the file, if it is not."""
    if planned is None or planned.standing is Standing.CHANGED:
        return ()
    code = planned.after.code
    if planned.standing is Standing.IN_REVIEW:
        reason = msg("%(code)s is in review and was not changed.", code=code)
        return (Problem(found.where, reason, msg("Wait until the review is decided.")),)
    reason, cure = REFUSALS[planned.standing]
    return (Problem(found.where, Message(reason.msgid, {"code": code}), cure),)


def _update(planned: Planned) -> Update:
    version = planned.version
    return Update(
        standing=planned.standing,
        code=planned.after.code,
        uuid=version.item.uuid,
        number=version.number,
        author_id=version.author_id,
        at=version.created_at,
        changes=tuple(compare(planned.before, planned.after)),
    )


def _facts(found: Found) -> tuple[str, ...]:
    said = [str(found.metadata[name]) for name in FACTS if found.metadata.get(name)]
    label = said_secrecy(found)
    return (*said, secrecy_name(label)) if label else tuple(said)


FACTS = ("code", "domain", "level", "difficulty", "points")


def _refused_card(line: Line) -> Card:
    where, raw = line.entry.where, line.entry.raw
    letters = tuple(dict.fromkeys(_LETTER.findall(raw)))
    is_open = line.problems[0].reason.msgid == NO_ANSWER and len(letters) > 1
    return Card(
        number=line.number,
        where=where,
        line=_line(where),
        kind="",
        stem=Markup("<p>{}</p>").format(raw[:600]) if raw else Markup(""),
        rows=(),
        facts=(),
        problems=line.problems,
        likes=(),
        letters=letters if is_open else (),
        is_refused=True,
        lacks_reasons=False,
    )


def _likes(
    found: Iterable[Found], bank: Mapping[str, dict[str, Any]]
) -> dict[str, tuple[Like, ...]]:
    """Return where → the items that read almost the same, of the bank or of the text itself."""
    names = {f"\x00{number}": one for number, one in enumerate(found)}
    texts = {code: words_of(content) for code, content in bank.items()}
    texts |= {name: words_of(one.content) for name, one in names.items()}
    likes: dict[str, tuple[Like, ...]] = {}
    for pair in find_duplicates(texts, only=list(names)):
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if one in names and names[one].metadata.get("code") != other:
                code = names[other].where if other in names else other
                like = Like(code=code, percent=round(pair.similarity * 100))
                likes[names[one].where] = (*likes.get(names[one].where, ()), like)
    return likes


def _line(where: str) -> int:
    found = re.search(r":(\d+)$", where)
    return int(found[1]) if found else 0
