"""Dated posts as a property: whatever officers do, a person holds at most one post on a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.people import accounts, queries, services
from app.domain.people.models import Assignment, Person
from app.domain.people.rules import Duty, PostLevel, derive_tier
from app.domain.people.rules_posts import Ending, PersonFacts, PostFacts, Stretch, gap_between
from app.kernel.actor import SYSTEM, Role
from app.kernel.errors import ConflictError, DomainError, ForbiddenError, InvalidError
from tests.conftest import NOW, make_actor
from tests.factories.people import PASSWORD, STARTED, make_account, make_person, make_tree

TODAY = NOW.date()
DAYS = st.integers(-900, 420).map(lambda n: TODAY + timedelta(days=n))
LEVELS = st.sampled_from(list(PostLevel))
DUTIES = st.sampled_from(list(Duty))
UNITS = st.sampled_from(["440100", "GZ-A", "SZ-A"])
STEPS = st.one_of(
    st.tuples(st.just("move"), UNITS, DAYS, LEVELS, DUTIES),
    st.tuples(st.just("correct"), UNITS, DAYS, LEVELS, DUTIES),
    st.tuples(st.just("leave"), UNITS, DAYS, LEVELS, DUTIES),
    st.tuples(st.just("take-back"), UNITS, DAYS, LEVELS, DUTIES),
)
Step = tuple[str, str, date, PostLevel, Duty]


def _do(session: Session, person: Person, step: Step) -> None:
    kind, code, day, level, duty = step
    unit = queries.get_organization(session, code)
    if kind == "move":
        services.move_person(
            session, actor=SYSTEM, person=person, organization=unit, post_title="职务",
            starts_on=day, post_level=level, duty=duty, now=NOW,
        )  # fmt: skip
    elif kind == "correct":
        post = PostFacts("更正", day, level, None, duty)
        services.correct_post(
            session, actor=SYSTEM, person=person, organization=unit, post=post, now=NOW
        )
    elif kind == "leave":
        services.leave_person(
            session, actor=SYSTEM, person=person, last_day=day, ending=Ending.RETIRED, now=NOW
        )
    else:
        services.take_back(session, actor=SYSTEM, person=person, now=NOW)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, max_size=8))
def test_posts_never_overlap_and_a_gap_is_always_a_leaving(
    connection: Connection, steps: list[Step]
) -> None:
    outer = connection.begin_nested()
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        person = make_person(session, make_tree(session)["GZ-A"])
        for step in steps:
            before = [(a.starts_on, a.ends_on) for a in _history(session, person)]
            try:
                with session.begin_nested():
                    _do(session, person, step)
            except DomainError:
                session.expire_all()
                assert [(a.starts_on, a.ends_on) for a in _history(session, person)] == before
        _check(_history(session, person))
    outer.rollback()


def _history(session: Session, person: Person) -> list[Assignment]:
    query = select(Assignment).where(Assignment.person_id == person.id)
    return list(session.scalars(query.order_by(Assignment.starts_on)))


def _check(history: list[Assignment]) -> None:
    for earlier, later in pairwise(history):
        assert earlier.ends_on is not None
        assert earlier.ends_on < later.starts_on
        gap = gap_between(
            Stretch(earlier.starts_on, earlier.ends_on), Stretch(later.starts_on, later.ends_on)
        )
        assert (gap is None) or earlier.ending is not None
    for post in history:
        assert post.tier is derive_tier(post.post_level, post.duty).tier
        assert (post.ending is None) or post.ends_on is not None


def test_the_database_itself_refuses_a_second_open_post(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    session.add(
        Assignment(person=person, organization_id=units["SZ-A"].id, post_title="x", starts_on=TODAY)
    )
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_account_works_until_the_last_day_and_not_after(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"])
    services.leave_person(
        session, actor=SYSTEM, person=person, last_day=TODAY, ending=Ending.RETIRED, now=NOW
    )

    def signs_in(days: int) -> bool:
        return accounts.sign_in(
            session, username="p1", password=PASSWORD, token=f"t{days}", address="",
            now=NOW + timedelta(days=days),
        ).account is not None  # fmt: skip

    assert (signs_in(0), signs_in(1)) == (True, False)


def test_who_comes_back_has_lost_the_roles_of_the_old_office(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    for role in (Role.LEARNER, Role.PERSONNEL):
        services.grant_role(
            session, actor=SYSTEM, person=person, role=role, organization=units["440100"], now=NOW
        )
    services.leave_person(
        session, actor=SYSTEM, person=person, last_day=TODAY - timedelta(days=9),
        ending=Ending.TRANSFERRED, now=NOW,
    )  # fmt: skip
    services.move_person(
        session, actor=SYSTEM, person=person, organization=units["SZ-A"], post_title="科员",
        starts_on=TODAY, now=NOW,
    )  # fmt: skip
    held = [(g.role, g.organization.code) for g in queries.list_grants(session, person.id)]
    assert held == [(Role.LEARNER, "SZ-A")]


def test_nobody_takes_over_who_has_not_left(session: Session) -> None:
    units = make_tree(session)
    number = "11010519491231002X"
    services.add_person(
        session, actor=SYSTEM, code="P9", full_name="李小红", organization=units["GZ-A"],
        post_title="科员", starts_on=STARTED, now=NOW, id_number=number,
    )  # fmt: skip
    officer = make_actor(Role.PERSONNEL, person_id=77, org_path=units["440300"].path)
    with pytest.raises(InvalidError):
        services.take_over(
            session, actor=officer, facts=PersonFacts("P9", "李小红", id_number=number),
            organization=units["SZ-A"], post=PostFacts("科员", TODAY), now=NOW,
        )  # fmt: skip


def test_a_move_needs_both_units(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    officer = make_actor(Role.PERSONNEL, person_id=77, org_path=units["440100"].path)
    with pytest.raises(ForbiddenError):
        services.move_person(
            session, actor=officer, person=person, organization=units["SZ-A"], post_title="科员",
            starts_on=TODAY, now=NOW,
        )  # fmt: skip


def test_nothing_to_take_back_is_said(session: Session) -> None:
    person = make_person(session, make_tree(session)["GZ-A"])
    with pytest.raises(ConflictError):
        services.take_back(session, actor=SYSTEM, person=person, now=NOW)
