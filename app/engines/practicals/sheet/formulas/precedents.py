"""What a cell is computed from, through the formulas in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.engines.practicals.sheet.formulas.engines import Spot
from app.engines.practicals.sheet.formulas.grid import Grid, GridSheet
from app.engines.practicals.sheet.formulas.tokens import functions, references
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.refs import Address, Range

MAX_SPOTS = 60_000
MAX_KEPT = 300_000
"""So many cells named by formulas are kept, to be looked for once."""
ANYWHERE = frozenset({"INDIRECT", "OFFSET"})
"""Functions that read cells which the formula does not name."""
TELLING = frozenset({"AGGREGATE", "CELL", "FORMULATEXT", "ISFORMULA", "SUBTOTAL"})
"""Functions for which a formula is not the same as the value that it gives."""


class Precedents:
    """Follows references in one grid; blocks are looked at only where something is written."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._direct: dict[tuple[int, str], frozenset[Spot]] = {}
        self._areas: dict[tuple[int, Range], list[Spot]] = {}
        self._room = MAX_KEPT
        self.used = [set(sheet.values) | set(sheet.formulas) for sheet in grid.sheets]
        self.computed = {(n, place) for n, s in enumerate(grid.sheets) for place in s.formulas}
        for number, sheet in enumerate(grid.sheets):
            for block in sheet.arrays.values():
                self.used[number].update(block.cells())
                self.computed.update([(number, place) for place in block.cells()])
        used: set[str] = set()
        for sheet in grid.sheets:
            used.update(*map(functions, sheet.formulas.values()))
        self.everything = not ANYWHERE.isdisjoint(used)
        self.telling = not TELLING.isdisjoint(used)

    def direct(self, sheet: int, formula: str) -> frozenset[Spot]:
        """Return the written cells that a formula names, looked for once."""
        known = self._direct.get((sheet, formula))
        if known is None:
            known = frozenset(self._named(sheet, formula))
            if (room := self._room - len(known)) >= 0:
                self._direct[sheet, formula], self._room = known, room
        return known

    def _named(self, sheet: int, formula: str) -> set[Spot]:
        found: set[Spot] = set()
        for named, area in references(formula):
            target = self.grid.index(named) if named else sheet
            if 0 <= target < len(self.used):
                found.update(self._written(target, area))
        return found

    def _written(self, sheet: int, area: Range) -> list[Spot]:
        """Return the written cells of a block, looked for once: formulas share their blocks."""
        known = self._areas.get((sheet, area))
        if known is None:
            used = self.used[sheet]
            few = area.size <= len(used)
            cells = (
                filter(used.__contains__, area.cells()) if few else filter(area.__contains__, used)
            )
            known = [(sheet, place) for place in cells]
            if (room := self._room - len(known)) >= 0:
                self._areas[sheet, area], self._room = known, room
        return known

    def formula(self, spot: Spot) -> str:
        """Return the formula at a place, that of the array it belongs to included."""
        sheet = self.grid.sheets[spot[0]]
        own = sheet.formulas.get(spot[1])
        if own is not None or not sheet.arrays:
            return own or ""
        for place, block in sheet.arrays.items():
            if spot[1] in block:
                return sheet.formulas.get(place, "")
        return ""

    def behind(self, starts: Iterable[Spot], stops: set[Spot] | None = None) -> set[Spot]:
        """Return all that the cells are computed from, not looking behind `stops`."""
        stops = stops or set()
        seen: set[Spot] = set()
        waiting = list(self.computed.intersection(starts))
        while waiting and len(seen) < MAX_SPOTS:
            spot = waiting.pop()
            formula = self.formula(spot)
            if formula:
                fresh = self.direct(spot[0], formula) - seen
                seen |= fresh
                waiting += (fresh & self.computed) - stops
        return seen

    def part(self, spots: Iterable[Spot], settled: Mapping[Spot, Value] | None = None) -> Grid:
        """Return a grid of these cells and all they are computed from.

        :param settled: formulas that stand as values, with nothing that they are computed from.
        """
        if self.everything:
            kept = [GridSheet(s.name, s.values, s.formulas, s.arrays) for s in self.grid.sheets]
            return Grid(kept, self.grid.outside)
        settled = settled or {}
        spots = set(spots)
        wanted = spots | self.behind(spots - settled.keys(), set(settled))
        found = Grid([GridSheet(sheet.name) for sheet in self.grid.sheets], self.grid.outside)
        for number, place in wanted:
            source, target = self.grid.sheets[number], found.sheets[number]
            if (number, place) in settled:
                target.values[place] = settled[number, place]
            elif place in source.formulas:
                target.formulas[place] = source.formulas[place]
            elif place in source.values:
                target.values[place] = source.values[place]
            else:
                self._array(number, place, target)
        for number, sheet in enumerate(self.grid.sheets):
            for place in sheet.arrays.keys() & found.sheets[number].formulas.keys():
                found.sheets[number].arrays[place] = sheet.arrays[place]
        return found

    def _array(self, number: int, place: Address, target: GridSheet) -> None:
        """Keep the formula of the block that a cell belongs to."""
        source = self.grid.sheets[number]
        for first, block in source.arrays.items():
            if place in block:
                target.formulas[first] = source.formulas[first]
