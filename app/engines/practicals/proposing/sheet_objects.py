"""Sheets, charts, pivot tables, tables and names of a final workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.sheet_charts import CHART_ASPECTS, LIST_ASPECTS
from app.engines.practicals.checks.sheet_pages import BOOK_ASPECTS, SHEET_ASPECTS
from app.engines.practicals.data import load
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.sheet_tables import Tables
from app.engines.practicals.proposing.values import read_one, repr_of, written
from app.engines.practicals.proposing.wording import quote, saying
from app.engines.practicals.sheet.model import Sheet
from app.engines.practicals.sheet.pivots import Pivot
from app.engines.practicals.sheet.select import Part
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg


def sheets(found: Proposed, start: Submission, final: Submission) -> None:
    """Propose views, printing and protection of sheets, and their order."""
    olds, news = ([s.name for s in book.sheets] for book in (start.book, final.book))
    if olds != news:
        expect = {"sheets.order": news}
        keys = {"find": {"workbook": True}, "expect": expect}
        found.add("sheets", msg("The workbook"), keys, saying(BOOK_ASPECTS, expect))
    if final.book.protected and not start.book.protected:
        expect_on = {"structure.protected": True}
        keys = {"find": {"workbook": True}, "expect": expect_on}
        found.add("sheets", msg("The workbook"), keys, saying(BOOK_ASPECTS, expect_on))
    for sheet in final.book.sheets:
        old = start.book.sheet(sheet.name)
        expect_here = {
            key: raw
            for key, aspect in SHEET_ASPECTS.items()
            if key != "position"
            and (raw := _changed(key, aspect, (start, old), (final, sheet))) is not None
        }
        if expect_here:
            keys = {"find": {"sheet": sheet.name}, "expect": expect_here}
            where = msg("Sheet “%(sheet)s”", sheet=sheet.name)
            found.add("sheets", where, keys, saying(SHEET_ASPECTS, expect_here))


def _changed(
    key: str,
    aspect: Aspect,
    before: tuple[Submission, Any],
    after: tuple[Submission, Any],
) -> Any:  # noqa: ANN401
    now = read_one(after[0], aspect, after[1])
    then = None if before[1] is None else read_one(before[0], aspect, before[1])
    if now is None or (then is not None and repr_of(then.value) == repr_of(now.value)):
        return None
    if before[1] is None or now.value in (None, "", ()):
        return None  # a new sheet has the views of any sheet; what is empty says nothing
    raw = written(key, aspect, now.value)
    return None if raw == "" else raw


def objects(found: Proposed, start: Submission, final: Submission, tables: Tables) -> None:
    """Propose charts, pivot tables, tables and names that were not there before."""
    for sheet in final.book.sheets:
        old = start.book.sheet(sheet.name)
        had = 0 if old is None else len(old.charts)
        for number, chart in enumerate(sheet.charts, 1):
            if number > had:
                index = {"index": number} if len(sheet.charts) > 1 else {}
                _chart(found, final, tables, Part(sheet, chart), index)
        for pivot in sheet.pivots[0 if old is None else len(old.pivots) :]:
            _pivot(found, sheet, pivot)
        for item in sheet.tables[0 if old is None else len(old.tables) :]:
            expect = {
                key: raw
                for key, aspect in LIST_ASPECTS.items()
                if (one := read_one(final, aspect, Part(sheet, item))) is not None
                and (raw := written(key, aspect, one.value)) not in (None, "", False)
            }
            keys = {"find": {"lists": {"sheet": sheet.name}}, "expect": expect}
            where = msg("%(sheet)s, the table “%(name)s”", sheet=sheet.name, name=item.name)
            found.add("objects", where, keys, saying(LIST_ASPECTS, expect))
        if sheet.pictures != (0 if old is None else old.pictures):
            found.leave(msg("%(sheet)s: pictures were added or taken out.", sheet=sheet.name))
    _names(found, start, final)


def _chart(
    found: Proposed, final: Submission, tables: Tables, part: Part, index: Mapping[str, int]
) -> None:
    chart: Any = part.item
    expect: dict[str, Any] = {}
    for key in ("type", "title", "legend", "axis.category", "axis.value", "labels", "trendline"):
        one = read_one(final, CHART_ASPECTS[key], part)
        raw = None if one is None else written(key, CHART_ASPECTS[key], one.value)
        if raw not in (None, "", False) and (key, raw) != ("legend", "右"):
            expect[key] = raw
    values = [tables.covers(item.values) for item in chart.series if item.values]
    labels = dict.fromkeys(item.categories for item in chart.series if item.categories)
    if values:
        expect["series.values"] = values if len(values) > 1 else values[0]
    if labels:
        expect["series.categories"] = tables.covers(next(iter(labels)))
    where = msg("%(sheet)s, chart %(number)s", sheet=part.sheet.name, number=chart.number)
    keys = {"find": {"charts": {"sheet": part.sheet.name, **index}}, "expect": expect}
    said = saying(CHART_ASPECTS, {k: v for k, v in expect.items() if not k.startswith("series.")})
    found.add("objects", where, keys, said)


def _pivot(found: Proposed, sheet: Sheet, pivot: Pivot) -> None:
    functions = {word: name for name, word in load("sheets")["functions"].items()}
    expect: dict[str, Any] = {
        key: list(getattr(pivot, key))
        for key in ("rows", "columns", "filters")
        if getattr(pivot, key)
    }
    if pivot.values:
        expect["values"] = {v.field: functions.get(v.function, v.function) for v in pivot.values}
    if pivot.source_sheet:
        expect["source"] = f"{pivot.source_sheet}!{pivot.source.replace('$', '')}"
    where = msg("%(sheet)s, pivot table %(number)s", sheet=sheet.name, number=pivot.number)
    says = msg("a pivot table of %(fields)s", fields="、".join((*pivot.rows, *pivot.columns)))
    find = {"pivots": {"sheet": sheet.name}}
    found.add("objects", where, {"find": find, "expect": expect}, says)


def _names(found: Proposed, start: Submission, final: Submission) -> None:
    known = {(name.name.casefold(), name.sheet) for name in start.book.names}
    for name in final.book.names:
        is_own = not name.hidden and not name.name.startswith(("_xlnm", "_"))
        if is_own and (name.name.casefold(), name.sheet) not in known:
            refers = name.text.replace("$", "").replace("'", "")
            keys = {"find": {"names": name.name}, "expect": {"refers": refers}}
            says = _refers(refers)
            found.add("objects", msg("Name “%(name)s”", name=quote(name.name)), keys, says)


def _refers(text: str) -> Message:
    return msg("refers to %(cells)s", cells=text)
