"""Charts: kind, series by the ranges they cover, titles, legend, labels, axes, trend lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import A, Element, c, down, local
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.names import is_set, xdr
from app.engines.practicals.sheet.refs import Range

AXES = {"catAx": "x", "dateAx": "x", "valAx": "y", "serAx": "z"}
AUTO_TITLE = "auto"


@dataclass(frozen=True, slots=True)
class Series:
    """One series: references as written, and the text of its name where it is known."""

    values: str = ""
    categories: str = ""
    name_ref: str = ""
    name: str = ""
    labels: bool = False
    trendline: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart; `place` is the block of cells it stands on, `kinds` its plots."""

    part: str
    number: int
    kinds: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    title: str | None = None
    title_ref: str = ""
    legend: str = "none"
    axis_titles: Mapping[str, str] = field(default_factory=dict)
    labels: bool = False
    style: int | None = None
    place: Range | None = None


def read_chart(root: Element, part: str, number: int, place: Range | None) -> Chart | None:
    """Read a chart part; None if it holds no chart."""
    chart = root.find(c("chart"))
    area = down(chart, c("plotArea"))
    if chart is None or area is None:
        return None
    plots = [item for item in area if local(item).endswith("Chart")]
    series = [_series(item, plot) for plot in plots for item in plot.iterfind(c("ser"))]
    title, ref = _title(chart, series)
    return Chart(
        part=part,
        number=number,
        kinds=tuple(dict.fromkeys(_kind(plot) for plot in plots)),
        series=tuple(series),
        title=title,
        title_ref=ref,
        legend=_legend(chart),
        axis_titles=_axis_titles(area, plots),
        labels=any(_labels(plot) for plot in plots) or any(item.labels for item in series),
        place=place,
    )


def _value(element: Element | None, name: str, usual: str = "") -> str:
    item = down(element, c(name))
    return usual if item is None else item.get("val", usual)


def _kind(plot: Element) -> str:
    """Return kind, direction and grouping, such as "barChart/col/clustered"."""
    name = local(plot)
    parts = [name.replace("3D", "")]
    if parts[0] == "barChart":
        parts += [_value(plot, "barDir", "col"), _value(plot, "grouping", "clustered")]
    elif parts[0] in {"lineChart", "areaChart"}:
        parts.append(_value(plot, "grouping", "standard"))
        if parts[0] == "lineChart" and _has_markers(plot):
            parts.append("markers")
    elif parts[0] == "scatterChart":
        parts.append(_value(plot, "scatterStyle", "lineMarker"))
    if "3D" in name:
        parts.append("3d")
    return "/".join(parts)


def _has_markers(plot: Element) -> bool:
    symbols = [_value(item.find(c("marker")), "symbol", "auto") for item in plot.iterfind(c("ser"))]
    return is_set(_value(plot, "marker", "0")) and any(symbol != "none" for symbol in symbols)


def _series(element: Element, plot: Element) -> Series:
    values = element.find(c("val"))
    categories = element.find(c("cat"))
    if local(plot) in {"scatterChart", "bubbleChart"}:
        values, categories = element.find(c("yVal")), element.find(c("xVal"))
    name = element.find(c("tx"))
    trend = element.find(c("trendline"))
    return Series(
        values=_ref(values),
        categories=_ref(categories),
        name_ref=_ref(name),
        name=_cached(name),
        labels=_labels(element),
        trendline="" if trend is None else _value(trend, "trendlineType", "linear"),
    )


def _ref(element: Element | None) -> str:
    """Return the reference of a data source, whatever it is wrapped in."""
    if element is None:
        return ""
    found = next(element.iter(c("f")), None)
    return "" if found is None else (found.text or "").strip()


def _cached(element: Element | None) -> str:
    if element is None:
        return ""
    return "".join(item.text or "" for item in element.iter(c("v")))


def _labels(element: Element) -> bool:
    labels = element.find(c("dLbls"))
    if labels is None or is_set(_value(labels, "delete", "0")):
        return False
    shown = ("showVal", "showPercent", "showCatName", "showSerName")
    return any(is_set(_value(labels, name, "0")) for name in shown) or any(
        is_set(_value(item, name, "0")) for item in labels.iterfind(c("dLbl")) for name in shown
    )


def _text(element: Element | None) -> str:
    """Return the text of a title, typed or linked."""
    if element is None:
        return ""
    typed = "".join(item.text or "" for item in element.iter(f"{{{A}}}t"))
    return typed or _cached(element)


def _title(chart: Element, series: list[Series]) -> tuple[str | None, str]:
    title = chart.find(c("title"))
    if title is None or (is_set(_value(chart, "autoTitleDeleted", "0")) and not _text(title)):
        return None, ""
    text, ref = _text(title.find(c("tx"))), _ref(title.find(c("tx")))
    if not text and not ref and len(series) == 1:
        return series[0].name or AUTO_TITLE, series[0].name_ref
    return text, ref


def _legend(chart: Element) -> str:
    legend = chart.find(c("legend"))
    return "none" if legend is None else _value(legend, "legendPos", "r")


def _axis_titles(area: Element, plots: list[Element]) -> dict[str, str]:
    """Return the titles by x and y; both axes of a scatter chart are value axes."""
    scatter = any(local(plot) in {"scatterChart", "bubbleChart"} for plot in plots)
    found: dict[str, str] = {}
    for axis in area:
        side = AXES.get(local(axis), "")
        if scatter:
            side = "x" if _value(axis, "axPos") in {"b", "t"} else "y"
        title = axis.find(c("title")) if side else None
        if title is not None and side not in found:
            found[side] = _text(title)
    return found


def anchor(element: Element) -> Range | None:
    """Return the cells that an anchored drawing stands on."""
    start, end = element.find(xdr("from")), element.find(xdr("to"))
    first_cell = _corner(start)
    if first_cell is None:
        return None
    last = _corner(end) or first_cell
    return Range(
        first_cell[0], first_cell[1], max(last[0], first_cell[0]), max(last[1], first_cell[1])
    )


def _corner(element: Element | None) -> tuple[int, int] | None:
    row = whole(None if element is None else element.findtext(xdr("row")))
    column = whole(None if element is None else element.findtext(xdr("col")))
    return None if row is None or column is None else (row + 1, column + 1)
