"""Properties of characters on slides: fonts, size, weight, colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.engines.practicals.checks.aspect import Aspect, Phrase, Read, Reading, phrase
from app.engines.practicals.checks.chars import CHARACTER_ASPECTS
from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.language.units import size_text
from app.engines.practicals.slides import places
from app.engines.practicals.slides.aspects.base import Measured
from app.engines.practicals.slides.layers import BUILT_IN, Fill, Layer
from app.engines.practicals.slides.model import Char, Deck, Paragraph, Run
from app.engines.practicals.slides.select import Target
from app.engines.practicals.word.slots import EAST_ASIA
from app.kernel.text import Message, msg

BUILT_IN_SIZE = 18.0
"""Points of text that no layer sizes (ECMA-376 part 1, 21.1.2.3.9)."""
Look = Callable[[Paragraph, Char], Measured | None]
"""Looks at one character; None when the property does not concern it."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """A size as stated, and as shown where the program shrinks the text to fit."""

    stated: float
    shown: float


def letters(key: str, look: Look) -> Aspect:
    """Return the aspect that documents have too, read from slides."""
    known = CHARACTER_ASPECTS[key]
    return Aspect(
        known.title,
        known.scalar,
        _reader(known.title, look, known.phrase),
        known.hint,
        known.phrase,
    )


def _reader(title: Message, look: Look, kind: Phrase) -> Read:
    def read(_deck: Deck, targets: Sequence[Target], expectation: Expectation) -> list[Reading]:
        return [
            reading
            for target in targets
            for paragraph in target.paragraphs
            for reading in _paragraph(paragraph, expectation)
        ]

    def _paragraph(paragraph: Paragraph, expectation: Expectation) -> list[Reading]:
        groups: dict[tuple[str, str], tuple[Measured, int]] = {}
        for char in paragraph.chars():
            seen = look(paragraph, char)
            if seen is not None:
                key = (str(seen.value), str(seen.layer))
                groups[key] = (seen, groups.get(key, (seen, 0))[1] + 1)
        place = places.of_paragraph(paragraph)
        return [
            Reading(
                _accepted(expectation, seen),
                count,
                place,
                phrase(title, seen.shown, kind),
                seen.layer.text() if seen.layer else None,
            )
            for seen, count in groups.values()
        ]

    return read


def _accepted(expectation: Expectation, seen: Measured) -> bool | None:
    if not seen.known:
        return None
    if isinstance(seen.value, Scaled):
        return expectation.accepts(seen.value.stated) or expectation.accepts(seen.value.shown)
    return expectation.accepts(seen.value)


def font_of(paragraph: Paragraph, run: Run, place: str) -> tuple[str | None, Layer]:
    """Return the font of a place (latin, ea), through the theme where it is named so."""
    stated = run.look.get(place)
    layer = run.look.layer(place)
    if stated is None:
        stated, layer = f"+mn-{'ea' if place == 'ea' else 'lt'}", BUILT_IN
    if not str(stated).startswith("+"):
        return str(stated), layer
    theme = paragraph.shape.slide.palette.theme
    language = run.look.get("lang")
    found = theme.font(str(stated), str(language or ""))
    return found, layer.through_theme()


def _font(place: str) -> Look:
    def look(paragraph: Paragraph, char: Char) -> Measured | None:
        is_eastern = char.slot == EAST_ASIA
        if is_eastern is not (place == "ea") or not (is_eastern or char.text.isalnum()):
            return None
        name, layer = font_of(paragraph, char.run, place)
        if name is None:
            unknown = msg("a theme font that the theme does not name")
            return Measured(None, unknown, layer, known=False)
        return Measured(name, msg("“%(name)s”", name=name), layer)

    return look


def _size(paragraph: Paragraph, char: Char) -> Measured:
    stated = char.run.look.get("size")
    size = float(stated) if isinstance(stated, (int, float)) else BUILT_IN_SIZE
    scaled = Scaled(size, round(size * paragraph.shape.scale, 1))
    return Measured(scaled, size_text(size), char.run.look.layer("size"))


def _colour(paragraph: Paragraph, char: Char) -> Measured:
    look = char.run.look
    fill = look.get("fill")
    layer = look.layer("fill")
    palette = paragraph.shape.slide.palette
    if look.get("unknown") and not isinstance(fill, Fill):
        return Measured(None, msg("left to the program"), layer, known=False)
    if isinstance(fill, Fill) and fill.kind != "solid":
        return Measured(None, msg("no plain colour"), layer, known=False)
    value = palette.colour(fill.element) if isinstance(fill, Fill) else palette.named("tx1")
    if value is None and not isinstance(fill, Fill):
        value = "000000"
    if value is None:
        unknown = msg("a theme colour that the theme does not name")
        return Measured(None, unknown, layer, known=False)
    return Measured(value, msg("%(name)s", name=value), layer)


def _highlight(paragraph: Paragraph, char: Char) -> Measured:
    fill = char.run.look.get("highlight")
    if not isinstance(fill, Fill):
        return Measured("none", msg("no highlight"), char.run.look.layer("highlight"))
    value = paragraph.shape.slide.palette.colour(fill.element) or "any"
    shown = msg("highlight “%(kind)s”", kind=value)
    return Measured(value.casefold(), shown, char.run.look.layer("highlight"))


def _switch(key: str, on: Message, off: Message) -> Look:
    def look(_paragraph: Paragraph, char: Char) -> Measured:
        stated = char.run.look.get(key)
        layer = char.run.look.layer(key)
        known = stated is not None or not char.run.look.get("unknown")
        return Measured(bool(stated), on if stated else off, layer, known)

    return look


def _word(key: str, off: tuple[str, ...], says: Callable[[str], Message], no: Message) -> Look:
    def look(_paragraph: Paragraph, char: Char) -> Measured:
        stated = str(char.run.look.get(key) or "none")
        value = "none" if stated in off else stated
        shown = no if value == "none" else says(value)
        return Measured(value, shown, char.run.look.layer(key))

    return look


def _strike(paragraph: Paragraph, char: Char) -> Measured:
    del paragraph
    stated = str(char.run.look.get("strike") or "noStrike") != "noStrike"
    shown = msg("struck through") if stated else msg("not struck through")
    return Measured(stated, shown, char.run.look.layer("strike"))


LETTER_ASPECTS: dict[str, Aspect] = {
    "font.cjk": letters("font.cjk", _font("ea")),
    "font.latin": letters("font.latin", _font("latin")),
    "size": letters("size", _size),
    "bold": letters("bold", _switch("b", msg("bold"), msg("not bold"))),
    "italic": letters("italic", _switch("i", msg("italic"), msg("not italic"))),
    "underline": letters(
        "underline",
        _word(
            "u",
            ("none",),
            lambda kind: msg("underline “%(kind)s”", kind=kind),
            msg("no underline"),
        ),
    ),
    "strike": letters("strike", _strike),
    "highlight": letters("highlight", _highlight),
    "color": letters("color", _colour),
}
