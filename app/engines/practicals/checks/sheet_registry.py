"""Which keys a check on a workbook may expect, by what it looks at."""

from __future__ import annotations

from collections.abc import Mapping

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.lens import Lens
from app.engines.practicals.checks.sheet_blocks import BLOCK_ASPECTS
from app.engines.practicals.checks.sheet_cells import FORMAT_ASPECTS
from app.engines.practicals.checks.sheet_charts import (
    CHART_ASPECTS,
    LIST_ASPECTS,
    NAME_ASPECTS,
    PIVOT_ASPECTS,
)
from app.engines.practicals.checks.sheet_formulas import FORMULA_ASPECT
from app.engines.practicals.checks.sheet_pages import BOOK_ASPECTS, SHEET_ASPECTS
from app.engines.practicals.checks.sheet_probes import PROBE_ASPECTS
from app.engines.practicals.checks.sheet_rows import ROW_ASPECTS
from app.engines.practicals.checks.sheet_validation import VALIDATION_ASPECTS
from app.engines.practicals.language.find import Find
from app.engines.practicals.sheet.find import (
    FindBook,
    FindCells,
    FindCharts,
    FindColumns,
    FindLists,
    FindNames,
    FindPivots,
    FindSheets,
    FindTable,
    read_sheet_find,
)
from app.engines.practicals.sheet.select import select
from app.kernel.text import Message, msg

CELL_ASPECTS: dict[str, Aspect] = {
    **FORMAT_ASPECTS,
    **BLOCK_ASPECTS,
    **PROBE_ASPECTS,
    **VALIDATION_ASPECTS,
    "formula": FORMULA_ASPECT,
}
TABLE_ASPECTS: dict[str, Aspect] = {**CELL_ASPECTS, **ROW_ASPECTS}
_KNOWN: dict[type[Find], Mapping[str, Aspect]] = {
    FindColumns: CELL_ASPECTS,
    FindCells: CELL_ASPECTS,
    FindTable: TABLE_ASPECTS,
    FindSheets: SHEET_ASPECTS,
    FindCharts: CHART_ASPECTS,
    FindPivots: PIVOT_ASPECTS,
    FindLists: LIST_ASPECTS,
    FindNames: NAME_ASPECTS,
    FindBook: BOOK_ASPECTS,
}


def aspects_for(find: Find) -> Mapping[str, Aspect]:
    """Return the known keys for a selector."""
    return _KNOWN[type(find)]


def nothing_found(find: Find) -> Message:
    """Return that a selector found nothing, and what it looked for."""
    match find:
        case FindColumns() | FindTable():
            return msg(
                "The table is not found on sheet “%(sheet)s” (looked for the header %(header)s).",
                sheet=find.table.sheet,
                header="、".join(find.table.header),
            )
        case FindSheets(name) | FindCells(name, _):
            return msg("There is no sheet “%(name)s”.", name=name)
        case FindCharts():
            return msg("There is no chart on sheet “%(name)s”.", name=find.sheet)
        case FindPivots():
            return msg("There is no pivot table.")
        case FindNames():
            return msg("There is no name “%(name)s”.", name=find.name)
        case _:
            return msg("Nothing of this kind is found in the file.")


def one_is_enough(find: Find) -> bool:
    """Whether one chart, pivot table, table or name that is right in all is enough."""
    return isinstance(find, FindCharts | FindPivots | FindLists | FindNames)


SHEET_LENS = Lens(read_sheet_find, aspects_for, select, nothing_found, one_is_enough)
