"""Bring items in, pasted or as a file: one review screen, nothing saved before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.domain.bank import queries
from app.domain.bank import services as bank
from app.domain.bank.models import Bank
from app.domain.people import queries as people
from app.engines.bankfiles import Secrecy
from app.engines.bankfiles.interchange import ImportResult, UnreadableError, labelled
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.web.access import current_actor, now, requires
from app.web.author import bp, incoming, kept
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

Page = Response | str | tuple[str, int]
MOST_BYTES = 24 * 1024 * 1024
"""Of a pasted text; what is too long comes back with a word about it, not lost."""
ACCEPTED = ".docx,.xlsx,.csv,.txt,.xml,.zip,.dat,.gift,.yaml,.yml"


@bp.get("/import")
@requires(Permission.BANK_ITEM_EDIT)
def import_page() -> Page:
    """Paste a text, or send a file."""
    banks = _banks()
    return _page(banks, _chosen(banks), "", None)


@bp.post("/import")
@requires(Permission.BANK_ITEM_EDIT)
def read_pasted() -> Page:
    """Show what a text holds beside it; saving takes all sound items at once."""
    request.max_form_memory_size = MOST_BYTES
    banks = _banks()
    chosen = _chosen(banks)
    text = request.form.get("text", "").replace("\r\n", "\n")
    require_token()
    if chosen is None:
        return redirect(url_for("author.import_page"), code=303)
    upload = request.files.get("file")
    if upload and upload.filename and request.form.get("action") == "file":
        return _stage(chosen, upload.filename, upload.read())
    text = _fixed(text)
    try:
        result = incoming.read_text(text, _("Pasted text"))
    except UnreadableError as error:
        return _page(banks, chosen, text, incoming.unreadable(error) if text.strip() else None)
    action = request.form.get("action", "")
    if action == "refused":
        return _table(result)
    if action in ("save", "submit") and result.items:
        return _save(
            chosen, _("Pasted text"), text.encode(), result, is_submitted=action == "submit"
        )
    return _page(banks, chosen, text, _screen(chosen, result, _("Pasted text")))


@bp.get("/import/files/<uuid:uuid>")
@requires(Permission.BANK_ITEM_EDIT)
def import_file(uuid: UUID) -> Page:
    """Show what a file holds, before anything is saved."""
    staged, chosen = queries.get_staged(read_session(), uuid, person_id=current_actor().person_id)
    try:
        shown = _screen(chosen, kept.read_staged(staged), staged.name)
    except UnreadableError as error:
        shown = incoming.unreadable(error)
    page = current_page(len(shown.lines), incoming.MOST_SHOWN)
    cards = shown.cards(page.offset, page.size)
    return render_template(
        "author/import_file.html", staged=staged, bank=chosen, screen=shown, cards=cards,
        page=page, names=_names(cards), days=incoming.UNDO_DAYS, form=TokenForm(),
    )  # fmt: skip


@bp.post("/import/files/<uuid:uuid>")
@requires(Permission.BANK_ITEM_EDIT)
def decide_file(uuid: UUID) -> Page:
    """Save what a file holds, fetch what was refused, or throw the file away."""
    require_token()
    staged, chosen = queries.get_staged(read_session(), uuid, person_id=current_actor().person_id)
    action = request.form.get("action", "")
    if action == "discard":
        kept.forget(uuid)
        with unit_of_work() as session:
            bank.discard_file(session, actor=current_actor(), uuid=uuid)
        flash(_("The file was thrown away. No item was saved."), "ok")
        return redirect(url_for("author.import_page"), code=303)
    try:
        result = kept.read_staged(staged)
    except UnreadableError:
        return redirect(url_for("author.import_file", uuid=uuid), code=303)
    if action == "refused":
        return _table(result)
    is_submitted = action == "submit"
    kept.forget(uuid)
    return _save(chosen, staged.name, staged.data, result, is_submitted=is_submitted, staged=uuid)


@bp.get("/imports")
@requires(Permission.BANK_ITEM_EDIT)
def import_list() -> str:
    """List what was brought in, with the way back."""
    session, actor = read_session(), current_actor()
    imports = queries.list_imports(session, scope=actor.scope(Permission.BANK_ITEM_EDIT))
    names = people.person_names(session, {one.author_id for one in imports})
    return render_template(
        "author/imports.html",
        imports=imports,
        names=names,
        banks={one.id: one for one in _banks()},
        oldest=now() - bank.UNDO_WITHIN,
        person_id=actor.person_id,
        days=incoming.UNDO_DAYS,
        form=TokenForm(),
    )


@bp.post("/imports/<uuid:uuid>/undo")
@requires(Permission.BANK_ITEM_EDIT)
def undo_import(uuid: UUID) -> Response:
    """Take the drafts of one import back."""
    require_token()
    try:
        with unit_of_work() as session:
            done = bank.undo_import(session, actor=current_actor(), uuid=uuid, now=now())
    except ConflictError as error:
        flash(translate(error.message), "bad")
    else:
        text = ngettext(
            "%(num)s draft was taken back.", "%(num)s drafts were taken back.", len(done.removed)
        )
        kept = ", ".join(done.kept[:20])
        text += " " + _("Kept, because work on them went on: %(codes)s", codes=kept) if kept else ""
        flash(text, "ok")
    return redirect(url_for("author.import_list"), code=303)


def _banks() -> list[Bank]:
    scope = current_actor().scope(Permission.BANK_ITEM_EDIT)
    return list(queries.list_banks(read_session(), scope=scope))


def _chosen(banks: list[Bank]) -> Bank | None:
    """Return the bank asked for; the first one when none is."""
    code = request.values.get("bank", "")
    return next((one for one in banks if one.code == code), banks[0] if banks else None)


def _page(banks: list[Bank], chosen: Bank | None, text: str, shown: incoming.Screen | None) -> Page:
    is_fragment = request.form.get("fragment") == "1"
    cards = shown.shown if shown else ()
    page = render_template(
        "author/_parsed.html" if is_fragment else "author/import.html",
        banks=banks,
        bank=chosen,
        text=text,
        screen=shown,
        cards=cards,
        page=None,
        names=_names(cards),
        accepted=ACCEPTED,
        days=incoming.UNDO_DAYS,
        form=TokenForm(),
    )
    action = request.form.get("action", "")
    return (page, 422) if action in ("save", "submit") and not is_fragment else page


def _names(cards: Sequence[incoming.Card]) -> dict[int, str]:
    """Return who wrote the versions that a file changes."""
    updates = [card.update for card in cards if card.update]
    return people.person_names(read_session(), {one.author_id for one in updates})


def _screen(chosen: Bank, result: ImportResult, name: str) -> incoming.Screen:
    session = read_session()
    count = queries.count_bank(session, chosen.id)
    held = queries.newest_contents(session, [chosen.id]) if count <= incoming.MOST_COMPARED else {}
    plan = queries.plan_import(session, chosen, result.items, name)
    shown = incoming.screen(result, held, plan)
    return shown if held or not count else incoming.not_compared(shown)


def _fixed(text: str) -> str:
    """Write the key that was pointed at into the text."""
    line, _colon, letter = request.form.get("fix", "").partition(":")
    if line.isdigit() and letter in tuple("ABCDEFGH"):
        return incoming.with_answer(text, int(line), letter)
    return text


def _stage(chosen: Bank, name: str, data: bytes) -> Response:
    code = chosen.code
    with unit_of_work() as session:
        staged = bank.stage_file(
            session, actor=current_actor(), bank_code=code, name=name, data=data, now=now()
        )
        uuid = staged.uuid
    return redirect(url_for("author.import_file", uuid=uuid), code=303)


def _table(result: ImportResult) -> Response:
    heads = (_("Place in the file"), _("Reason"), _("What to do"), _("As it stood"))
    data = incoming.refused_table(result.refused, heads)
    made = FlaskResponse(data, mimetype="text/csv")
    made.headers.set("Content-Disposition", "attachment", filename="refused.csv")
    return made


def _save(
    chosen: Bank,
    name: str,
    data: bytes,
    result: ImportResult,
    *,
    is_submitted: bool,
    staged: UUID | None = None,
) -> Response:
    """Save all sound items in one transaction, and hand them in if asked."""
    actor, code = current_actor(), chosen.code
    with unit_of_work() as session:
        report = bank.import_items(
            session,
            actor=actor,
            bank_code=code,
            file=bank.ImportFile(
                name=name, digest=sha256(data).hexdigest(), format=result.format.value
            ),
            entries=labelled([*result.items, *result.refused], _label()),
            author_id=actor.person_id,
            now=now(),
        )
        if is_submitted:
            written = [*report.created, *report.changed]
            bank.submit_all(session, actor=actor, codes=written, now=now())
        if staged is not None:
            bank.discard_file(session, actor=actor, uuid=staged)
    _tell(report, is_submitted=is_submitted)
    return redirect(url_for("author.import_list"), code=303)


def _label() -> Secrecy | None:
    """Return the label chosen for items that name none."""
    chosen = request.form.get("secrecy", "")
    return Secrecy(chosen) if chosen in tuple(Secrecy) else None


def _tell(report: bank.ImportReport, *, is_submitted: bool) -> None:
    count = report.imported
    if is_submitted:
        text = ngettext(
            "%(num)s item is handed in for review.",
            "%(num)s items are handed in for review.",
            count,
        )
    else:
        text = ngettext("%(num)s draft is saved.", "%(num)s drafts are saved.", count)
    flash(text, "ok" if count else "warn")
    if report.unchanged:
        same = ngettext(
            "%(num)s item stood in the bank already and was passed over.",
            "%(num)s items stood in the bank already and were passed over.",
            report.unchanged,
        )
        flash(same, "info")
    for note in report.notes:
        flash(translate(note), "info")
