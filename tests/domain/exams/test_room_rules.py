"""The pure part of a room: pauses, offline time, ties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.exams import room_rules as rules
from app.domain.exams.room_rules import Person, Seen
from app.domain.exams.rules import begin_sections, milliseconds

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SECONDS = st.integers(0, 7200)
PARTS = [("knowledge", 1, 40, 40), ("practical", 41, 46, 80)]


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


@given(at=SECONDS, length=SECONDS)
def test_a_pause_takes_nothing_and_gives_nothing(at: int, length: int) -> None:
    before = begin_sections(PARTS, NOW, 0)
    paused_at, resumed_at = after(at), after(at + length)
    later = rules.resume(rules.pause(before, paused_at), paused_at, resumed_at)
    for old, new in zip(before, later, strict=True):
        was_open = old.ends_at > milliseconds(paused_at)
        assert new.ends_at - old.ends_at == (length * 1000 if was_open else 0)


@given(at=SECONDS, asked=SECONDS)
def test_the_time_left_stands_still_during_a_pause(at: int, asked: int) -> None:
    ends_at = after(7200)
    left = rules.left_ms(ends_at, None, after(at))
    assert rules.left_ms(ends_at + rules.MAX_PAUSE, after(at), after(at + asked)) == left


def test_time_given_after_the_end_counts_from_now() -> None:
    sections = begin_sections(PARTS, NOW, 0)
    late = after(3 * 3600)
    first, last = rules.give(sections, timedelta(minutes=5), late)
    assert first == sections[0]
    assert last.ends_at == milliseconds(late + timedelta(minutes=5))


def test_offline_time_is_the_gaps_and_the_present_silence() -> None:
    gaps = ((after(0), after(40)), (after(100), after(120)))
    assert rules.offline_seconds(Seen(gaps, after(200), is_going_on=True), after(205)) == 60
    assert rules.offline_seconds(Seen(gaps, after(200), is_going_on=True), after(230)) == 90
    assert rules.offline_seconds(Seen(gaps, after(200), is_going_on=False), after(230)) == 60


def person(state: str | None, *, is_absent: bool = False) -> Person:
    return Person("A-01", "陈晓明", is_absent, state)


@pytest.mark.parametrize(
    ("people", "ties"),
    [
        ([person("submitted"), person(None, is_absent=True)], (True, True)),
        ([person("submitted"), person(None)], (False, True)),
        ([person("started"), person(None, is_absent=True)], (True, False)),
        ([person("not_started")], (False, True)),
        ([], (True, True)),
    ],
)
def test_what_ties_and_what_does_not(people: list[Person], ties: tuple[bool, bool]) -> None:
    count = rules.tally(people)
    assert (count.people_tie, count.papers_tie) == ties
    assert count.is_whole == all(ties)
    assert len(count.unaccounted) + len(count.still_on) == (not all(ties))


def test_the_two_classes_have_nine_and_ten_items() -> None:
    counts = [sum(code[0] == letter for code in rules.VIOLATIONS) for letter in "GS"]
    assert counts == [9, 10]
