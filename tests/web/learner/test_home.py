"""The first page shows what is next, what is due and what was earned, for this person alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.competencies.rules import SyllabusEntry
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState, RegistrationState, SittingState
from app.domain.learning import queries as learning
from app.domain.learning.queries import HoursOfModule, Progress
from app.domain.learning.services.studying import enrol
from app.engines.lessons import Module
from app.kernel.actor import Actor, Role
from app.kernel.tier import Tier
from app.web.learner.home_page import shares_by_area
from app.web.learner.pages import Row, Syllabus
from tests.conftest import make_actor
from tests.factories.certificates import make_certificate
from tests.factories.exams import make_candidate, make_plan, make_registration, make_sitting
from tests.factories.learning import NOW, load_courses
from tests.web.learner.conftest import CODE, Reader, fields_of

DAY = timedelta(days=1)


def soon(session: Session, **changed: Any) -> ExamPlan:
    """An exam in five days; registration ends in three."""
    times: dict[str, Any] = {
        "starts_at": NOW + 5 * DAY,
        "entry_ends_at": NOW + 5 * DAY + timedelta(minutes=30),
        "registration_ends_at": NOW + 3 * DAY,
    }
    return make_plan(session, **(times | changed))


def test_the_syllabus_of_the_tier_with_hours_asked_and_earned(reader: Reader) -> None:
    page = reader.get("/learn/")
    assert "陈晓明，上午好" in page
    assert "一般应用层" in page
    assert "本层次应修 62 学时" in page
    assert "第 1 课" in page


def test_what_was_begun_last_comes_first(reader: Reader, module: Module) -> None:
    reader.get(f"/learn/courses/{CODE}/lessons/1")
    code = module.checkpoint_codes[0]
    reader.answer(code, fields_of(module.checkpoints[code].content))
    page = reader.get("/learn/")
    first = page.split('id="go-on-title">')[1].split("<")[0]
    assert first == module.title


@pytest.mark.parametrize(
    ("before", "shown"),
    [(5 * DAY, {"ticket.pdf"}), (timedelta(minutes=20), {"ticket.pdf", "enter"})],
)
def test_the_next_exam_with_its_ticket_and_the_way_in(
    reader: Reader, session: Session, learner: Actor, before: timedelta, shown: set[str]
) -> None:
    registration = make_registration(session, learner, soon(session))
    reader.now = registration.plan.starts_at - before
    page = reader.get("/learn/")
    root = f"/exams/registrations/{registration.uuid}/"
    assert registration.ticket_number in page
    assert registration.seat.label in page
    assert {one for one in ("ticket.pdf", "enter") if root + one in page} == shown


def test_an_exam_that_runs_leads_back_to_it(
    reader: Reader, session: Session, learner: Actor
) -> None:
    sitting = make_sitting(session, learner, state=SittingState.STARTED)
    reader.now = sitting.registration.plan.entry_ends_at + timedelta(minutes=5)
    assert f"/sitting/{sitting.uuid}/wait" in reader.get("/learn/")


@pytest.mark.parametrize("case", ["withdrawn", "cancelled", "over", "handed in", "another's"])
def test_exams_that_do_not_come_are_not_shown(
    reader: Reader, session: Session, learner: Actor, case: str
) -> None:
    plan = soon(session, state=PlanState.CANCELLED if case == "cancelled" else PlanState.PUBLISHED)
    who = make_candidate(session) if case == "another's" else learner
    state = RegistrationState.WITHDRAWN if case == "withdrawn" else RegistrationState.REGISTERED
    registration = make_registration(session, who, plan, state=state)
    if case == "over":
        reader.now = plan.entry_ends_at + DAY
    if case == "handed in":
        make_sitting(
            session,
            learner,
            registration=registration,
            plan_id=plan.id,
            state=SittingState.SUBMITTED,
        )
    assert registration.ticket_number not in reader.get("/learn/")


def test_certificates_with_their_state_and_the_day_they_end(
    reader: Reader, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    ends = NOW.date() + 30 * DAY
    mine = make_certificate(session, NOW)
    mine.valid_until = ends
    others = make_certificate(session, NOW)
    session.flush()
    sign_in_as(make_actor(Role.LEARNER, person_id=mine.person_id))
    reader.at(NOW)
    page = reader.get("/learn/")
    assert f"证书 {mine.number} 到期" in page
    assert f"有效期至 {ends.isoformat()}" in page
    assert others.number not in page
    mine.valid_until = NOW.date() - DAY
    session.flush()
    page = reader.get("/learn/")
    assert f"证书 {mine.number} 到期" not in page
    assert "已失效" in page


def test_registrations_that_end_are_deadlines_until_one_registers(
    reader: Reader, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    candidate = make_candidate(session)
    plan = soon(session)
    sign_in_as(candidate)
    reader.at(NOW)
    words = f"“{plan.title}”报名截止"
    assert words in reader.get("/learn/")
    make_registration(session, candidate, plan)
    assert words not in reader.get("/learn/")


def test_the_exam_to_register_for_comes_first_when_nothing_is_left_to_learn(
    reader: Reader, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    candidate = make_candidate(session)
    sign_in_as(candidate)
    reader.at(NOW)
    plan = soon(session)
    assert 'id="register-title"' not in reader.get("/learn/")
    for version in learning.list_current(session):
        enrol(session, candidate, version, "quiz", NOW).finished_at = NOW
    session.flush()
    page = reader.get("/learn/")
    assert plan.title in page.split('id="register-title">')[1].split("<")[0]


def test_without_post_and_standard_the_page_stays_calm(
    client: FlaskClient, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    sign_in_as(make_actor(Role.LEARNER, person_id=987654))
    page = client.get("/learn/")
    assert page.status_code == 200
    assert "没有任职登记，按一般应用层显示。" in page.text
    assert "暂无模块" in page.text
    assert "还没有证书" in page.text
    for url in ("/learn/courses", "/learn/hours"):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("tier", list(Tier))
def test_the_courses_of_every_tier_can_be_looked_at(reader: Reader, tier: Tier) -> None:
    page = reader.get(f"/learn/courses?tier={tier.value}")
    assert page.count('aria-current="page"') >= 2


def test_an_unknown_tier_shows_ones_own(reader: Reader) -> None:
    page = reader.get("/learn/courses?tier=KING")
    assert "一般应用层" in page.split('<nav class="tabs"')[1].split('aria-current="page">')[1][:8]


def test_modules_without_courseware_are_named_but_lead_nowhere(reader: Reader) -> None:
    page = reader.get("/learn/courses")
    assert "EG103" in page
    assert "/learn/courses/EG103" not in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.INVIGILATOR])
@pytest.mark.parametrize("url", ["/learn/", "/learn/courses", "/learn/hours"])
def test_who_is_no_learner_is_sent_away(
    client: FlaskClient, sign_in_as: Callable[[Actor], None], role: Role, url: str
) -> None:
    sign_in_as(make_actor(role))
    assert client.get(url).status_code == 403


def test_the_ledger_is_ones_own(
    reader: Reader, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    load_courses(session)
    assert "还没有学时" in reader.get("/learn/hours")
    assert "还没有学时" in reader.get("/learn/hours?year=1999")


def entry(code: str, domain: str) -> SyllabusEntry:
    return SyllabusEntry(
        code=code, title=code, title_en=code, domain=domain, seed="", hours=Decimal(4),
        is_elective=False, is_required_for_exam=False, is_shipped=True,
    )  # fmt: skip


def test_the_bar_of_hours_has_at_most_six_parts_and_is_never_longer_than_full() -> None:
    rows = [
        Row(
            entry=entry(f"M{number}", f"D{number}"),
            version=None,
            progress=Progress(),
            hours=HoursOfModule(Decimal(number), Decimal(0)),
        )
        for number in range(1, 10)
    ]
    shares = shares_by_area(Syllabus(tier=Tier.USER, rows=rows))
    assert len(shares) == 6
    assert shares[-1].area == ""
    assert sum(share.hours for share in shares) == 45
    assert shares[-1].begins + shares[-1].width <= 100.1
