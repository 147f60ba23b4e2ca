"""What one candidate does, deed by deed. A candidate does not wait for the server."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from typing import Any

from app.engines.journal import ANSWER, FLAG
from app.engines.rehearsal.habits import MINUTE, SECOND, Habits
from app.engines.rehearsal.replies import TYPED, reply
from app.engines.rehearsal.typing import keystrokes, writes


class Deed(StrEnum):
    """Kinds of deeds."""

    SIGN_IN = "sign_in"
    ENTER = "enter"
    """Confirms the identity at the seat, and comes to the waiting page."""
    TRY = "try"
    """The trial answer on the waiting page."""
    START = "start"
    WRITE = "write"
    """An entry of the journal."""
    RELOAD = "reload"
    CUT = "cut"
    """The network is gone; the batch that is under way loses its acknowledgement."""
    BACK = "back"
    SECOND_TAB = "second_tab"
    MOVE = "move"
    """Goes on at another computer."""
    AWAY = "away"
    """The page lost the focus: a fact for the invigilator."""
    HAND_IN = "hand_in"
    TIME = "time"
    """The time is over: the machine hands in by itself."""
    LEAVE = "leave"
    """Goes home without handing in."""


CHANGED = 0.6
"""Of the items that are looked at in the end are answered then, or answered otherwise."""
ENDS = frozenset({Deed.HAND_IN, Deed.TIME, Deed.LEAVE})


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """One deed of a candidate.

    :ivar at: in ms since the start of the exam.
    :ivar payload: of an entry: the JSON text.
    """

    at: int
    deed: Deed
    item: int = 0
    kind: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """An item as the player shows it."""

    position: int
    kind: str
    view: Mapping[str, Any]


def arrival(chance: random.Random, habits: Habits) -> list[Act]:
    """Return what a candidate does until the paper is opened; nothing if he does not come."""
    if chance.random() < habits.absent:
        return []
    if chance.random() < habits.late:
        seated = chance.randint(MINUTE, 14 * MINUTE)
        start = seated + chance.randint(40 * SECOND, 90 * SECOND)
    else:
        middle = habits.earliest_ms * 0.4
        seated = round(chance.triangular(habits.earliest_ms, habits.latest_ms, middle))
        start = chance.randint(0, habits.jitter_ms)
    enter = min(seated + chance.randint(10 * SECOND, 30 * SECOND), start - 20 * SECOND)
    tried = min(enter + chance.randint(5 * SECOND, 20 * SECOND), start - SECOND)
    return [
        Act(min(seated, enter - SECOND), Deed.SIGN_IN),
        Act(enter, Deed.ENTER),
        Act(tried, Deed.TRY, 0, ANSWER, '{"kind":"single","value":"A"}'),
        Act(start, Deed.START),
    ]


def working(
    chance: random.Random, habits: Habits, started: int, items: Sequence[ItemSeen]
) -> Iterator[Act]:
    """Yield what a candidate does from the start to the end, in order of time; the end is last."""
    incidents = sorted(_incidents(random.Random(chance.random()), habits, started))  # noqa: S311
    for act in merge(_answers(chance, habits, started, items), incidents):
        yield act
        if act.deed in ENDS:
            return


def _answers(
    chance: random.Random, habits: Habits, started: int, items: Sequence[ItemSeen]
) -> Iterator[Act]:
    ends = started + habits.length_ms
    unit = habits.length_ms * habits.busy_share / max(1.0, sum(_effort(habits, i) for i in items))
    pace = chance.lognormvariate(0, 0.18)
    at, again = float(started + chance.randint(2, 8) * SECOND), []
    for item in items:
        at += _think(chance, habits, item) * unit * pace * 0.7
        if chance.random() < habits.skips:
            again.append(item)
            continue
        for act in _answer(chance, habits, item, round(at), unit * pace):
            if act.at >= ends:
                break
            yield act
            at = max(at, act.at)
        if chance.random() < habits.flags:
            at += chance.randint(400, 1500)
            yield from _before(ends, Act(round(at), Deed.WRITE, item.position, FLAG, "true"))
        at += chance.randint(300, 1200)  # to the next item: no request
    looked = [one for one in items if chance.random() < habits.looks_again]
    yield from _second_round(chance, habits, (at, ends), [*again, *looked], unit)


def _second_round(
    chance: random.Random,
    habits: Habits,
    span: tuple[float, int],
    items: Sequence[ItemSeen],
    unit: float,
) -> Iterator[Act]:
    """What was left, and what is looked at again: a part of it is changed."""
    at, ends = span
    for item in items:
        at += _think(chance, habits, item) * unit * 0.3
        if chance.random() < CHANGED:
            for act in _answer(chance, habits, item, round(at), unit):
                yield from _before(ends, act)
                at = max(at, act.at)
    yield _end(chance, habits, round(at) + 5 * SECOND, ends)


def _end(chance: random.Random, habits: Habits, done: int, ends: int) -> Act:
    if chance.random() < habits.never:
        return Act(min(ends, done), Deed.LEAVE)
    if done >= ends or chance.random() < habits.stays:
        return Act(ends, Deed.TIME)
    return Act(done, Deed.HAND_IN)


def _before(ends: int, act: Act) -> Iterator[Act]:
    if act.at < ends:
        yield act


def _effort(habits: Habits, item: ItemSeen) -> float:
    return habits.effort.get(item.kind, 2.0)


def _think(chance: random.Random, habits: Habits, item: ItemSeen) -> float:
    return _effort(habits, item) * chance.lognormvariate(0, habits.spread)


def _answer(
    chance: random.Random, habits: Habits, item: ItemSeen, at: int, unit: float
) -> list[Act]:
    """Return the entries that an answer leaves behind: one for each choice, few for a text."""
    value = reply(item.kind, item.view, chance)
    if value is None:
        return []
    if item.kind in TYPED:
        return _typed(chance, item, value, at)
    stages = [value]
    if item.kind == "multiple":
        stages = [sorted(value[: n + 1]) for n in range(len(value))]
    elif item.kind in {"match", "classify"}:
        pairs = list(value.items())
        stages = [dict(pairs[: n + 1]) for n in range(len(pairs))]
    if chance.random() < habits.second_thoughts:
        stages.append(reply(item.kind, item.view, chance))
    steps = [chance.uniform(0.02, 0.12) * unit + 500 for _ in stages]
    return [_act(item, stage, at + round(sum(steps[:n]))) for n, stage in enumerate(stages)]


def _typed(chance: random.Random, item: ItemSeen, value: object, at: int) -> list[Act]:
    fields = value if isinstance(value, dict) else {"": value}
    known: dict[str, object] = {}
    acts: list[Act] = []
    for name, text in fields.items():
        if not isinstance(text, str):  # a choice within a case
            known[name] = text
            acts.append(_act(item, dict(known), at))
            continue
        stamps = keystrokes(chance, at, max(1, len(text)))
        leaves = stamps[-1] + chance.randint(200, 1500)
        for moment, length in writes(stamps, leaves):
            known[name] = text[:length]
            acts.append(_act(item, dict(known) if name else known[name], moment))
        at = leaves + chance.randint(200, 800)
    return acts


def _act(item: ItemSeen, value: object, at: int) -> Act:
    response = {"kind": item.kind, "value": value}
    payload = json.dumps(response, ensure_ascii=False, separators=(",", ":"))
    return Act(at, Deed.WRITE, item.position, ANSWER, payload)


def _incidents(chance: random.Random, habits: Habits, started: int) -> Iterator[Act]:
    def moment() -> int:
        return started + chance.randint(MINUTE // 2, max(MINUTE, round(habits.length_ms * 0.8)))

    for share, deed in (
        (habits.reloads, Deed.RELOAD),
        (habits.second_tabs, Deed.SECOND_TAB),
        (habits.moves, Deed.MOVE),
        (habits.looks_away, Deed.AWAY),
    ):
        if chance.random() < share:
            yield Act(moment(), deed)
    if chance.random() < habits.disconnects:
        at = moment()
        yield Act(at, Deed.CUT)
        yield Act(at + round(habits.cut_ms * chance.lognormvariate(0, 0.7)), Deed.BACK)
