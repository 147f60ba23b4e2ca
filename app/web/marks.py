"""Marks as people read them: the item, what was answered, what was right, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.domain.exams import presenting
from app.domain.exams import queries as exams
from app.domain.exams.rules import item_seed
from app.domain.marking import queries as marking
from app.domain.marking.models import ItemMark
from app.domain.marking.rules import Marked
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedItem, SealedPaper
from app.domain.results.models import Result
from app.domain.results.rules import DOMAIN_NAMES
from app.engines import items
from app.engines.items import Mark, Status
from app.engines.items.html import plain, render, render_inline
from app.engines.practicals import localized
from app.kernel.errors import NotFoundError
from app.kernel.text import Message
from app.web.i18n import choose_locale, translate
from app.web.pictures import pictured, without_marks

CHOICES = frozenset({"single", "multiple", "judge", "hotspot"})
WRITTEN = frozenset({"essay"})
LETTERS = "ABCDEFGHIJKL"
LONGEST_TITLE = 90
EMPTY = Markup()
STATUS_LABELS = {
    Status.RIGHT: (lazy_gettext("Right"), "ok"),
    Status.PARTIAL: (lazy_gettext("Partly right"), "warn"),
    Status.WRONG: (lazy_gettext("Wrong"), "bad"),
    Status.BLANK: (lazy_gettext("Not answered"), ""),
    Status.REVIEW: (lazy_gettext("Waiting for a person's judgement"), "info"),
}


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One option, under the letter the candidate saw."""

    letter: str
    html: Markup
    is_chosen: bool
    is_key: bool
    why: Markup


@dataclass(frozen=True, slots=True)
class PairLine:
    """One gap, place or pair: what was given and what was expected."""

    label: Markup
    given: str
    expected: Markup
    is_right: bool
    why: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was asked and answered together: a whole item, or one question of a case.

    :ivar written: a text that a person marks, with the rubric and the model answer.
    """

    stem: Markup = EMPTY
    choices: Sequence[ChoiceLine] = ()
    pairs: Sequence[PairLine] = ()
    written: str = ""
    rubric: Sequence[Markup] = ()
    model: Markup = EMPTY


@dataclass(frozen=True, slots=True)
class MarkView:
    """One item of a score slip; `grading` only for a practical with a file.

    :ivar position: the place on the sealed paper, `number` the one at which the candidate met it.
    """

    position: int
    number: int
    section: str
    kind: str
    title: str
    stem: Markup
    domain: str
    status: Status
    points: float
    max_points: float
    groups: Sequence[Group]
    explain: Markup
    decision: Mapping[str, Any] | None
    notes: Sequence[str]
    file_name: str
    grading: Mapping[str, Any] | None
    task: Markup = EMPTY
    """Task sheet of a practical."""

    @property
    def lost(self) -> float:
        """Points not earned."""
        return self.max_points - self.points


def list_marks(session: Session, result: Result) -> list[MarkView]:
    """Return all items of a result with their explanations, in the order of the candidate."""
    if result.marking_id is None or result.sitting_id is None:
        return []
    rows = marking.list_marks(session, result.marking_id)
    sheet = _sheet(session, result.sitting_id)
    return sorted((_view(row, sheet) for row in rows), key=lambda mark: mark.number)


def get_mark(session: Session, result: Result, position: int) -> MarkView:
    """Return one item of a result, or refuse."""
    if result.marking_id is None or result.sitting_id is None:
        raise NotFoundError
    row = marking.get_mark(session, result.marking_id, position)
    return _view(row, _sheet(session, result.sitting_id))


def list_practice(paper: SealedPaper, seed: int, rows: Iterable[Marked]) -> list[MarkView]:
    """Return all items of a practice run with their explanations."""
    sheet = _plain_sheet(paper.items, seed)
    return [_view(row, sheet) for row in rows]


def of_answer(item: SealedItem, seed: int, mark: Mark) -> MarkView:
    """Return one item with the explanation of a mark that is stored nowhere."""
    row = Marked(
        position=item.position,
        item_version_id=item.version_id,
        digest="",
        kind=item.kind,
        section=item.section,
        domain=item.domain,
        response=None,
        points=float(mark.points),
        max_points=float(item.points),
        status=mark.status,
        explanation=mark.to_json(),
        engine="",
    )
    return _view(row, _plain_sheet([item], seed))


def groups(shown: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> list[Group]:
    """Return what was asked and answered, from a candidate's view and the parts of its mark."""
    return list(_groups(shown, parts))


def get_mark_of(session: Session, sitting_id: int, position: int) -> MarkView:
    """Return one item of a sitting as it is marked now, or refuse."""
    latest = marking.find_latest(session, sitting_id)
    if latest is None:
        raise NotFoundError
    row = marking.get_mark(session, latest.id, position)
    return _view(row, _sheet(session, sitting_id))


def title_of(titles: Mapping[str, str]) -> str:
    """Return a title that a sealed paper carries in both languages."""
    return titles["zh" if choose_locale().startswith("zh") else "en"]


def domain_name(code: str) -> str:
    """The name of an area of the competency framework."""
    return translate(DOMAIN_NAMES[code]) if code in DOMAIN_NAMES else code


def reasons(result: Result) -> list[tuple[bool, str]]:
    """Return every condition of the pass rule: whether it is met, and its numbers in words."""
    titles = {part["code"]: title_of(part["title"]) for part in result.section_scores}
    return [
        (bool(reason["is_met"]), _reason(reason, titles))
        for reason in result.explanation.get("reasons", [])
    ]


def _reason(reason: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Say a condition with the name of the section or area instead of its code."""
    text = Message.from_json(reason["text"])
    what, _, code = str(reason["rule"]).partition(".")
    if what == "section":
        name = titles.get(code, code)
    elif what == "domain":
        name = domain_name(code)
    else:
        return translate(text)
    return translate(Message(text.msgid, {**text.params, "what": name}))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A paper as one candidate met it."""

    items: Mapping[int, SealedItem]
    numbers: Mapping[int, int]
    seed: int


def _sheet(session: Session, sitting_id: int) -> _Sheet:
    sitting = exams.get_sitting(session, sitting_id)
    paper = papers.read_paper(session, sitting.paper_id)
    has_own_order = sitting.registration.plan.has_own_item_order
    return _Sheet(
        {item.position: item for item in paper.items},
        presenting.numbers(paper, sitting.seed, has_own_order=has_own_order),
        sitting.seed,
    )


def _plain_sheet(sealed: Iterable[SealedItem], seed: int) -> _Sheet:
    """Return items as they stand on the paper, each under its own place."""
    held = {item.position: item for item in sealed}
    return _Sheet(held, {position: position for position in held}, seed)


def _view(row: ItemMark | Marked, sheet: _Sheet) -> MarkView:
    stored, item, seed = row.explanation, sheet.items[row.position], sheet.seed
    content = dict(item.content)
    grading = stored.get("grading")
    shown = items.present(content, item_seed(seed, row.position))
    title = _title(content, items.read(content).stem)
    view = MarkView(
        position=row.position,
        number=sheet.numbers[row.position],
        section=row.section,
        kind=translate(items.KINDS[row.kind].LABEL),
        title=title,
        stem=_stem(shown["stem"], title),
        domain=domain_name(row.domain),
        status=row.status,
        points=row.points,
        max_points=row.max_points,
        groups=list(_groups(shown, stored.get("parts", []))),
        explain=_safe(render(str(stored.get("explain", "")))),
        decision=stored.get("decision"),
        notes=[translate(Message.from_json(note)) for note in stored.get("notes", [])],
        file_name=_file_name(row.response),
        grading=localized(grading, gettext) if grading else None,
        task=_safe(str(shown.get("instructions", ""))),
    )
    return pictured(view, content)


def _stem(html: str, title: str) -> Markup:
    """Return the stem unless the title says all of it."""
    return EMPTY if html.strip() == f"<p>{Markup.escape(title)}</p>" else _safe(html)


def _groups(shown: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> Iterator[Group]:
    """Yield the questions of a case, or the whole item; parts of a case begin with its id."""
    if shown["kind"] != "case":
        yield _group(shown["kind"], shown, parts)
        return
    for question in shown["questions"]:
        start = f"{question['id']}."
        own = [
            {**part, "id": part["id"].removeprefix(start)}
            for part in parts
            if part["id"].startswith(start)
        ]
        yield _group(question["kind"], question["view"], own, _safe(question["view"]["stem"]))


def _group(
    kind: str,
    shown: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]],
    stem: Markup = EMPTY,
) -> Group:
    if kind in CHOICES:
        return Group(stem=stem, choices=_choices(shown, parts))
    if kind in WRITTEN and parts:
        return Group(
            stem=stem,
            written=str(parts[0]["given"]),
            rubric=[_safe(render_inline(part["text"])) for part in parts if part["text"]],
            model=_safe(render(str(parts[0]["expected"]))),
        )
    return Group(stem=stem, pairs=[_pair(part) for part in parts])


def _title(content: Mapping[str, Any], stem: str) -> str:
    """Return the name of a practical, or the stem, cut where it tells a whole story."""
    task = content.get("task")
    title = str(task["title"]) if isinstance(task, Mapping) else without_marks(plain(stem))
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _file_name(response: Mapping[str, Any] | None) -> str:
    value = (response or {}).get("value")
    if not isinstance(value, Mapping):
        return ""
    if "work" in value:  # done in the page: what is given back is its record
        return f"{gettext('Record of the work')}.json"
    return str(value.get("name", ""))


def _choices(shown: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> list[ChoiceLine]:
    """Return the options in the order in which this candidate saw them."""
    by_id = {part["id"]: part for part in parts}
    order = [option["id"] for option in shown.get("options", ()) if option["id"] in by_id]
    return [
        _choice(letter, by_id[one]) for letter, one in zip(LETTERS, order or by_id, strict=False)
    ]


def _choice(letter: str, part: Mapping[str, Any]) -> ChoiceLine:
    name = {"true": gettext("True"), "false": gettext("False")}.get(str(part["id"]), "")
    is_named = bool(name) and not part["text"]
    return ChoiceLine(
        letter="" if is_named else letter,
        html=Markup.escape(name) if is_named else _safe(render_inline(part["text"])),
        is_chosen=bool(part["is_chosen"]),
        is_key=bool(part["is_key"]),
        why=_safe(render_inline(part["why"])),
    )


def _pair(part: Mapping[str, Any]) -> PairLine:
    return PairLine(
        label=_safe(render_inline(part["text"])) if part["text"] else Markup.escape(part["id"]),
        given=str(part["given"]),
        expected=_safe(render_inline(part["expected"])),
        is_right=bool(part["is_right"]),
        why=_safe(render_inline(part["why"])),
    )


def _safe(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - engines.items.html has cleaned it
