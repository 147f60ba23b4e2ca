"""Properties of headers and footers: page number fields, their text, and how they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.engines.practicals.checks.aspect import Aspect, Phrase, Read, Reading, phrase, unset
from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS, align_text
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, Flag
from app.engines.practicals.word.measures import shown_alignment
from app.engines.practicals.word.model import Document, Furniture, Paragraph, Place
from app.kernel.text import Message, msg

PAGE_SAMPLE = "1"
"""What a page number field is read as: its stored result may be of any page, or missing."""

ODD = frozenset({"default", "first"})


def place_of(furniture: Furniture) -> Place:
    """Return where a header or footer is."""
    return Place(furniture.role, furniture.section, kind=furniture.kind, part=furniture.part)


def lines(furniture: Furniture, field: str = "PAGE") -> list[Paragraph]:
    """Return the paragraphs that show the field, or all with text if none does."""
    with_field = [p for p in furniture.paragraphs if any(x.field == field for x in p.pieces)]
    return with_field or [p for p in furniture.paragraphs if not p.is_empty]


def shown_text(paragraph: Paragraph) -> str:
    """Return the text with every page number field read as one sample number."""
    text, last = "", ""
    for piece in paragraph.pieces:
        if piece.field in {"PAGE", "NUMPAGES", "SECTIONPAGES"}:
            text += PAGE_SAMPLE if piece.field != last else ""
        else:
            text += piece.text
        last = piece.field
    return text.strip()


def _field_reader(name: str) -> Read:
    def read(
        _document: Document, furniture: Sequence[Furniture], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for item in furniture:
            there = any(x.field == name for p in item.paragraphs for x in p.pieces)
            found = _field_text(name, there=there)
            readings.append(Reading(expectation.accepts(there), 1, place_of(item), found))
        return readings

    return read


def _field_text(name: str, *, there: bool) -> Message:
    if there:
        return msg("has a field %(name)s", name=name)
    return msg("has no field %(name)s", name=name)


def _field_aspect(name: str) -> Aspect:
    def scalar(raw: object) -> Expectation:
        found = scalars.flag(raw)
        there = isinstance(found, Flag) and found.on
        return Flag(there, _field_text(name, there=there))

    return Aspect(
        msg("field %(name)s", name=name),
        scalar,
        _field_reader(name),
        msg("Insert the page number with Insert, Page Number; a typed figure does not count on."),
        Phrase.BARE,
    )


TEXT = msg("text")


def _read_text(
    _document: Document, furniture: Sequence[Furniture], expectation: Expectation
) -> list[Reading]:
    readings = []
    for item in furniture:
        texts = [shown_text(paragraph) for paragraph in lines(item)]
        shown = " ".join(text for text in texts if text)
        found = msg("“%(name)s”", name=shown) if shown else msg("empty")
        right = any(expectation.accepts(text) for text in texts) or (
            not texts and expectation.accepts("")
        )
        readings.append(Reading(right, 1, place_of(item), phrase(TEXT, found, Phrase.WORD)))
    return readings


def _align_reader(title: Message, pages: Callable[[str], bool]) -> Read:
    def read(
        _document: Document, furniture: Sequence[Furniture], expectation: Expectation
    ) -> list[Reading]:
        readings = []
        for item in (f for f in furniture if pages(f.kind)):
            for paragraph in lines(item):
                word, layer = shown_alignment(paragraph, item.kind)
                found = phrase(title, align_text(word), Phrase.WORD)
                right = expectation.accepts(word)
                readings.append(Reading(right, 1, place_of(item), found, layer))
            if not lines(item):
                found = unset(title)
                readings.append(Reading(right=False, weight=1, place=place_of(item), found=found))
        return readings

    return read


def _inside(aspect: Aspect) -> Aspect:
    """Make a property of paragraphs one of the lines of a header or footer."""

    def read(
        document: Document, furniture: Sequence[Furniture], expectation: Expectation
    ) -> list[Reading]:
        readings: list[Reading] = []
        for item in furniture:
            found = aspect.read(document, lines(item), expectation)
            readings += [reading._replace(place=place_of(item)) for reading in found]
            if not found:
                found_none = unset(aspect.title)
                reading = Reading(right=False, weight=1, place=place_of(item), found=found_none)
                readings.append(reading)
        return readings

    return replace(aspect, read=read)


def _align_aspect(title: Message, pages: Callable[[str], bool]) -> Aspect:
    return Aspect(
        title,
        scalars.align,
        _align_reader(title, pages),
        msg(
            "Choose the alignment of the page number; for different odd and even pages tick "
            "“Different Odd & Even Pages” and set both."
        ),
        Phrase.WORD,
    )


FURNITURE_ASPECTS: dict[str, Aspect] = {
    **{
        key: _inside(aspect)
        for key, aspect in PARAGRAPH_ASPECTS.items()
        if key not in {"align", "number"}
    },
    "field.PAGE": _field_aspect("PAGE"),
    "field.NUMPAGES": _field_aspect("NUMPAGES"),
    "field.STYLEREF": _field_aspect("STYLEREF"),
    "field.DATE": _field_aspect("DATE"),
    "text": Aspect(
        TEXT,
        scalars.pattern,
        _read_text,
        msg("Write the text of the header or footer in the form asked for."),
        Phrase.WORD,
    ),
    "align": _align_aspect(msg("alignment"), lambda _kind: True),
    "align.odd": _align_aspect(msg("alignment on odd pages"), lambda kind: kind in ODD),
    "align.even": _align_aspect(msg("alignment on even pages"), lambda kind: kind == "even"),
}
