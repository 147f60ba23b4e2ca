"""Making aspects of slides and shapes out of one measuring function each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading, phrase
from app.engines.practicals.language.expectations import Expectation, Scalar
from app.engines.practicals.slides import places
from app.engines.practicals.slides.layers import Layer
from app.engines.practicals.slides.model import Deck, Paragraph, Slide
from app.engines.practicals.slides.scalars import switch
from app.engines.practicals.slides.select import Target
from app.engines.practicals.word.model import Place
from app.kernel.text import Message, msg


class Measured(NamedTuple):
    """A value to compare, the value in words, and the layer it comes from."""

    value: object
    shown: Message
    layer: Layer | None = None
    known: bool = True


OfDeck = Callable[[Deck], Measured]
OfSlide = Callable[[Deck, Slide], Measured]
OfShape = Callable[[Deck, Target], Measured | None]
OfParagraph = Callable[[Paragraph], Measured]


def reading(
    place: Place, title: Message, found: Measured, expectation: Expectation, kind: Phrase
) -> Reading:
    """Judge one measured value."""
    right = expectation.accepts(found.value) if found.known else None
    shown = phrase(title, found.shown, kind)
    return Reading(right, 1, place, shown, found.layer.text() if found.layer else None)


def of_deck(
    title: Message, scalar: Scalar, measure: OfDeck, hint: Message, kind: Phrase = Phrase.WORD
) -> Aspect:
    """Return an aspect of the whole presentation."""

    def read(deck: Deck, _targets: Sequence[Any], expectation: Expectation) -> list[Reading]:
        return [reading(places.of_deck(deck), title, measure(deck), expectation, kind)]

    return Aspect(title, scalar, read, hint, kind)


def of_slides(
    title: Message, scalar: Scalar, measure: OfSlide, hint: Message, kind: Phrase = Phrase.WORD
) -> Aspect:
    """Return an aspect of slides."""

    def read(deck: Deck, slides: Sequence[Slide], expectation: Expectation) -> list[Reading]:
        return [
            reading(places.of_slide(slide), title, measure(deck, slide), expectation, kind)
            for slide in slides
        ]

    return Aspect(title, scalar, read, hint, kind)


def of_shapes(
    title: Message, scalar: Scalar, measure: OfShape, hint: Message, kind: Phrase = Phrase.WORD
) -> Aspect:
    """Return an aspect of shapes; a shape that has no such thing is wrong."""

    def read(deck: Deck, targets: Sequence[Target], expectation: Expectation) -> list[Reading]:
        readings = []
        for target in targets:
            place = places.of_shape(target.shape)
            found = measure(deck, target)
            if found is None:
                shown = msg("%(aspect)s cannot be found here", aspect=title)
                readings.append(Reading(right=False, weight=1, place=place, found=shown))
            else:
                readings.append(reading(place, title, found, expectation, kind))
        return readings

    return Aspect(title, scalar, read, hint, kind)


def of_paragraphs(
    title: Message, scalar: Scalar, measure: OfParagraph, hint: Message, kind: Phrase = Phrase.WORD
) -> Aspect:
    """Return an aspect of the paragraphs of shapes."""

    def read(_deck: Deck, targets: Sequence[Target], expectation: Expectation) -> list[Reading]:
        return [
            reading(places.of_paragraph(item), title, measure(item), expectation, kind)
            for target in targets
            for item in target.paragraphs
        ]

    return Aspect(title, scalar, read, hint, kind)


def seen_on_slides(
    title: Message, words: tuple[Message, Message], holds: Callable[[Slide], bool], hint: Message
) -> Aspect:
    """Return an aspect that a slide has or has not, said as what is seen: in `words`."""

    def measure(_deck: Deck, slide: Slide) -> Measured:
        value = holds(slide)
        return Measured(value, words[0] if value else words[1])

    return of_slides(title, switch(*words), measure, hint, Phrase.BARE)
