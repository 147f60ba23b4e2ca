"""Charts, pivot tables, tables and names: by the cells they cover and the names of their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading, phrase
from app.engines.practicals.checks.sheet_pages import cells
from app.engines.practicals.data import load
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, OneOf, Scalar
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.charts import Chart, Series
from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.locate import plain
from app.engines.practicals.sheet.model import DefinedName, text_of
from app.engines.practicals.sheet.pivots import Pivot
from app.engines.practicals.sheet.refs import Range, read_range, split_sheet
from app.engines.practicals.sheet.rules import ListObject
from app.engines.practicals.sheet.select import Part
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

Shown = tuple[object, Message]
Measure = Callable[[Submission, Part, Any], Shown]


def _reader(
    kind: type, title: Message, measure: Measure, form: Phrase
) -> Callable[..., list[Reading]]:
    def read(
        document: Submission, parts: Sequence[Part], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for part in parts:
            if isinstance(part.item, kind):
                value, shown = measure(document, part, part.item)
                right = _right(document, expectation, value)
                readings.append(Reading(right, 1, part.place, phrase(title, shown, form)))
        return _best(readings)

    return read


def _right(document: Submission, expectation: Expectation, value: object) -> bool:
    if isinstance(expectation, Covers):
        return expectation.covered(document, value)
    options = value if isinstance(value, tuple) else (value,)
    return any(map(expectation.accepts, options))


def _best(readings: list[Reading]) -> list[Reading]:
    """One chart that is right is enough; others may stand beside it."""
    right = [reading for reading in readings if reading.right]
    return right[:1] or readings[:1]


@dataclass(frozen=True, slots=True)
class Covers:
    """An expectation on references: exactly the cells of these columns or blocks, in any order."""

    names: tuple[str, ...]
    tables: Mapping[str, TableSpec] = field(default_factory=dict, hash=False)

    def accepts(self, _value: object) -> bool:
        """Which cells are meant is known only in a submission."""
        return False

    def covered(self, document: Submission, value: object) -> bool:
        """Whether the references are those of the columns, as they stand in the submission."""
        wanted = [self._cells(document, name) for name in self.names]
        found = [_block(text) for text in value] if isinstance(value, tuple) else []
        return None not in wanted and sorted(map(str, found)) == sorted(map(str, wanted))

    def _cells(self, document: Submission, name: str) -> tuple[str, Range] | None:
        variable, _mark, column = name.removeprefix("$").partition(".")
        spec = self.tables.get(variable)
        table = None if spec is None else document.table(spec)
        if spec is None:
            return _block(name)
        places = () if table is None else table.places(column)
        if table is None or not places:
            return None
        rows = [row for row, _column in places]
        return plain(table.sheet.name), Range(min(rows), places[0][1], max(rows), places[0][1])

    def text(self) -> Message:
        """Return the columns."""
        said = "、".join(name.rpartition(".")[2] for name in self.names)
        return msg("the cells of %(columns)s", columns=said)


def _block(text: str) -> tuple[str, Range] | None:
    sheet, area = split_sheet(text.strip().strip("()"))
    found = read_range(area)
    return None if found is None else (plain(sheet), found)


def covers(raw: object) -> Expectation:
    """Read a column "$S.平均分", a block "汇总!B2:B5", a list of these, or `{covers: …}`."""
    tables: Mapping[str, TableSpec] = {}
    if isinstance(raw, Mapping):
        only(raw, {"covers", "tables"})
        tables, raw = raw.get("tables") or {}, raw.get("covers")
    items: list[Any] = raw if isinstance(raw, list) else [raw]
    if not items or not all(isinstance(item, str) for item in items):
        raise ValueProblemError(msg("The cells that must be covered are needed here."))
    return Covers(tuple(items), tables)


def _chart_kind(raw: object) -> Expectation:
    word = str(load("sheets")["charts"].get(raw, raw))
    if word not in load("sheets")["charts"].values():
        raise ValueProblemError(msg("“%(value)s” is no kind of chart.", value=str(raw)))
    return OneOf(frozenset({word.casefold()}), msg("“%(name)s”", name=_chart_name(word)))


def _chart_name(word: str) -> str:
    names = [name for name, kind in load("sheets")["charts"].items() if kind == word]
    return names[0] if names else word


def _kinds(_document: Submission, _part: Part, chart: Chart) -> Shown:
    kinds = [kind.removesuffix("/3d") for kind in chart.kinds]
    loose = [kind.partition("/")[0] for kind in kinds if kind.startswith(("scatter", "radar"))]
    shown = "、".join(_chart_name(kind) for kind in kinds)
    return (*kinds, *loose), msg("“%(name)s”", name=shown)


def _title(document: Submission, _part: Part, chart: Chart) -> Shown:
    text = chart.title or _cell_text(document, chart.title_ref)
    return text, msg("“%(name)s”", name=text) if text else msg("no title")


def _cell_text(document: Submission, reference: str) -> str:
    sheet_name, area = split_sheet(reference)
    sheet, found = document.book.sheet(sheet_name), read_range(area)
    if sheet is None or found is None:
        return ""
    return text_of(sheet.cell(found.top, found.left).value)


def _series(of: Callable[[Series], str]) -> Measure:
    def measure(_document: Submission, _part: Part, chart: Chart) -> Shown:
        found = tuple(of(item) for item in chart.series if of(item))
        shown = "、".join(found).replace("$", "").replace("'", "")
        return found, msg("%(cells)s", cells=shown) if found else msg("none")

    return measure


def _categories(_document: Submission, _part: Part, chart: Chart) -> Shown:
    """Series share their categories; each is named once."""
    found = tuple(dict.fromkeys(item.categories for item in chart.series if item.categories))
    shown = "、".join(found).replace("$", "").replace("'", "")
    return found, msg("%(cells)s", cells=shown) if found else msg("none")


def _names(document: Submission, _part: Part, chart: Chart) -> Shown:
    found = [item.name or _cell_text(document, item.name_ref) for item in chart.series]
    shown = "、".join(found)
    return shown, msg("“%(name)s”", name=shown)


def _legend(_document: Submission, _part: Part, chart: Chart) -> Shown:
    words = {word: name for name, word in load("sheets")["legends"].items()}
    return chart.legend, msg("“%(name)s”", name=words.get(chart.legend, chart.legend))


def _legend_scalar(raw: object) -> Expectation:
    if isinstance(raw, bool):
        raw = {"in": ["r", "l", "t", "b", "tr"]} if raw else "none"
    if isinstance(raw, Mapping):
        return OneOf(frozenset(raw["in"]), msg("a legend"))
    word = str(load("sheets")["legends"].get(raw, raw))
    if word not in load("sheets")["legends"].values():
        raise ValueProblemError(msg("“%(value)s” is not known here.", value=str(raw)))
    return OneOf(frozenset({word}), msg("“%(name)s”", name=str(raw)))


def _axis(side: str) -> Measure:
    def measure(_document: Submission, _part: Part, chart: Chart) -> Shown:
        text = chart.axis_titles.get(side, "")
        return text, msg("“%(name)s”", name=text) if text else msg("no title")

    return measure


def _labels(_document: Submission, _part: Part, chart: Chart) -> Shown:
    return chart.labels, msg("yes") if chart.labels else msg("no")


def _trend(_document: Submission, _part: Part, chart: Chart) -> Shown:
    kinds = [item.trendline for item in chart.series if item.trendline]
    return tuple(kinds) or "", msg("“%(name)s”", name="、".join(kinds)) if kinds else msg("none")


def _place(_document: Submission, _part: Part, chart: Chart) -> Shown:
    shown = str(chart.place) if chart.place else ""
    return chart.place, msg("%(cells)s", cells=shown)


@dataclass(frozen=True, slots=True)
class Within:
    """An expectation on where a chart stands."""

    range: Range

    def accepts(self, value: object) -> bool:
        """Whether the chart stands inside the block."""
        return isinstance(value, Range) and value.common(self.range) == value

    def text(self) -> Message:
        """Return the block."""
        return msg("within %(cells)s", cells=str(self.range))


def _within(raw: object) -> Expectation:
    found = read_range(str(raw))
    if found is None:
        raise ValueProblemError(msg("“%(value)s” is no block of cells.", value=str(raw)))
    return Within(found)


_CHART_HINT = msg(
    "Select the cells for the chart (labels and figures), insert the kind of chart asked for, and "
    "add title, legend and labels under Chart Elements."
)
_PIVOT_HINT = msg("Insert a pivot table and put each field into the area that the task names.")


def _chart(
    title: Message, scalar: Scalar, measure: Measure, form: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, _reader(Chart, title, measure, form), _CHART_HINT, form)


CHART_ASPECTS: dict[str, Aspect] = {
    "type": _chart(msg("kind of chart"), _chart_kind, _kinds, Phrase.WORD),
    "title": _chart(msg("chart title"), values.text, _title, Phrase.WORD),
    "series.values": _chart(msg("figures from"), covers, _series(lambda item: item.values)),
    "series.categories": _chart(msg("labels from"), covers, _categories),
    "series.names": _chart(msg("names of the series"), values.text, _names, Phrase.WORD),
    "series.count": _chart(
        msg("number of series:"),
        scalars.count,
        lambda _d, _p, chart: (len(chart.series), msg("%(n)s", n=len(chart.series))),
    ),
    "legend": _chart(msg("legend at"), _legend_scalar, _legend),
    "axis.category": _chart(
        msg("title of the category axis"), values.text, _axis("x"), Phrase.WORD
    ),
    "axis.value": _chart(msg("title of the value axis"), values.text, _axis("y"), Phrase.WORD),
    "labels": _chart(msg("data labels:"), scalars.flag, _labels),
    "trendline": _chart(msg("trend line"), values.text, _trend, Phrase.WORD),
    "place": _chart(msg("chart placed"), _within, _place),
}


def _fields(key: str) -> Measure:
    def measure(_document: Submission, _part: Part, item: Pivot) -> Shown:
        shown = "、".join(getattr(item, key))
        return shown, msg("“%(name)s”", name=shown) if shown else msg("none")

    return measure


def _fields_scalar(raw: object) -> Expectation:
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValueProblemError(msg("A list of texts is needed here."))
    return values.Squashed("、".join(items))


def _pivot_values(_document: Submission, _part: Part, item: Pivot) -> Shown:
    shown = "、".join(f"{value.field}:{value.function}" for value in item.values)
    return shown, msg("“%(name)s”", name=shown) if shown else msg("none")


def _values_scalar(raw: object) -> Expectation:
    """Expect value fields: `{金额: 求和}`."""
    if not isinstance(raw, Mapping) or not raw:
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    known = load("sheets")["functions"]
    said = [f"{name}:{known.get(function, function)}" for name, function in raw.items()]
    return values.Squashed("、".join(said))


def _source(document: Submission, _part: Part, item: Pivot) -> Shown:
    """Return the source as a block, also where it is a table or a name."""
    text = f"{item.source_sheet}!{item.source}" if item.source_sheet else item.source
    for sheet in document.book.sheets:
        for table in sheet.tables:
            if table.name.casefold() == item.source.casefold():
                text = f"{sheet.name}!{table.range}"
    for name in document.book.names:
        if name.name.casefold() == item.source.casefold():
            text = name.text
    return (text,), msg("%(cells)s", cells=text)


def _pivot(title: Message, scalar: Scalar, measure: Measure, form: Phrase = Phrase.WORD) -> Aspect:
    return Aspect(title, scalar, _reader(Pivot, title, measure, form), _PIVOT_HINT, form)


PIVOT_ASPECTS: dict[str, Aspect] = {
    "rows": _pivot(msg("row fields"), _fields_scalar, _fields("rows")),
    "columns": _pivot(msg("column fields"), _fields_scalar, _fields("columns")),
    "filters": _pivot(msg("filter fields"), _fields_scalar, _fields("filters")),
    "values": _pivot(msg("value fields"), _values_scalar, _pivot_values),
    "source": _pivot(msg("pivot source"), covers, _source, Phrase.MEASURE),
}
_LIST_HINT = msg("Select the block with its header and choose “Format as Table”.")
_NAME_HINT = msg("Select the cells and define the name in the Name Manager.")


def _list(title: Message, scalar: Scalar, measure: Measure, form: Phrase = Phrase.WORD) -> Aspect:
    return Aspect(title, scalar, _reader(ListObject, title, measure, form), _LIST_HINT, form)


LIST_ASPECTS: dict[str, Aspect] = {
    "range": _list(
        msg("table over"),
        cells,
        lambda _d, _p, item: (str(item.range), msg("%(cells)s", cells=str(item.range))),
        Phrase.MEASURE,
    ),
    "style": _list(
        msg("table style"),
        values.text,
        lambda _d, _p, item: (item.style, msg("“%(name)s”", name=item.style)),
    ),
    "totals": _list(
        msg("total row:"),
        scalars.flag,
        lambda _d, _p, item: (item.totals, msg("yes") if item.totals else msg("no")),
        Phrase.MEASURE,
    ),
}
NAME_ASPECTS: dict[str, Aspect] = {
    "refers": Aspect(
        msg("name for"),
        covers,
        _reader(
            DefinedName,
            msg("name for"),
            lambda _d, _p, item: ((item.text,), msg("%(cells)s", cells=item.text)),
            Phrase.MEASURE,
        ),
        _NAME_HINT,
    ),
}
