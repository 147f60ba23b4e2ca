"""The list of items: full text, filters, searches kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import queries
from app.domain.bank import services as bank
from app.domain.bank.queries import finding
from app.domain.bank.queries.finding import ItemFilters
from app.domain.bank.rules import State
from app.engines import items as engine
from app.engines.bankfiles import Level, Secrecy
from app.engines.bankfiles.source import DOMAINS
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.kernel.tier import Tier
from app.web.access import current_actor, now, requires
from app.web.author import bp
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

CHOICES = {
    "kind": list(engine.KINDS),
    "domain": list(DOMAINS),
    "level": [level.value for level in Level],
    "state": [state.value for state in State],
    "tier": [tier.value for tier in Tier],
}
SECRECY = [label.value for label in Secrecy]
MORE = ("secrecy", "bank", "module", "tag", "difficulty_from", "difficulty_to", "expires_by")
"""Filters that fold away while they are empty."""
NAMES = ("text", *CHOICES, "mine", *MORE)


@bp.get("/items")
@requires(Permission.BANK_ITEM_READ)
def item_list() -> str:
    """List the items of the banks one may read."""
    session, filters, actor = read_session(), read_filters(request.args), current_actor()
    scope = actor.scope(Permission.BANK_ITEM_READ)
    found = finding.find_items(session, scope=scope, filters=filters)
    page = current_page(len(found))
    rows = finding.list_items(session, found[page.offset : page.last], scope=scope)
    query = asked_query(request.args)
    views = finding.list_views(session, person_id=actor.person_id)
    return render_template(
        "author/items.html",
        rows=rows,
        is_cut=page.total >= finding.MOST_FOUND,
        most=finding.MOST_FOUND,
        page=page,
        filters=filters,
        choices=CHOICES,
        banks=queries.list_banks(session, scope=scope),
        tags=finding.list_tags(session, scope=scope),
        views=views,
        query=query,
        kept=next((view for view in views if view.query == query), None),
        can_write=actor.has(Permission.BANK_ITEM_EDIT),
        is_filtered=filters != ItemFilters(),
        has_more=any(getattr(filters, name) for name in MORE),
        actions=list(bank.Action),
        form=TokenForm(),
    )


@bp.post("/searches")
@requires(Permission.BANK_ITEM_READ)
def save_search() -> Response:
    """Keep the filters of the list under a name."""
    require_token()
    query = request.form.get("query", "")[:1000]
    try:
        with unit_of_work() as session:
            bank.save_view(
                session,
                actor=current_actor(),
                title=request.form.get("title", ""),
                query=query,
                now=now(),
            )
    except InvalidError as error:
        flash(" ".join(translate(problem.reason) for problem in error.problems), "bad")
    else:
        flash(_("The search is kept; it stands above the list."), "ok")
    return redirect(f"{url_for('author.item_list')}?{query}", code=303)


@bp.post("/searches/<uuid:uuid>/delete")
@requires(Permission.BANK_ITEM_READ)
def delete_search(uuid: UUID) -> Response:
    """Forget a search."""
    require_token()
    with unit_of_work() as session:
        bank.delete_view(session, actor=current_actor(), uuid=uuid)
    flash(_("The search is forgotten. No item was changed."), "ok")
    return redirect(url_for("author.item_list"), code=303)


def read_filters(args: Mapping[str, str]) -> ItemFilters:
    """Read the filters of an address; what is not offered counts as nothing."""
    known = {
        name: args.get(name, "") if args.get(name, "") in CHOICES[name] else "" for name in CHOICES
    }
    return ItemFilters(
        text=args.get("text", "").strip()[:100],
        kind=known["kind"],
        domain=known["domain"],
        level=known["level"],
        state=known["state"],
        tier=known["tier"],
        author_id=current_actor().person_id if args.get("mine") else None,
        bank=args.get("bank", "").strip()[:40],
        module=args.get("module", "").strip().upper()[:10],
        tag=args.get("tag", "").strip()[:40],
        secrecy=args.get("secrecy", "") if args.get("secrecy", "") in SECRECY else "",
        difficulty_from=_share(args.get("difficulty_from", "")),
        difficulty_to=_share(args.get("difficulty_to", "")),
        expires_by=_day(args.get("expires_by", "")),
    )


def asked_query(args: Mapping[str, str]) -> str:
    """Return the filters of an address as one text, always in the same order."""
    return urlencode([(name, args[name]) for name in NAMES if args.get(name)])[:1000]


def _share(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value <= 1 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
