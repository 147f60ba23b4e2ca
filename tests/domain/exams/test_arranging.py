"""From the closed registration to the exam that is ready, with everything undone on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams import chance, queries, services
from app.domain.exams.arrangement import Candidate, Method, Options, RoomShape, arrange
from app.domain.exams.models import ExamPlan, PlanForm, SeatArrangement
from app.domain.exams.rules import PlanState
from app.domain.exams.services import NewTimes, RoomFields
from app.domain.people.models import RoleGrant
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_candidate,
    make_organization,
    make_paper,
    make_plan,
    make_registration,
    make_sitting,
    make_staff,
)

DAY = timedelta(days=1)
BEFORE = NOW - timedelta(hours=3)
UNITS = [f"{GUANGZHOU}U{n}/" for n in range(3)]


@pytest.fixture
def officer(session: Session) -> Actor:
    return make_staff(session, Role.PERSONNEL)


def registered(session: Session, people: int = 9) -> ExamPlan:
    """A plan whose registration has closed, with people of three units."""
    plan = make_plan(session, state=PlanState.REGISTRATION_CLOSED)
    for number in range(people):
        person = make_candidate(session, f"考生{number}", path=UNITS[number % 3])
        make_registration(session, person, plan, seat_number=number + 1)
    return plan


def arranged(session: Session, officer: Actor, plan: ExamPlan) -> SeatArrangement:
    return services.arrange_seats(
        session, actor=officer, uuid=plan.uuid, method=Method.RANDOM, keep_units_apart=True,
        now=BEFORE,
    )  # fmt: skip


def seats(session: Session, plan: ExamPlan) -> dict[int, tuple[int, int, str]]:
    rows = queries.list_registrations(session, plan.id)
    return {one.person_id: (one.room, one.seat_number, one.ticket_number) for one in rows}


def test_everyone_gets_a_seat_and_the_ticket_number_of_that_seat(
    session: Session, officer: Actor
) -> None:
    plan = registered(session)
    services.set_rooms(
        session, actor=officer, uuid=plan.uuid,
        rooms=[RoomFields("401", 6, 12), RoomFields("402", 4, 8)], now=BEFORE,
    )  # fmt: skip
    arranged(session, officer, plan)
    rows = queries.list_registrations(session, plan.id)
    assert plan.state is PlanState.ARRANGED
    assert {(one.room, one.seat_columns) for one in rows} == {(1, 6), (2, 4)}
    for one in rows:
        assert one.ticket_number[-5:-1] == f"{one.room:02}{one.seat_number:02}"


def test_undoing_gives_everyone_back_what_they_had(session: Session, officer: Actor) -> None:
    plan = registered(session)
    before = {person: place[:2] for person, place in seats(session, plan).items()}
    arranged(session, officer, plan)
    once = seats(session, plan)
    arranged(session, officer, plan)
    services.undo_arrangement(session, actor=officer, uuid=plan.uuid, now=BEFORE)
    assert (plan.state, seats(session, plan)) == (PlanState.ARRANGED, once)
    services.undo_arrangement(session, actor=officer, uuid=plan.uuid, now=BEFORE)
    assert plan.state is PlanState.REGISTRATION_CLOSED
    assert {person: place[:2] for person, place in seats(session, plan).items()} == before
    with pytest.raises(ConflictError):
        services.undo_arrangement(session, actor=officer, uuid=plan.uuid, now=BEFORE)


def test_anyone_can_recompute_the_seats_from_what_is_kept(session: Session, officer: Actor) -> None:
    plan = registered(session)
    row = arranged(session, officer, plan)
    draw = queries.find_draw(session, plan.id)
    assert draw is not None
    assert draw.commitment == chance.commitment(plan.code, draw.secret)
    again = arrange(
        [Candidate(*one) for one in row.candidates],
        [RoomShape(n, columns, capacity, "", apart) for n, columns, capacity, apart in row.rooms],
        Options(row.method, row.keep_units_apart, tuple(row.forms)),
        chance.seed_text(draw.secret, "seats", row.number),
    )
    assert [one.to_json() for one in again] == row.placed


def test_a_refused_arrangement_moves_nobody(session: Session, officer: Actor) -> None:
    plan = registered(session, 3)
    for _ in range(6):
        make_registration(session, make_candidate(session, path=UNITS[0]), plan)
    before = seats(session, plan)
    services.set_rooms(
        session, actor=officer, uuid=plan.uuid, rooms=[RoomFields("", 4, 10)], now=BEFORE
    )
    with pytest.raises(InvalidError) as refusal:
        arranged(session, officer, plan)
    assert refusal.value.problems[0].where == UNITS[0]
    assert seats(session, plan) == before


@pytest.mark.parametrize("state", [PlanState.PUBLISHED, PlanState.PAPERS_SEALED, PlanState.DRAFT])
def test_seats_move_only_between_registration_and_ready(
    session: Session, officer: Actor, state: PlanState
) -> None:
    plan = make_plan(session, state=state)
    with pytest.raises(ConflictError):
        arranged(session, officer, plan)


def test_another_role_arranges_nothing(session: Session) -> None:
    plan = registered(session)
    with pytest.raises(ForbiddenError):
        arranged(session, make_staff(session, Role.INVIGILATOR), plan)


def test_rooms_are_of_a_possible_shape(session: Session, officer: Actor) -> None:
    plan = make_plan(session, state=PlanState.DRAFT)
    for rooms in ([RoomFields("", 13, 40)], [RoomFields("", 8, 100)], [],
                  [RoomFields("", 2, 2, is_separate=True)]):  # fmt: skip
        with pytest.raises(InvalidError):
            services.set_rooms(session, actor=officer, uuid=plan.uuid, rooms=rooms, now=NOW)


def test_ready_needs_a_sealed_paper_for_every_form(session: Session, officer: Actor) -> None:
    plan = registered(session)
    for letter in "AB":
        paper = make_paper(session)
        session.add(
            PlanForm(plan_id=plan.id, letter=letter, paper_id=paper.id, number=1, pool=[],
                     made_at=NOW)
        )  # fmt: skip
    session.flush()
    arranged(session, officer, plan)
    assert {one.form for one in queries.list_registrations(session, plan.id)} == {"A", "B"}
    paper.sealed_at = paper.sealed_by_id = None
    session.flush()
    with pytest.raises(ConflictError, match="Form"):
        services.make_ready(session, actor=officer, uuid=plan.uuid, now=NOW)
    paper.sealed_at, paper.sealed_by_id = NOW, 1
    services.make_ready(session, actor=officer, uuid=plan.uuid, now=NOW)
    services.unmake_ready(session, actor=officer, uuid=plan.uuid, now=NOW)
    assert plan.state is PlanState.ARRANGED


def test_a_candidate_gets_the_form_of_the_seat_and_a_seed_that_can_be_recomputed(
    session: Session, officer: Actor
) -> None:
    plan = registered(session, 2)
    papers = [make_paper(session), make_paper(session)]
    session.add_all(
        PlanForm(plan_id=plan.id, letter=letter, paper_id=one.id, number=1, pool=[], made_at=NOW)
        for letter, one in zip("AB", papers, strict=True)
    )
    session.flush()
    arranged(session, officer, plan)
    services.make_ready(session, actor=officer, uuid=plan.uuid, now=NOW)
    draw = queries.find_draw(session, plan.id)
    assert draw is not None
    found = {}
    for one in queries.list_registrations(session, plan.id):
        actor = Actor(one.person_id, one.full_name, one.org_path)
        sitting = services.check_in(
            session, actor=actor, registration_uuid=one.uuid, seed=1, now=NOW
        )
        assert sitting.seed == chance.seed_number(draw.secret, "order", str(one.uuid))
        found[one.form] = sitting.paper_id
    assert found == {"A": papers[0].id, "B": papers[1].id}
    with pytest.raises(ConflictError):
        services.unmake_ready(session, actor=officer, uuid=plan.uuid, now=NOW)


def proctor(session: Session, officer: Actor, path: str) -> Actor:
    person = make_candidate(session, "监考", path=path)
    unit = make_organization(session, GUANGZHOU)
    session.add(
        RoleGrant(
            person_id=person.person_id, role=Role.INVIGILATOR, organization_id=unit.id,
            granted_by_id=officer.person_id, granted_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    return person


def test_invigilators_are_drawn_on_the_day_and_not_from_the_candidates_units(
    session: Session, officer: Actor
) -> None:
    plan = registered(session)
    arranged(session, officer, plan)
    strangers = {proctor(session, officer, f"{GUANGZHOU}X{n}/").person_id for n in range(2)}
    proctor(session, officer, UNITS[0])

    def draw(hours: int) -> None:
        services.draw_proctors(
            session, actor=officer, uuid=plan.uuid, per_room=2, now=NOW - timedelta(hours=hours)
        )

    with pytest.raises(ConflictError, match="12 hours"):
        draw(13)
    draw(3)
    assert {one for ids in queries.list_proctors(session, plan.id).values() for one in ids} == (
        strangers
    )


def test_the_registration_can_be_closed_and_opened_again(session: Session, officer: Actor) -> None:
    plan = make_plan(session)
    services.close_registration(session, actor=officer, uuid=plan.uuid, now=BEFORE)
    assert (plan.state, plan.registration_ends_at) == (PlanState.REGISTRATION_CLOSED, BEFORE)
    with pytest.raises(InvalidError):
        services.reopen_registration(
            session, actor=officer, uuid=plan.uuid, until=plan.entry_ends_at + DAY, now=BEFORE
        )
    services.reopen_registration(session, actor=officer, uuid=plan.uuid, until=NOW, now=BEFORE)
    assert (plan.state, plan.registration_ends_at) == (PlanState.PUBLISHED, NOW)


def test_a_postponed_exam_keeps_its_people_and_gets_new_times(
    session: Session, officer: Actor
) -> None:
    plan = registered(session)
    first = plan.starts_at
    services.postpone_plan(session, actor=officer, uuid=plan.uuid, reason="台风", now=BEFORE)
    with pytest.raises(InvalidError):
        services.resume_plan(
            session, actor=officer, uuid=plan.uuid, times=NewTimes(BEFORE, NOW, BEFORE), now=NOW
        )
    times = NewTimes(NOW + 7 * DAY, NOW + 8 * DAY, NOW + 6 * DAY)
    services.resume_plan(session, actor=officer, uuid=plan.uuid, times=times, now=NOW)
    assert (plan.state, plan.postponed_from) == (PlanState.PUBLISHED, first)
    assert len(queries.list_registrations(session, plan.id)) == 9


def test_nothing_is_put_off_once_somebody_has_come(session: Session, officer: Actor) -> None:
    plan = make_plan(session)
    make_sitting(session, plan=plan)
    with pytest.raises(ConflictError):
        services.postpone_plan(session, actor=officer, uuid=plan.uuid, reason="台风", now=NOW)


def test_the_secret_is_published_only_after_the_exam(session: Session, officer: Actor) -> None:
    plan = registered(session)
    arranged(session, officer, plan)
    with pytest.raises(ConflictError):
        services.reveal_draw(session, actor=officer, uuid=plan.uuid, now=NOW)
    plan.state = PlanState.COLLECTED
    assert services.reveal_draw(
        session, actor=officer, uuid=plan.uuid, now=NOW + DAY
    ).revealed_at == (NOW + DAY)
    logged = session.scalars(
        select(AuditEvent.details).where(AuditEvent.action == "exams.draw.committed")
    ).all()
    assert all("secret" not in details for details in logged)
