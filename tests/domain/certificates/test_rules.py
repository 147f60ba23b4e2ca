from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.certificates import rules
from app.domain.certificates.rules import LEADS_TO, Operation, State
from app.kernel.errors import ConflictError

ENDS = {State.REVOKED, State.WITHDRAWN, State.CANCELLED}


@given(st.lists(st.sampled_from(list(LEADS_TO)), max_size=12))
def test_what_has_ended_never_comes_back(operations: list[Operation]) -> None:
    state = State.VALID
    for operation in operations:
        before = state
        try:
            state = rules.next_state(state, operation)
        except ConflictError:
            continue
        assert before not in ENDS
        assert state is LEADS_TO[operation]


@pytest.mark.parametrize(
    ("state", "operation"),
    [
        (State.VALID, Operation.RESTORE),
        (State.SUSPENDED, Operation.SUSPEND),
        (State.REVOKED, Operation.RESTORE),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_with_its_names(
    state: State, operation: Operation
) -> None:
    with pytest.raises(ConflictError, match=str(rules.STATE_NAMES[state])):
        rules.next_state(state, operation)


def test_the_last_day_is_still_valid() -> None:
    last = date(2031, 11, 22)
    assert rules.state_on(State.VALID, last, last) is State.VALID
    assert rules.state_on(State.VALID, last, date(2031, 11, 23)) is State.EXPIRED
    assert rules.state_on(State.VALID, None, date(2999, 1, 1)) is State.VALID
    assert rules.state_on(State.REVOKED, last, date(2031, 11, 23)) is State.REVOKED


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (date(2026, 11, 23), 5, date(2031, 11, 22)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2026, 1, 1), 0, None),
    ],
)
def test_validity_ends_the_day_before_the_anniversary(
    day: date, years: int, last: date | None
) -> None:
    assert rules.years_later(day, years) == last


@given(st.binary(min_size=32, max_size=32))
def test_a_check_code_survives_being_typed(digest: bytes) -> None:
    code = rules.check_code(digest.hex())
    assert len(code) == 14
    assert rules.tidy_code(code.lower().replace("-", " ")) == code
    assert rules.tidy_code(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize("reason", ["", "  短 ", "长" * 501])
def test_a_reason_is_neither_missing_nor_a_novel(reason: str) -> None:
    assert rules.reason_fault(reason) is not None


def test_every_state_and_operation_has_a_name_and_a_code() -> None:
    assert set(rules.STATE_NAMES) == set(State)
    assert set(rules.OPERATION_NAMES) == set(rules.OPERATE_TYPES) == set(Operation)
