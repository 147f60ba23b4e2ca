from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines import items
from app.engines.journal import ANSWER
from app.engines.rehearsal import Act, Deed, Habits, ItemSeen, arrival, keystrokes, reply, working
from app.engines.rehearsal import writes as write_moments
from app.engines.rehearsal.script import ENDS

KINDS = [kind for kind in items.KINDS if kind != "practical"]
CONTENTS = {kind: dict(items.KINDS[kind].EXAMPLES[0].content) for kind in KINDS}
SEEN = [
    ItemSeen(number, kind, items.present(CONTENTS[kind], number))
    for number, kind in enumerate([*KINDS, *["single"] * 27], start=1)
]
HABITS = Habits(minutes=60)
seeds = st.integers(0, 2**32)


def play(seed: int, habits: Habits = HABITS) -> list[Act]:
    chance = random.Random(seed)  # noqa: S311
    came = arrival(chance, habits)
    return [*came, *working(chance, habits, came[-1].at, SEEN)] if came else []


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_deeds_are_in_order_and_the_end_is_the_last(seed: int) -> None:
    acts = play(seed)
    assert [one.at for one in acts] == sorted(one.at for one in acts)
    ends = [one for one in acts if one.deed in ENDS]
    assert ends == acts[-1:]
    if acts:
        started = next(one.at for one in acts if one.deed is Deed.START)
        assert all(one.at < started + HABITS.length_ms for one in acts if one.deed is Deed.WRITE)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_same_seed_does_the_same(seed: int) -> None:
    assert play(seed) == play(seed)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_what_is_answered_is_what_the_server_reads(seed: int) -> None:
    last = {one.item: one.payload for one in play(seed) if one.kind == ANSWER and one.item}
    for item in SEEN:
        if item.position in last:
            response = items.read_response(CONTENTS[item.kind], json.loads(last[item.position]))
            assert items.is_answered(response)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_answered(kind: str) -> None:
    view = items.present(CONTENTS[kind], 7)
    for seed in range(20):
        raw = {"kind": kind, "value": reply(kind, view, random.Random(seed))}  # noqa: S311
        assert items.is_answered(items.read_response(CONTENTS[kind], raw))


def test_habits_show_in_the_crowd() -> None:
    crowd = [play(seed) for seed in range(400)]
    came = [acts for acts in crowd if acts]
    deeds = Counter(act.deed for acts in came for act in acts)
    written = deeds[Deed.WRITE] / len(came)
    assert 0.95 < len(came) / 400 < 1.0
    assert len(SEEN) < written < 4 * len(SEEN)
    assert 0.2 < deeds[Deed.TIME] / len(came) < 0.5
    assert deeds[Deed.HAND_IN] + deeds[Deed.TIME] + deeds[Deed.LEAVE] == len(came)


def test_whoever_is_cut_off_comes_back_or_has_ended() -> None:
    habits = replace(HABITS, disconnects=1.0)
    for seed in range(40):
        acts = play(seed, habits)
        cut = [one.deed for one in acts if one.deed in {Deed.CUT, Deed.BACK}]
        assert cut in ([], [Deed.CUT], [Deed.CUT, Deed.BACK])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=60), st.booleans())
def test_no_text_waits_longer_than_the_player_lets_it(gaps: list[int], leaves: bool) -> None:  # noqa: FBT001
    stamps = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    left = stamps[-1] + 300 if leaves else None
    moments = write_moments(stamps, left)
    assert moments[-1][1] == len(stamps)
    lengths = [length for _, length in moments]
    assert lengths == sorted(set(lengths))
    before = 0
    for moment, length in moments:
        first, last = stamps[before], stamps[length - 1]
        assert last <= moment <= min(first + 5_000, last + 800)
        before = length


def test_keystrokes_begin_when_told() -> None:
    stamps = keystrokes(random.Random(3), 1_000, 50)  # noqa: S311
    assert stamps[0] == 1_000
    assert stamps == sorted(stamps)
    assert len(stamps) == 50
