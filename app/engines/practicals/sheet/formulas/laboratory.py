"""One workbook in the calculation engines: what a candidate wrote, beside what was wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.engines.practicals.sheet.formulas.engines import (
    Calculator,
    EngineError,
    MakeCalculator,
    Spot,
    calculators,
)
from app.engines.practicals.sheet.formulas.grid import Grid, GridSheet, make_grid
from app.engines.practicals.sheet.formulas.precedents import Precedents
from app.engines.practicals.sheet.formulas.question import Changes
from app.engines.practicals.sheet.model import CellError, Value, Workbook
from app.engines.practicals.sheet.refs import Address

SCRATCH = "参照"


@dataclass(frozen=True, slots=True)
class Pair:
    """What was wanted and what the candidate's cell gave, with the same inputs."""

    wanted: Value
    found: Value


@dataclass(slots=True)
class Bench:
    """One engine with the book loaded and computed once."""

    calculator: Calculator
    grid: Grid
    scratch: int
    stale: bool = False

    def trial(
        self, sheet: int, targets: Sequence[Address], changes: Changes
    ) -> dict[Address, Pair]:
        """Return the values of the targets after these changes; the changes stay."""
        self.calculator.put(changes)
        self.calculator.evaluate()
        wanted = self.calculator.values([(self.scratch, place) for place in targets])
        found = self.calculator.values([(sheet, place) for place in targets])
        pairs = map(Pair, wanted, found)
        return dict(zip(targets, pairs, strict=True))

    def fresh(self, spots: Sequence[Spot]) -> list[Value]:
        """Return values of the book as it was handed in."""
        if self.stale:
            self.calculator.evaluate()
            self.stale = False
        return self.calculator.values(spots)

    def want(self, wanted: Mapping[Address, str]) -> None:
        """Write the wanted formulas beside the book."""
        for place, formula in wanted.items():
            self.calculator.formula(self.scratch, place, formula)

    def restore(self, spots: Iterable[Spot], wanted: Iterable[Address] = ()) -> None:
        """Put back what stood in the book, and clear the wanted formulas."""
        values: dict[Spot, Value] = {(self.scratch, place): None for place in wanted}
        for sheet, place in spots:
            source = self.grid.sheets[sheet]
            if place in source.formulas:
                self.calculator.formula(sheet, place, source.formulas[place])
            else:
                values[sheet, place] = source.values.get(place)
        self.calculator.put(values)
        self.stale = True


@dataclass(slots=True)
class Laboratory:
    """All engines for one submission; each is loaded when it is first needed."""

    book: Workbook
    makers: Sequence[MakeCalculator] = field(default_factory=calculators)
    grid: Grid = field(init=False)
    precedents: Precedents = field(init=False)
    scratch: int = field(init=False)
    _benches: dict[int, Bench | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grid = make_grid(self.book)
        self.precedents = Precedents(self.grid)
        name = SCRATCH
        while self.grid.index(name) >= 0:
            name += "_"
        self.scratch = len(self.grid.sheets)
        self.grid.sheets.append(GridSheet(name))

    def bench(self, number: int) -> Bench | None:
        """Return an engine with the book in it; None if it cannot take it."""
        if number >= len(self.makers):
            return None
        if number not in self._benches:
            self._benches[number] = self._load(self.makers[number])
        return self._benches[number]

    def drop(self, number: int) -> None:
        """Forget an engine that broke down; it is loaded again when it is next needed."""
        self._benches.pop(number, None)

    def _load(self, make: MakeCalculator) -> Bench | None:
        try:
            calculator = make(self.grid)
            calculator.evaluate()
        except EngineError:
            return None
        return Bench(calculator, self.grid, self.scratch)

    def cached(self, spot: Spot) -> Value:
        """Return the value that the candidate's own program last computed."""
        cell = self.book.sheets[spot[0]].cells.get(spot[1])
        return None if cell is None else cell.value

    def formula(self, spot: Spot) -> str:
        """Return the formula of a cell, that of the array it belongs to included."""
        sheet = self.grid.sheets[spot[0]]
        if spot[1] in sheet.formulas:
            return sheet.formulas[spot[1]]
        for place, block in sheet.arrays.items():
            if spot[1] in block:
                return sheet.formulas.get(place, "")
        return ""

    def in_array(self, spot: Spot) -> bool:
        """Whether a cell belongs to a block with one formula."""
        return any(spot[1] in block for block in self.grid.sheets[spot[0]].arrays.values())

    def values(self, spots: Sequence[Spot]) -> list[Value]:
        """Return present values; where an engine gives an error, the last value in the file."""
        last = [self.cached(spot) for spot in spots]
        bench = self.bench(0) or self.bench(1)
        if bench is None or not any(map(self.formula, spots)):
            return last
        try:
            found = bench.fresh(spots)
        except EngineError:
            return last
        return [
            old if isinstance(new, CellError) and old is not None else new
            for new, old in zip(found, last, strict=True)
        ]
