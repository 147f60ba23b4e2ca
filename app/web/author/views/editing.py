"""Write a new item, or a new version of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import policy, queries
from app.domain.bank import services as bank
from app.engines.bankfiles import ItemSource
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, InvalidError
from app.web.access import current_actor, now, requires
from app.web.author import bp, solution
from app.web.author.forms import FORMS, ItemForm
from app.web.author.preview import view_of
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

Page = Response | str | tuple[str, int]


@bp.get("/items/new")
@requires(Permission.BANK_ITEM_EDIT)
def choose_kind() -> str:
    """Choose the bank and the kind of a new item."""
    scope = current_actor().scope(Permission.BANK_ITEM_EDIT)
    banks = queries.list_banks(read_session(), scope=scope)
    return render_template("author/choose_kind.html", banks=banks, kinds=list(FORMS))


@bp.route("/items/new/<bank_code>/<kind>", methods=["GET", "POST"])
@requires(Permission.BANK_ITEM_EDIT)
def new_item(bank_code: str, kind: str) -> Page:
    """Write the first draft of an item."""
    found = queries.get_bank(read_session(), bank_code)
    if kind not in FORMS or not policy.can_edit(current_actor(), org_path=found.org_path):
        abort(404)
    form = FORMS[kind](data={"tiers": [found.tier.value]})
    source = form.read() if form.submitted() else None
    if source and not _is_preview():
        try:
            with unit_of_work() as session:
                version = bank.create_item(
                    session, actor=current_actor(), bank_code=bank_code, source=source, now=now()
                )
                uuid = version.item.uuid
        except InvalidError as error:
            form.take_problems(error.problems)
        else:
            return _saved(uuid)
    return _page(form, source, title=_("New item"), item=None)


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
    form = FORMS[newest.kind](data=FORMS[newest.kind].data_of(earlier, newest.number))
    source = form.read(earlier) if form.submitted() else None
    if source and not _is_preview() and _save(form, uuid, source):
        return _saved(uuid)
    return _page(form, source or earlier, title=_("Edit item"), item=item)


def _save(form: ItemForm, uuid: UUID, source: ItemSource) -> bool:
    """Save a new draft; on a refusal put the reason on the form."""
    based_on = int(form.based_on.data or 0) if (form.based_on.data or "").isdigit() else 0
    try:
        with unit_of_work() as session:
            bank.save_draft(
                session,
                actor=current_actor(),
                uuid=uuid,
                source=source,
                based_on=based_on,
                now=now(),
            )
    except InvalidError as error:
        form.take_problems(error.problems)
    except ConflictError as error:
        form.form_errors.append(translate(error.message))
    else:
        return True
    return False


def _saved(uuid: UUID) -> Response:
    flash(_("The draft is saved. Hand it in for review when it is ready."), "ok")
    return redirect(url_for("author.item", uuid=uuid), code=303)


def _page(form: ItemForm, source: ItemSource | None, *, title: str, item: Any) -> Page:  # noqa: ANN401
    """Show the form beside what the candidate will see of the last sound content."""
    page = render_template(
        "author/edit.html",
        form=form,
        kind=form.KIND,
        title=title,
        item=item,
        view=view_of(source.content, None) if source else None,
        rows=solution.rows(source.content) if source else [],
        is_checked=request.method == "POST" and not form.errors,
    )
    return (page, 422) if form.errors else page


def _is_preview() -> bool:
    return request.form.get("action") == "preview"
