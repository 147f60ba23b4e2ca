"""What is done with many items at once: first a preview that changes nothing, then the deed."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.domain.bank import queries
from app.domain.bank import services as bank
from app.domain.bank.queries import finding
from app.domain.bank.services import Action, Change
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.author import bp
from app.web.author.views.finding import read_filters
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

MOST = 2000


@bp.post("/items/bulk")
@requires(Permission.BANK_ITEM_READ)
def bulk_preview() -> str | Response:
    """Show, item by item, what would be done."""
    require_token()
    change, uuids = _change(), _chosen()
    if change is None or not uuids:
        flash(_("Please choose items and what to do with them."), "bad")
        return _list()
    try:
        planned = bank.plan_change(
            read_session(), actor=current_actor(), uuids=uuids, change=change
        )
    except InvalidError as error:
        return _preview(change, uuids, [], [translate(one.reason) for one in error.problems])
    return _preview(change, uuids, planned, [])


@bp.post("/items/bulk/do")
@requires(Permission.BANK_ITEM_READ)
def bulk_do() -> Response:
    """Do what the preview showed, all in one transaction."""
    require_token()
    change, uuids = _change(), _chosen()
    if change is None or not uuids:
        flash(_("Please choose items and what to do with them."), "bad")
        return _list()
    with unit_of_work() as session:
        done = bank.change_items(
            session, actor=current_actor(), uuids=uuids, change=change, now=now()
        )
        changed = sum(one.refusal is None for one in done)
    text = ngettext("%(num)s item was changed.", "%(num)s items were changed.", changed)
    flash(text, "ok" if changed else "warn")
    return _list()


def _preview(
    change: Change, uuids: list[UUID], planned: list[bank.Planned], problems: list[str]
) -> str:
    actor = current_actor()
    return render_template(
        "author/bulk.html",
        change=change,
        uuids=uuids,
        doing=[one for one in planned if one.refusal is None],
        refused=[one for one in planned if one.refusal is not None],
        problems=problems,
        banks=queries.list_banks(read_session(), scope=actor.scope(Permission.BANK_ITEM_EDIT)),
        query=request.form.get("query", ""),
        form=TokenForm(),
    )


def _change() -> Change | None:
    action = request.form.get("action", "")
    if action not in tuple(Action):
        return None
    return Change(Action(action), request.form.get("value", "").strip()[:200])


def _chosen() -> list[UUID]:
    """Return the items ticked, or all that the filters of the list give."""
    if request.form.get("all"):
        scope = current_actor().scope(Permission.BANK_ITEM_READ)
        filters = read_filters(dict(parse_qsl(request.form.get("query", ""))))
        return finding.list_uuids(read_session(), scope=scope, filters=filters, limit=MOST)
    found = []
    for text in request.form.getlist("item")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _list() -> Response:
    query = request.form.get("query", "")[:1000]
    return redirect(f"{url_for('author.item_list')}?{query}", code=303)
