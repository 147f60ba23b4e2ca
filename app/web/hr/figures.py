"""The figures of the board: tiles, lines of tables, the chart; each leads to its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from app.kernel.tier import Tier
from app.reports.board import RULE, RULE_VERSION, Board, Counts, UnitCounts
from app.reports.choice import Choice, OutcomeChoice, StateChoice
from app.web.display import percent, tier_name
from app.web.hr.reach import board_url, list_url

MOST_UNITS = 12
"""More bars than this no longer read; the table beside the chart has them all."""
RELEASED = StateChoice.RELEASED


@dataclass(frozen=True, slots=True)
class Why:
    """Inputs, formula and exclusions of a figure (rule RP-07), and the list it was counted from."""

    title: str
    rows: Sequence[tuple[str, str]]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One stat: word, figure, a line, the list it leads to, and why."""

    word: str
    value: int
    unit: str
    line: str
    url: str
    why: Why
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One number of a line and the list it leads to."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One unit, or one tier, in a table: its numbers in the order of `heads`."""

    name: str
    url: str
    counts: Sequence[Count]
    rate: str
    average: str
    is_below: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Rates:
    """The pass rates of one unit by tier, as the chart shows them."""

    name: str
    cells: Sequence[tuple[str, str]]
    """Share in words and the list behind it."""


def heads() -> list[str]:
    """Return the words above the numbers of a line."""
    return [
        gettext("Due for the exam"),
        gettext("Took the exam"),
        gettext("Passed"),
        gettext("Not passed"),
        gettext("Absent"),
        gettext("To resit"),
        gettext("Not released yet"),
    ]


def tiles(board: Board, choice: Choice) -> list[Tile]:
    """Return the tiles of the board."""
    total = board.total
    words = heads()
    return [
        _tile(words[0], total.registered, _to_come(total), _registered_why(total, choice)),
        _tile(
            words[1], total.sat,
            gettext("attendance %(share)s", share=percent(total.attendance)),
            attendance_why(total, choice),
        ),
        _tile(
            words[2], total.passed,
            gettext("pass rate %(share)s", share=percent(total.pass_rate)),
            pass_why(total, choice), url=list_url(choice, outcome=OutcomeChoice.PASSED,
                                                  state=RELEASED),
        ),
        _tile(
            words[5], total.resit,
            gettext("not passed %(failed)s, absent %(absent)s",
                    failed=total.failed, absent=total.absent),
            _resit_why(total, choice),
        ),
        _tile(
            words[6], total.open, gettext("to be checked and released"),
            _open_why(total, choice), kind="warn" if total.open else "",
        ),
    ]  # fmt: skip


def ending_tile(value: int, days: int, choice: Choice) -> Tile:
    """Return the tile of certificates that end soon."""
    tier = choice.tier.value if choice.tier else None
    url = url_for("certificates.register", ending=1, unit=choice.org_path or None, tier=tier)
    rows = (
        (gettext("Counted"), gettext("certificates that are valid today")),
        (gettext("Until"), ngettext("%(num)s day from today", "%(num)s days from today", days)),
        (gettext("Not counted"), gettext("suspended, revoked or withdrawn ones")),
    )
    why = Why(gettext("Certificates that end soon"), rows, url)
    return Tile(
        gettext("Certificates ending"), value, ngettext("certificate", "certificates", value),
        gettext("within %(days)s days", days=days), url, why, "warn" if value else "",
    )  # fmt: skip


def _tile(  # noqa: PLR0917 - one line of the board
    word: str, value: int, line: str, why: Why, url: str = "", kind: str = ""
) -> Tile:
    return Tile(word, value, ngettext("entry", "entries", value), line, url or why.url, why, kind)


def _to_come(total: Counts) -> str:
    if not total.to_come:
        return gettext("registrations in force")
    return gettext("%(n)s still to come", n=total.to_come)


def _registered_why(counts: Counts, choice: Choice) -> Why:
    rows = (
        (gettext("Counted"), gettext("registrations in force for exams of this year")),
        (gettext("Included"), gettext("exams still to come: %(n)s", n=counts.to_come)),
        (gettext("Not counted"), gettext("withdrawn registrations, exams called off")),
        (gettext("Rule"), rule()),
    )
    return Why(gettext("Due for the exam"), rows, list_url(choice))


def attendance_why(counts: Counts, choice: Choice) -> Why:
    """Explain the attendance."""
    rows = (
        (gettext("Took the exam"), str(counts.sat)),
        (gettext("Due for the exam"), str(counts.registered)),
        (gettext("Formula"), f"{counts.sat} ÷ {counts.registered}"),
        (gettext("Included"), gettext("exams still to come: %(n)s", n=counts.to_come)),
        (gettext("Rule"), rule()),
    )
    title = gettext("Why the attendance is %(share)s", share=percent(counts.attendance))
    return Why(title, rows, list_url(choice, outcome=OutcomeChoice.SAT))


def pass_why(counts: Counts, choice: Choice) -> Why:
    """Explain the pass rate; its list is of the released results it is a share of."""
    excluded = gettext(
        "absent %(absent)s, void %(void)s, not released %(open)s",
        absent=counts.absent,
        void=counts.void,
        open=counts.open,
    )
    rows = (
        (gettext("Passed"), str(counts.passed)),
        (gettext("Not passed"), str(counts.failed)),
        (gettext("Formula"), f"{counts.passed} ÷ ({counts.passed} + {counts.failed})"),
        (gettext("Not counted"), excluded),
        (gettext("Rule"), rule()),
    )
    title = gettext("Why the pass rate is %(share)s", share=percent(counts.pass_rate))
    return Why(title, rows, list_url(choice, outcome=None, state=RELEASED))


def _resit_why(counts: Counts, choice: Choice) -> Why:
    later = gettext("who has a pass or a later result in that tier and year; void results")
    rows = (
        (gettext("Counted"), gettext("released results that are not passed or absent")),
        (gettext("Not counted"), later),
        (gettext("Not passed"), str(counts.failed)),
        (gettext("Absent"), str(counts.absent)),
        (gettext("Rule"), rule()),
    )
    return Why(gettext("To resit"), rows, list_url(choice, outcome=OutcomeChoice.RESIT))


def _open_why(counts: Counts, choice: Choice) -> Why:
    rows = (
        (gettext("Counted"), gettext("papers that were begun and have no released result")),
        (gettext("Not counted"), gettext("corrections under way: the released result counts")),
        (gettext("Rule"), rule()),
    )
    title = gettext("Not released yet: %(n)s", n=counts.open)
    return Why(title, rows, list_url(choice, state=StateChoice.OPEN))


def rule() -> str:
    """Name the counting rule."""
    return gettext("%(rule)s version %(version)s", rule=RULE, version=RULE_VERSION)


def lines(board: Board, choice: Choice, target: int) -> list[Line]:
    """Return one line a unit; its name leads to the board of that unit."""
    return [_unit_line(unit, choice, target) for unit in board.units]


def total_line(board: Board, choice: Choice, target: int) -> Line:
    """Return the line under all units."""
    return _line(gettext("All together"), "", board.total, choice, target)


def _unit_line(unit: UnitCounts, choice: Choice, target: int) -> Line:
    inside = choice.but(org_path=unit.path, own_only=unit.is_own)
    if unit.is_own:
        name = gettext("%(unit)s itself", unit=unit.name)
        return _line(name, list_url(inside), unit.counts, inside, target)
    return _line(unit.name, board_url(inside), unit.counts, inside, target)


def _line(name: str, url: str, counts: Counts, choice: Choice, target: int) -> Line:
    chosen: list[tuple[int, dict[str, object]]] = [
        (counts.registered, {}),
        (counts.sat, {"outcome": OutcomeChoice.SAT}),
        (counts.passed, {"outcome": OutcomeChoice.PASSED, "state": RELEASED}),
        (counts.failed, {"outcome": OutcomeChoice.FAILED, "state": RELEASED}),
        (counts.absent, {"outcome": OutcomeChoice.ABSENT, "state": RELEASED}),
        (counts.resit, {"outcome": OutcomeChoice.RESIT}),
        (counts.open, {"state": StateChoice.OPEN}),
    ]
    rate = counts.pass_rate
    return Line(
        name=name,
        url=url,
        counts=[Count(value, list_url(choice, **changed)) for value, changed in chosen],
        rate=percent(rate),
        average="—" if counts.average is None else f"{counts.average:.1f}",
        is_below=rate is not None and rate * 100 < target,
        why=pass_why(counts, choice),
    )


def rates(board: Board, choice: Choice) -> list[Rates]:
    """Return the table of the figures that the chart draws: all units by tier."""
    return [
        Rates(unit.name, [_cell(unit, tier, choice) for tier in board.tiers])
        for unit in board.units
    ]


def _cell(unit: UnitCounts, tier: Tier, choice: Choice) -> tuple[str, str]:
    counts = unit.tiers.get(tier)
    if counts is None or counts.pass_rate is None:
        return "—", ""
    text = f"{percent(counts.pass_rate)} ({counts.passed}/{counts.rated})"
    return text, _rated_url(unit, tier, choice)


def _rated_url(unit: UnitCounts, tier: Tier, choice: Choice) -> str:
    chosen = choice.but(org_path=unit.path, own_only=unit.is_own, tier=tier)
    return list_url(chosen, outcome=None, state=RELEASED)


def chart(board: Board, choice: Choice, target: int) -> Mapping[str, Any] | None:
    """Return what the chart draws: the largest units, one series a tier, percent upwards.

    None while nothing is released.
    """
    if board.total.pass_rate is None:
        return None
    ranked = sorted(board.units, key=lambda unit: -unit.counts.rated)[:MOST_UNITS]
    units = [unit for unit in board.units if unit in ranked and unit.counts.rated]
    tiers = [tier for tier in board.tiers if any(_rate(unit, tier) is not None for unit in units)]
    return {
        "units": [unit.name for unit in units],
        "series": [
            {"name": tier_name(tier), "data": [_rate(unit, tier) for unit in units]}
            for tier in tiers
        ],
        "urls": [[_rated_url(unit, tier, choice) for unit in units] for tier in tiers],
        "target": target,
        "targetLabel": gettext("Target %(n)s", n=target),
        "max": 100,
    }


def _rate(unit: UnitCounts, tier: Tier) -> float | None:
    counts = unit.tiers.get(tier)
    rate = counts.pass_rate if counts else None
    return None if rate is None else round(rate * 100, 1)
