"""The formula that a task wants, written in the names of columns, for each cell of a submission.

`[单位]` is the cell of the same row, `[[单位]]` the whole column, `[[T.单位]]` that of another
table among the variables. Plain addresses hold for the first cell and are filled to the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.formulas.question import USUAL_TRIALS, Question, Supply
from app.engines.practicals.sheet.formulas.tokens import Kind, Token, joined, moved, tokens
from app.engines.practicals.sheet.locate import Located
from app.engines.practicals.sheet.numfmt import meaning
from app.engines.practicals.sheet.refs import Address, Range, quoted, read_range, split_sheet
from app.engines.practicals.sheet.select import Block
from app.engines.practicals.sheet.submission import Submission
from app.kernel.letters import letters

PLACE = re.compile(r"\[\[([^\[\]]+)\]\]|\[([^\[\]]+)\]")
MAX_WIDTH = 40
DATE_KINDS = frozenset({"date", "datetime"})


class MissingError(LookupError):
    """A column or table that the wanted formula reads is not in the file."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Wish:
    """What a task says of a formula."""

    equals: str
    perturb: tuple[str, ...] = ()
    trials: int = USUAL_TRIALS
    round_to: int | None = None
    uses: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    tables: Mapping[str, TableSpec] = field(default_factory=dict, hash=False)
    chained: bool = False


@dataclass(slots=True)
class _Supplies:
    """What the wanted formulas read, gathered over all targets."""

    places: dict[tuple[str, int], dict[Address, None]] = field(default_factory=dict)
    row_wise: dict[tuple[str, int], bool] = field(default_factory=dict)

    def add(self, name: str, sheet: int, places: tuple[Address, ...], *, row_wise: bool) -> None:
        key = (name, sheet)
        self.places.setdefault(key, {}).update(dict.fromkeys(places))
        self.row_wise[key] = self.row_wise.get(key, True) and row_wise


def question(document: Submission, block: Block, wish: Wish) -> Question:
    """Return the question about the cells of a block. Raises MissingError."""
    writer = _Writer(document, block, wish)
    wanted = {place: writer.formula(place) for place in block.cells}
    supplies = [
        Supply(
            name,
            sheet,
            tuple(places),
            writer.supplies.row_wise[name, sheet],
            _dates(document, sheet, next(iter(places))),
        )
        for (name, sheet), places in writer.supplies.places.items()
        if places
    ]
    known = {name for supply in supplies for name in _names(supply.name)}
    listed = {name.rstrip("*") for name in wish.perturb}
    if listed <= known and listed:
        supplies = [supply for supply in supplies if listed.intersection(_names(supply.name))]
    return Question(
        sheet=document.sheet_index(block.sheet.name),
        wanted=wanted,
        supplies=tuple(supplies),
        round_to=wish.round_to,
        trials=wish.trials,
        chained=wish.chained or not listed <= known,
    )


def _names(name: str) -> set[str]:
    """Return the names under which a task may list a column: with and without its table."""
    return {name, name.rpartition(".")[2]}


def _dates(document: Submission, sheet: int, place: Address) -> bool:
    book = document.book
    own = book.sheets[sheet]
    code = book.styles.format(own.style_at(*place)[0]).number
    return meaning(code).kind in DATE_KINDS


def formula_of(document: Submission, block: Block, wish: Wish, place: Address) -> str:
    """Return the wanted formula for one cell of a block. Raises MissingError."""
    return _Writer(document, block, wish).formula(place)


def _pieces(text: str) -> list[tuple[str, str, bool]]:
    """Return plain text, the column named after it, and whether all of it is meant."""
    found: list[tuple[str, str, bool]] = []
    end = 0
    for place in PLACE.finditer(text):
        found.append((text[end : place.start()], place[1] or place[2], bool(place[1])))
        end = place.end()
    return [*found, (text[end:], "", False)]


@dataclass(frozen=True, slots=True)
class _Source:
    """Cells that a formula reads: of one row, or the whole block; `right` ends a row of several."""

    prefix: str
    left: str
    right: str
    rows: frozenset[int]
    block: str

    def at(self, row: int) -> str:
        """Return the cells of one row."""
        end = f":{self.right}{row}" if self.right else ""
        return f"{self.prefix}{self.left}{row}{end}"


class _Writer:
    def __init__(self, document: Submission, block: Block, wish: Wish) -> None:
        self.document, self.block, self.wish = document, block, wish
        self.supplies = _Supplies()
        self.here = document.sheet_index(block.sheet.name)
        self.pieces = _pieces(wish.equals.strip().removeprefix("="))
        self.sources: dict[tuple[str, bool], _Source] = {}
        self.rows = {place[0] for place in block.cells}

    def formula(self, place: Address) -> str:
        """Return the wanted formula for one cell, every reference with its sheet."""
        first = self.block.cells[0]
        rows, columns = place[0] - first[0], place[1] - first[1]
        pieces: list[str] = []
        for text, name, whole in self.pieces:
            if text:
                pieces.append(self._plain(text, place, rows, columns))
            if name:
                pieces.append(self._column(name, place, whole=whole))
        return "".join(pieces)

    def _plain(self, text: str, place: Address, rows: int, columns: int) -> str:
        if not any(part.kind is Kind.REF for part in tokens(text)):
            return text
        parts = []
        for part in tokens(moved(text, rows, columns)):
            area = read_range(part.text) if part.kind is Kind.REF else None
            if area is None:
                parts.append(part)
                continue
            name = split_sheet(f"{part.sheet}A1")[0] or self.block.sheet.name
            self._supply_area(name, part.text, area, place)
            parts.append(Token(part.kind, part.text, f"{quoted(name)}!"))
        return joined(parts)

    def _supply_area(self, sheet: str, text: str, area: Range, place: Address) -> None:
        index = self.document.sheet_index(sheet)
        if index < 0:
            raise MissingError(sheet)
        alone = area.size == 1
        used = self.document.book.sheets[index]
        last = min(area.bottom, max(area.top, used.last_row))
        wanted = f"{sheet}!{text.replace('$', '')}" in self.wish.perturb
        if wanted or not self._is_constant(index, text, area):
            same_row = alone and area.top == place[0] and index == self.here
            for column in range(area.left, min(area.right, area.left + MAX_WIDTH) + 1):
                part = Range(area.top, column, last, column)
                name = letters(column) if same_row else str(part)
                name = f"{sheet}!{text.replace('$', '')}" if wanted else name
                self.supplies.add(name, index, tuple(part.cells()), row_wise=same_row)

    def _is_constant(self, sheet: int, text: str, area: Range) -> bool:
        """Fixed single cells are constants, and so are blocks beside the table asked about."""
        if area.size == 1:
            return text.count("$") > 1
        table = self.block.table
        return table is not None and not (sheet == self.here and area.common(table.block))

    def _column(self, name: str, place: Address, *, whole: bool) -> str:
        """Return the cells of "[单位]", "[[单位]]" or "[一月:三月]" for one row."""
        source = self.sources.get((name, whole))
        if source is None:
            source = self.sources[name, whole] = self._source(name, whole=whole)
        if whole:
            return source.block
        if place[0] not in source.rows:
            raise MissingError(name)
        return source.at(place[0])

    def _source(self, name: str, *, whole: bool) -> _Source:
        """Look a name up and note what it supplies; done once for all rows."""
        first, _mark, last = name.partition(":")
        table, start = self._table(first)
        end = self._table(last)[1] if last else start
        low, high = (table.columns.get(column, 0) for column in (start, end))
        if not low or not high or not table.rows:
            raise MissingError(name)
        index = self.document.sheet_index(table.sheet.name)
        for column in table.spec.header:
            if low <= table.columns.get(column, 0) <= high:
                own = column if last else first
                self._supply(own, index, table, column, row_wise=not whole)
        prefix = f"{quoted(table.sheet.name)}!"
        left, right = letters(low), letters(high)
        block = f"{prefix}${left}${min(table.rows)}:${right}${max(table.rows)}"
        return _Source(prefix, left, right if last else "", frozenset(table.rows), block)

    def _supply(
        self, name: str, index: int, table: Located, column: str, *, row_wise: bool
    ) -> None:
        if row_wise and column == table.spec.key and not self.wish.perturb:
            return
        places = table.places(column)
        if row_wise and table is self.block.table:
            places = tuple(place for place in places if place[0] in self.rows)
        self.supplies.add(name, index, places, row_wise=row_wise)

    def _table(self, name: str) -> tuple[Located, str]:
        """Return the table that a name is about and the column's own name."""
        variable, mark, column = name.partition(".")
        own = self.block.table
        if not mark and own is not None and name in own.spec.header:
            return own, name
        spec = self.wish.tables.get(variable) if mark else self._only(name)
        located = None if spec is None else self.document.table(spec)
        if located is None:
            raise MissingError(name)
        return located, column if mark else name

    def _only(self, name: str) -> TableSpec | None:
        """Return the one table among the variables that has such a column."""
        found = [spec for spec in self.wish.tables.values() if name in spec.header]
        return found[0] if found else None
