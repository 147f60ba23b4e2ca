"""Write a new item, or a new version of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import policy, queries
from app.domain.bank import services as bank
from app.domain.bank.models import Item
from app.domain.people import queries as people
from app.engines.bankfiles import ItemSource, Level
from app.engines.bankfiles.source import DOMAINS
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError
from app.kernel.tier import Tier
from app.web.access import current_actor, now, requires
from app.web.author import bp, remarks, writing
from app.web.author.forms import FORMS, ItemForm
from app.web.author.names import secrecy_name
from app.web.author.remarks import Remark
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

PRACTICAL = "practical"
Page = Response | str | tuple[str, int]


@bp.get("/items/new")
@requires(Permission.BANK_ITEM_EDIT)
def choose_kind() -> str:
    """Choose the bank and the kind of a new item."""
    scope = current_actor().scope(Permission.BANK_ITEM_EDIT)
    banks = queries.list_banks(read_session(), scope=scope)
    return render_template(
        "author/choose_kind.html", banks=banks, kinds=[*FORMS, PRACTICAL], given=_given()
    )


@bp.route("/items/new/<bank_code>/<kind>", methods=["GET", "POST"])
@requires(Permission.BANK_ITEM_EDIT)
def new_item(bank_code: str, kind: str) -> Page:
    """Write the first draft of an item; the address may say for which cell."""
    found = queries.get_bank(read_session(), bank_code)
    if kind == PRACTICAL:
        return redirect(url_for("author.practical_list", bank=bank_code), code=303)
    if kind not in FORMS or not policy.can_edit(current_actor(), org_path=found.org_path):
        abort(404)
    form = FORMS[kind](data={"tiers": [found.tier.value], **_given()})

    def save(source: ItemSource) -> UUID | None:
        return _create(form, bank_code, source)

    return _write(form, save, bank_code=bank_code, title=_("New item"))


@bp.route("/items/<uuid:uuid>/edit", methods=["GET", "POST"])
@requires(Permission.BANK_ITEM_EDIT)
def edit_item(uuid: UUID) -> Page:
    """Write a new version of an item; what is in use stays as it is."""
    session = read_session()
    scope = current_actor().scope(Permission.BANK_ITEM_READ)
    item = queries.get_item(session, uuid, scope=scope)
    policy.can_edit(current_actor(), org_path=item.bank.org_path).require()
    newest = queries.get_version(session, uuid, item.version_count, scope=scope)
    if newest.kind not in FORMS:
        abort(404)
    earlier = queries.to_source(newest)
    data = FORMS[newest.kind].data_of(earlier, newest.number)
    form = FORMS[newest.kind](data=data, before=earlier.content)

    def save(source: ItemSource) -> UUID | None:
        return uuid if _save(form, item, source) else None

    code, title = item.bank.code, _("Edit item")
    return _write(form, save, bank_code=code, title=title, item=item, earlier=earlier)


def _write(
    form: ItemForm,
    save: Callable[[ItemSource], UUID | None],
    *,
    bank_code: str,
    title: str,
    item: Item | None = None,
    earlier: ItemSource | None = None,
) -> Page:
    """Change rows, answer the script, or save: as the button that was pressed asks."""
    form.load_figures(writing.load)
    said = _remarks(item) if item else []
    if command := writing.asked_command():
        writing.change(form, command, bank_code)
        return _page(form, title=title, item=item, said=said)
    if writing.is_live():
        return _live(form, earlier)
    source = form.read(earlier) if form.submitted() else None
    saved = save(source) if source and not _is_preview() else None
    return _saved(saved, form) if saved else _page(form, title=title, item=item, said=said)


def _remarks(item: Item) -> list[Remark]:
    """Return what reviewers said that the author looks at; what is ticked just now counts."""
    session = read_session()
    reviews = queries.list_reviews(session, item.id)
    names = people.person_names(session, {review.reviewer_id for _n, review in reviews})
    versions = queries.list_versions(session, item.id)
    found = remarks.for_author(remarks.of_reviews(reviews, versions, names))
    if request.method != "POST":
        return found
    ticked = request.form.getlist("handled")
    return [replace(one, is_done=one.key in ticked) for one in found]


def _create(form: ItemForm, bank_code: str, source: ItemSource) -> UUID | None:
    """Save the first draft; on a refusal put the reason on the form."""
    try:
        with unit_of_work() as session:
            version = bank.create_item(
                session, actor=current_actor(), bank_code=bank_code, source=source, now=now()
            )
            return version.item.uuid
    except InvalidError as error:
        form.take_problems(error.problems)
    return None


def _save(form: ItemForm, item: Item, source: ItemSource) -> bool:
    """Save a new draft and what is dealt with; on a refusal put the reason on the form."""
    based_on = int(form.based_on.data or 0) if (form.based_on.data or "").isdigit() else 0
    uuid, marks = item.uuid, {one.key: one.is_done for one in _remarks(item)}
    try:
        with unit_of_work() as session:
            saved = bank.save_draft(
                session,
                actor=current_actor(),
                uuid=uuid,
                source=source,
                based_on=based_on,
                now=now(),
            )
            form.is_relabelled = saved.number == based_on
            bank.handle_remarks(
                session,
                actor=current_actor(),
                uuid=uuid,
                marks=marks,
                now=now(),
            )
    except InvalidError as error:
        form.take_problems(error.problems)
    except (ConflictError, ForbiddenError) as error:
        form.form_errors.append(translate(error.message))
    else:
        return True
    return False


def _saved(uuid: UUID, form: ItemForm) -> Response:
    if form.is_relabelled:
        label = secrecy_name(form.secrecy.data)
        flash(_("The secrecy label is now: %(name)s.", name=label), "ok")
    else:
        flash(_("The draft is saved. Hand it in for review when it is ready."), "ok")
    return redirect(url_for("author.item", uuid=uuid), code=303)


def _page(form: ItemForm, *, title: str, item: Item | None, said: list[Remark]) -> Page:
    """Show the form beside what the candidate will see; a script gets only what has changed."""
    preview = writing.preview(form)
    context: dict[str, Any] = {"form": form, "kind": form.KIND, "item": item, "preview": preview}
    context["unplaced"] = remarks.attach(form, said)
    context["said"] = said
    if writing.is_live():
        fields = render_template("author/_form.html", **context)
        return jsonify(fields=fields, preview=render_template("author/_preview.html", **context))
    page = render_template(
        "author/edit.html",
        **context,
        title=title,
        is_checked=request.method == "POST" and _is_preview() and not form.errors,
    )
    return (page, 422) if form.errors else page


def _live(form: ItemForm, earlier: ItemSource | None) -> Response:
    """Answer a script while somebody writes: the preview, and what is wrong field by field."""
    form.read(earlier)
    preview = writing.preview(form)
    return jsonify(
        preview=render_template("author/_preview.html", form=form, preview=preview),
        errors=form.live_errors(),
    )


def _given() -> dict[str, Any]:
    """Return what the address says about the cell that an item is written for."""
    known = {
        "domain": DOMAINS,
        "level": [level.value for level in Level],
        "tiers": [tier.value for tier in Tier],
    }
    found = {name: request.args.get(name, "") for name in known}
    given: dict[str, Any] = {name: value for name, value in found.items() if value in known[name]}
    if "tiers" in given:
        given["tiers"] = [given["tiers"]]
    if module := request.args.get("module", "")[:5].upper():
        given["module"] = module
    return given


def _is_preview() -> bool:
    return request.form.get("action") == "preview"
