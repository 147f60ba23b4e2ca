"""What a cell is computed from, through the formulas in between."""

from __future__ import annotations

from collections.abc import Iterable

from app.engines.practicals.sheet.formulas.engines import Spot
from app.engines.practicals.sheet.formulas.grid import Grid, GridSheet
from app.engines.practicals.sheet.formulas.tokens import functions, references
from app.engines.practicals.sheet.refs import Address, Range

MAX_SPOTS = 60_000
ANYWHERE = frozenset({"INDIRECT", "OFFSET"})
"""Functions that read cells which the formula does not name."""


class Precedents:
    """Follows references in one grid; blocks are looked at only where something is written."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.used = [set(sheet.values) | set(sheet.formulas) for sheet in grid.sheets]
        for number, sheet in enumerate(grid.sheets):
            for block in sheet.arrays.values():
                self.used[number].update(block.cells())
        self.everything = any(
            ANYWHERE.intersection(functions(formula))
            for sheet in grid.sheets
            for formula in sheet.formulas.values()
        )

    def direct(self, sheet: int, formula: str) -> set[Spot]:
        """Return the written cells that a formula names."""
        found: set[Spot] = set()
        for named, area in references(formula):
            target = self.grid.index(named) if named else sheet
            if 0 <= target < len(self.used):
                found.update([(target, place) for place in self._written(target, area)])
        return found

    def _written(self, sheet: int, area: Range) -> Iterable[Address]:
        used = self.used[sheet]
        if area.size <= len(used):
            return [place for place in area.cells() if place in used]
        return [place for place in used if place in area]

    def formula(self, spot: Spot) -> str:
        """Return the formula at a place, that of the array it belongs to included."""
        sheet = self.grid.sheets[spot[0]]
        if spot[1] in sheet.formulas:
            return sheet.formulas[spot[1]]
        for place, block in sheet.arrays.items():
            if spot[1] in block:
                return sheet.formulas.get(place, "")
        return ""

    def behind(self, starts: Iterable[Spot], stops: set[Spot] | None = None) -> set[Spot]:
        """Return all that the cells are computed from, not looking behind `stops`."""
        stops = stops or set()
        seen: set[Spot] = set()
        waiting = list(starts)
        while waiting and len(seen) < MAX_SPOTS:
            spot = waiting.pop()
            formula = self.formula(spot)
            for found in self.direct(spot[0], formula) if formula else ():
                if found not in seen:
                    seen.add(found)
                    if found not in stops:
                        waiting.append(found)
        return seen

    def part(self, spots: Iterable[Spot]) -> Grid:
        """Return a grid of these cells and all they are computed from."""
        if self.everything:
            kept = [GridSheet(s.name, s.values, s.formulas, s.arrays) for s in self.grid.sheets]
            return Grid(kept, self.grid.outside)
        spots = set(spots)
        wanted = spots | self.behind(spots)
        found = Grid([GridSheet(sheet.name) for sheet in self.grid.sheets], self.grid.outside)
        for number, place in wanted:
            source, target = self.grid.sheets[number], found.sheets[number]
            if place in source.formulas:
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
