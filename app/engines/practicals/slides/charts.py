"""Charts as last drawn: their kind, title, legend, labels and series."""

from __future__ import annotations

from app.engines.practicals.ooxml.names import Element, c, down, local
from app.engines.practicals.ooxml.units import is_on
from app.engines.practicals.slides.model import Chart, Series
from app.engines.practicals.slides.names import a

_PLOTS = {
    "barChart": "bar",
    "bar3DChart": "bar3d",
    "lineChart": "line",
    "line3DChart": "line3d",
    "pieChart": "pie",
    "pie3DChart": "pie3d",
    "ofPieChart": "ofpie",
    "doughnutChart": "doughnut",
    "areaChart": "area",
    "area3DChart": "area3d",
    "scatterChart": "scatter",
    "radarChart": "radar",
    "bubbleChart": "bubble",
    "stockChart": "stock",
    "surfaceChart": "surface",
}


def read_chart(root: Element | None) -> Chart | None:
    """Read a chart part; None if it cannot be read (the newest kinds are not)."""
    area = down(root, c("chart"), c("plotArea"))
    plots = [item for item in area if local(item) in _PLOTS] if area is not None else []
    if root is None or not plots:
        return None
    series = tuple(_series(item) for plot in plots for item in plot.findall(c("ser")))
    return Chart(
        kind="+".join(dict.fromkeys(_kind(plot) for plot in plots)),
        title=_title(down(root, c("chart")), series),
        legend=_legend(down(root, c("chart"), c("legend"))),
        labels=any(_labels(plot) for plot in plots),
        series=series,
    )


def _kind(plot: Element) -> str:
    words = [_PLOTS[local(plot)]]
    for name in ("barDir", "grouping"):
        found = plot.find(c(name))
        if found is not None:
            words.append(found.get("val", ""))
    return "/".join(words)


def _title(chart: Element | None, series: tuple[Series, ...]) -> str:
    """Return the title; a single series gives its name unless the title was taken away."""
    title = down(chart, c("title"))
    if title is not None:
        text = "".join(item.text or "" for item in title.iter(a("t"), c("v")))
        return text or (series[0].name if len(series) == 1 else "")
    return ""


def _legend(legend: Element | None) -> str:
    if legend is None:
        return "none"
    place = legend.find(c("legendPos"))
    return place.get("val", "r") if place is not None else "r"


def _labels(plot: Element) -> bool:
    """Whether values, shares or names stand beside the points."""
    shown = ("showVal", "showPercent", "showCatName")
    return any(
        is_on(item.get("val"))
        for labels in plot.iter(c("dLbls"))
        for item in labels.iter(*(c(name) for name in shown))
    )


def _series(element: Element) -> Series:
    name = down(element, c("tx"))
    return Series(
        name="".join(item.text or "" for item in name.iter(c("v"))) if name is not None else "",
        categories=tuple(_points(element, ("cat", "xVal"))),
        values=tuple(_numbers(element, ("val", "yVal"))),
    )


def _points(element: Element, names: tuple[str, ...]) -> list[str]:
    for name in names:
        found = element.find(c(name))
        if found is not None:
            return [item.text or "" for item in found.iter(c("v"))]
    return []


def _numbers(element: Element, names: tuple[str, ...]) -> list[float]:
    found = []
    for text in _points(element, names):
        try:
            found.append(float(text))
        except ValueError:
            found.append(float("nan"))
    return found
