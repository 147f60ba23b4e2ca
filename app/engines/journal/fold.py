"""Events in, current answers out; the order of arrival does not matter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.engines.journal.events import ANSWER, FLAG, Event


@dataclass(frozen=True, slots=True)
class Fold:
    """What the candidate has said so far.

    :ivar answers: item position → response; a cleared answer stays, with value None.
    :ivar flags: positions the candidate wants to look at again.
    :ivar places: item position → (epoch, seq) of the event its answer comes from.
    """

    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    flags: frozenset[int] = frozenset()
    places: dict[int, tuple[int, int]] = field(default_factory=dict)


def fold(events: Iterable[Event]) -> Fold:
    """Return the answers and flags that the events amount to.

    For each item the event with the highest (epoch, seq) counts: a later writer
    before an earlier one, then the later number. Duplicates and the order of
    arrival change nothing. Should two events carry the same number, which the
    store refuses, the smaller hash counts, so that the result stays determined.

    :raises ValueError: a payload is not JSON; the door must not have let it in.
    """
    latest: dict[tuple[str, int], Event] = {}
    for event in events:
        key = (event.kind, event.item)
        if key not in latest or _rank(event) > _rank(latest[key]):
            latest[key] = event
    answered = {item: event for (kind, item), event in latest.items() if kind == ANSWER}
    return Fold(
        answers={item: json.loads(answered[item].payload) for item in sorted(answered)},
        flags=frozenset(
            item
            for (kind, item), event in latest.items()
            if kind == FLAG and json.loads(event.payload) is True
        ),
        places={item: answered[item].place for item in sorted(answered)},
    )


def _rank(event: Event) -> tuple[int, int, int]:
    # A smaller hash ranks higher among events of the same number.
    return (event.epoch, event.seq, -int(event.hash or "0", 16))
