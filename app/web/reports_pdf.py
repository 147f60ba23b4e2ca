"""The report on a practical as PDF, from a mark as it is shown on the page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, send_file
from flask_babel import gettext as _

from app.documents.checkreport import CheckFacts, CheckReport, render
from app.domain.results.models import Result
from app.web.display import day, number
from app.web.marks import MarkView

MISSED, MET, HARM = "missed", "met", "harm"


def send(result: Result, mark: MarkView, *, own: bool) -> Response:
    """Send the report in the language of the reader."""
    data = render(facts(result, mark, own=own))
    name = _("Report on item %(n)s", n=mark.number)
    return send_file(
        io.BytesIO(data), mimetype="application/pdf", download_name=f"{name}.pdf",
        as_attachment=True,
    )  # fmt: skip


def facts(result: Result, mark: MarkView, *, own: bool) -> CheckReport:
    """Return what is printed."""
    grading = mark.grading or {}
    checks = grading.get("checks", [])
    missed = tuple(_check(one, own=own) for one in checks if one["status"] != "pass")
    met = tuple(_check(one, own=own) for one in checks if one["status"] == "pass")
    harm = tuple(_guard(one) for one in grading.get("guards", []) if one["deducted"])
    points = _points(mark.points, mark.max_points)
    return CheckReport(
        heading=current_app.config["ISSUER_NAME"],
        title=_("Report on the practical: %(title)s", title=mark.title),
        subtitle=result.exam_title,
        facts=(
            (_("Name"), f"{result.full_name}　{result.org_name}"),
            (_("Day of the exam"), day(result.taken_on)),
            (_("File"), mark.file_name),
            (_("Points of the file"), _points(grading["score"], grading["points"])),
            (_("Counts in the paper"), points),
            (_("Graded by"), _rules(grading)),
        ),
        score=points,
        notes=_notes(mark, grading),
        groups=(
            (_("To mend"), missed),
            (_("Damage to the given text"), harm),
            (_("As asked for"), met),
        ),
        foot=_("%(title)s · item %(n)s · %(name)s", title=result.exam_title, n=mark.number,
               name=result.full_name),
        page_name=_("Page {page} of {pages}"),
        issuer=current_app.config["ISSUER_NAME"],
        on=result.taken_on,
        code=str(result.uuid),
    )  # fmt: skip


def _notes(mark: MarkView, grading: Mapping[str, Any]) -> tuple[str, ...]:
    found = [str(note) for note in grading.get("notes", [])]
    if mark.decision:
        text = _(
            "Decided by a person: %(points)s points. Reason: %(reason)s",
            points=number(mark.decision["points"], 2), reason=mark.decision["reason"],
        )  # fmt: skip
        found.append(text)
    return tuple(found)


def _check(one: Mapping[str, Any], *, own: bool) -> CheckFacts:
    where = _("; ").join(str(place["label"]) for place in one.get("where", []))
    pairs = [(_("Asked for"), one["expected"])]
    if one["status"] != "pass":
        pairs += [
            (_("Your file") if own else _("File of the candidate"), one["found"]),
            (_("Where"), where),
            (_("How to do it"), one.get("hint") or ""),
        ]
    decision = one.get("decision")
    if decision:
        pairs.append((_("Judged by a person"), str(decision["reason"])))
    return CheckFacts(
        title=str(one["title"]),
        status=str(one["status"]),
        verdict=_verdict(str(one["status"])),
        points=_points(one["score"], one["points"]),
        pairs=tuple((str(name), str(text)) for name, text in pairs),
    )


def _guard(one: Mapping[str, Any]) -> CheckFacts:
    return CheckFacts(
        title=str(one["title"]),
        status="fail",
        verdict=_("Points taken off"),
        points=f"-{number(one['deducted'], 2)}",
        pairs=((_("What was changed"), str(one["found"])),),
    )


def _verdict(status: str) -> str:
    names = {
        "pass": _("met"),
        "partial": _("partly met"),
        "fail": _("not met"),
        "review": _("a person decides"),
    }
    return names[status]


def _rules(grading: Mapping[str, Any]) -> str:
    engine = str(grading["engine"]).rpartition("/")[2]
    version = str(grading.get("version", "—"))[:8]
    text: str = _(
        "rules %(engine)s, version %(version)s of the task", engine=engine, version=version
    )
    return text


def _points(score: float, most: float) -> str:
    return f"{number(score, 2)} / {number(most, 2)}"
