"""One workbook in the calculation engines: what a candidate wrote, beside what was wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.engines.practicals.sheet.formulas.engines import (
    Calculator,
    EngineError,
    MakeCalculator,
    Spot,
    calculators,
)
from app.engines.practicals.sheet.formulas.grid import Grid, GridSheet, make_grid
from app.engines.practicals.sheet.formulas.precedents import TELLING, Precedents
from app.engines.practicals.sheet.formulas.question import Changes
from app.engines.practicals.sheet.formulas.tokens import functions
from app.engines.practicals.sheet.model import CellError, Value, Workbook
from app.engines.practicals.sheet.refs import Address

SCRATCH, EXTRA = "参照", "条件"


class Pair(NamedTuple):
    """What was wanted and what the candidate's cell gave, with the same inputs."""

    wanted: Value
    found: Value


@dataclass(slots=True)
class Bench:
    """One engine with the cells of one question, and the wanted formulas on a sheet of their own.

    Changes stay: a bench serves one question and is thrown away.
    """

    calculator: Calculator
    scratch: int

    def trial(
        self, sheet: int, targets: Sequence[Address], changes: Changes
    ) -> dict[Address, Pair]:
        """Return the values of the targets after these changes."""
        self.calculator.put(changes)
        self.calculator.evaluate()
        wanted = self.calculator.values([(self.scratch, place) for place in targets])
        found = self.calculator.values([(sheet, place) for place in targets])
        return dict(zip(targets, map(Pair, wanted, found), strict=True))

    def values(self, changes: Changes, spots: Sequence[Spot]) -> list[Value]:
        """Return values after these changes."""
        self.calculator.put(changes)
        self.calculator.evaluate()
        return self.calculator.values(spots)


@dataclass(slots=True)
class Laboratory:
    """All engines for one submission."""

    book: Workbook
    makers: Sequence[MakeCalculator] = field(default_factory=calculators)
    grid: Grid = field(default_factory=Grid)
    precedents: Precedents = field(init=False)
    scratch: int = field(init=False)
    _present: dict[Spot, Value] | None = None
    _maker: int = -1

    def __post_init__(self) -> None:
        if not self.grid.sheets:
            self.grid = make_grid(self.book)
        name = SCRATCH
        while self.grid.index(name) >= 0:
            name += "_"
        self.scratch = len(self.grid.sheets)
        self.grid.sheets.append(GridSheet(name))
        self.precedents = Precedents(self.grid)

    def beside(self, formulas: Mapping[Address, str]) -> Laboratory:
        """Return another laboratory with more formulas, on a sheet behind the last of the book."""
        extra = GridSheet(EXTRA, formulas=dict(formulas))
        grid = Grid([*self.grid.sheets[: self.scratch], extra], self.grid.outside)
        return Laboratory(self.book, self.makers, grid, self._computed(), self._maker)

    def bench(
        self,
        number: int,
        spots: Iterable[Spot],
        wanted: Mapping[Address, str],
        replaced: Iterable[Spot] = (),
    ) -> Bench | None:
        """Return an engine with these cells, all they are computed from, and wanted formulas.

        None if there is no such engine, or if it cannot take them.

        :param replaced: cells that every trial writes over.
        """
        if number >= len(self.makers):
            return None
        grid = self.precedents.part(spots, self._settled(number, wanted, replaced))
        grid.sheets[self.scratch].formulas = dict(wanted)
        try:
            return Bench(self.makers[number](grid), self.scratch)
        except EngineError:
            return None

    def _settled(
        self, number: int, wanted: Mapping[Address, str], replaced: Iterable[Spot]
    ) -> dict[Spot, Value]:
        """Return what stands for formulas that trials write over: what this engine made of them.

        So what only they are computed from needs not be computed again for every trial. Where a
        formula and its value could be told apart, the formula stays.
        """
        if self.precedents.telling or not TELLING.isdisjoint(
            name for formula in wanted.values() for name in functions(formula)
        ):
            return {}
        formulas = [spot for spot in replaced if self.formula(spot)]
        present = self._computed() if formulas else {}
        if number != self._maker:
            return {}
        return {spot: present[spot] for spot in formulas if _is_plain(present.get(spot))}

    def cached(self, spot: Spot) -> Value:
        """Return the value that the candidate's own program last computed."""
        if spot[0] >= len(self.book.sheets):
            return None
        cell = self.book.sheets[spot[0]].cells.get(spot[1])
        return None if cell is None else cell.value

    def formula(self, spot: Spot) -> str:
        """Return the formula of a cell, that of the array it belongs to included."""
        return self.precedents.formula(spot)

    def in_array(self, spot: Spot) -> bool:
        """Whether a cell belongs to a block with one formula."""
        return any(spot[1] in block for block in self.grid.sheets[spot[0]].arrays.values())

    def values(self, spots: Sequence[Spot]) -> list[Value]:
        """Return present values; where an engine gives an error, the last value in the file."""
        present = self._computed() if any(map(self.formula, spots)) else {}
        found: list[Value] = []
        for spot in spots:
            last = self.cached(spot)
            value = present.get(spot, last)
            found.append(last if isinstance(value, CellError) and last is not None else value)
        return found

    def _computed(self) -> dict[Spot, Value]:
        """Return the values of all formulas, computed once."""
        if self._present is None:
            formulas = [
                (n, at) for n, sheet in enumerate(self.grid.sheets) for at in sheet.formulas
            ]
            blocks = [
                (n, at)
                for n, sheet in enumerate(self.grid.sheets)
                for block in sheet.arrays.values()
                for at in block.cells()
            ]
            self._present = self._compute([*formulas, *blocks])
        return self._present

    def _compute(self, spots: Sequence[Spot]) -> dict[Spot, Value]:
        for number, make in enumerate(self.makers):
            try:
                calculator = make(self.grid)
                calculator.evaluate()
                found = dict(zip(spots, calculator.values(spots), strict=True))
            except EngineError:
                continue
            self._maker = number
            return found
        return {}


def _is_plain(value: Value) -> bool:
    """Whether a value written into a cell is what a formula there would give: no error, no ""."""
    return isinstance(value, (float, bool)) or (isinstance(value, str) and value[:1].isalnum())
