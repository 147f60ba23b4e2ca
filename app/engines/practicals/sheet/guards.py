"""Guards of a task on a workbook: the data that must stay as they were given."""

from __future__ import annotations

from collections.abc import Iterator

from app.engines.practicals.checks.texts import GuardOutcome
from app.engines.practicals.language.expectations import listed
from app.engines.practicals.sheet.formulas.question import same
from app.engines.practicals.sheet.locate import Located, locate
from app.engines.practicals.sheet.model import Value, Workbook, text_of
from app.engines.practicals.sheet.refs import Address, a1, address, split_sheet
from app.engines.practicals.sheet.submission import Submission
from app.engines.practicals.sheet.task import DataGuard
from app.kernel.text import Message, msg

MAX_CHANGES = 3


def run_data_guard(document: Submission, guard: DataGuard) -> GuardOutcome:
    """Compare what must not change with the starter, row by row, however they are sorted."""
    compared, changes = 0, []
    for found in (*_table(document, guard), *_cells(document, guard)):
        compared += 1
        changes += [] if found is None else [found]
    if not changes:
        return GuardOutcome(intact=True, similarity=1.0, found=msg("The data are unchanged."))
    rest = len(changes) - MAX_CHANGES
    said = [*changes[:MAX_CHANGES], *([msg("further changes: %(n)s", n=rest)] if rest > 0 else [])]
    similarity = 1 - len(changes) / max(1, compared)
    return GuardOutcome(intact=False, similarity=similarity, found=listed(said))


def _table(document: Submission, guard: DataGuard) -> Iterator[Message | None]:
    """Yield what is wrong with each value of a table, None for each that is right."""
    if guard.table is None:
        return
    given = locate(document.starter, guard.table)
    found = document.table(guard.table)
    if given is None:
        return
    if found is None:
        yield msg("the table on sheet “%(sheet)s” is gone", sheet=guard.table.sheet)
        return
    there = {found.key(row): row for row in found.rows}
    for position, row in enumerate(given.rows):
        key = given.key(row)
        own = there.get(key) if len(there) == len(found.rows) else None
        if own is None and len(there) != len(found.rows) and position < len(found.rows):
            own = found.rows[position]
        if own is None:
            yield msg("the row of “%(key)s” is gone", key=key)
            continue
        yield from _row(given, found, row, own, guard.columns)


def _row(
    given: Located, found: Located, row: int, own: int, columns: tuple[str, ...]
) -> Iterator[Message | None]:
    for name in columns:
        if name not in given.columns:
            continue
        if name not in found.columns:
            yield msg("there is no column “%(name)s”", name=name)
            return
        old = given.sheet.cell(row, given.columns[name]).value
        place = (own, found.columns[name])
        yield _change(found.sheet.name, place, old, found.sheet.cell(*place).value)


def _cells(document: Submission, guard: DataGuard) -> Iterator[Message | None]:
    for text in guard.cells:
        name, area = split_sheet(text)
        place = address(area)
        if place is not None:
            old, new = (_value(book, name, place) for book in (document.starter, document.book))
            yield _change(name, place, old, new)


def _value(book: Workbook, name: str, place: Address) -> Value:
    sheet = book.sheet(name)
    return None if sheet is None else sheet.cell(*place).value


def _change(sheet: str, place: Address, old: Value, new: Value) -> Message | None:
    if same(old, new) or text_of(old).strip() == text_of(new).strip():
        return None
    return msg(
        "%(sheet)s!%(cell)s was “%(old)s” and is “%(new)s”",
        sheet=sheet, cell=a1(*place), old=text_of(old), new=text_of(new),
    )  # fmt: skip
