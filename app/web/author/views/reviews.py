"""The reviewer's queue: solve blind, then see the key, then decide."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import policy, queries
from app.domain.bank import services as bank
from app.domain.bank.models import ItemReview, ItemVersion
from app.domain.bank.queries import finding
from app.domain.bank.rules import State, Verdict
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.answers import read_answer
from app.web.author import bp, remarks, solution
from app.web.author.compare import compare
from app.web.author.forms import VerdictForm
from app.web.author.preview import view_of
from app.web.forms import TokenForm, require_token
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

Page = Response | str | tuple[str, int]
SOON_DAYS = 90
SHOWN = 50


@bp.get("/reviews")
@requires(Permission.BANK_ITEM_REVIEW)
def review_list() -> str:
    """List what waits for this reviewer."""
    actor, session = current_actor(), read_session()
    scope = actor.scope(Permission.BANK_ITEM_REVIEW)
    mine = actor.person_id
    page = current_page(queries.count_waiting(session, scope=scope, reviewer_id=mine))
    waiting = queries.list_waiting(
        session, scope=scope, reviewer_id=mine, limit=page.size, offset=page.offset
    )
    names = people.person_names(session, {row.author_id for row in waiting})
    today = now().date()
    expiring = finding.list_expiring(session, scope=scope, on=today, days=SOON_DAYS, limit=SHOWN)
    return render_template(
        "author/reviews.html",
        waiting=waiting,
        page=page,
        names=names,
        expiring=expiring,
        expiring_count=finding.count_expiring(session, scope=scope, on=today, days=SOON_DAYS),
        today=today,
        days=SOON_DAYS,
    )


@bp.get("/reviews/<uuid:uuid>/<int:number>")
@requires(Permission.BANK_ITEM_REVIEW)
def review(uuid: UUID, number: int) -> Page:
    """Show the item blind, or, once solved, the key and the verdict form."""
    version = _reviewable(uuid, number)
    done = queries.find_review(read_session(), version.id, current_actor().person_id)
    return _verdict_page(version, done, VerdictForm()) if done else _blind_page(version)


@bp.post("/reviews/<uuid:uuid>/<int:number>/answer")
@requires(Permission.BANK_ITEM_REVIEW)
def answer_review(uuid: UUID, number: int) -> Page:
    """Keep the reviewer's own answer."""
    version = _reviewable(uuid, number)
    form = TokenForm()
    if not form.submitted():
        return _blind_page(version, error=_("The page had expired. Please answer again."))
    view = view_of(version.content, _seed())
    answer = read_answer(view, request.form)
    try:
        with unit_of_work() as session:
            bank.solve(
                session,
                actor=current_actor(),
                uuid=uuid,
                number=number,
                answer=answer,
                now=now(),
            )
    except InvalidError:
        return _blind_page(version, error=_("Please answer the item before you look at the key."))
    return redirect(url_for("author.review", uuid=uuid, number=number), code=303)


@bp.post("/reviews/<uuid:uuid>/<int:number>/verdict")
@requires(Permission.BANK_ITEM_REVIEW)
def decide_review(uuid: UUID, number: int) -> Page:
    """Approve the version, or return it with a comment."""
    version = _reviewable(uuid, number)
    done = queries.find_review(read_session(), version.id, current_actor().person_id)
    form = VerdictForm()
    if done is None:
        require_token()
        return redirect(url_for("author.review", uuid=uuid, number=number), code=303)
    said = remarks.typed(request.form, version)
    if form.submitted() and _decide(form, uuid, number, said):
        return redirect(url_for("author.review_list"), code=303)
    return _verdict_page(version, done, form)


def _decide(form: VerdictForm, uuid: UUID, number: int, said: dict[str, str]) -> bool:
    """Keep the verdict; on a refusal put the reason on the form."""
    is_approved = request.form.get("verdict") == Verdict.APPROVE
    try:
        with unit_of_work() as session:
            bank.decide(
                session,
                actor=current_actor(),
                uuid=uuid,
                number=number,
                verdict=Verdict.APPROVE if is_approved else Verdict.RETURN,
                comment=form.comment.data or "",
                remarks=said,
                now=now(),
            )
    except InvalidError as error:
        form.take(error)
        return False
    text = _("Approved. It can be published now.") if is_approved else _("Returned to the author.")
    flash(text, "ok")
    return True


def _reviewable(uuid: UUID, number: int) -> ItemVersion:
    actor = current_actor()
    scope = actor.scope(Permission.BANK_ITEM_REVIEW)
    version = queries.get_version(read_session(), uuid, number, scope=scope)
    policy.can_review(
        actor, author_id=version.author_id, org_path=version.item.bank.org_path
    ).require()
    return version


def _blind_page(version: ItemVersion, error: str = "") -> Page:
    page = render_template(
        "author/review_blind.html",
        version=version,
        view=view_of(version.content, _seed()),
        form=TokenForm(),
        error=error,
    )
    return (page, 422) if error else page


def _verdict_page(version: ItemVersion, done: ItemReview, form: VerdictForm) -> Page:
    session = read_session()
    versions = queries.list_versions(session, version.item.id)
    earlier = queries.list_reviews(session, version.item.id)
    before = _before(version, versions, earlier)
    persons = {version.author_id} | {one.reviewer_id for _n, one in earlier}
    names = people.person_names(session, persons)
    is_allowed = policy.can_decide(
        verdict=Verdict.APPROVE, is_solved=True, is_solved_right=done.is_right
    )
    page = render_template(
        "author/review_verdict.html",
        version=version,
        done=done,
        form=form,
        view=view_of(version.content, None),
        rows=solution.rows(version.content),
        explanation=solution.explanation(version.content),
        parts=solution.verdicts(version.content, done.answer),
        changes=compare(queries.to_source(before), queries.to_source(version)) if before else [],
        before=before,
        names=names,
        approve=is_allowed,
        lines=remarks.lines(version),
        typed=remarks.typed(request.form, version),
        earlier=remarks.of_reviews(earlier, versions, names),
    )
    return (page, 422) if form.errors else page


def _before(
    version: ItemVersion,
    versions: Sequence[ItemVersion],
    reviews: Sequence[tuple[int, ItemReview]],
) -> ItemVersion | None:
    """Return what a reviewer compares with: the version last reviewed, or the one in use."""
    reviewed = {number for number, _review in reviews}
    return next(
        (
            one
            for one in versions
            if one.number < version.number
            and (one.number in reviewed or one.state is State.PUBLISHED)
        ),
        None,
    )


def _seed() -> int:
    """Return the order in which this reviewer sees the options: as a candidate would."""
    return current_actor().person_id
