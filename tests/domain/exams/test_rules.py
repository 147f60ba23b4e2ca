from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.exams import rules
from app.domain.exams.rules import Seat, Standing
from app.domain.exams.rules_plans import (
    PlanState,
    RegistrationState,
    Review,
    Stage,
    followers,
    stage,
)
from app.kernel.checkdigit import mod_11_10
from app.kernel.errors import ConflictError
from app.kernel.tier import Tier
from tests.factories.exams import NOW

PARTS = [("knowledge", 1, 40, 40), ("practical", 41, 42, 80)]
MINUTE = 60_000
START = rules.milliseconds(NOW)
END = START + 40 * MINUTE
GRACE = rules.milliseconds_of(rules.GRACE)


def test_sections_end_one_after_the_other() -> None:
    sections = rules.begin_sections(PARTS, NOW, 0)
    assert [one.ends_at - START for one in sections] == [40 * MINUTE, 120 * MINUTE]


def test_extra_minutes_are_shared_among_the_sections() -> None:
    sections = rules.begin_sections(PARTS, NOW, 30)
    assert [one.ends_at - START for one in sections] == [50 * MINUTE, 150 * MINUTE]


def test_an_extension_moves_only_what_is_still_open() -> None:
    sections = rules.begin_sections(PARTS, NOW, 0)
    later = rules.extend_sections(sections, 10, NOW + timedelta(minutes=60))
    assert [one.ends_at - START for one in later] == [40 * MINUTE, 130 * MINUTE]


def test_an_extension_after_the_end_opens_the_last_section_again() -> None:
    sections = rules.begin_sections(PARTS, NOW, 0)
    later = rules.extend_sections(sections, 10, NOW + timedelta(minutes=121))
    assert [one.ends_at - START for one in later] == [40 * MINUTE, 130 * MINUTE]


@pytest.mark.parametrize(
    ("made", "received", "is_open", "writer", "standing"),
    [
        (END - 1, END - 1, True, 1, Standing.COUNTED),
        (END, END + GRACE, True, 1, Standing.COUNTED),  # made in time, delayed by the network
        (END - 1, END + GRACE + 1, True, 1, Standing.LATE),  # claimed in time, beyond the grace
        (END + 1, END + 2, True, 1, Standing.LATE),
        (END + 9_000_000, END - 5, True, 1, Standing.COUNTED),  # a clock that runs ahead
        (END - 1, END - 1, False, 1, Standing.LATE),  # after the hand-in
        (END - 1, END - 1, True, 0, Standing.STALE),  # another machine had taken over
        (END + 1, END + 1, False, 0, Standing.STALE),
    ],
)
def test_how_an_event_counts(
    made: int,
    received: int,
    is_open: bool,  # noqa: FBT001
    writer: int,
    standing: Standing,
) -> None:
    got = rules.judge(
        made_at=made, received_at=received, ends_at=END, is_open=is_open, writer=writer, current=1
    )
    assert got is standing


@given(st.integers(0, 2**45), st.integers(0, 2**45))
def test_a_claimed_time_never_wins_more_than_the_grace(made: int, received: int) -> None:
    got = rules.judge(
        made_at=made, received_at=received, ends_at=END, is_open=True, writer=1, current=1
    )
    assert got is not Standing.COUNTED or received <= END + GRACE


WAYS = """
draft: submitted cancelled
submitted: approved draft cancelled
approved: published postponed cancelled
published: registration_closed in_progress postponed cancelled
registration_closed: arranged published postponed cancelled
arranged: papers_sealed registration_closed postponed cancelled
papers_sealed: in_progress arranged postponed cancelled
in_progress: collected
collected: scoring finalised
scoring: score_review
score_review: published_scores scoring
published_scores: review_window
review_window: finalised
finalised: archived
archived:
postponed: published cancelled
cancelled:
"""


@pytest.mark.parametrize("line", WAYS.strip().splitlines())
def test_the_ways_of_a_plan(line: str) -> None:
    name, _, to = line.partition(":")
    old = PlanState(name)
    assert followers(old) == {PlanState(one) for one in to.split()}
    for new in PlanState:
        if new in followers(old):
            rules.require_transition(old, new)
        else:
            with pytest.raises(ConflictError):
                rules.require_transition(old, new)


@pytest.mark.parametrize(
    ("plan", "review", "sitting", "over", "came_to"),
    [
        ("published", "approved", None, False, "qualified"),
        ("published", "pending", None, False, "pending"),
        ("registration_closed", "unit_reviewed", None, False, "unit_reviewed"),
        ("arranged", "approved", None, False, "seated"),
        ("papers_sealed", "approved", None, False, "ticketed"),
        ("in_progress", "approved", "not_started", False, "checked_in"),
        ("in_progress", "approved", "started", True, "answering"),
        ("in_progress", "approved", None, True, "absent"),
        ("collected", "approved", "submitted", True, "handed_in"),
        ("archived", "approved", None, True, "absent"),
    ],
)
def test_how_far_a_person_has_come(
    plan: str,
    review: str,
    sitting: str | None,
    over: bool,  # noqa: FBT001
    came_to: str,
) -> None:
    found = stage(
        plan=PlanState(plan),
        state=RegistrationState.REGISTERED,
        review=Review(review),
        sitting=sitting,
        entry_over=over,
    )
    assert found is Stage(came_to)


@given(
    st.integers(2020, 2999),
    st.integers(0, 9999),
    st.integers(1, 99),
    st.sampled_from(Tier),
    st.builds(Seat, st.integers(1, 99), st.integers(1, 99)),
)
def test_a_ticket_number_has_18_digits_and_checks_itself(
    year: int, region: int, plan: int, tier: Tier, seat: Seat
) -> None:
    number = rules.ticket_number(
        year=year, region=f"{region:04}", plan=plan, tier=tier, site=1, seat=seat
    )
    assert len(number) == 18
    assert number.isdigit()
    assert mod_11_10(number[:-1]) == number[-1]


def test_seats_fill_room_by_room() -> None:
    taken: list[Seat] = []
    for _ in range(5):
        seat = rules.next_seat(taken, per_room=2, rooms=2)
        if seat is not None:
            taken.append(seat)
    assert taken == [Seat(1, 1), Seat(1, 2), Seat(2, 1), Seat(2, 2)]
    assert rules.next_seat([Seat(1, 2)], per_room=2, rooms=1) == Seat(1, 1)


def test_eligibility_tells_every_condition() -> None:
    required = ["EG201", "CS103"]
    got = rules.eligibility(
        plan_tier=Tier.USER, person_tier=Tier.USER, required=required, finished={"EG201"}
    )
    assert not got.is_eligible
    assert [is_met for is_met, _ in got.conditions] == [True, False]
    assert "CS103" in str(got.conditions[1][1])
    assert got.missing == ("CS103",)


def test_a_module_whose_hours_were_taken_away_does_not_count() -> None:
    got = rules.eligibility(
        plan_tier=Tier.USER,
        person_tier=Tier.USER,
        required=["EG201", "CS103"],
        finished={"EG201"},
        taken_away={"EG201", "EG601", "CS103"},
    )
    assert [is_met for is_met, _ in got.conditions] == [True, False, False]
    assert (got.missing, got.taken_away) == (("CS103",), ("EG201",))
    assert "EG201" in str(got.conditions[2][1])


def test_another_tier_is_not_eligible() -> None:
    got = rules.eligibility(plan_tier=Tier.LEAD, person_tier=Tier.USER, required=[], finished=set())
    assert [is_met for is_met, _ in got.conditions] == [False, True]
