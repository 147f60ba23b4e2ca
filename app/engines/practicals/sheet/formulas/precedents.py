"""What a cell is computed from, through the formulas in between."""

from __future__ import annotations

from collections.abc import Iterable

from app.engines.practicals.sheet.formulas.engines import Spot
from app.engines.practicals.sheet.formulas.grid import Grid
from app.engines.practicals.sheet.formulas.tokens import references
from app.engines.practicals.sheet.refs import Address, Range

MAX_SPOTS = 60_000


class Precedents:
    """Follows references in one grid; blocks are looked at only where something is written."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.used = [set(sheet.values) | set(sheet.formulas) for sheet in grid.sheets]

    def direct(self, sheet: int, formula: str) -> set[Spot]:
        """Return the written cells that a formula names."""
        found: set[Spot] = set()
        for named, area in references(formula):
            target = self.grid.index(named) if named else sheet
            if 0 <= target < len(self.used):
                found |= {(target, place) for place in self._written(target, area)}
        return found

    def _written(self, sheet: int, area: Range) -> Iterable[Address]:
        if area.size <= len(self.used[sheet]):
            return [place for place in area.cells() if place in self.used[sheet]]
        return [place for place in self.used[sheet] if place in area]

    def formula(self, spot: Spot) -> str:
        """Return the formula at a place, "" if there is none."""
        return self.grid.sheets[spot[0]].formulas.get(spot[1], "")

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
