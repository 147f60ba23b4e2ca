"""From readings to words: where, what, from which layer; the same finding said only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engines.practicals.checks.aspect import Reading
from app.engines.practicals.language.expectations import listed
from app.engines.practicals.word.layers import Layer, Source
from app.engines.practicals.word.model import Place
from app.kernel.text import Message, msg

MAX_FINDINGS = 3
MAX_PLACES = 20


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the file, for people (`label`) and for machines (`part`, `path`)."""

    part: str
    path: str
    label: Message


def place_text(place: Place) -> Message:
    """Return a place in words."""
    if place.label is not None:
        return place.label
    number, quote = place.number, place.quote
    match place.story:
        case "section":
            return msg("Section %(number)s", number=number)
        case "table":
            return msg("Table %(number)s", number=number)
        case "cell":
            return msg(
                "Table %(number)s, row %(row)s, column %(column)s",
                number=number,
                row=place.row,
                column=place.column,
            )
        case "header" | "footer":
            return _furniture_text(place)
        case _:
            return msg("Paragraph %(number)s “%(quote)s”", number=number, quote=quote)


def _furniture_text(place: Place) -> Message:
    number = place.number
    return {
        ("header", "default"): msg("Header, section %(number)s", number=number),
        ("header", "even"): msg("Header of even pages, section %(number)s", number=number),
        ("header", "first"): msg("Header of the first page, section %(number)s", number=number),
        ("footer", "default"): msg("Footer, section %(number)s", number=number),
        ("footer", "even"): msg("Footer of even pages, section %(number)s", number=number),
    }.get(
        (place.story, place.kind),
        msg("Footer of the first page, section %(number)s", number=number),
    )


def style_text(name: str) -> Message:
    """Return the name of a style as its user sees it: built-in names are translated."""
    key = name.casefold()
    if key.startswith("heading ") and key.removeprefix("heading ").isdigit():
        return msg("“heading %(n)s”", n=key.removeprefix("heading "))
    return {
        "normal": msg("“Normal”"),
        "title": msg("“Title”"),
        "footer": msg("“footer”"),
        "header": msg("“header”"),
        "list paragraph": msg("“List Paragraph”"),
        "table grid": msg("“Table Grid”"),
        "normal table": msg("“Normal Table”"),
    }.get(key, msg("“%(name)s”", name=name))


def layer_text(layer: Layer | Message) -> Message:
    """Return a layer in words."""
    if isinstance(layer, Message):
        return layer
    named = {
        Source.DIRECT: msg("direct formatting"),
        Source.CHARACTER_STYLE: msg("character style %(name)s", name=style_text(layer.name)),
        Source.PARAGRAPH_STYLE: msg("paragraph style %(name)s", name=style_text(layer.name)),
        Source.NUMBERING: msg("the list numbering"),
        Source.TABLE_STYLE: msg("table style %(name)s", name=style_text(layer.name)),
        Source.DEFAULTS: msg("the document defaults"),
        Source.BUILT_IN: msg("the built-in default"),
    }[layer.source]
    return msg("the theme font named by %(layer)s", layer=named) if layer.by_theme else named


def evidence(readings: Sequence[Reading]) -> Message:
    """Return what was found wrong: the same finding said once, for all its places together."""
    findings: dict[str, list[Reading]] = {}
    for reading in readings:
        findings.setdefault(f"{reading.found}|{reading.layer}", []).append(reading)
    together: dict[tuple[object, ...], list[list[Reading]]] = {}
    for group in findings.values():
        together.setdefault(tuple(dict.fromkeys(map(key_of, group))), []).append(group)
    said = [_said(groups) for groups in list(together.values())[:MAX_FINDINGS]]
    rest = len(together) - len(said)
    return listed([*said, msg("further findings: %(n)s", n=rest)] if rest else said)


def key_of(reading: Reading) -> object:
    """Return what tells one place from another."""
    place = reading.place
    if place.story == "cell":
        return place.number, place.row, place.column
    if place.element is not None:
        return id(place.element)
    return place.story, place.kind, place.number


def _said(groups: Sequence[Sequence[Reading]]) -> Message:
    """Say several findings that were made at the same places."""
    first = groups[0][0]
    where = place_text(first.place)
    n = len({key_of(reading) for reading in groups[0]})
    if n > 1:
        where = msg("%(place)s and others (%(n)s places)", place=where, n=n)
    found = _with_layer(first)
    for group in groups[1:]:
        found = msg("%(first)s, %(second)s", first=found, second=_with_layer(group[0]))
    if first.place.story == "cell" and first.place.label is not None:
        return msg("in %(place)s: %(found)s", place=where, found=found)
    return msg("%(place)s: %(found)s", place=where, found=found)


def _with_layer(reading: Reading) -> Message:
    if reading.layer is None:
        return reading.found
    layer = layer_text(reading.layer)
    return msg("%(found)s (from %(layer)s)", found=reading.found, layer=layer)


def places(readings: Sequence[Reading]) -> tuple[Where, ...]:
    """Return the places of the findings, each once."""
    found: dict[tuple[str, str], Where] = {}
    for reading in readings[: MAX_PLACES * 4]:
        where = where_of(reading.place)
        found.setdefault((where.part, where.path or str(where.label)), where)
    return tuple(found.values())[:MAX_PLACES]


def where_of(place: Place) -> Where:
    """Return a place with its path in the part."""
    element = place.element
    path = "" if element is None else element.getroottree().getpath(element)
    return Where(place.part, path, place_text(place))
