"""Drawing a mock paper: the shape of a blueprint, filled with items that no exam uses.

A mock paper must never show an item of an exam, so its pool is small: where an area has too few
items of its own, others of the same section take their places, and a section that cannot be filled
is shorter. The draw depends on the blueprint, the seed and the set of items alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.engines.assembly.blueprint import Area, Blueprint, Section
from app.engines.assembly.draw import KIND_ORDER, Drawn, rank
from app.engines.assembly.pool import PoolItem

PRACTICAL = "practical"


@dataclass(frozen=True, slots=True)
class _Place:
    area: Area
    item: PoolItem


def draw_mock(
    blueprint: Blueprint, pool: Iterable[PoolItem], seed: int
) -> tuple[Blueprint, list[Drawn]]:
    """Draw a mock paper; returns the blueprint as it could be filled, and the places.

    Levels and difficulty are not asked for. Points and minutes of a section that is shorter than
    planned shrink with it; an empty section is left out.
    """
    ranked = sorted(pool, key=lambda item: rank(seed, item.code))
    chosen: dict[str, list[_Place]] = {}
    for section in blueprint.sections:
        used = [place.item for places in chosen.values() for place in places]
        chosen[section.code] = _fill(section, ranked, used)
    kept = tuple(
        _shrunk(section, chosen[section.code])
        for section in blueprint.sections
        if chosen[section.code]
    )
    return replace(blueprint, sections=kept), _in_order(kept, chosen, seed)


def _fill(section: Section, ranked: list[PoolItem], used: list[PoolItem]) -> list[_Place]:
    """Each area takes items of its own first; then the places left are filled from what is left."""
    kinds = _kinds(section)
    places: list[_Place] = []
    short: list[tuple[Area, int]] = []
    for area in section.areas:
        wanted = sum(area.items.values())
        own = [item for item in ranked if item.kind in kinds and _belongs(item, area)]
        before = len(places)
        _take(places, area, own, wanted, used)
        short.append((area, wanted - (len(places) - before)))
    rest = [item for item in ranked if item.kind in kinds]
    for area, missing in short:
        _take(places, area, rest, missing, used)
    return places


def _kinds(section: Section) -> frozenset[str]:
    """Practicals stay with practicals; a section of questions takes any kind of question."""
    if PRACTICAL in section.kinds:
        return frozenset({PRACTICAL})
    return frozenset(KIND_ORDER) - {PRACTICAL}


def _belongs(item: PoolItem, area: Area) -> bool:
    return (not area.domains or item.domain in area.domains) and (
        not area.modules or item.module in area.modules
    )


def _take(
    places: list[_Place], area: Area, items: list[PoolItem], count: int, used: list[PoolItem]
) -> None:
    for item in items:
        if count <= 0:
            return
        taken = [*used, *(place.item for place in places)]
        if any(item.code == one.code or item.is_enemy_of(one) for one in taken):
            continue
        places.append(_Place(area, item))
        count -= 1


def _shrunk(section: Section, places: list[_Place]) -> Section:
    planned = sum(sum(area.items.values()) for area in section.areas)
    points = sum(place.area.points for place in places)
    minutes = math.ceil(section.minutes * len(places) / planned)
    return replace(section, points=points, minutes=minutes)


def _in_order(
    sections: tuple[Section, ...], chosen: dict[str, list[_Place]], seed: int
) -> list[Drawn]:
    rows = []
    for section in sections:
        places = chosen[section.code]
        places.sort(key=lambda p: (KIND_ORDER.index(p.item.kind), rank(seed, p.item.code)))
        rows += [(section, place) for place in places]
    return [
        Drawn(position, section.code, place.area.code, place.area.points, place.item)
        for position, (section, place) in enumerate(rows, start=1)
    ]
