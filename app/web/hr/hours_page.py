"""What the pages of hours show: evidence, why it is flagged, what may be decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext, lazy_gettext

from app.domain.learning import policy, queries, rules
from app.domain.learning.models import HoursDecision, HoursRecord
from app.domain.learning.queries import HoursTotals
from app.domain.learning.rules import Flag, HoursState, Pattern
from app.kernel.actor import Permission
from app.kernel.decision import Decision
from app.reports.hours import HoursRow
from app.web.access import current_actor
from app.web.display import number, percent
from app.web.i18n import choose_locale, translate
from app.web.unit_of_work import read_session

DECIDE = Permission.LEARNING_HOURS_DECIDE
MINUTE = 60
HISTOGRAM_HEIGHT = 40
ACTS = {
    HoursState.VERIFIED: (lazy_gettext("Verify the hours"), "btn btn-main"),
    HoursState.RETURNED: (lazy_gettext("Return to the person"), "btn"),
    HoursState.REVOKED: (lazy_gettext("Revoke the hours"), "btn btn-danger"),
    HoursState.PENDING: (lazy_gettext("Take up again"), "btn"),
}
"""What an officer can do with hours: the words on the button and how it looks."""
STANDARD_REASONS = {
    HoursState.VERIFIED: (
        lazy_gettext("Confirmed with the person and their unit: studied on duty or after hours."),
        lazy_gettext("The answers and the quiz show that the content is known."),
    ),
    HoursState.RETURNED: (
        lazy_gettext("Please say when and how you studied; the record alone does not show it."),
        lazy_gettext("Read faster than anyone reads. Please study the lessons again first."),
    ),
    HoursState.REVOKED: (
        lazy_gettext("Found on inspection: not studied by the person themselves."),
        lazy_gettext("Found on inspection: the active time was produced by a program."),
    ),
    HoursState.PENDING: (lazy_gettext("Returned by mistake; taken up again."),),
}


@dataclass(frozen=True, slots=True)
class Why:
    """One flag: its name, what it means, and the figures it was raised by."""

    flag: Flag
    name: str
    meaning: str
    figures: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where active time was spent."""

    title: str
    seconds: int
    minutes: int
    """What the module plans for it; 0 where it plans nothing."""


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour of the day in the picture of activity."""

    hour: int
    count: int
    height: float
    is_night: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a decision is taken by."""

    whys: Sequence[Why]
    places: Sequence[Place]
    bars: Sequence[HourBar]
    pattern: Pattern
    totals: HoursTotals


def read_evidence(record: HoursRecord) -> Evidence:
    """Return the evidence of a record as it stood when the hours were credited."""
    session = read_session()
    signs = [
        sign
        for sign in queries.list_signs(session, record.person_id, record.module_id)
        if sign.at <= record.credited_at
    ]
    pattern = rules.find_pattern(signs)
    return Evidence(
        whys=[_why(record, Flag(flag), pattern) for flag in record.evidence["flags"]],
        places=_places(record),
        bars=_bars(pattern),
        pattern=pattern,
        totals=queries.hours_totals(session, record.person_id),
    )


def _why(record: HoursRecord, flag: Flag, pattern: Pattern) -> Why:
    figures = {Flag.FAST: _fast, Flag.RHYTHM: _rhythm, Flag.NIGHT: _night}[flag]
    name, meaning = translate(rules.FLAG_NAMES[flag]), translate(rules.FLAG_TEXTS[flag])
    return Why(flag, name, meaning, figures(record, pattern))


def _fast(record: HoursRecord, _pattern: Pattern) -> str:
    lessons = queries.get_content(record.version).lessons
    characters = sum(lesson.characters for lesson in lessons)
    seconds = sum(record.evidence.get("places", {}).get(lesson.code, 0) for lesson in lessons)
    return gettext(
        "%(characters)s characters in %(minutes)s minutes of active time; %(most)s characters a"
        " minute is the fastest anyone reads.",
        characters=characters,
        minutes=number(seconds / MINUTE),
        most=rules.FASTEST * MINUTE,
    )


def _rhythm(_record: HoursRecord, pattern: Pattern) -> str:
    return gettext(
        "%(run)s signs in a row came at the same distance with the same number of key presses and"
        " clicks; from %(least)s on it looks like a program.",
        run=pattern.longest_run,
        least=rules.RHYTHM_RUN,
    )


def _night(_record: HoursRecord, pattern: Pattern) -> str:
    share = percent(pattern.at_night / pattern.beats if pattern.beats else None)
    return gettext(
        "%(night)s of %(all)s signs of activity (%(share)s) came between 00:00 and 05:00.",
        night=pattern.at_night,
        all=pattern.beats,
        share=share,
    )


def _places(record: HoursRecord) -> list[Place]:
    spent: dict[str, int] = dict(record.evidence.get("places", {}))
    module = queries.get_content(record.version)
    found = [
        Place(lesson.title, spent.pop(lesson.code, 0), lesson.minutes) for lesson in module.lessons
    ]
    others = {"practice": gettext("Practice"), "quiz": gettext("Quiz")}
    return found + [Place(others.get(code, code), spent[code], 0) for code in spent]


def _bars(pattern: Pattern) -> list[HourBar]:
    most = max(pattern.by_hour) or 1
    return [
        HourBar(hour, count, round(count / most * HISTOGRAM_HEIGHT, 1), hour in rules.NIGHT)
        for hour, count in enumerate(pattern.by_hour)
    ]


def may_decide(record: HoursRecord, target: HoursState) -> Decision:
    """Whether the reader may take this decision, or why not."""
    return policy.can_decide_hours(
        current_actor(),
        person_id=record.person_id,
        org_path=record.org_path,
        state=record.state,
        target=target,
    )


def list_targets(record: HoursRecord) -> list[HoursState]:
    """Return what the reader may decide about a record, the usual first."""
    return [state for state in ACTS if may_decide(record, state)]


def decider_of(record: HoursRecord, decision: HoursDecision) -> str:
    """In what role somebody wrote a line about hours."""
    if decision.decided_by_id == record.person_id:
        return gettext("the person themselves")
    return gettext("personnel office")


def module_options() -> list[tuple[str, str]]:
    """Return the modules for the filter."""
    found = queries.list_current(read_session())
    is_chinese = choose_locale() == "zh_CN"
    return [
        (one.module.code, f"{one.module.code} {one.title if is_chinese else one.title_en}")
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision about several records would do, and what it leaves out."""

    target: HoursState
    taken: list[HoursRow]
    left: list[tuple[HoursRow, str]]

    @property
    def shown(self) -> list[tuple[HoursRow, str]]:
        """What is decided, as a table shows it beside what is left out."""
        return [(row, "") for row in self.taken]

    @property
    def hours(self) -> float:
        """The hours it is about."""
        return float(sum(row.record.hours for row in self.taken))

    @property
    def chosen(self) -> dict[UUID, int]:
        """What the service is asked: record → decisions read."""
        return {row.record.uuid: len(row.record.decisions) for row in self.taken}


def preview(rows: Iterable[HoursRow], target: HoursState) -> Preview:
    """Sort records into those the reader may decide in this way, and the others with why not."""
    found = Preview(target, [], [])
    for row in rows:
        decision = may_decide(row.record, target)
        if decision:
            found.taken.append(row)
        else:
            found.left.append((row, translate(decision.reason)))
    return found
