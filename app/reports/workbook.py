"""The workbook of results: what stands in which column, and from where (domain.md 2.7, item 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.documents.workbook import (
    Column,
    Kind,
    LegendSpec,
    Row,
    SheetSpec,
    SummarySpec,
    Total,
    WorkbookSpec,
)
from app.domain.results import rules, settings
from app.domain.results.rules import Outcome, ResultState
from app.kernel.text import Message, Translate, msg
from app.reports import lists, words
from app.reports.base import Reach
from app.reports.board import RULE, RULE_VERSION, Cell, Counts, list_cells
from app.reports.choice import OUTCOME_LABELS, STATE_LABELS, Choice, OutcomeChoice, StateChoice
from app.reports.lists import ListRow, Standing

SUMMARY, TOTALS, PERSONS, BELOW, LEGEND = (
    msg("About this workbook"),
    msg("Summary"),
    msg("Persons"),
    msg("Below the standard"),
    msg("Data dictionary"),
)
NO_TYPING = msg("This paper has no typing task.")
NOT_RELEASED = msg("The result is not released yet; scores are left out.")
MASKED = msg("ID numbers are masked: the first and the last four signs are shown.")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: by whom, when, for which unit, in which language."""

    reach: Reach
    unit_name: str
    asked_by: str
    asked_at: datetime
    translate: Translate


def make_spec(request: Request, total: Counts) -> WorkbookSpec:
    """Return all sheets with their headings in the language of the request."""
    t = request.translate
    heading = _say(t, msg("Results of %(unit)s", unit=request.unit_name))
    stamp = settings.current().local(request.asked_at).strftime("%Y-%m-%d %H:%M")
    notes = (_say(t, NO_TYPING), _say(t, MASKED))
    all_of_it = _say(t, msg("All together"))
    return WorkbookSpec(
        sheets=(
            SheetSpec(_say(t, TOTALS), _totals(t), heading, total_label=all_of_it),
            SheetSpec(_say(t, PERSONS), _persons(t), heading, notes=notes, freeze_columns=3),
            SheetSpec(_say(t, BELOW), _below(t), heading, freeze_columns=3),
        ),
        title=heading,
        author=request.asked_by,
        created_at=request.asked_at,
        summary=SummarySpec(_say(t, SUMMARY), heading, _facts(request, total, stamp), notes),
        legend=LegendSpec(_say(t, LEGEND), _heads(t), _kinds(t)),
        footer=f"{request.unit_name}  {stamp}  {request.asked_by}",
    )


def make_rows(session: Session, request: Request) -> dict[str, Iterable[Row]]:
    """Return the rows of each sheet by its title; they are read while they are written."""
    t, reach = request.translate, request.reach
    below = Reach(
        reach.scope,
        reach.choice.but(outcome=OutcomeChoice.BELOW, state=StateChoice.RELEASED),
    )
    return {
        _say(t, TOTALS): (_totals_row(t, cell) for cell in list_cells(session, reach)),
        _say(t, PERSONS): _numbered(_person_row(t, row) for row in lists.iter_rows(session, reach)),
        _say(t, BELOW): _numbered(_below_row(t, row) for row in lists.iter_rows(session, below)),
    }


def count_all(session: Session, request: Request) -> tuple[int, Counts]:
    """Return how many rows will be written, and the counts of the whole choice."""
    cells = list_cells(session, request.reach)
    total = sum((cell.counts for cell in cells), Counts())
    return len(cells) + total.registered + total.below, total


def _say(t: Translate, message: Message) -> str:
    return message.render(t)


def _facts(request: Request, total: Counts, stamp: str) -> list[tuple[str, object]]:
    t = request.translate
    facts: list[tuple[Message, object]] = [
        (msg("Unit"), request.unit_name),
        (msg("Chosen"), describe(t, request.reach.choice)),
        (msg("As of"), stamp),
        (msg("Exported by"), request.asked_by),
        (msg("Counting rule"), _say(t, _rule())),
        (msg("Due for the exam"), total.registered),
        (msg("Took the exam"), total.sat),
        (msg("Passed"), total.passed),
        (msg("Not passed"), total.failed),
        (msg("Absent"), total.absent),
        (msg("Void"), total.void),
        (msg("To resit"), total.resit),
        (msg("Not released yet"), total.open),
        (msg("Pass rate"), "—" if total.pass_rate is None else f"{total.pass_rate:.1%}"),
    ]
    return [(_say(t, label), value) for label, value in facts]


def _rule() -> Message:
    return msg(
        "%(rule)s version %(version)s: pass rate = passed ÷ (passed + not passed); absent, void "
        "and unreleased results do not count in it.",
        rule=RULE,
        version=RULE_VERSION,
    )


def describe(t: Translate, choice: Choice) -> str:
    """Return what a choice asks for, in words."""
    parts = [
        _say(t, msg("year %(year)s", year=choice.year)) if choice.year else "",
        _say(t, words.TIERS[choice.tier]) if choice.tier else "",
        _say(t, msg("one exam")) if choice.plan else "",
        _say(t, OUTCOME_LABELS[choice.outcome]) if choice.outcome else "",
        _say(t, STATE_LABELS[choice.state]) if choice.state else "",
        _say(t, msg("from %(day)s", day=choice.first)) if choice.first else "",
        _say(t, msg("until %(day)s", day=choice.last)) if choice.last else "",
        f"“{choice.text}”" if choice.text else "",
    ]
    return " · ".join(part for part in parts if part) or _say(t, msg("everything"))


def _heads(t: Translate) -> tuple[str, str, str, str]:
    heads = (msg("Column"), msg("Sheet"), msg("Kind"), msg("Source and rule"))
    return tuple(_say(t, head) for head in heads)  # type: ignore[return-value]


def _kinds(t: Translate) -> dict[Kind, str]:
    names = {
        Kind.TEXT: msg("text"),
        Kind.ID: msg("number kept as text"),
        Kind.INTEGER: msg("whole number"),
        Kind.DECIMAL: msg("decimal number"),
        Kind.PERCENT: msg("share"),
        Kind.DATE: msg("date"),
        Kind.DATETIME: msg("date and time"),
    }
    return {kind: _say(t, name) for kind, name in names.items()}


def _column(  # noqa: PLR0917 - one line of a table
    t: Translate,
    key: str,
    title: Message,
    width: float,
    kind: Kind,
    meaning: Message,
    total: Total | None = None,
) -> Column:
    return Column(key, _say(t, title), width, kind, total, _say(t, meaning))


FROZEN = msg("As it stood on the day of the exam.")
_REGISTRATION = msg("Registration for the exam.")


def _persons(t: Translate) -> list[Column]:
    """The 21 columns of 成绩册."""
    rows: list[tuple[str, Message, float, Kind, Message]] = [
        ("no", msg("No."), 6, Kind.INTEGER, msg("Running number within this sheet.")),
        ("ticket", msg("Admission number"), 21, Kind.ID, _REGISTRATION),
        ("name", msg("Name"), 12, Kind.TEXT, msg("Roster of persons, when registering.")),
        ("gender", msg("Gender"), 7, Kind.TEXT, msg("Roster of persons (GB/T 2261.1).")),
        ("id", msg("Citizen ID number"), 21, Kind.ID, MASKED),
        ("unit", msg("Unit"), 30, Kind.TEXT, FROZEN),
        ("post", msg("Post"), 16, Kind.TEXT, FROZEN),
        ("rank", msg("Rank"), 14, Kind.TEXT, FROZEN),
        ("tier", msg("Tier"), 14, Kind.TEXT, msg("Tier of the exam.")),
        ("site", msg("Exam site"), 18, Kind.TEXT, msg("Plan of the exam.")),
        ("room", msg("Exam room"), 7, Kind.INTEGER, _REGISTRATION),
        ("seat", msg("Seat number"), 7, Kind.INTEGER, _REGISTRATION),
        ("knowledge", msg("Knowledge points"), 9, Kind.DECIMAL, _SECTIONS),
        ("practical", msg("Practical points"), 9, Kind.DECIMAL, _PRACTICAL),
        ("typing_speed", msg("Typing speed"), 9, Kind.DECIMAL, NO_TYPING),
        ("typing_right", msg("Typing accuracy"), 9, Kind.PERCENT, NO_TYPING),
        ("total", msg("Total"), 9, Kind.DECIMAL, _TOTAL),
        ("grade", msg("Grade"), 9, Kind.TEXT, _GRADE),
        ("outcome", msg("Conclusion"), 10, Kind.TEXT, _OUTCOME),
        ("certificate", msg("Certificate number"), 23, Kind.ID, msg("Certificate register.")),
        ("remark", msg("Remark"), 36, Kind.TEXT, msg("Why something is empty or was changed.")),
    ]
    return [_column(t, *row) for row in rows]


_SECTIONS = msg("Sum of all sections but the practical one; marks of the sealed paper.")
_PRACTICAL = msg("Points of the practical section; marks of the graded files.")
_TOTAL = msg("Exact sum of all marks, rounded once to half points.")
_GRADE = msg("By the thresholds sealed with the paper.")
_OUTCOME = msg("By the pass rule sealed with the paper; absent when the person did not begin.")


def _below(t: Translate) -> list[Column]:
    keys = {"no", "ticket", "name", "unit", "tier", "total", "outcome"}
    kept = [column for column in _persons(t) if column.key in keys]
    missed = msg("Conditions not met")
    meaning = msg("Every condition of the pass rule that was missed, with its numbers.")
    return [*kept, _column(t, "missed", missed, 60, Kind.TEXT, meaning)]


def _totals(t: Translate) -> list[Column]:
    count = (9, Kind.INTEGER)
    rows: list[tuple[str, Message, float, Kind, Message, Total | None]] = [
        ("unit", msg("Unit"), 34, Kind.TEXT, FROZEN, None),
        ("tier", msg("Tier"), 16, Kind.TEXT, msg("Tier of the exam."), None),
        ("registered", msg("Due for the exam"), *count, msg("Registrations in force."), Total.SUM),
        ("sat", msg("Took the exam"), *count, msg("Began the paper."), Total.SUM),
        ("attendance", msg("Attendance"), 9, Kind.PERCENT, _ATTENDANCE, None),
        ("passed", msg("Passed"), *count, _RELEASED, Total.SUM),
        ("failed", msg("Not passed"), *count, _RELEASED, Total.SUM),
        ("absent", msg("Absent"), *count, _RELEASED, Total.SUM),
        ("void", msg("Void"), *count, _RELEASED, Total.SUM),
        ("resit", msg("To resit"), *count, _RESIT, Total.SUM),
        ("open", msg("Not released yet"), *count, msg("Sat, but not released."), Total.SUM),
        ("rate", msg("Pass rate"), 9, Kind.PERCENT, _rule(), None),
        ("average", msg("Average"), 9, Kind.DECIMAL, _AVERAGE, None),
    ]
    return [_column(t, *row) for row in rows]


_RELEASED = msg("Released results only.")
_RESIT = msg("Not passed or absent, without a later result or a pass in that tier and year.")
_ATTENDANCE = msg("Took the exam ÷ registered.")
_AVERAGE = msg("Mean total of those who passed or did not pass.")


def _totals_row(t: Translate, cell: Cell) -> Row:
    counts = cell.counts
    return {
        "unit": cell.org_name,
        "tier": _say(t, words.TIERS[cell.tier]),
        "registered": counts.registered,
        "sat": counts.sat,
        "attendance": counts.attendance,
        "passed": counts.passed,
        "failed": counts.failed,
        "absent": counts.absent,
        "void": counts.void,
        "resit": counts.resit,
        "open": counts.open,
        "rate": counts.pass_rate,
        "average": counts.average,
    }


def _person_row(t: Translate, row: ListRow) -> dict[str, Any]:
    return {
        "ticket": row.ticket_number,
        "name": row.full_name,
        "gender": _say(t, words.GENDERS[row.gender]),
        "id": row.id_masked,
        "unit": row.org_name,
        "tier": _say(t, words.TIERS[row.tier]),
        "site": row.site,
        "room": row.room,
        "seat": row.seat,
        "certificate": row.certificate,
        "remark": _remark(t, row),
        **_scores(t, row.official),
    }


def _scores(t: Translate, official: Standing | None) -> dict[str, Any]:
    if official is None:
        return {}
    grade = official.grade
    is_pass = official.outcome is Outcome.PASSED
    return {
        "post": official.post_title,
        "rank": _say(t, words.RANKS[official.rank]) if official.rank in words.RANKS else "",
        "knowledge": rules.section_points(official.sections, practical=False),
        "practical": rules.section_points(official.sections, practical=True),
        "total": official.total,
        "grade": _say(t, rules.GRADE_NAMES[grade]) if grade and is_pass else "",
        "outcome": _say(t, rules.OUTCOME_NAMES[official.outcome]),
    }


def _below_row(t: Translate, row: ListRow) -> dict[str, Any]:
    official = row.official
    reasons = official.explanation.get("reasons", []) if official else []
    missed = [
        Message.from_json(reason["text"]).render(t) for reason in reasons if not reason["is_met"]
    ]
    return {**_person_row(t, row), "missed": " ".join(missed) or _void_reason(official)}


def _void_reason(official: Standing | None) -> str:
    void = official.explanation.get("void") if official else None
    return str(void["reason"]) if void else ""


def _remark(t: Translate, row: ListRow) -> str:
    parts = []
    if row.official is None and (row.open is not None or row.has_sat):
        parts.append(_say(t, NOT_RELEASED))
    if row.official is not None and row.official.number > 1:
        parts.append(_say(t, msg("Corrected: version %(n)s.", n=row.official.number)))
    if row.official is not None and row.open is not None:
        state = rules.STATE_NAMES[ResultState(row.open.state)]
        parts.append(_say(t, msg("A correction is under way: %(state)s.", state=state)))
    return " ".join([*parts, _void_reason(row.official)]).strip()


def _numbered(rows: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield {"no": number, **row}
