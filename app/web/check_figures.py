"""The figures of the checks of a practical, as trainers and personnel read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from app.documents.workbook import Column, Kind
from app.engines.practicals.statistics import (
    FEWEST,
    SAME,
    CheckFigures,
    Finding,
    Flag,
    Interval,
    TaskFigures,
)
from app.engines.practicals.statistics import Kind as FlagKind
from app.reports.checks import CheckFilters, CheckReport
from app.web.display import percent
from app.web.i18n import translate

MOST_TITLE = 24
COLOURS = {"pass": 3, "partial": 2, "fail": 4, "review": 5}
"""Series → its number in the palette of charts (tokens.css, --data-1 …)."""


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning, in words."""

    check: str
    title: str
    text: str
    advice: str
    kind: str


def filters() -> CheckFilters:
    """Return what the address chooses; what cannot be read chooses nothing."""
    return CheckFilters(
        plan=request.args.get("plan", type=UUID), version=request.args.get("version", type=int)
    )


def page(report: CheckReport, chosen: CheckFilters) -> dict[str, Any]:
    """Return what the pages of both audiences show."""
    return {
        "report": report,
        "figures": report.figures,
        "chosen": chosen,
        "chart": chart(report.figures),
        "warnings": warnings(report.figures),
        "found_text": found_text,
        "limits": limits,
        "fewest": FEWEST,
        "same": SAME,
        "word": discrimination_word,
        "compared": len(report.versions) > 1 and chosen.version is None,
    }


def chart(figures: TaskFigures) -> Mapping[str, Any] | None:
    """Return what the chart draws: a bar a check, made of how many came to what, in percent."""
    checks = [check for check in figures.checks if check.seen]
    if not checks:
        return None
    parts: list[tuple[str, str, Callable[[CheckFigures], int]]] = [
        ("pass", _("Right"), lambda one: one.passed),
        ("partial", _("Partly right"), lambda one: one.partial),
        ("fail", _("Wrong"), lambda one: one.failed),
        ("review", _("Cannot be judged"), lambda one: one.review),
    ]
    return {
        "units": [_short(check.title) for check in checks],
        "series": [
            {
                "name": name,
                "colour": COLOURS[key],
                "data": [round(100 * count(check) / check.seen, 1) for check in checks],
            }
            for key, name, count in parts
        ],
        "stacked": True,
        "max": 100,
    }


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1]}…"


def warnings(figures: TaskFigures) -> list[Warned]:
    """Return the warnings of all checks, the grave ones first."""
    found = [(flag, check) for check in figures.checks for flag in check.flags]
    order = list(FlagKind)
    found.sort(key=lambda one: order.index(one[0].kind))
    return [_warned(flag, check) for flag, check in found]


def _warned(flag: Flag, check: CheckFigures) -> Warned:
    text, advice = _words(check)[flag.kind]
    return Warned(check.id, check.title, text, advice, "bad" if flag.is_grave else "warn")


def _words(one: CheckFigures) -> dict[FlagKind, tuple[str, str]]:
    r = "" if one.discrimination is None else f"{one.discrimination:.2f}"
    return {
        FlagKind.NEGATIVE: (
            _("Who does well otherwise fails here more often (discrimination %(r)s).", r=r),
            _("Read the check and some files: it probably expects something wrong."),
        ),
        FlagKind.NOBODY: (
            _("None of the %(n)s judged files is right.", n=one.judged),
            _("Is the check right, and does the task say what is expected?"),
        ),
        FlagKind.UNJUDGED: (
            _("%(n)s of %(all)s files could not be judged.", n=one.review, all=one.seen),
            _("Look at one of them: the check may ask for what the grader cannot tell."),
        ),
        FlagKind.HARD: (
            _("Only %(share)s of the points are earned.", share=percent(one.mean)),
            _("Is it taught, and is it asked clearly?"),
        ),
        FlagKind.LOW: (
            _("It hardly tells who can do the task from who cannot (discrimination %(r)s).", r=r),
            _("Weigh it less, or ask for something that shows more skill."),
        ),
        FlagKind.EVERYBODY: (
            _("All %(n)s judged files are right.", n=one.judged),
            _("Is it right in the start file already? Keep it only if everybody must know it."),
        ),
    }


def found_text(finding: Finding) -> str:
    """Return a finding in the reader's language."""
    return translate(finding.text)


def limits(interval: Interval | None, *, share: bool = True) -> str:
    """Return between what and what a figure lies."""
    if interval is None:
        return ""
    if share:
        return f"{percent(interval.low)}–{percent(interval.high)}"
    return _("%(low)s to %(high)s", low=f"{interval.low:.2f}", high=f"{interval.high:.2f}")


def discrimination_word(value: float | None) -> str:
    """Say in a word how well a check discriminates, by the usual reading (Ebel)."""
    steps = [(0.4, _("very good")), (0.3, _("good")), (0.2, _("fair"))]
    if value is None:
        return ""
    return next((word for least, word in steps if value >= least), _("poor"))


def columns() -> list[Column]:
    """Return the columns of the file."""
    return [
        Column("check", _("Check"), 20),
        Column("title", _("Title"), 40),
        Column("points", _("Points"), 8, Kind.DECIMAL),
        Column("seen", _("Files"), 8, Kind.INTEGER),
        Column("judged", _("Judged"), 8, Kind.INTEGER),
        Column("passed", _("Right"), 8, Kind.INTEGER),
        Column("partial", _("Partly right"), 8, Kind.INTEGER),
        Column("failed", _("Wrong"), 8, Kind.INTEGER),
        Column("review", _("Cannot be judged"), 10, Kind.INTEGER),
        Column("by_person", _("Judged by persons"), 10, Kind.INTEGER),
        Column("facility", _("Facility"), 10, Kind.PERCENT),
        Column("facility_low", _("Facility, at least"), 10, Kind.PERCENT),
        Column("facility_high", _("Facility, at most"), 10, Kind.PERCENT),
        Column("discrimination", _("Discrimination"), 12),
        Column("findings", _("Most frequent findings"), 80),
        Column("warnings", _("Remarks"), 60),
    ]


def rows(report: CheckReport) -> list[dict[str, object]]:
    """Return the rows of the file: one a check."""
    said = warnings(report.figures)
    return [_row(one, [w.text for w in said if w.check == one.id]) for one in report.figures.checks]


def _row(one: CheckFigures, said: Sequence[str]) -> dict[str, object]:
    between = one.mean_interval
    return {
        "check": one.id,
        "title": one.title,
        "points": one.points,
        "seen": one.seen,
        "judged": one.judged,
        "passed": one.passed,
        "partial": one.partial,
        "failed": one.failed,
        "review": one.review,
        "by_person": one.by_person,
        "facility": one.mean,
        "facility_low": between.low if between else None,
        "facility_high": between.high if between else None,
        "discrimination": None if one.discrimination is None else f"{one.discrimination:.2f}",
        "findings": "\n".join(f"{f.count} × {found_text(f)}" for f in one.findings),
        "warnings": " ".join(said),
    }


def to_json(report: CheckReport) -> dict[str, Any]:
    """Return the figures for programs; keys are added, never changed."""
    figures, said = report.figures, warnings(report.figures)
    return {
        "task": report.code,
        "title": report.title,
        "files": figures.gradings,
        "blank": report.blank,
        "waiting": figures.waiting,
        "unread": figures.unread,
        "mean": figures.mean,
        "checks": [
            {
                **_row(one, []),
                "discrimination": one.discrimination,
                "discrimination_low": _low(one.discrimination_interval),
                "discrimination_high": _high(one.discrimination_interval),
                "findings": [_finding(found) for found in one.findings],
                "warnings": [flag.kind.value for flag in one.flags],
                "remarks": [warned.text for warned in said if warned.check == one.id],
            }
            for one in figures.checks
        ],
        "guards": [
            {"guard": one.id, "title": one.title, "penalty": one.penalty, "seen": one.seen,
             "hit": one.hit, "findings": [_finding(found) for found in one.findings]}
            for one in figures.guards
        ],
        "parts": [
            {"version": part.version, "plan": str(part.plan), "exam": part.exam,
             "at": part.at.isoformat(), "files": part.files, "blank": part.blank,
             "mean": part.share}
            for part in report.parts
        ],
    }  # fmt: skip


def _low(interval: Interval | None) -> float | None:
    return interval.low if interval else None


def _high(interval: Interval | None) -> float | None:
    return interval.high if interval else None


def _finding(found: Finding) -> dict[str, object]:
    return {"count": found.count, "text": found_text(found), "is_pattern": found.is_pattern}


def lines(report: CheckReport) -> list[str]:
    """Return the figures for a terminal: a line a check, warnings below it."""
    figures, said = report.figures, warnings(report.figures)
    head = _("%(n)s files graded, %(share)s of the points earned", n=figures.gradings,
             share=percent(figures.mean))  # fmt: skip
    found = [f"{report.code} {report.title}", f"  {head}"]
    for one in figures.checks:
        r = "" if one.discrimination is None else f"  r={one.discrimination:.2f}"
        counts = f"{one.passed}/{one.partial}/{one.failed}/{one.review}"
        found.append(f"  {percent(one.mean):>6}  {counts:>15}{r}  {one.title}")
        found += [
            f"      {warned.text} {warned.advice}" for warned in said if warned.check == one.id
        ]
    return found
