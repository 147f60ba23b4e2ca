"""How often items were seen in exams, and how many knew them."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.documents.workbook import Column, Kind
from app.engines.bankfiles.source import DOMAINS
from app.kernel.actor import Permission
from app.kernel.tier import Tier
from app.reports import exposure as report
from app.reports.exposure import ExposureFilters, ExposureRow
from app.web.access import current_actor, now, requires
from app.web.author import bp
from app.web.author.names import domain_name, kind_name, level_name
from app.web.author.views.finding import CHOICES
from app.web.paging import current_page
from app.web.tables import send_table
from app.web.unit_of_work import read_session

MOST_ROWS = 20_000
USED = ("often", "used", "never")


@bp.get("/exposure")
@requires(Permission.BANK_ITEM_READ)
def exposure() -> str:
    """List the items in use, the most seen first."""
    session, filters = read_session(), _filters()
    scope = current_actor().scope(Permission.BANK_ITEM_READ)
    page = current_page(report.count_exposure(session, scope=scope, filters=filters))
    rows = report.list_exposure(
        session, scope=scope, filters=filters, limit=page.size, offset=page.offset
    )
    return render_template(
        "author/exposure.html",
        rows=rows,
        page=page,
        filters=filters,
        choices={"tier": CHOICES["tier"], "domain": list(DOMAINS), "level": CHOICES["level"]},
        used=USED,
        used_name=_used_name,
        is_filtered=filters != ExposureFilters(),
        fewest=report.FEWEST,
        often=report.OFTEN,
    )


@bp.get("/exposure/file")
@requires(Permission.BANK_ITEM_READ)
def exposure_file() -> Response:
    """Give all that the filters find as a table: `?as=csv`, or a workbook."""
    scope = current_actor().scope(Permission.BANK_ITEM_READ)
    rows = report.list_exposure(read_session(), scope=scope, filters=_filters(), limit=MOST_ROWS)
    name = f"exposure-{now().date().isoformat()}"
    return send_table(name, _("Exposure of items"), _columns(), [_values(row) for row in rows])


def _filters() -> ExposureFilters:
    given = {name: request.args.get(name, "") for name in ("tier", "domain", "level", "used")}
    known = {
        "tier": [tier.value for tier in Tier],
        "domain": list(DOMAINS),
        "level": CHOICES["level"],
        "used": USED,
    }
    return ExposureFilters(**{k: value for k, value in given.items() if value in known[k]})


def _used_name(value: str) -> str:
    names = {
        "often": _("On many papers"),
        "used": _("Used at least once"),
        "never": _("Never used"),
    }
    return names[value]


def _columns() -> list[Column]:
    return [
        Column("code", _("Item code"), 14),
        Column("stem", _("Stem of the item"), 60),
        Column("kind", _("Kind of item"), 14),
        Column("domain", _("Subject area"), 22),
        Column("level", _("Cognitive level"), 14),
        Column("papers", _("On papers"), 10, Kind.INTEGER),
        Column("last_used", _("Last used"), 14, Kind.DATE),
        Column("seen", _("Answered by"), 10, Kind.INTEGER),
        Column("share", _("Share of points earned"), 14, Kind.PERCENT),
        Column("expected", _("Expected to be right"), 14, Kind.PERCENT),
        Column("flag", _("Remark"), 20),
    ]


def _values(row: ExposureRow) -> dict[str, object]:
    flags = [_("seen too often")] if row.is_often else []
    flags += [_("unlike expected")] if row.is_off else []
    return {
        "code": row.code,
        "stem": row.stem,
        "kind": kind_name(row.kind),
        "domain": domain_name(row.domain),
        "level": level_name(row.level),
        "papers": row.papers,
        "last_used": row.last_used.date() if row.last_used else None,
        "seen": row.seen,
        "share": row.share,
        "expected": row.expected,
        "flag": _(", ").join(flags),
    }
