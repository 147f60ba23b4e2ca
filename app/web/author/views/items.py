"""One item with its history, and what can be done with a version."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import policy, queries
from app.domain.bank import services as bank
from app.domain.bank.models import Item, ItemReview, ItemVersion
from app.domain.bank.rules import State
from app.domain.people import queries as people
from app.engines.bankfiles import Secrecy
from app.kernel.actor import Permission
from app.reports.exposure import list_uses
from app.web.access import current_actor, now, requires
from app.web.author import bp, history, remarks, solution
from app.web.author.compare import compare
from app.web.author.forms import RetireForm
from app.web.author.names import secrecy_name
from app.web.author.preview import view_of
from app.web.forms import TokenForm, require_token
from app.web.unit_of_work import read_session, unit_of_work


@bp.get("/items/<uuid:uuid>")
@requires(Permission.BANK_ITEM_READ)
def item(uuid: UUID) -> str:
    """Show one version as the candidate sees it, its key folded, and the history."""
    session, actor = read_session(), current_actor()
    found = queries.get_item(session, uuid, scope=actor.scope(Permission.BANK_ITEM_READ))
    versions = queries.list_versions(session, found.id)
    shown = next((v for v in versions if v.number == _asked_number()), versions[0])
    reviews = queries.list_reviews(session, found.id)
    names = people.person_names(session, _persons(versions, reviews))
    published = next((v for v in versions if v.state is State.PUBLISHED), None)
    return render_template(
        "author/item.html",
        item=found,
        version=shown,
        versions=versions,
        reviews=reviews,
        names=names,
        remarks=remarks.of_reviews(reviews, versions, names),
        uses=list_uses(session, [one.id for one in versions]),
        events=history.events(session, found, versions, reviews, names),
        view=view_of(shown.content, None),
        rows=solution.rows(shown.content),
        explanation=solution.explanation(shown.content),
        changes=_changes(shown, published),
        published=published,
        is_key_hidden=_is_key_hidden(shown),
        can=_decisions(shown, versions[0]),
        labels=_labels(found),
        form=TokenForm(),
        retire_form=RetireForm(),
    )


@bp.get("/items/<uuid:uuid>/compare")
@requires(Permission.BANK_ITEM_READ)
def compare_versions(uuid: UUID) -> Response | str:
    """Show what changed between any two versions; whoever is to solve one does that first."""
    session, actor = read_session(), current_actor()
    found = queries.get_item(session, uuid, scope=actor.scope(Permission.BANK_ITEM_READ))
    versions = queries.list_versions(session, found.id)
    known = {one.number: one for one in versions}
    last = versions[0].number
    new = known.get(request.args.get("new", last, type=int), versions[0])
    old = known.get(request.args.get("old", new.number - 1, type=int), versions[-1])
    for one in (old, new):
        if _is_key_hidden(one):
            return redirect(url_for("author.review", uuid=uuid, number=one.number), code=303)
    return render_template(
        "author/compare.html",
        item=found,
        versions=versions,
        old=old,
        new=new,
        names=people.person_names(session, {old.author_id, new.author_id}),
        changes=compare(queries.to_source(old), queries.to_source(new)),
    )


@bp.post("/items/<uuid:uuid>/versions/<int:number>/submit")
@requires(Permission.BANK_ITEM_EDIT)
def submit_version(uuid: UUID, number: int) -> Response:
    """Hand a draft in for review."""
    require_token()
    with unit_of_work() as session:
        bank.submit(session, actor=current_actor(), uuid=uuid, number=number, now=now())
    flash(_("The draft is handed in. A reviewer will solve it and decide."), "ok")
    return _back(uuid)


@bp.post("/items/<uuid:uuid>/versions/<int:number>/publish")
@requires(Permission.BANK_ITEM_PUBLISH)
def publish_version(uuid: UUID, number: int) -> Response:
    """Bring an approved version into use."""
    require_token()
    with unit_of_work() as session:
        bank.publish(session, actor=current_actor(), uuid=uuid, number=number, now=now())
    flash(_("The version is published. New papers may draw it from now on."), "ok")
    return _back(uuid)


@bp.post("/items/<uuid:uuid>/versions/<int:number>/retire")
@requires(Permission.BANK_ITEM_PUBLISH)
def retire_version(uuid: UUID, number: int) -> Response:
    """Take a version out of use."""
    form = RetireForm()
    if not form.submitted():
        require_token()
        flash(_("Please say why the item goes out of use."), "bad")
        return _back(uuid)
    with unit_of_work() as session:
        bank.retire(
            session,
            actor=current_actor(),
            uuid=uuid,
            number=number,
            reason=form.reason.data or "",
            now=now(),
        )
    flash(_("The version is retired. Papers that already hold it keep it."), "ok")
    return _back(uuid)


@bp.post("/items/<uuid:uuid>/label")
@requires(Permission.BANK_ITEM_READ)
def label_item(uuid: UUID) -> Response:
    """Give an item another secrecy label, at once and for all versions."""
    require_token()
    queries.get_item(read_session(), uuid, scope=current_actor().scope(Permission.BANK_ITEM_READ))
    chosen = request.form.get("secrecy", "")
    if chosen not in tuple(Secrecy):
        return _back(uuid)
    with unit_of_work() as session:
        changed = bank.label_item(
            session, actor=current_actor(), uuid=uuid, secrecy=Secrecy(chosen), now=now()
        )
    text = _("The secrecy label is now: %(name)s.", name=secrecy_name(chosen))
    flash(text, "ok" if changed else "info")
    return _back(uuid)


def _labels(item: Item) -> list[Secrecy]:
    """Return the labels that this person may give an item, the present one among them."""
    found = [
        one
        for one in Secrecy
        if one is item.secrecy
        or policy.can_label(
            current_actor(),
            org_path=item.bank.org_path,
            is_stricter=one.is_stricter_than(item.secrecy),
        )
    ]
    return found if len(found) > 1 else []


def _back(uuid: UUID) -> Response:
    return redirect(url_for("author.item", uuid=uuid), code=303)


def _asked_number() -> int | None:
    return request.args.get("version", type=int)


def _changes(shown: ItemVersion, published: ItemVersion | None) -> list[object]:
    if published is None or published.number == shown.number:
        return []
    return list(compare(queries.to_source(published), queries.to_source(shown)))


def _persons(
    versions: Sequence[ItemVersion], reviews: Sequence[tuple[int, ItemReview]]
) -> set[int]:
    """Return whoever wrote, published or reviewed."""
    found = {one.author_id for one in versions} | {one.reviewer_id for _n, one in reviews}
    return found | {one.published_by_id for one in versions if one.published_by_id}


def _is_key_hidden(version: ItemVersion) -> bool:
    """Whether this person is still to solve the version blind."""
    actor = current_actor()
    if version.state is not State.IN_REVIEW:
        return False
    may = policy.can_review(actor, author_id=version.author_id, org_path=version.item.bank.org_path)
    return bool(may) and not queries.find_review(read_session(), version.id, actor.person_id)


def _decisions(version: ItemVersion, newest: ItemVersion) -> dict[str, object]:
    """Return what this person may do with the version shown, each with its reason."""
    actor, author_id = current_actor(), version.author_id
    org_path = version.item.bank.org_path
    return {
        "edit": policy.can_edit(actor, org_path=org_path)
        if newest.state is not State.IN_REVIEW
        else None,
        "submit": policy.can_submit(actor, author_id=author_id, org_path=org_path),
        "review": policy.can_review(actor, author_id=author_id, org_path=org_path),
        "publish": policy.can_publish(actor, author_id=author_id, org_path=org_path),
        "retire": policy.can_retire(actor, org_path=org_path),
    }
