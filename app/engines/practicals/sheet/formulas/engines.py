"""Calculation engines behind one face; each is optional and may fail without harm."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import date, datetime
from types import ModuleType
from typing import Any, Protocol

from app.engines.practicals.sheet.formulas.grid import Grid
from app.engines.practicals.sheet.model import CellError, Value
from app.engines.practicals.sheet.refs import Address

UNKNOWN_NAME = "#NAME?"
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # serial days have no zone
_ERRORS = {
    "Div": "#DIV/0!", "Name": UNKNOWN_NAME, "Na": "#N/A", "Value": "#VALUE!", "Ref": "#REF!",
    "Num": "#NUM!", "Null": "#NULL!",
}  # fmt: skip


Spot = tuple[int, Address]
"""A sheet's number and an address on it."""


class EngineError(RuntimeError):
    """The engine gave up; what it was asked cannot be judged by it."""


class Calculator(Protocol):
    """One book in one engine. Sheets are numbered from 0; all methods may raise EngineError."""

    name: str

    def put(self, changes: Mapping[Spot, Value]) -> None:
        """Write values; None empties a cell."""

    def formula(self, sheet: int, place: Address, text: str) -> None:
        """Write a formula given without its "="."""

    def evaluate(self) -> None:
        """Compute everything."""

    def values(self, spots: Sequence[Spot]) -> list[Value]:
        """Return values as computed."""


MakeCalculator = Callable[[Grid], Calculator]


@contextlib.contextmanager
def _contained() -> Iterator[None]:
    """Turn whatever an engine throws, panics included, into an EngineError."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise EngineError(f"{type(error).__name__}: {error}") from error


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


class IronCalc:
    """The first engine: fast, MIT and Apache licences."""

    name = "ironcalc"

    def __init__(self, module: ModuleType, grid: Grid) -> None:
        with _contained():
            self.model: Any = module.create("book", "en", "UTC")
            self.model.rename_sheet(0, grid.sheets[0].name)
            for sheet in grid.sheets[1:]:
                self.model.add_sheet(sheet.name)
            for number, sheet in enumerate(grid.sheets):
                for place, value in sheet.values.items():
                    if value is not None:
                        self._put(number, place, value)
                for place, text in sheet.formulas.items():
                    self._formula(number, place, text, grid)

    def _formula(self, sheet: int, place: Address, text: str, grid: Grid) -> None:
        block = grid.sheets[sheet].arrays.get(place)
        if block is None:
            self.model.update_cell_with_formula(sheet, *place, f"={text}")
            return
        width, height = block.right - block.left + 1, block.bottom - block.top + 1
        self.model.set_user_array_formula(sheet, *place, width, height, f"={text}")

    def _put(self, sheet: int, place: Address, value: Value) -> None:
        match value:
            case None:
                self.model.clear_cell_contents(sheet, *place)
            case bool():
                self.model.update_cell_with_bool(sheet, *place, value)
            case float():
                self.model.update_cell_with_number(sheet, *place, value)
            case CellError():
                self.model.set_user_input(sheet, *place, value.code)
            case _:
                self.model.update_cell_with_text(sheet, *place, value)

    def put(self, changes: Mapping[Spot, Value]) -> None:
        """Write values."""
        number, text = self.model.update_cell_with_number, self.model.update_cell_with_text
        with _contained():
            for (sheet, (row, column)), value in changes.items():
                if type(value) is float:
                    number(sheet, row, column, value)
                elif type(value) is str:
                    text(sheet, row, column, value)
                else:
                    self._put(sheet, (row, column), value)

    def formula(self, sheet: int, place: Address, text: str) -> None:
        """Write a formula."""
        with _contained():
            self.model.update_cell_with_formula(sheet, *place, f"={text}")

    def evaluate(self) -> None:
        """Compute everything."""
        with _contained():
            self.model.evaluate()

    def values(self, spots: Sequence[Spot]) -> list[Value]:
        """Return values as computed."""
        with _contained():
            return [self._value(sheet, place) for sheet, place in spots]

    def _value(self, sheet: int, place: Address) -> Value:
        found: Value = self.model.get_cell_value(sheet, *place)
        if isinstance(found, str) and found.startswith("#"):
            kind = str(self.model.get_cell_type(sheet, *place))
            return CellError(found) if kind.endswith("ErrorValue") else found
        return found


class Formualizer:
    """The second engine: knows some functions that the first one lacks."""

    name = "formualizer"

    def __init__(self, module: ModuleType, grid: Grid) -> None:
        with _contained():
            self.book: Any = module.Workbook()
            self.names = [sheet.name for sheet in grid.sheets]
            known = list(self.book.sheet_names)
            for name in self.names:
                if name not in known:
                    self.book.add_sheet(name)
            for number, sheet in enumerate(grid.sheets):
                for place, value in sheet.values.items():
                    self._put(number, place, value)
                for place, text in sheet.formulas.items():
                    self.formula(number, place, text)

    def _put(self, sheet: int, place: Address, value: Value) -> None:
        if isinstance(value, CellError):
            self.book.set_formula(self.names[sheet], *place, f"={value.code}")
        else:
            self.book.set_value(self.names[sheet], *place, value)

    def put(self, changes: Mapping[Spot, Value]) -> None:
        """Write values."""
        with _contained():
            for (sheet, place), value in changes.items():
                self._put(sheet, place, value)

    def formula(self, sheet: int, place: Address, text: str) -> None:
        """Write a formula; one that cannot be read is an error in its cell only."""
        try:
            with _contained():
                self.book.set_formula(self.names[sheet], *place, f"={text}")
        except EngineError:
            self.put({(sheet, place): CellError(UNKNOWN_NAME)})

    def evaluate(self) -> None:
        """Compute everything."""
        with _contained():
            self.book.evaluate_all()

    def values(self, spots: Sequence[Spot]) -> list[Value]:
        """Return values as computed."""
        with _contained():
            get, names = self.book.get_value, self.names
            return [_plain(get(names[sheet], *place)) for sheet, place in spots]


def _plain(value: Any) -> Value:  # noqa: ANN401  # whatever the engine gives
    if isinstance(value, dict):
        return CellError(_ERRORS.get(str(value.get("kind")), "#ERROR!"))
    if isinstance(value, datetime):
        passed = value.replace(tzinfo=None) - _EPOCH
        return passed.days + passed.seconds / 86400
    if isinstance(value, date):
        return float(value.toordinal() - _EPOCH.toordinal())
    if isinstance(value, list):
        return _plain(value[0][0] if value and isinstance(value[0], list) else value[0])
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value if value is None or isinstance(value, (str, float, bool)) else str(value)


_REFEREES: ContextVar[tuple[MakeCalculator, ...]] = ContextVar("referees", default=())


@contextlib.contextmanager
def refereed(*makers: MakeCalculator) -> Iterator[None]:
    """Let other engines settle what the two installed ones leave open."""
    token = _REFEREES.set(makers)
    try:
        yield
    finally:
        _REFEREES.reset(token)


def calculators() -> list[MakeCalculator]:
    """Return the makers of the engines that are installed, the first choice first."""
    found: list[MakeCalculator] = []
    for name, kind in (("ironcalc", IronCalc), ("formualizer", Formualizer)):
        module = _module(name)
        if module is not None:
            found.append(_maker(kind, module))
    return [*found, *_REFEREES.get()]


def _maker(kind: type[IronCalc | Formualizer], module: ModuleType) -> MakeCalculator:
    return lambda grid: kind(module, grid)
