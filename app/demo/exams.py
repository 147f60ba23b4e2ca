"""One exam that was held, one that is open: planned, approved, sat, checked and released."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demo import sitting, studying
from app.demo.unclear import without_theme
from app.domain.competencies import queries as competencies
from app.domain.exams import queries
from app.domain.exams import services as exams
from app.domain.exams.arrangement import Method
from app.domain.exams.models import ExamPlan
from app.domain.exams.services import PlanFields
from app.domain.learning import queries as learning
from app.domain.people import queries as people
from app.domain.results import services as results
from app.kernel.actor import Actor
from app.kernel.scope import EVERYTHING
from app.kernel.tier import Tier

SEED = 2026
BLUEPRINT = "user-2026"
HELD, OPEN = (
    "2026 年度公务员计算机应用能力考核（第一场）",
    "2026 年度公务员计算机应用能力考核（第二场）",
)
DAY, NONE = timedelta(days=1), timedelta()
NIGHT = timedelta(hours=8, minutes=45)
"""From the working hour back to soon after midnight."""
WRITER, APPROVER = "GZ0201", "GZ0202"
ABILITY = {
    "GZ-ZSJ-ZH": 0.12, "GZ-ZSJ-SJ": 0.18, "GZ-ZSJ-FW": 0.06, "GZ-RSJ-RS": 0.08, "GZ-CZJ": 0.0,
    "GZ-MZJ": -0.1, "440104-ZFB": -0.02, "440106-ZFB": -0.06,
}  # fmt: skip
"""How well the units of the demo are prepared; drawn around for each person."""
ABSENT = {"GZ0107", "GZ0131", "GZ0144"}


def actor_of(session: Session, code: str, now: datetime) -> Actor:
    """Return a person of the demo as an actor."""
    person = people.find_person_by_code(session, code)
    assert person is not None, code  # noqa: S101 - made by the step before
    return people.make_actor(session, person, now.date())


def required_modules(session: Session, now: datetime) -> list[str]:
    """Return the modules a general user finishes before the exam."""
    return competencies.list_required_for_exam(session, tier=Tier.USER, on=now.date())


def find_plan(session: Session, title: str) -> ExamPlan | None:
    """Return a plan of the demo by its title."""
    filters = queries.PlanFilters()
    plans = queries.list_plans(session, scope=EVERYTHING, filters=filters, limit=100, offset=0)
    return next((plan for plan in plans if plan.title == title), None)


def candidates(session: Session) -> Iterator[tuple[str, float]]:
    """Staff number and ability of the colleagues who sat the first exam."""
    chance = random.Random(SEED)  # noqa: S311 - a demo
    for number in range(101, 160):
        code = f"GZ{number:04}"
        person = people.find_person_by_code(session, code)
        if person is None or not person.assignments:
            continue
        unit = person.assignments[-1].organization.code
        yield code, ABILITY.get(unit, 0.1) + chance.uniform(-0.22, 0.22)


def open_first(session: Session, now: datetime) -> None:
    """Plan, approve and open the exam of two weeks ago, and have the colleagues register."""
    if find_plan(session, HELD) is not None:
        return
    start = (now - 14 * DAY).replace(hour=1, minute=0, second=0, microsecond=0)
    plan = _plan(session, HELD, start, start + timedelta(hours=2), now=start - 5 * DAY)
    modules = required_modules(session, start)
    for code, _ability in candidates(session):
        learner = actor_of(session, code, start)
        _study(session, learner, modules, began=start - 12 * DAY, minutes=1)
        exams.register(session, actor=learner, uuid=plan.uuid, now=start - 3 * DAY)
    _seat(session, plan, start)


def _seat(session: Session, plan: ExamPlan, start: datetime) -> None:
    """Close the registration, seat everyone by lot, colleagues apart, and settle the papers."""
    officer = actor_of(session, WRITER, start)
    exams.close_registration(session, actor=officer, uuid=plan.uuid, now=start - DAY)
    exams.arrange_seats(
        session, actor=officer, uuid=plan.uuid, method=Method.RANDOM, keep_units_apart=True,
        now=start - DAY,
    )  # fmt: skip
    exams.make_ready(session, actor=officer, uuid=plan.uuid, now=start - DAY)


def sit_first(session: Session, now: datetime) -> None:
    """Let everyone but the absent sit it."""
    plan = find_plan(session, HELD)
    if plan is None or queries.list_sittings(session, plan.id):
        return
    chance = random.Random(SEED)  # noqa: S311 - a demo
    for code, ability in candidates(session):
        learner = actor_of(session, code, now)
        registration = queries.find_registration(
            session, plan_id=plan.id, person_id=learner.person_id
        )
        if registration is not None and code not in ABSENT:
            sitting.sit(
                session, learner, registration, ability=ability, chance=chance, at=plan.starts_at
            )


def collect_first(session: Session, now: datetime) -> None:
    """End it: the absent are written down."""
    plan = find_plan(session, HELD)
    if plan is not None and plan.state.value == "in_progress":
        officer = actor_of(session, WRITER, now)
        exams.collect_plan(session, actor=officer, uuid=plan.uuid, now=now - 13 * DAY)


def release_first(session: Session, now: datetime) -> None:
    """Have the list checked by one officer and released by another."""
    plan = find_plan(session, HELD)
    if plan is None or plan.state.value != "collected":
        return
    checker, releaser = (actor_of(session, code, now) for code in (WRITER, APPROVER))
    results.check_list(session, actor=checker, plan_uuid=plan.uuid, now=now - 8 * DAY)
    results.release_list(session, actor=releaser, plan_uuid=plan.uuid, now=now - 7 * DAY)


def open_second(session: Session, now: datetime) -> None:
    """Open an exam that can be sat now; one persona is ready for it, one nearly."""
    if find_plan(session, OPEN) is not None:
        return
    start = (now - timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    plan = _plan(session, OPEN, start, start + 30 * DAY, now=start - 3 * DAY, late=True)
    modules = required_modules(session, now)
    ready, nearly = (actor_of(session, code, now) for code in ("GZ0002", "GZ0001"))
    _study(session, ready, modules, began=now - 20 * DAY)
    exams.register(session, actor=ready, uuid=plan.uuid, now=now - DAY)
    _study(session, nearly, modules[:-2], began=now - 9 * DAY, at_night=modules[1])
    studying.study(
        session, actor=nearly, code=modules[-2], began_at=_by_day(now - DAY), minutes=20, lessons=1,
        slips=1,
    )  # fmt: skip


def _by_day(moment: datetime) -> datetime:
    """Return a working hour of that day, at whatever hour the demo is loaded."""
    return moment.replace(hour=1, minute=5, second=0, microsecond=0)


def sit_second(session: Session, now: datetime) -> None:
    """Let those who missed the first exam sit it; markers must look at their documents."""
    plan = find_plan(session, OPEN)
    if plan is None or queries.list_sittings(session, plan.id):
        return
    chance = random.Random(SEED)  # noqa: S311 - a demo
    for code in sorted(ABSENT):
        learner = actor_of(session, code, now)
        exams.register(session, actor=learner, uuid=plan.uuid, now=plan.starts_at - DAY)
        registration = queries.find_registration(
            session, plan_id=plan.id, person_id=learner.person_id
        )
        sitting.sit(
            session, learner, registration, ability=0.2, chance=chance, at=plan.starts_at,
            change=without_theme,
        )  # fmt: skip


def _study(
    session: Session,
    actor: Actor,
    codes: Sequence[str],
    *,
    began: datetime,
    minutes: int = 0,
    at_night: str = "",
) -> None:
    """Finish modules, one every two days; by default for as long as their hours ask.

    :param at_night: a module that is studied after midnight: its hours wait for a decision.
    """
    for number, code in enumerate(codes):
        hours = learning.get_content(learning.get_version(session, code)).credit_hours
        studying.study(
            session,
            actor=actor,
            code=code,
            began_at=_by_day(began + 2 * number * DAY) - (NIGHT if code == at_night else NONE),
            minutes=minutes or 45 * int(hours) + 1,
            slips=0 if minutes else number % 2,
        )


def _plan(  # noqa: PLR0917 - one plan
    session: Session, title: str, start: datetime, entry_ends: datetime, now: datetime,
    late: bool = False,  # noqa: FBT001, FBT002
) -> ExamPlan:  # fmt: skip
    writer, approver = (actor_of(session, code, now) for code in (WRITER, APPROVER))
    city = people.get_organization(session, "440100")
    fields = PlanFields(
        title=title,
        blueprint_code=BLUEPRINT,
        starts_at=start,
        entry_ends_at=entry_ends,
        registration_ends_at=entry_ends if late else start - DAY,
        site="越秀考点",
        site_address="广州市越秀区（演示地址）",
        rooms=2,
        seats_per_room=40,
    )
    plan = exams.create_plan(session, actor=writer, org_path=city.path, fields=fields, now=now)
    exams.submit_plan(session, actor=writer, uuid=plan.uuid, now=now)
    exams.approve_plan(session, actor=approver, uuid=plan.uuid, now=now)
    exams.assemble_paper(session, actor=writer, uuid=plan.uuid, seed=SEED + len(title), now=now)
    exams.publish_plan(session, actor=writer, uuid=plan.uuid, now=now)
    return plan
