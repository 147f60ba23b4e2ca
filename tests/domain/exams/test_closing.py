from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.exams import queries, services
from app.domain.exams.closing import Counts, differences
from app.domain.exams.rules import PlanState, SittingState
from app.kernel.actor import Role
from app.kernel.errors import ConflictError, InvalidError
from tests.factories.exams import (
    NOW,
    make_candidate,
    make_plan,
    make_registration,
    make_sitting,
    make_staff,
)

LATER = NOW + timedelta(hours=3)


@given(*[st.integers(0, 99)] * 4)
def test_a_room_ties_exactly_if_both_equations_hold(a: int, b: int, c: int, d: int) -> None:
    assert Counts(a, b, c, d).ties is (a == b + c and b == d)


def test_each_difference_is_named_with_what_to_do() -> None:
    found = differences(Counts(30, 27, 2, 26))
    assert [one.where for one in found] == ["absent", "handed_in"]
    assert all(one.cure for one in found)


def test_a_room_closes_once_and_only_when_it_ties(session: Session) -> None:
    invigilator = make_staff(session, Role.INVIGILATOR)
    plan = make_plan(session, state=PlanState.IN_PROGRESS)
    make_registration(session, make_candidate(session), plan)
    sitting = make_sitting(session, plan=plan)

    def close(absent: int) -> None:
        services.close_room(
            session, actor=invigilator, uuid=plan.uuid, room=1, absent=absent, remark="", now=LATER
        )

    for absent in (1, 0):
        with pytest.raises(InvalidError):
            close(absent)
    sitting.state = SittingState.SUBMITTED
    close(1)
    row = queries.find_closing(session, plan.id, 1)
    assert row is not None
    assert (row.expected, row.present, row.absent, row.handed_in) == (2, 1, 1, 1)
    with pytest.raises(ConflictError):
        close(1)


def test_no_room_closes_while_candidates_may_enter(session: Session) -> None:
    invigilator = make_staff(session, Role.INVIGILATOR)
    plan = make_plan(session)
    with pytest.raises(ConflictError):
        services.close_room(
            session, actor=invigilator, uuid=plan.uuid, room=1, absent=0, remark="", now=NOW
        )
