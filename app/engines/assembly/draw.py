"""Drawing the items of a paper from a pool: cell by cell, no enemies, difficulty in range."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.engines.assembly.blueprint import ANY_LEVEL, Blueprint, Cell, Section
from app.engines.assembly.difficulty import level_out
from app.engines.assembly.fill import Slot, fill
from app.engines.assembly.pool import Fitting, PoolItem
from app.engines.assembly.shortage import explain
from app.kernel.errors import InvalidError

KIND_ORDER = (
    "single",
    "multiple",
    "judge",
    "blank",
    "number",
    "order",
    "match",
    "cloze",
    "classify",
    "hotspot",
    "short",
    "essay",
    "case",
    "practical",
)
"""Kinds in the order in which a paper shows them within a section."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place of the paper."""

    position: int
    section: str
    area: str
    points: float
    item: PoolItem


def draw(blueprint: Blueprint, pool: Iterable[PoolItem], seed: int) -> list[Drawn]:
    """Choose the items of a paper.

    Every cell gets exactly the number of items the blueprint asks for, no item twice, no two
    enemies, and the mean difficulty of each section lies in its range. The result depends on the
    blueprint, the seed and the set of items alone, not on the order of the pool.

    :raises InvalidError: no such paper was found; one problem for each short cell or section, each
        with the cheapest cure.
    """
    ranked = sorted(pool, key=lambda item: rank(seed, item.code))
    cells = blueprint.cells()
    fitting = by_cell(cells, ranked)
    if problems := explain(blueprint, fitting):
        raise InvalidError(problems)
    chosen = fill([Slot(cell.key, cell.count, fitting[cell.key]) for cell in cells])
    if chosen is None:
        raise InvalidError(explain(blueprint, fitting, crowded=True))
    problems = []
    for section in blueprint.sections:
        problems += level_out(section, fitting, chosen)
    if problems:
        raise InvalidError(problems)
    return _in_order(blueprint, chosen, seed)


def fits(item: Fitting, cell: Cell) -> bool:
    """Whether an item may stand in a cell."""
    return (
        item.kind in cell.kinds
        and cell.level in (ANY_LEVEL, item.level)
        and (not cell.domains or item.domain in cell.domains)
        and (not cell.modules or item.module in cell.modules)
    )


def by_cell(cells: Sequence[Cell], ranked: Sequence[PoolItem]) -> dict[str, list[PoolItem]]:
    """Return cell → the items that may stand in it, in their order.

    Thousands of items are of a few hundred sorts: each sort is held against the cells once.
    """
    fitting: dict[str, list[PoolItem]] = {cell.key: [] for cell in cells}
    homes: dict[tuple[str, str, str, str], list[list[PoolItem]]] = {}
    for item in ranked:
        sort = item.kind, item.domain, item.module, item.level
        if sort not in homes:
            homes[sort] = [fitting[cell.key] for cell in cells if fits(item, cell)]
        for home in homes[sort]:
            home.append(item)
    return fitting


def rank(seed: int, code: str) -> tuple[bytes, str]:
    """Return the place of an item in the order of a draw: a digest, so that anyone repeats it."""
    return hashlib.sha256(f"{seed}\n{code}".encode()).digest(), code


def _in_order(blueprint: Blueprint, chosen: Mapping[str, list[PoolItem]], seed: int) -> list[Drawn]:
    rows = [
        (section, cell, item)
        for section in blueprint.sections
        for cell in section.cells()
        for item in chosen[cell.key]
    ]
    rows.sort(key=lambda row: _place(blueprint, row, seed))
    return [
        Drawn(position, section.code, cell.area, cell.points, item)
        for position, (section, cell, item) in enumerate(rows, start=1)
    ]


def _place(
    blueprint: Blueprint, row: tuple[Section, Cell, PoolItem], seed: int
) -> tuple[int, int, int, tuple[bytes, str]]:
    """Sort practicals as the table lists their areas, everything else by kind and lot."""
    section, cell, item = row
    areas = [area.code for area in section.areas]
    return (
        blueprint.sections.index(section),
        KIND_ORDER.index(item.kind),
        areas.index(cell.area) if item.kind == "practical" else 0,
        rank(seed, item.code),
    )
