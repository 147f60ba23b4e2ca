from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.learning import rules
from app.domain.learning.rules import (
    DAY_LIMIT,
    LONGEST_GAP,
    EventKind,
    Flag,
    Gate,
    HoursState,
    Sign,
    Try,
)

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
signs = st.lists(
    st.builds(
        lambda page, opened, gap, visible, count: (page, opened, gap, visible, count),
        st.sampled_from("ab"),
        st.booleans(),
        st.integers(0, 120),
        st.booleans(),
        st.integers(0, 3),
    ),
    max_size=40,
)


def build(shape: list[tuple[str, bool, int, bool, int]]) -> list[Sign]:
    found, now = [], NOW
    for page, opened, gap, visible, count in shape:
        now += timedelta(seconds=gap)
        kind = EventKind.OPENED if opened else EventKind.BEAT
        found.append(Sign(page, kind, now, visible, count))
    return found


def replay(all_signs: list[Sign]) -> list[int]:
    """As the service does it: a superseded or hasty beat leaves the last sign as it is."""
    last: Sign | None = None
    counted = []
    for sign in all_signs:
        counted.append(0 if rules.is_too_soon(last, sign) else rules.counted_seconds(last, sign))
        if not rules.is_superseded(last, sign) and not rules.is_too_soon(last, sign):
            last = sign
    return counted


@given(signs)
def test_counted_time_never_exceeds_the_clock(
    shape: list[tuple[str, bool, int, bool, int]],
) -> None:
    found = build(shape)
    counted = replay(found)
    span = (found[-1].at - found[0].at).total_seconds() if found else 0
    assert 0 <= sum(counted) <= span
    assert all(seconds <= LONGEST_GAP.total_seconds() for seconds in counted)


@given(signs)
def test_hidden_or_idle_intervals_count_nothing(
    shape: list[tuple[str, bool, int, bool, int]],
) -> None:
    found = build(shape)
    for sign, seconds in zip(found, replay(found), strict=True):
        if not sign.is_visible or sign.interactions == 0 or sign.kind is EventKind.OPENED:
            assert seconds == 0


def test_a_page_opened_later_takes_over() -> None:
    one = Sign("a", EventKind.OPENED, NOW)
    other = Sign("b", EventKind.OPENED, NOW + timedelta(seconds=10))
    beat = Sign("a", EventKind.BEAT, NOW + timedelta(seconds=30), interactions=3)
    assert replay([one, other, beat]) == [0, 0, 0]
    assert rules.is_superseded(other, beat)


@pytest.mark.parametrize(("gap", "seconds"), [(5, 5), (60, 60), (61, 0), (3600, 0)])
def test_a_gap_longer_than_a_minute_counts_nothing(gap: int, seconds: int) -> None:
    before = Sign("a", EventKind.BEAT, NOW)
    beat = Sign("a", EventKind.BEAT, NOW + timedelta(seconds=gap), interactions=1)
    assert rules.counted_seconds(before, beat) == seconds


@given(st.integers(0, 20 * 3600), st.integers(0, 3600), st.integers(1, 8))
def test_hours_grow_with_time_in_half_hours_up_to_what_is_declared(
    active: int, more: int, declared: int
) -> None:
    hours = rules.target_hours(Decimal(declared), active, is_finished=True)
    later = rules.target_hours(Decimal(declared), active + more, is_finished=True)
    assert hours <= later <= declared
    assert hours % rules.STEP == 0
    assert hours * 45 * 60 <= active
    assert hours == declared or active < (hours + rules.STEP) * 45 * 60


@given(st.integers(0, 100 * 3600), st.integers(1, 8))
def test_without_finishing_no_time_is_worth_anything(active: int, declared: int) -> None:
    assert rules.target_hours(Decimal(declared), active, is_finished=False) == 0


@given(st.decimals(0, 40, places=1), st.decimals(0, 40, places=1), st.decimals(0, 8, places=1))
def test_a_credit_keeps_the_day_and_never_takes_back(
    target: Decimal, credited: Decimal, today: Decimal
) -> None:
    due = rules.creditable(target, credited, today)
    assert due >= 0
    assert today + due <= DAY_LIMIT
    assert credited + due <= max(target, credited)


tries = st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=12)


@given(tries, st.integers(0, 300))
def test_a_checkpoint_closes_after_every_second_wrong_answer(
    shape: list[tuple[int, bool]], wait: int
) -> None:
    at, answers = NOW, []
    for gap, is_right in shape:
        at += timedelta(seconds=gap)
        answers.append(Try(at, is_right))
    now = at + timedelta(seconds=wait)
    found = rules.standing(answers, now)
    if any(answer.is_right for answer in answers):
        assert found.gate is Gate.RIGHT
    elif answers and len(answers) % 2 == 0 and now < answers[-1].at + rules.REREAD:
        assert (found.gate, found.tries_left) == (Gate.REREAD, 0)
    else:
        assert (found.gate, found.tries_left) == (Gate.OPEN, 2 - len(answers) % 2)


def test_passages_are_shown_up_to_the_first_open_question() -> None:
    codes = ["a", "b", None]
    assert rules.open_through(codes, set()) == 1
    assert rules.open_through(codes, {"b"}) == 1
    assert rules.open_through(codes, {"a", "b"}) == 3
    assert rules.open_through([], set()) == 0


def even(count: int) -> list[Sign]:
    return [
        Sign("a", EventKind.BEAT, NOW + timedelta(seconds=20 * number), interactions=1)
        for number in range(count)
    ]


def test_an_even_rhythm_is_flagged_and_an_uneven_one_is_not() -> None:
    assert rules.find_flags(even(30), characters=0, lesson_seconds=600) == (Flag.RHYTHM,)
    uneven = [
        Sign(one.page, one.kind, one.at, interactions=1 + number % 3)
        for number, one in enumerate(even(30))
    ]
    assert rules.find_flags(uneven, characters=0, lesson_seconds=600) == ()


def test_speed_and_night_are_flagged() -> None:
    night = [
        Sign(one.page, one.kind, one.at + timedelta(hours=18), interactions=number)
        for number, one in enumerate(even(10))
    ]
    assert rules.find_flags(night, characters=0, lesson_seconds=60) == (Flag.NIGHT,)
    assert rules.find_flags([], characters=3000, lesson_seconds=60) == (Flag.FAST,)


def test_flagged_hours_wait_for_a_person_and_others_do_not() -> None:
    assert rules.first_state([]) is HoursState.VERIFIED
    assert rules.first_state([Flag.NIGHT]) is HoursState.PENDING


def test_days_are_those_of_the_calendar_in_china() -> None:
    assert rules.local_day(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)).day == 25
    assert rules.minutes_to_next_step(0) == 23
    assert rules.minutes_to_next_step(1349) == 1


steps = st.lists(st.tuples(st.integers(0, 4 * 2700), st.sampled_from(HoursState)), max_size=12)


@given(declared=st.integers(1, 6), taken=steps)
def test_revoked_time_is_never_credited_again_and_no_module_gives_more_than_it_declares(
    declared: int, taken: list[tuple[int, HoursState]]
) -> None:
    """Learn, be credited, have the credit decided; again and again."""
    active, all_seconds = 0, 0
    stands, kept, revoked = Decimal(0), Decimal(0), Decimal(0)
    for seconds, decision in taken:
        active, all_seconds = active + seconds, all_seconds + seconds
        target = rules.target_hours(Decimal(declared), active, is_finished=True, kept=kept)
        due = rules.creditable(target, stands, Decimal(0))
        if decision is HoursState.REVOKED and due:
            revoked, active, kept = revoked + due, 0, stands
        else:
            stands += due
        assert stands <= declared
        assert stands + revoked <= Decimal(all_seconds) / 2700
        assert due % rules.STEP == 0
        again = rules.target_hours(Decimal(declared), active, is_finished=True, kept=kept)
        assert rules.creditable(again, stands, Decimal(0)) == 0


@pytest.mark.parametrize(
    ("states", "taken"),
    [
        ((), False),
        ((HoursState.PENDING,), False),
        ((HoursState.VERIFIED, HoursState.REVOKED), False),
        ((HoursState.RETURNED,), True),
        ((HoursState.RETURNED, HoursState.REVOKED), True),
    ],
)
def test_a_flag_takes_nothing_away_but_a_person_may(
    states: tuple[HoursState, ...], *, taken: bool
) -> None:
    assert rules.is_taken_away(states) is taken


def test_flags_are_judged_by_the_pattern_of_the_signs() -> None:
    night = NOW.replace(hour=17)
    beats = [
        Sign("a", EventKind.BEAT, night + timedelta(seconds=30 * number), interactions=2)
        for number in range(30)
    ]
    found = rules.find_pattern([Sign("a", EventKind.OPENED, night), *beats])
    assert (found.beats, found.at_night, found.by_hour[1]) == (30, 30, 30)
    assert found.longest_run == len(beats) - 1
    flags = rules.find_flags(beats, characters=1000, lesson_seconds=870)
    assert set(flags) == {Flag.RHYTHM, Flag.NIGHT}
