"""Take items out as a file that can be corrected and brought back; templates for new ones."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.domain.bank import queries
from app.domain.bank import services as bank
from app.domain.bank.models import Bank
from app.engines.bankfiles.interchange import Format
from app.engines.bankfiles.interchange.export import Version, Written
from app.engines.bankfiles.source import DOMAINS
from app.engines.items import KINDS
from app.kernel.actor import Permission
from app.kernel.errors import NotFoundError
from app.reports import bankfiles
from app.web.access import current_actor, now, requires
from app.web.author import bp
from app.web.author.names import bank_name
from app.web.forms import TokenForm, require_token
from app.web.unit_of_work import read_session, unit_of_work

Page = Response | str
CHOICES: dict[str, tuple[Format, Version]] = {
    "docx": (Format.DOCX, Version.V21),
    "xlsx": (Format.XLSX, Version.V21),
    "text": (Format.TEXT, Version.V21),
    "qti-3.0": (Format.QTI, Version.V30),
    "qti-2.2": (Format.QTI, Version.V22),
    "qti-2.1": (Format.QTI, Version.V21),
    "qti-1.2": (Format.QTI, Version.V12),
    "moodle-xml": (Format.MOODLE, Version.V21),
    "gift": (Format.GIFT, Version.V21),
    "aiken": (Format.AIKEN, Version.V21),
    "blackboard": (Format.BLACKBOARD, Version.V21),
    "csv": (Format.CSV, Version.V21),
}
"""Word in the form → format."""
MOST_TOLD = 30


@bp.get("/export")
@requires(Permission.BANK_ITEM_EDIT)
def export_page() -> str:
    """Choose what to take out, and as what."""
    return _page(None)


@bp.post("/export")
@requires(Permission.BANK_ITEM_EDIT)
def export_file() -> Page:
    """Send the file; what it cannot carry is told first."""
    require_token()
    scope = current_actor().scope(Permission.BANK_ITEM_EDIT)
    banks = queries.list_banks(read_session(), scope=scope)
    chosen = next((one for one in banks if one.code == request.form.get("bank")), None)
    known = CHOICES.get(request.form.get("format", ""))
    if chosen is None or known is None:
        return redirect(url_for("author.export_page"), code=303)
    wanted = _selection(chosen)
    sources = bank.items_to_export(read_session(), actor=current_actor(), wanted=wanted)
    written = bankfiles.write(sources, *known, title=bank_name(chosen))
    restricted = bank.count_restricted(one.secrecy for one in sources)
    told = f"{chosen.code}:{len(written.omitted)}:{restricted}"
    is_told = request.form.get("told") == told
    if not written.count or ((written.omitted or restricted) and not is_told):
        return _page(written, restricted, told)
    with unit_of_work() as session:
        bank.export_items(
            session,
            actor=current_actor(),
            wanted=wanted,
            format_=request.form.get("format", ""),
            now=now(),
        )
    ending = written.name.partition(".")[2]
    return _download(written.data, f"{request.form['bank']}-{now():%Y%m%d}.{ending}")


@bp.get("/import/template.<name>")
@requires(Permission.BANK_ITEM_EDIT)
def template_file(name: str) -> Response:
    """Send a template for new items."""
    if name not in ("docx", "xlsx"):
        raise NotFoundError
    data = bankfiles.template(Format(name))
    return _download(data, f"{_('Template for new items')}.{name}")


def _selection(chosen: Bank) -> bank.Selection:
    return bank.Selection(
        bank_code=chosen.code,
        kind=request.form.get("kind", ""),
        domain=request.form.get("domain", ""),
        is_published=request.form.get("which") == "published",
        has_restricted=request.form.get("restricted") != "without",
    )


def _download(data: bytes, name: str) -> Response:
    made = FlaskResponse(data, mimetype="application/octet-stream")
    made.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    made.headers["Cache-Control"] = "no-store"
    return made


def _page(written: Written | None, restricted: int = 0, told: str = "") -> str:
    scope = current_actor().scope(Permission.BANK_ITEM_EDIT)
    return render_template(
        "author/export.html",
        banks=queries.list_banks(read_session(), scope=scope),
        formats=_formats(),
        kinds=[kind for kind in KINDS if kind != "practical"],
        domains=DOMAINS,
        written=written,
        restricted=restricted,
        told=told,
        most=MOST_TOLD,
        sent=request.values,
        form=TokenForm(),
    )


def _formats() -> dict[str, str]:
    return {
        "docx": _("Word: to print, to correct, to bring back"),
        "xlsx": _("Excel: a table to correct and bring back"),
        "text": _("Our text: everything, for keeping"),
        "qti-3.0": "QTI 3.0",
        "qti-2.2": "QTI 2.2",
        "qti-2.1": "QTI 2.1",
        "qti-1.2": "QTI 1.2 (Canvas)",
        "moodle-xml": "Moodle XML",
        "gift": "GIFT",
        "aiken": "Aiken",
        "blackboard": _("Blackboard: text to upload"),
        "csv": "CSV",
    }
