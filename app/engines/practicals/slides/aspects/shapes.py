"""Properties of shapes: text, place, fill, links, pictures, tables and charts."""

from __future__ import annotations

from collections.abc import Callable

from app.engines.practicals.checks.aspect import Aspect, Phrase
from app.engines.practicals.language import scalars
from app.engines.practicals.language.units import number_text
from app.engines.practicals.ooxml.units import millimetres
from app.engines.practicals.slides.aspects.base import Measured, of_shapes
from app.engines.practicals.slides.layers import Fill
from app.engines.practicals.slides.links import target_of
from app.engines.practicals.slides.model import Box, Chart, Deck, Grid
from app.engines.practicals.slides.places import quoted
from app.engines.practicals.slides.scalars import Lead, chinese, link, named, numbers, words
from app.engines.practicals.slides.select import Target
from app.kernel.text import Message, msg


def _text(_deck: Deck, target: Target) -> Measured:
    text = target.shape.text
    return Measured(text, msg("“%(name)s”", name=quoted(text)) if text else msg("empty"))


def _side(key: str) -> Callable[[Deck, Target], Measured | None]:
    def measure(_deck: Deck, target: Target) -> Measured | None:
        box: Box | None = target.shape.box
        if box is None:
            return None
        value = float(getattr(box, key))
        return Measured(value, msg("%(n)s mm", n=number_text(millimetres(value))))

    return measure


def _fill_colour(_deck: Deck, target: Target) -> Measured:
    kind, colour = target.shape.fill
    if kind == "solid" and colour is None:
        return Measured(None, msg("a colour that cannot be known"), known=False)
    shown = msg("%(name)s", name=colour) if colour and kind == "solid" else msg("no plain colour")
    return Measured(colour if kind == "solid" else "", shown)


def _alt(_deck: Deck, target: Target) -> Measured:
    text = target.shape.alt
    return Measured(text, msg("“%(name)s”", name=quoted(text)) if text else msg("empty"))


def _geometry(_deck: Deck, target: Target) -> Measured:
    return Measured(target.shape.geometry, msg("“%(name)s”", name=target.shape.geometry or "-"))


def _anchor(_deck: Deck, target: Target) -> Measured:
    word, layer = target.shape.anchor
    return Measured(word, chinese("anchors", word), layer)


def _link(deck: Deck, target: Target) -> Measured:
    slide, links = target.shape.slide, [target.shape.link]
    for paragraph in target.paragraphs:
        links += [
            found.element
            for run in paragraph.runs
            if isinstance(found := run.look.get("link"), Fill)
        ]
    first = next((item for item in links if item is not None), None)
    if first is None:
        return Measured(Lead(""), msg("no link"))
    where = target_of(deck, slide, first)
    number = where.removeprefix("slide:")
    if number == where:
        return Measured(Lead(where), msg("“%(name)s”", name=where))
    title = next((s.title for s in deck.slides if str(s.number) == number), "")
    return Measured(Lead(where, title), msg("slide %(number)s", number=number))


def _of_grid(look: Callable[[Grid], tuple[object, Message]]) -> Callable[..., Measured | None]:
    def measure(_deck: Deck, target: Target) -> Measured | None:
        return None if target.shape.grid is None else Measured(*look(target.shape.grid))

    return measure


def _of_chart(look: Callable[[Chart], tuple[object, Message]]) -> Callable[..., Measured | None]:
    def measure(_deck: Deck, target: Target) -> Measured | None:
        if target.shape.kind == "chart" and target.shape.chart is None:
            return Measured(None, msg("a chart of a kind that is not read"), known=False)
        return None if target.shape.chart is None else Measured(*look(target.shape.chart))

    return measure


def _n(value: int) -> tuple[object, Message]:
    return value, msg("%(n)s", n=value)


def _yes(value: bool) -> tuple[object, Message]:  # noqa: FBT001
    return value, msg("yes") if value else msg("no")


def _rows_of_numbers(chart: Chart) -> tuple[object, Message]:
    rows = tuple(series.values for series in chart.series)
    shown = "; ".join(", ".join(map(number_text, row)) for row in rows)
    return rows, msg("%(numbers)s", numbers=shown)


def _categories(chart: Chart) -> tuple[object, Message]:
    text = ", ".join(chart.series[0].categories) if chart.series else ""
    return text, msg("“%(name)s”", name=text)


_PLACE_HINT = msg("Right-click the shape, choose “Size and Position” and type the value.")
_TABLE_HINT = msg("Select the table and change rows and columns under “Table Layout”.")
_CHART_HINT = msg("Select the chart and change it under “Chart Design”.")

SHAPE_ASPECTS: dict[str, Aspect] = {
    "text": of_shapes(
        msg("text"),
        words,
        _text,
        msg("Type the text into this shape as the task gives it."),
    ),
    "left": of_shapes(
        msg("distance from the left"), scalars.length, _side("left"), _PLACE_HINT, Phrase.MEASURE
    ),
    "top": of_shapes(
        msg("distance from the top"), scalars.length, _side("top"), _PLACE_HINT, Phrase.MEASURE
    ),
    "width": of_shapes(msg("width"), scalars.length, _side("width"), _PLACE_HINT, Phrase.MEASURE),
    "height": of_shapes(
        msg("height"), scalars.length, _side("height"), _PLACE_HINT, Phrase.MEASURE
    ),
    "fill.color": of_shapes(
        msg("fill colour"),
        scalars.color,
        _fill_colour,
        msg("Select the shape and choose the colour under “Shape Fill”."),
    ),
    "geometry": of_shapes(
        msg("kind of shape"),
        words,
        _geometry,
        msg("Select the shape and choose another one under “Change Shape”."),
    ),
    "valign": of_shapes(
        msg("vertical alignment of the text"),
        named("anchors"),
        _anchor,
        msg("Select the shape and choose the alignment under “Align Text”."),
    ),
    "alt": of_shapes(
        msg("alternative text"),
        words,
        _alt,
        msg("Right-click the picture and choose “Edit Alt Text”."),
    ),
    "link": of_shapes(
        msg("link"),
        link,
        _link,
        msg("Select the text or shape, choose “Link”, and pick the slide or type the address."),
    ),
    "rows": of_shapes(
        msg("number of rows"), scalars.count, _of_grid(lambda g: _n(len(g.rows))), _TABLE_HINT
    ),
    "cols": of_shapes(
        msg("number of columns"), scalars.count, _of_grid(lambda g: _n(g.column_count)), _TABLE_HINT
    ),
    "header_row": of_shapes(
        msg("header row set off"),
        scalars.flag,
        _of_grid(lambda g: _yes(g.header)),
        msg("Select the table and tick “Header Row” under “Table Design”."),
    ),
    "chart.type": of_shapes(
        msg("type of chart"),
        named("charts"),
        _of_chart(lambda c: (c.kind, chinese("charts", c.kind))),
        msg("Select the chart and choose the type under “Change Chart Type”."),
    ),
    "chart.title": of_shapes(
        msg("chart title"),
        words,
        _of_chart(lambda c: (c.title, msg("“%(name)s”", name=c.title))),
        _CHART_HINT,
    ),
    "chart.legend": of_shapes(
        msg("place of the legend"),
        named("legends"),
        _of_chart(lambda c: (c.legend, chinese("legends", c.legend))),
        _CHART_HINT,
    ),
    "chart.labels": of_shapes(
        msg("data labels shown"), scalars.flag, _of_chart(lambda c: _yes(c.labels)), _CHART_HINT
    ),
    "chart.series": of_shapes(
        msg("number of series"),
        scalars.count,
        _of_chart(lambda c: _n(len(c.series))),
        msg("Choose “Select Data” on the chart and take out or add series."),
    ),
    "chart.values": of_shapes(
        msg("values of a series"),
        numbers,
        _of_chart(_rows_of_numbers),
        msg("Choose “Edit Data” on the chart and check the figures against the task."),
    ),
    "chart.categories": of_shapes(
        msg("categories of the chart"),
        words,
        _of_chart(_categories),
        msg("Choose “Edit Data” on the chart and check the names against the task."),
    ),
}
