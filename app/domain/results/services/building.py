"""Results from marks: every version is a row of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.audit.services import Entry
from app.domain.exams import queries as exams
from app.domain.exams.models import Registration, Sitting
from app.domain.exams.rules import SittingState
from app.domain.exams.rules_plans import AFTER_EXAM
from app.domain.marking import queries as marking
from app.domain.marking.models import Marking
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedPaper
from app.domain.people.identity import list_posts
from app.domain.results import policy, queries, rules, settings
from app.domain.results.models import Result
from app.domain.results.rules import OPEN, Outcome, ResultState, Standing
from app.engines.scoring import ItemScore
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def build_result(
    session: Session, *, actor: Actor, sitting_id: int, now: datetime
) -> Result | None:
    """Make the result of a marked sitting; None while it has no marks.

    The same marks make no second result. New marks of a released result make its correction,
    which waits for two persons again while the released one stays official.
    """
    policy.can_build(actor).require()
    latest = marking.find_latest(session, sitting_id)
    if latest is None:
        return None
    sitting = exams.get_sitting(session, sitting_id)
    current = queries.find_current(
        session, plan_id=sitting.plan_id, person_id=sitting.person_id, lock=True
    )
    if current is not None and current.marking_id == latest.id:
        return current
    scores = marking.list_scores(session, [latest.id])[latest.id]
    standing = _score(papers.read_paper(session, sitting.paper_id), scores)
    if current is not None and current.outcome is Outcome.VOID:
        standing = _still_void(standing, current)
    if current is not None and _is_unchanged(current, standing, latest.waiting):
        return current
    made = _add_version(
        session, actor=actor, registration=sitting.registration, current=current,
        standing=standing, now=now,
    )  # fmt: skip
    made.sitting_id, made.marking_id, made.waiting = sitting_id, latest.id, latest.waiting
    session.flush()
    return made


def build_results(
    session: Session, *, actor: Actor, sitting_ids: Sequence[int], now: datetime
) -> None:
    """Make the results of many marked sittings; first results together, others one by one."""
    policy.can_build(actor).require()
    sittings = exams.list_sittings_by_id(session, sitting_ids)
    latest = marking.list_latest(session, sitting_ids)
    known = queries.list_with_result(session, [one.registration_id for one in sittings])
    first = [one for one in sittings if one.id in latest and one.registration_id not in known]
    for one in sittings:
        if one.registration_id in known:
            build_result(session, actor=actor, sitting_id=one.id, now=now)
    _add_first(session, actor, first, latest, now)


def _add_first(
    session: Session,
    actor: Actor,
    sittings: Sequence[Sitting],
    latest: Mapping[int, Marking],
    now: datetime,
) -> None:
    scores = marking.list_scores(session, [latest[one.id].id for one in sittings])
    sheets = {one: papers.read_paper(session, one) for one in {one.paper_id for one in sittings}}
    posts = _posts(session, [one.registration for one in sittings])
    made = []
    for one in sittings:
        marks = latest[one.id]
        standing = _score(sheets[one.paper_id], scores[marks.id])
        row = _row(one.registration, posts[one.registration_id], standing, 1, now)
        row.sitting_id, row.marking_id, row.waiting = one.id, marks.id, marks.waiting
        made.append(row)
    session.add_all(made)
    session.flush()
    audit.record_all(session, [_entry(actor, row, now) for row in made])


def _entry(actor: Actor, made: Result, now: datetime, reason: str = "") -> Entry:
    details = {"outcome": made.outcome.value, "total": made.total, "number": made.number}
    if reason:
        details["reason"] = reason
    return Entry(actor, "results.result.made", f"result:{made.uuid}", now, details)


def record_absences(session: Session, *, actor: Actor, plan_id: int, now: datetime) -> int:
    """Record as absent whoever was registered and did not begin; returns how many are new.

    :raises ConflictError: the exam has not been collected yet.
    """
    policy.can_build(actor).require()
    began = {
        sitting.registration_id
        for sitting in exams.list_sittings(session, plan_id)
        if sitting.state is not SittingState.NOT_STARTED
    }
    known = queries.list_persons_with_result(session, plan_id)
    absent = [
        registration
        for registration in exams.list_registrations(session, plan_id)
        if registration.id not in began and registration.person_id not in known
    ]
    for registration in absent:
        if registration.plan.state not in AFTER_EXAM:
            raise ConflictError(msg("Nobody is absent before the exam has ended."))
        _add_version(
            session, actor=actor, registration=registration, current=None,
            standing=Standing(Outcome.ABSENT), now=now,
        )  # fmt: skip
    return len(absent)


def void_result(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Result:
    """Declare a result void for a violation of the rules; two persons must still release that.

    :raises InvalidError: no reason.
    :raises ConflictError: it is void already, or there was nothing to void.
    """
    scope = actor.scope(Permission.RESULTS_RESULT_READ)
    current = queries.get_result(session, uuid, scope=scope, lock=True)
    policy.can_check(actor, org_path=current.org_path, person_id=current.person_id).require()
    if not current.is_current or current.outcome in {Outcome.VOID, Outcome.ABSENT}:
        raise ConflictError(msg("This result cannot be declared void."))
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    note = {"reason": reason.strip(), "by": actor.full_name, "at": now.isoformat()}
    standing = _as_void(_standing(current), note)
    made = _add_version(
        session, actor=actor, registration=_sitting(session, current).registration,
        current=current, standing=standing, now=now, reason=reason.strip(),
    )  # fmt: skip
    made.sitting_id, made.marking_id = current.sitting_id, current.marking_id
    session.flush()
    return made


def _sitting(session: Session, result: Result) -> Sitting:
    if result.sitting_id is None:
        raise ConflictError(msg("This result cannot be declared void."))
    return exams.get_sitting(session, result.sitting_id)


def _is_unchanged(current: Result, standing: Standing, waiting: int) -> bool:
    """Whether new marks leave a released result as it is, so that nothing is corrected."""
    is_settled = current.state is ResultState.RELEASED and not waiting
    return is_settled and rules.is_same(standing, _standing(current))


def _score(paper: SealedPaper, scores: Sequence[ItemScore]) -> Standing:
    titles = {section.code: section.title for section in paper.sections}
    return rules.stand(scores, paper.pass_rule, titles)


def _standing(result: Result) -> Standing:
    return Standing(
        outcome=result.outcome,
        total=result.total,
        max_total=result.max_total,
        grade=result.grade,
        sections=tuple(result.section_scores),
        domains=tuple(result.domain_profile),
        explanation=result.explanation,
    )


def _as_void(standing: Standing, note: dict[str, str]) -> Standing:
    return Standing(
        outcome=Outcome.VOID,
        total=standing.total,
        max_total=standing.max_total,
        sections=standing.sections,
        domains=standing.domains,
        explanation={**(standing.explanation or {}), "void": note},
    )


def _still_void(standing: Standing, current: Result) -> Standing:
    return _as_void(standing, current.explanation["void"])


def _add_version(
    session: Session,
    *,
    actor: Actor,
    registration: Registration,
    current: Result | None,
    standing: Standing,
    now: datetime,
    reason: str = "",
) -> Result:
    """Add a version and make it the current one; the one before keeps its score."""
    corrects = queries.find_released(
        session, plan_id=registration.plan_id, person_id=registration.person_id
    )
    if current is not None:
        current.is_current = False
        if current.state in OPEN:
            current.state = ResultState.SUPERSEDED
        session.flush()  # the old row must leave the unique index before the new one enters
    post = _posts(session, [registration])[registration.id]
    made = _row(registration, post, standing, current.number + 1 if current else 1, now)
    made.corrects_id = corrects.id if corrects else None
    session.add(made)
    session.flush()
    audit.record_all(session, [_entry(actor, made, now, reason)])
    return made


def _posts(session: Session, registrations: Sequence[Registration]) -> dict[int, tuple[str, str]]:
    """Return registration → title and rank of the candidate's post on the day of the exam."""
    by_day: dict[date, list[Registration]] = {}
    for one in registrations:
        by_day.setdefault(_day(one), []).append(one)
    found: dict[int, tuple[str, str]] = {}
    for day, together in by_day.items():
        posts = list_posts(session, [one.person_id for one in together], on=day)
        found |= {one.id: posts[one.person_id] for one in together}
    return found


def _day(registration: Registration) -> date:
    return settings.current().day(registration.plan.starts_at)


def _row(
    registration: Registration,
    post: tuple[str, str],
    standing: Standing,
    number: int,
    now: datetime,
) -> Result:
    plan = registration.plan
    return Result(
        plan_id=plan.id,
        person_id=registration.person_id,
        registration_id=registration.id,
        number=number,
        full_name=registration.full_name,
        org_path=registration.org_path,
        org_name=registration.org_name,
        tier=plan.tier,
        exam_title=plan.title,
        year=plan.year,
        taken_on=_day(registration),
        post_title=post[0],
        rank=post[1],
        outcome=standing.outcome,
        total=standing.total,
        max_total=standing.max_total,
        grade=standing.grade,
        section_scores=list(standing.sections),
        domain_profile=list(standing.domains),
        explanation=dict(standing.explanation or {}),
        made_at=now,
    )
