"""Tables that spreadsheets open: the template, the rows that failed, the first passwords."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext as _

from app.domain.people.roster import EXAMPLE, NAMES, RosterFailure, RosterReading
from app.web.i18n import translate
from app.web.tables import harmless


def _answer(rows: Iterable[Sequence[str]], name: str) -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    answer = Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def template() -> Response:
    """Give the headings with one example."""
    return _answer([list(NAMES.values()), EXAMPLE], "roster.csv")


def failed(reading: RosterReading, failures: Sequence[RosterFailure]) -> Response:
    """Give the rows that failed as they stood, with every reason and cure; to be sent again."""
    told: dict[int, list[str]] = {}
    for one in failures:
        column = f"{one.column}{_(': ')}" if one.column else ""
        text = f"{column}{translate(one.reason)} {translate(one.cure)}"
        told.setdefault(one.row, []).append(text)
    heads = [*NAMES.values(), _("Row"), _("What is to be corrected")]
    rows = [
        [*(reading.cells.get(row, {}).get(name, "") for name in NAMES), str(row), "\n".join(texts)]
        for row, texts in sorted(told.items())
    ]
    return _answer([heads, *rows], "failed-rows.csv")


def slips(rows: Sequence[dict[str, str]]) -> Response:
    """Give the first passwords, once."""
    heads = [_("Staff number"), _("Name"), _("Unit"), _("User name"), _("First password")]
    names = ("code", "full_name", "unit", "username", "password")
    return _answer([heads, *([row[name] for name in names] for row in rows)], "passwords.csv")
