"""A workbook handed in, beside the starter it grew from, with the engines for its formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.formulas.grid import Plain
from app.engines.practicals.sheet.formulas.laboratory import Laboratory
from app.engines.practicals.sheet.locate import Located, locate
from app.engines.practicals.sheet.model import Sheet, Value, Workbook


@dataclass(slots=True)
class Submission:
    """What the checks are run on; `starter` is the candidate's own starter, seed and all."""

    book: Workbook
    starter: Workbook
    _tables: dict[TableSpec, Located | None] = field(default_factory=dict)
    _laboratory: Laboratory | None = None
    _plain: Plain | None = None

    @property
    def text(self) -> str:
        """All values as text."""
        return self.book.text

    @property
    def laboratory(self) -> Laboratory:
        """The engines, loaded when the first formula is looked at."""
        if self._laboratory is None:
            self._laboratory = Laboratory(self.book)
        return self._laboratory

    @property
    def plain(self) -> Plain:
        """What writes formulas of the book out in cells."""
        if self._plain is None:
            self._plain = Plain(self.book)
        return self._plain

    def table(self, spec: TableSpec) -> Located | None:
        """Return a table as found in the book; its rows are those that the starter had."""
        if spec not in self._tables:
            given = locate(self.starter, spec)
            keys = [] if given is None else [given.key(row) for row in given.rows]
            unique = keys if len(set(keys)) == len(keys) else []
            self._tables[spec] = locate(self.book, spec, unique)
        return self._tables[spec]

    def value(self, sheet: Sheet, row: int, column: int) -> Value:
        """Return a value; where a file holds no value of a formula, it is computed."""
        cell = sheet.cell(row, column)
        if not cell.formula or cell.value is not None:
            return cell.value
        return self.laboratory.values([(self.sheet_index(sheet.name), (row, column))])[0]

    def sheet_index(self, name: str) -> int:
        """Return the number of a sheet in the engines' book."""
        return self.laboratory.grid.index(name)
