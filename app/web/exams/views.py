"""Views of exam plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.exams import policy, services
from app.domain.exams import queries as exams
from app.domain.exams.models import ExamPlan
from app.domain.exams.queries import PlanFilters
from app.domain.exams.rules import PLAN_NAMES, PlanState, SittingState
from app.domain.papers import queries as papers
from app.domain.papers.models import Paper
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.web.access import current_actor, now, requires
from app.web.display import tier_name
from app.web.exams import bp
from app.web.exams.badges import BADGES
from app.web.exams.forms import PlanForm, ReasonForm, TimesForm, UntilForm, values_of
from app.web.exams.preparing import preparation_of
from app.web.forms import BaseForm, TokenForm, require_token
from app.web.i18n import choose_locale
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

STEPS: dict[str, tuple[Callable[..., object], LazyString]] = {
    "submit": (
        services.submit_plan,
        lazy_gettext("The plan waits for approval by another officer."),
    ),
    "approve": (
        services.approve_plan,
        lazy_gettext("The plan is approved. Draw and seal a paper next."),
    ),
    "publish": (services.publish_plan, lazy_gettext("The registration is open.")),
    "close": (
        services.close_registration,
        lazy_gettext("The registration is closed. Arrange the seats next."),
    ),
    "ready": (
        services.make_ready,
        lazy_gettext("The exam is ready. Tickets can be printed; seats do not move any more."),
    ),
    "prepare": (services.request_papers, lazy_gettext("The papers are being prepared.")),
    "unready": (services.unmake_ready, lazy_gettext("Seats can be arranged again.")),
    "reveal": (services.reveal_draw, lazy_gettext("The secret of the draw is published.")),
    "collect": (services.collect_plan, lazy_gettext("The exam is collected.")),
    "archive": (
        services.archive_plan,
        lazy_gettext("The exam is archived; its digest stands in the audit log."),
    ),
    "finalise": (services.finalise_plan, lazy_gettext("The file of this exam is closed.")),
}
"""Steps without a reason: what is done, and what is said then."""
REASONED: dict[str, Callable[..., object]] = {
    "return": services.return_plan,
    "cancel": services.cancel_plan,
    "postpone": services.postpone_plan,
}


@bp.get("/")
@requires(Permission.EXAMS_PLAN_READ)
def plans() -> str:
    """List the exams of one's part of the tree."""
    scope = current_actor().scope(Permission.EXAMS_PLAN_READ)
    state = request.args.get("state", "")
    filters = PlanFilters(
        text=request.args.get("text", "").strip(),
        state=state if state in set(PlanState) else "",
    )
    session = read_session()
    page = current_page(exams.count_plans(session, scope=scope, filters=filters))
    rows = exams.list_plans(
        session, scope=scope, filters=filters, limit=page.size, offset=page.offset
    )
    return render_template(
        "exams/plans.html",
        plans=rows,
        above=exams.list_plans_above(
            session, scope=current_actor().scope(Permission.EXAMS_PLAN_EDIT)
        ),
        counts=exams.count_registrations(session, [plan.id for plan in rows]),
        filters=filters,
        page=page,
        names=PLAN_NAMES,
        badges=BADGES,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EXAMS_PLAN_EDIT)
def new_plan() -> Response | tuple[str, int]:
    """Write a new plan."""
    first = _first_exam()
    resit_of = first.uuid if first else None
    form = _offer(PlanForm(data=_as_resit(first)))
    if form.submitted():
        try:
            with unit_of_work() as session:
                plan = services.create_plan(
                    session,
                    actor=current_actor(),
                    org_path=form.organization.data or "",
                    fields=form.fields(),
                    now=now(),
                    resit_of=resit_of,
                )
                place = plan.uuid
            flash(_("The draft is saved. Submit it when it is complete."), "ok")
            return redirect(url_for(".plan", uuid=place), code=303)
        except InvalidError as error:
            form.take(error)
    page = render_template("exams/edit.html", form=form, plan=None, first=first)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:uuid>/edit", methods=["GET", "POST"])
@requires(Permission.EXAMS_PLAN_EDIT)
def edit_plan(uuid: UUID) -> Response | tuple[str, int]:
    """Change a draft."""
    plan = _plan(uuid)
    form = _offer(PlanForm(data=values_of(plan)))
    if form.submitted():
        try:
            with unit_of_work() as session:
                services.edit_plan(
                    session, actor=current_actor(), uuid=uuid, fields=form.fields(), now=now()
                )
            flash(_("The draft is saved. Submit it when it is complete."), "ok")
            return redirect(url_for(".plan", uuid=uuid), code=303)
        except InvalidError as error:
            form.take(error)
    page = render_template("exams/edit.html", form=form, plan=plan, first=None)
    return page, 422 if form.errors else 200


@bp.get("/<uuid:uuid>")
@requires(Permission.EXAMS_PLAN_READ)
def plan(uuid: UUID) -> str:
    """Show a plan, its paper, who is registered, and what can be done next."""
    return _show(_plan(uuid))


@bp.post(
    "/<uuid:uuid>/<any(submit, approve, publish, close, ready, prepare, unready, collect, finalise,"
    " archive, reveal):step>"
)
@requires(Permission.EXAMS_PLAN_EDIT, Permission.EXAMS_PLAN_APPROVE)
def take_step(uuid: UUID, step: str) -> Response:
    """Take a plan one step on."""
    verb, said = STEPS[step]
    require_token()
    with unit_of_work() as session:
        verb(session, actor=current_actor(), uuid=uuid, now=now())
    flash(str(said), "ok")
    return redirect(url_for(".plan", uuid=uuid), code=303)


@bp.post("/<uuid:uuid>/<any(return, cancel, postpone):step>")
@requires(Permission.EXAMS_PLAN_EDIT, Permission.EXAMS_PLAN_APPROVE)
def take_reasoned_step(uuid: UUID, step: str) -> Response | tuple[str, int]:
    """Give a plan back or call the exam off, with a reason."""
    form = ReasonForm()
    if not form.submitted():
        return _show(_plan(uuid), reason_form=form), 422
    with unit_of_work() as session:
        REASONED[step](
            session, actor=current_actor(), uuid=uuid, reason=form.reason.data or "", now=now()
        )
    flash(_("Done. Your reason is in the record."), "ok")
    return redirect(url_for(".plan", uuid=uuid), code=303)


@bp.post("/<uuid:uuid>/reopen")
@requires(Permission.EXAMS_PLAN_EDIT)
def reopen(uuid: UUID) -> Response | tuple[str, int]:
    """Open the registration once more."""
    form = UntilForm()
    return _timed(
        uuid,
        form,
        lambda session: services.reopen_registration(
            session, actor=current_actor(), uuid=uuid, until=form.moment(), now=now()
        ),
    )


@bp.post("/<uuid:uuid>/resume")
@requires(Permission.EXAMS_PLAN_EDIT)
def resume(uuid: UUID) -> Response | tuple[str, int]:
    """Give a postponed exam its new times."""
    form = TimesForm()
    return _timed(
        uuid,
        form,
        lambda session: services.resume_plan(
            session, actor=current_actor(), uuid=uuid, times=form.times(), now=now()
        ),
    )


def _timed(uuid: UUID, form: BaseForm, verb: Callable[..., object]) -> Response | tuple[str, int]:
    if form.submitted():
        try:
            with unit_of_work() as session:
                verb(session)
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("The registration is open."), "ok")
            return redirect(url_for(".plan", uuid=uuid), code=303)
    return _show(_plan(uuid), timed_form=form), 422


@bp.post("/<uuid:uuid>/paper")
@requires(Permission.EXAMS_PLAN_EDIT)
def draw_paper(uuid: UUID) -> Response | tuple[str, int]:
    """Draw a paper and seal it; a shortage is explained cell by cell."""
    require_token()
    try:
        with unit_of_work() as session:
            paper = services.assemble_paper(
                session,
                actor=current_actor(),
                uuid=uuid,
                now=now(),
            )
            code = paper.code
    except InvalidError as error:
        return _show(_plan(uuid), problems=error.problems), 422
    flash(_("Paper %(code)s is drawn and sealed.", code=code), "ok")
    return redirect(url_for(".plan", uuid=uuid), code=303)


@bp.post("/<uuid:uuid>/forms")
@requires(Permission.EXAMS_PLAN_EDIT)
def add_form(uuid: UUID) -> Response | tuple[str, int]:
    """Draw a parallel form."""
    require_token()
    is_reserve = request.form.get("use") == "reserve"
    try:
        with unit_of_work() as session:
            paper, shared = services.add_form(
                session, actor=current_actor(), uuid=uuid, is_reserve=is_reserve, now=now()
            )
            code = paper.code
    except InvalidError as error:
        return _show(_plan(uuid), problems=error.problems), 422
    flash(_("Paper %(code)s is drawn and sealed.", code=code), "ok")
    if shared:
        flash(
            _("It shares %(n)s items with other forms: the bank has too few for more.", n=shared),
            "warn",
        )
    return redirect(url_for(".plan", uuid=uuid), code=303)


def _plan(uuid: UUID) -> ExamPlan:
    scope = current_actor().scope(Permission.EXAMS_PLAN_READ)
    return exams.get_plan(read_session(), uuid, scope=scope)


def _show(
    plan: ExamPlan,
    *,
    problems: Sequence[Problem] = (),
    reason_form: ReasonForm | None = None,
    timed_form: BaseForm | None = None,
) -> str:
    session, actor = read_session(), current_actor()
    sittings = exams.list_sittings(session, plan.id)
    can_edit = policy.can_edit_plan(actor, org_path=plan.org_path)
    people_ids = [one for one in (plan.created_by_id, plan.approved_by_id) if one]
    return render_template(
        "exams/plan.html",
        plan=plan,
        paper=papers.find_paper(session, plan.paper_id) if plan.paper_id else None,
        registrations=exams.list_registrations(session, plan.id),
        sittings={sitting.registration_id: sitting for sitting in sittings},
        submitted=sum(sitting.state is SittingState.SUBMITTED for sitting in sittings),
        names=people.person_names(session, people_ids),
        unit=people.find_organization_by_path(session, plan.org_path),
        can_edit=can_edit,
        preparation=preparation_of(
            session, plan, owner_id=actor.person_id, can_edit=bool(can_edit)
        ),
        can_approve=policy.can_approve_plan(
            actor, org_path=plan.org_path, submitted_by_id=plan.submitted_by_id
        ),
        problems=problems,
        form=TokenForm(),
        reason_form=reason_form or ReasonForm(),
        until_form=timed_form if isinstance(timed_form, UntilForm) else UntilForm(),
        times_form=timed_form if isinstance(timed_form, TimesForm) else TimesForm(),
        timed_form=timed_form,
        draw=exams.find_draw(session, plan.id),
        forms=_forms(plan),
        may_add_form=plan.state in services.MORE_FORMS,
        state_names=PLAN_NAMES,
        badges=BADGES,
        now=now(),
    )


def _forms(plan: ExamPlan) -> list[tuple[str, Paper, bool]]:
    """Return letter, paper and whether it is kept in reserve; form A also of older plans."""
    session = read_session()
    return [
        (letter, paper, is_reserve)
        for letter, (paper_id, is_reserve) in exams.list_papers(session, plan).items()
        if (paper := papers.find_paper(session, paper_id))
    ]


def _first_exam() -> ExamPlan | None:
    """Return the exam that a resit is being planned for, if its name was sent along."""
    try:
        return _plan(UUID(request.args["resit_of"])) if "resit_of" in request.args else None
    except ValueError:
        return None


def _as_resit(first: ExamPlan | None) -> dict[str, object]:
    """Return what a resit takes over from the first exam: all but the times."""
    if first is None:
        return {}
    names = ("blueprint_code", "site", "site_address", "rooms", "seats_per_room")
    values: dict[str, object] = {name: getattr(first, name) for name in names}
    title = _("%(exam)s (resit)", exam=first.title)
    return values | {"title": title, "organization": first.org_path}


def _offer(form: PlanForm) -> PlanForm:
    session = read_session()
    scope = current_actor().scope(Permission.EXAMS_PLAN_EDIT)
    units = people.list_organizations(session, scope=scope)
    is_english = not choose_locale().startswith("zh")
    blueprints = [
        (one.code, f"{one.title_en if is_english else one.title} · {tier_name(one.tier)}")
        for one in papers.list_blueprints(session)
    ]
    indent = "\u3000"
    return form.offer(
        blueprints, [(u.path, indent * (u.path.count("/") - 2) + u.name) for u in units]
    )
