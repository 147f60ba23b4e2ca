"""Why a paper cannot be drawn: cell by cell, each with the cheapest way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.engines.assembly.blueprint import Blueprint, Cell
from app.engines.assembly.fill import Slot, fill
from app.engines.assembly.pool import PoolItem
from app.kernel.problem import Problem
from app.kernel.text import Message, msg


def explain(
    blueprint: Blueprint,
    fitting: Mapping[str, Sequence[PoolItem]],
    *,
    crowded: bool = False,
) -> list[Problem]:
    """Return one problem for each cell that the pool cannot fill.

    A cell is short if the pool has too few items for it, or too few without enemies among them.
    With `crowded`, every cell alone can be filled but not all together; then each cell that shares
    items or enemies with another is named.

    :param fitting: the items of the pool for each cell.
    """
    cells = blueprint.cells()
    if crowded:
        return [_crowded(cell, fitting) for cell in cells if _rivals(cell, cells, fitting)]
    spare = {cell.key: _capacity(cell, fitting[cell.key]) - cell.count for cell in cells}
    return [_short(cell, cells, fitting, spare) for cell in cells if spare[cell.key] < 0]


def _capacity(cell: Cell, items: Sequence[PoolItem]) -> int:
    """How many items the cell could hold, counted up to what it needs if enemies are among them."""
    if not any(item.enemies for item in items):
        return len(items)
    size = len(items)
    limit = cell.count
    while limit > 0 and fill([Slot(cell.key, limit, items)]) is None:
        limit -= 1
    return limit if limit < cell.count else size


def _short(
    cell: Cell,
    cells: Sequence[Cell],
    fitting: Mapping[str, Sequence[PoolItem]],
    spare: Mapping[str, int],
) -> Problem:
    missing = -spare[cell.key]
    found = len(fitting[cell.key])
    if found < cell.count:
        reason = msg(
            "%(count)s items are needed, the bank has %(found)s.", count=cell.count, found=found
        )
    else:
        reason = msg(
            "%(count)s items are needed; of the %(found)s in the bank only %(usable)s can stand "
            "together, the others are marked as enemies.",
            count=cell.count,
            found=found,
            usable=cell.count - missing,
        )
    return Problem(cell.key, reason, _cure(cell, cells, spare, missing))


def _cure(cell: Cell, cells: Sequence[Cell], spare: Mapping[str, int], missing: int) -> Message:
    """Cheapest first: another level of the same area, the same level elsewhere, more items."""
    helpers = sorted(_helpers(cell, cells), key=lambda other: (other.area != cell.area, other.key))
    for other in helpers:
        if spare[other.key] >= missing:
            return msg(
                "Move %(missing)s of them to %(other)s, where %(spare)s are to spare, or publish "
                "%(missing)s more.",
                missing=missing,
                other=other.key,
                spare=spare[other.key],
            )
    return msg("Publish %(missing)s more items for this cell.", missing=missing)


def _helpers(cell: Cell, cells: Sequence[Cell]) -> Iterator[Cell]:
    for other in cells:
        is_near = other.area == cell.area or other.level == cell.level
        if is_near and other.key != cell.key and other.section == cell.section:
            yield other


def _rivals(
    cell: Cell, cells: Sequence[Cell], fitting: Mapping[str, Sequence[PoolItem]]
) -> list[str]:
    return [
        other.key
        for other in cells
        if other.key != cell.key
        and any(
            one.code == two.code or one.is_enemy_of(two)
            for one in fitting[cell.key]
            for two in fitting[other.key]
        )
    ]


def _crowded(cell: Cell, fitting: Mapping[str, Sequence[PoolItem]]) -> Problem:
    return Problem(
        cell.key,
        msg(
            "The %(found)s items of this cell are enemies of items in other cells, or shared with "
            "them; all cells together cannot be filled.",
            found=len(fitting[cell.key]),
        ),
        msg("Publish items without enemies for this cell, or check the enemy marks."),
    )
