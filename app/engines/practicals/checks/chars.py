"""Properties of characters: fonts, size, bold, italic, underline, strike, colour, highlight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.engines.practicals.checks.aspect import Aspect, Phrase, Read, Reading, phrase
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Flag, OneOf, Scalar
from app.engines.practicals.language.units import ValueProblemError, size_text
from app.engines.practicals.word.layers import Colour, Layer
from app.engines.practicals.word.model import Char, Document, Paragraph
from app.engines.practicals.word.resolver import BUILT_IN_SIZE
from app.engines.practicals.word.slots import EAST_ASIA
from app.kernel.text import Message, msg


@dataclass(frozen=True, slots=True)
class Seen:
    """A character's value: to compare, to show, its layer, and whether it is known."""

    value: object
    shown: Message
    layer: Layer
    known: bool = True


Look = Callable[[Document, Char], Seen | None]
"""Looks at one character; None when the property does not concern it."""


def reader(title: Message, look: Look, kind: Phrase = Phrase.MEASURE) -> Read:
    """Make the reader of a character property: one reading per value and layer of a paragraph."""

    def read(
        document: Document, paragraphs: Sequence[Paragraph], expectation: Expectation
    ) -> list[Reading]:
        readings: list[Reading] = []
        for paragraph in paragraphs:
            readings += _read_one(document, paragraph, expectation)
        return readings

    def _read_one(
        document: Document, paragraph: Paragraph, expectation: Expectation
    ) -> list[Reading]:
        groups: dict[tuple[str, Layer], tuple[Seen, int]] = {}
        memory: dict[tuple[int, str], Seen | None] = {}
        for char in paragraph.chars():
            seen = _remembered(document, char, memory)
            if seen is not None:
                key = (str(seen.value), seen.layer)
                groups[key] = (seen, groups.get(key, (seen, 0))[1] + 1)
        return [
            Reading(
                expectation.accepts(seen.value) if seen.known else None,
                count,
                paragraph.place,
                phrase(title, seen.shown, kind),
                seen.layer,
            )
            for seen, count in groups.values()
        ]

    def _remembered(
        document: Document, char: Char, memory: dict[tuple[int, str], Seen | None]
    ) -> Seen | None:
        """Look once per run and kind of character."""
        key = (id(char.run), char.slot + ("x" if char.text.isalnum() else ""))
        if key not in memory:
            memory[key] = look(document, char)
        return memory[key]

    return read


def _font(document: Document, char: Char) -> Seen:
    name, layer, known = document.font(char.run, char.slot)
    if not known:
        return Seen(name, msg("a theme font that the theme does not name"), layer, known=False)
    return Seen(name or "", msg("“%(name)s”", name=name) if name else msg("not set"), layer)


def _cjk_font(document: Document, char: Char) -> Seen | None:
    return _font(document, char) if char.slot == EAST_ASIA else None


def _latin_font(document: Document, char: Char) -> Seen | None:
    if char.slot == EAST_ASIA or not char.text.isalnum():
        return None
    return _font(document, char)


def _size(_document: Document, char: Char) -> Seen:
    size = char.run.number("size") or BUILT_IN_SIZE
    return Seen(size, size_text(size), char.run.layer("size"))


def _colour(document: Document, char: Char) -> Seen:
    value = char.run.get("color")
    stated = value if isinstance(value, Colour) else Colour()
    shown = document.resolver.theme.colour(stated)
    layer = char.run.layer("color")
    if shown is None:
        return Seen(None, msg("a theme colour that the theme does not name"), layer, known=False)
    return Seen(shown, msg("%(name)s", name=shown), layer)


def _underline(_document: Document, char: Char) -> Seen:
    kind = char.run.word("u") or "none"
    shown = msg("no underline") if kind == "none" else msg("underline “%(kind)s”", kind=kind)
    return Seen(kind, shown, char.run.layer("u"))


def _highlight(_document: Document, char: Char) -> Seen:
    kind = char.run.word("highlight") or "none"
    shown = msg("no highlight") if kind == "none" else msg("highlight “%(kind)s”", kind=kind)
    return Seen(kind, shown, char.run.layer("highlight"))


def _switch(key: str, on: Message, off: Message) -> Look:
    def look(_document: Document, char: Char) -> Seen:
        value = bool(char.run.get(key))
        return Seen(value, on if value else off, char.run.layer(key))

    return look


def _switch_scalar(on: Message, off: Message) -> Scalar:
    def scalar(raw: object) -> Expectation:
        found = scalars.flag(raw)
        wished = isinstance(found, Flag) and found.on
        return Flag(wished, on if wished else off)

    return scalar


def _switch_aspect(key: str, title: Message, on: Message, off: Message, hint: Message) -> Aspect:
    read = reader(title, _switch(key, on, off), Phrase.BARE)
    return Aspect(title, _switch_scalar(on, off), read, hint, Phrase.BARE)


def _line_scalar(off: Message, any_kind: Message) -> Scalar:
    """Expect a kind of underline or highlight by name, any (true) or none (false)."""

    def scalar(raw: object) -> Expectation:
        if raw is False or raw == "none":
            return OneOf(frozenset({"none"}), off)
        if raw is True:
            return _AnyKind(any_kind)
        if not isinstance(raw, str):
            raise ValueProblemError(msg("“true”, “false” or a kind is expected here."))
        return OneOf(frozenset({raw.casefold()}), msg("“%(name)s”", name=raw))

    return scalar


@dataclass(frozen=True, slots=True)
class _AnyKind:
    """Any kind but none."""

    shown: Message

    def accepts(self, value: object) -> bool:
        return value != "none"

    def text(self) -> Message:
        return self.shown


def _aspect(
    title: Message, scalar: Scalar, look: Look, hint: Message, kind: Phrase = Phrase.MEASURE
) -> Aspect:
    return Aspect(title, scalar, reader(title, look, kind), hint, kind)


CHARACTER_ASPECTS: dict[str, Aspect] = {
    "font.cjk": _aspect(
        msg("Chinese font"),
        scalars.font,
        _cjk_font,
        msg(
            "Select the text, open the Font dialog and choose the font under “Chinese font”; a "
            "font chosen only for Latin text does not change Chinese characters."
        ),
        Phrase.WORD,
    ),
    "font.latin": _aspect(
        msg("Latin font"),
        scalars.font,
        _latin_font,
        msg("Select the text, open the Font dialog and choose the font under “Latin font”."),
        Phrase.WORD,
    ),
    "size": _aspect(
        msg("font size"),
        scalars.size,
        _size,
        msg("Select all of the text meant (not only a part of it) and choose the font size."),
        Phrase.WORD,
    ),
    "bold": _switch_aspect(
        "b",
        msg("bold type"),
        msg("bold"),
        msg("not bold"),
        msg("Select the text and switch bold on or off (Ctrl+B)."),
    ),
    "italic": _switch_aspect(
        "i",
        msg("italic type"),
        msg("italic"),
        msg("not italic"),
        msg("Select the text and switch italic on or off (Ctrl+I)."),
    ),
    "strike": _switch_aspect(
        "strike",
        msg("strikethrough"),
        msg("struck through"),
        msg("not struck through"),
        msg("Select the text and switch strikethrough on or off in the Font dialog."),
    ),
    "underline": _aspect(
        msg("underline"),
        _line_scalar(msg("no underline"), msg("underlined")),
        _underline,
        msg("Select the text and choose the kind of underline in the Font dialog."),
        Phrase.BARE,
    ),
    "highlight": _aspect(
        msg("highlight"),
        _line_scalar(msg("no highlight"), msg("highlighted")),
        _highlight,
        msg("Select the text and choose the highlight colour."),
        Phrase.BARE,
    ),
    "color": _aspect(
        msg("font colour"),
        scalars.color,
        _colour,
        msg("Select the text and choose the font colour."),
        Phrase.WORD,
    ),
}
