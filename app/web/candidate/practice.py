"""Practising exams: what can be begun, the player, what a run came to."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.people import queries as people
from app.domain.practice import queries, rules, services
from app.domain.practice.models import PracticeRun
from app.domain.practice.rules import Mode
from app.kernel.actor import Permission
from app.kernel.errors import DomainError, NotFoundError
from app.kernel.tier import Tier
from app.web import marks
from app.web.access import current_actor, now, requires
from app.web.candidate import practice_bp as bp
from app.web.candidate.texts import player_texts
from app.web.candidate.zone import zone_minutes
from app.web.forms import TokenForm, require_token
from app.web.i18n import choose_locale, translate
from app.web.paging import current_page
from app.web.security import allow_engine
from app.web.unit_of_work import read_session, unit_of_work

RUNS_PAGE = 20
SEED_BITS = 31
ALL_MODULES = {"zh": "全部模块练习", "en": "Drill of all modules"}


@bp.get("")
@requires(Permission.LEARNING_MODULE_STUDY)
def home() -> str:
    """Show what can be practised, and one's earlier runs."""
    return _home()


def _home(fault: str = "") -> str:
    session, person_id = read_session(), current_actor().person_id
    tier = _tier()
    page = current_page(queries.count_runs(session, person_id), RUNS_PAGE)
    return render_template(
        "candidate/practice.html",
        tier=tier,
        blueprint=queries.find_blueprint(session, tier) if tier else None,
        modules=queries.list_modules(session, tier=tier, on=now().date()) if tier else [],
        runs=queries.list_runs(session, person_id, limit=page.size, offset=page.offset),
        page=page,
        form=TokenForm(),
        fault=fault,
        given=request.form,
        counts=rules.COUNTS,
        percent=rules.percent,
        is_english=not choose_locale().startswith("zh"),
        now=now(),
    )


def _tier() -> Tier | None:
    """Return the tier of one's post; without a post there is nothing to be like."""
    try:
        return people.get_posting(read_session(), current_actor().person_id, now().date()).tier
    except NotFoundError:
        return None


@bp.post("")
@requires(Permission.LEARNING_MODULE_STUDY)
def begin() -> BaseResponse | tuple[str, int]:
    """Begin a mock exam or a drill, and open the player."""
    require_token()
    try:
        with unit_of_work() as session:
            uuid = _begin(session, request.form.get("mode", "")).uuid
    except DomainError as error:
        return _home(translate(error.message)), 422
    return redirect(url_for(".play", uuid=uuid), code=303)


def _begin(session: Any, mode: str) -> PracticeRun:  # noqa: ANN401 - views know no session type
    actor = current_actor()
    posting = people.get_posting(session, actor.person_id, now().date())
    seed = -1 - secrets.randbits(SEED_BITS)
    if mode == Mode.MOCK.value:
        return services.begin_mock(session, actor=actor, posting=posting, seed=seed, now=now())
    modules = request.form.getlist("module")
    return services.begin_drill(
        session,
        actor=actor,
        posting=posting,
        modules=modules,
        titles=_titles(modules),
        count=request.form.get("count", default=0, type=int),
        seed=seed,
        now=now(),
    )


def _titles(modules: list[str]) -> dict[str, str]:
    if not modules:
        return ALL_MODULES
    names = "、".join(modules)
    return {"zh": f"模块练习：{names}", "en": f"Drill: {', '.join(modules)}"}


@bp.get("/<uuid:uuid>")
@requires(Permission.LEARNING_MODULE_STUDY)
def play(uuid: UUID) -> str | BaseResponse:
    """Show the player with the run."""
    run = _own(uuid)
    if run.submitted_at is not None:
        return redirect(url_for(".result", uuid=uuid), code=303)
    allow_engine()
    return render_template(
        "candidate/practice_play.html",
        run=run,
        title=marks.title_of(queries.read_paper(run).title),
        full_name=current_actor().full_name,
        texts=player_texts().with_own(_own_texts(run)),
        zone_minutes=zone_minutes(),
    )


def _own_texts(run: PracticeRun) -> dict[str, str]:
    """Return the texts that speak of an exam room, in words that are true here."""
    retry = gettext("Please try again.")
    own = {
        "start.no_network": gettext("The server does not answer. Your answers are kept here."),
        "start.refused": gettext("The exercise cannot be opened now."),
        "end.refused": gettext("The server did not accept the hand-in.") + " " + retry,
        "closed.title": gettext("This exercise has been handed in"),
        "closed.text": gettext("It was handed in in another window."),
        "closed.receipt": gettext("Show the result"),
    }
    if run.mode is Mode.DRILL:
        own["end.title"] = gettext("Your exercise is being marked")
    return own


@bp.get("/<uuid:uuid>/result")
@requires(Permission.LEARNING_MODULE_STUDY)
def result(uuid: UUID) -> str | BaseResponse:
    """Show what a run came to, every item explained."""
    run = _own(uuid)
    if run.submitted_at is None:
        return redirect(url_for(".play", uuid=uuid), code=303)
    paper = queries.read_paper(run)
    views = marks.list_practice(paper, run.seed, queries.read_marks(run))
    lost = [view for view in views if view.lost]
    only_lost = request.args.get("show") == "lost"
    return render_template(
        "candidate/practice_result.html",
        run=run,
        paper=paper,
        percent=rules.percent(run.points or 0, run.max_points),
        sections=rules.sums(run.marks, "section"),
        areas=rules.sums(run.marks, "domain"),
        section_titles={one.code: marks.title_of(one.title) for one in paper.sections},
        marks=lost if only_lost else views,
        count=len(views),
        lost=len(lost),
        only_lost=only_lost,
        title_of=marks.title_of,
        domain_name=marks.domain_name,
        STATUS_LABELS=marks.STATUS_LABELS,
    )


@bp.get("/<uuid:uuid>/result/<int:position>")
@requires(Permission.LEARNING_MODULE_STUDY)
def report(uuid: UUID, position: int) -> str:
    """Show the report on a practical of a run."""
    run = _own(uuid)
    for view in marks.list_practice(queries.read_paper(run), run.seed, queries.read_marks(run)):
        if view.position == position and view.grading is not None:
            return render_template("candidate/practice_report.html", run=run, mark=view)
    raise NotFoundError


def _own(uuid: UUID) -> PracticeRun:
    return queries.get_run(read_session(), uuid, person_id=current_actor().person_id)
