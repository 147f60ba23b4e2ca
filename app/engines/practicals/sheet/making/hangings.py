"""Writing what hangs on ranges: conditional formats, validation, filters, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as Writer
from xlsxwriter.worksheet import Worksheet

from app.engines.practicals.data import load
from app.engines.practicals.sheet.making.draft import Hanging
from app.engines.practicals.sheet.making.looks import chosen, properties
from app.engines.practicals.sheet.refs import Range

MakeFormat = Callable[[Mapping[str, Any]], Format]
_CHARTS = {
    "barChart/col": "column", "barChart/bar": "bar", "lineChart": "line", "pieChart": "pie",
    "doughnutChart": "doughnut", "areaChart": "area", "scatterChart": "scatter",
    "radarChart": "radar",
}  # fmt: skip
_GROUPINGS = {"stacked": "stacked", "percentStacked": "percent_stacked"}
_LEGENDS = {"r": "right", "l": "left", "t": "top", "b": "bottom", "tr": "top_right", "none": "none"}


def add_hanging(writer: Writer, target: Worksheet, item: Hanging, make: MakeFormat) -> None:
    """Write one thing."""
    _WRITERS[item.kind](writer, target, item, make)


def _corners(area: Range) -> tuple[int, int, int, int]:
    return area.top - 1, area.left - 1, area.bottom - 1, area.right - 1


def _rule(writer: Writer, target: Worksheet, item: Hanging, _make: MakeFormat) -> None:
    options = dict(item.options)
    shown = writer.add_format(properties(options.pop("look", {})))
    target.conditional_format(*_corners(item.range), {**_criteria(options), "format": shown})


def _criteria(options: Mapping[str, Any]) -> dict[str, Any]:
    if "formula" in options:
        return {"type": "formula", "criteria": options["formula"]}
    if "top" in options:
        return {"type": "top", "value": options["top"]}
    if options.get("duplicate"):
        return {"type": "duplicate"}
    if options.get("above_average"):
        return {"type": "average", "criteria": "above"}
    if "between" in options:
        low, high = options["between"]
        return {"type": "cell", "criteria": "between", "minimum": low, "maximum": high}
    value = options["value"]
    quoted = f'"{value}"' if isinstance(value, str) and not value.startswith("=") else value
    return {"type": "cell", "criteria": options["criteria"], "value": quoted}


def _validation(_writer: Writer, target: Worksheet, item: Hanging, _make: MakeFormat) -> None:
    options = item.options
    made: dict[str, Any] = {
        "error_message": options.get("error", ""),
        "error_title": options.get("error_title", ""),
        "input_title": options.get("prompt_title", ""),
        "input_message": options.get("prompt", ""),
    }
    if "list" in options:
        made |= {"validate": "list", "source": options["list"]}
    elif "formula" in options:
        made |= {"validate": "custom", "value": options["formula"]}
    else:
        kind = next(name for name in ("whole", "decimal", "date", "length") if name in options)
        low, high = options[kind]
        validate = {"whole": "integer"}.get(kind, kind)
        made |= {"validate": validate, "criteria": "between", "minimum": low, "maximum": high}
    target.data_validation(*_corners(item.range), {k: v for k, v in made.items() if v != ""})


def _filter(_writer: Writer, target: Worksheet, item: Hanging, _make: MakeFormat) -> None:
    target.autofilter(*_corners(item.range))
    for column, wanted in item.options.get("columns", {}).items():
        if isinstance(wanted, list):
            target.filter_column_list(column - 1, wanted)
        else:
            target.filter_column(column - 1, f"x {wanted}")


def _chart(writer: Writer, target: Worksheet, item: Hanging, _make: MakeFormat) -> None:
    options = item.options
    kinds: dict[str, str] = load("sheets")["charts"]
    words = kinds.get(options["type"], str(options["type"])).split("/")
    name = "/".join(words[:2]) if words[0] == "barChart" else words[0]
    kind = {"type": _CHARTS[name]}
    if grouping := next((_GROUPINGS[word] for word in words if word in _GROUPINGS), ""):
        kind["subtype"] = grouping
    chart = writer.add_chart(kind)
    for series in options["series"]:
        made = {key: value for key, value in series.items() if value}
        if options.get("labels"):
            made["data_labels"] = {"value": True}
        if options.get("trendline"):
            made["trendline"] = {"type": options["trendline"]}
        if "markers" in words:
            made["marker"] = {"type": "circle"}
        chart.add_series(made)
    _chart_texts(chart, options)
    target.insert_chart(item.range.top - 1, item.range.left - 1, chart)


def _chart_texts(chart: Any, options: Mapping[str, Any]) -> None:  # noqa: ANN401
    title = options.get("title")
    chart.set_title({"name": chosen(title)} if title else {"none": True})
    across = str(options["type"]).endswith("条形图") or "/bar/" in str(options["type"])
    for key in ("axis.category", "axis.value"):
        if key in options:
            is_x = (key == "axis.category") is not across
            (chart.set_x_axis if is_x else chart.set_y_axis)({"name": chosen(options[key])})
    if "legend" in options:
        word = chosen(options["legend"])
        place = _LEGENDS[load("sheets")["legends"].get(word, word)]
        chart.set_legend({"none": True} if place == "none" else {"position": place})


def _note(_writer: Writer, target: Worksheet, item: Hanging, _make: MakeFormat) -> None:
    target.write_comment(item.range.top - 1, item.range.left - 1, item.options["text"])


def _link(_writer: Writer, target: Worksheet, item: Hanging, _make: MakeFormat) -> None:
    target.write_url(item.range.top - 1, item.range.left - 1, item.options["target"])


def _nothing(_writer: Writer, _target: Worksheet, _item: Hanging, _make: MakeFormat) -> None:
    """Pivot tables are added to the finished parts."""


_WRITERS: dict[str, Callable[[Writer, Worksheet, Hanging, MakeFormat], None]] = {
    "rule": _rule,
    "validation": _validation,
    "filter": _filter,
    "chart": _chart,
    "pivot": _nothing,
    "note": _note,
    "link": _link,
}
