"""Which invigilators watch which room: by lot, never their own colleagues. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.domain.exams.arrangement import PER_ROOM, Dice
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class Proctor:
    """An invigilator who may be drawn; `key` is a stable name, `unit` the path of the own unit."""

    key: str
    unit: str


def is_own(proctor_unit: str, candidate_unit: str) -> bool:
    """Whether a candidate is a colleague: of the same unit, or of one above it.

    >>> is_own("/1/a/", "/1/a/"), is_own("/1/a/x/", "/1/a/"), is_own("/1/", "/1/a/")
    (True, True, False)
    """
    return proctor_unit.startswith(candidate_unit)


def draw_proctors(
    rooms: Mapping[int, AbstractSet[str]],
    proctors: Sequence[Proctor],
    seed: str,
    per_room: int = PER_ROOM,
) -> dict[int, tuple[str, ...]]:
    """Return room → invigilators, all different.

    :param rooms: room → units of the candidates in it.
    :raises InvalidError: for some rooms there are not enough who are nobody's colleague there.
    """
    drawn = Dice(seed, "proctors").order(proctors, lambda one: one.key)
    places = [(room, place) for place in range(per_room) for room in sorted(rooms)]
    holder: dict[str, tuple[int, int]] = {}
    free = [place for place in places if not _seat(place, rooms, drawn, holder, set())]
    if free:
        raise InvalidError([_short(room, rooms[room], drawn) for room in sorted(dict(free))])
    by_place = {place: key for key, place in holder.items()}
    return {room: tuple(by_place[room, n] for n in range(per_room)) for room in sorted(rooms)}


def _seat(
    place: tuple[int, int],
    rooms: Mapping[int, AbstractSet[str]],
    drawn: Sequence[Proctor],
    holder: dict[str, tuple[int, int]],
    asked: set[str],
) -> bool:
    """Give a place to somebody, moving others on if need be (augmenting paths)."""
    for one in drawn:
        if one.key in asked or any(is_own(one.unit, unit) for unit in rooms[place[0]]):
            continue
        asked.add(one.key)
        if one.key not in holder or _seat(holder[one.key], rooms, drawn, holder, asked):
            holder[one.key] = place
            return True
    return False


def _short(room: int, units: AbstractSet[str], drawn: Sequence[Proctor]) -> Problem:
    fit = sum(not any(is_own(one.unit, unit) for unit in units) for one in drawn)
    return Problem(
        f"{room:02}",
        msg(
            "Of %(all)s invigilators %(fit)s are nobody's colleague in this room, and they are "
            "needed elsewhere too.",
            all=len(drawn),
            fit=fit,
        ),
        msg("Grant the role of invigilator to persons of other units, or seat anew."),
    )
