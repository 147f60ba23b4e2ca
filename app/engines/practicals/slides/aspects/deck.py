"""Properties of the whole presentation: number and size of slides, theme, kind of show."""

from __future__ import annotations

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.language import scalars
from app.engines.practicals.language.units import number_text
from app.engines.practicals.ooxml.units import millimetres
from app.engines.practicals.slides.aspects.base import Measured, of_deck
from app.engines.practicals.slides.model import Deck
from app.engines.practicals.slides.scalars import chinese, named, slide_size, words
from app.kernel.text import msg


def _count(deck: Deck) -> Measured:
    return Measured(len(deck.slides), msg("%(n)s", n=len(deck.slides)))


def _size(deck: Deck) -> Measured:
    width, height = (number_text(millimetres(side)) for side in deck.size)
    return Measured(deck.size, msg("%(width)s x %(height)s mm", width=width, height=height))


def _theme(deck: Deck) -> Measured:
    return Measured(deck.theme, msg("“%(name)s”", name=deck.theme))


def _show(deck: Deck) -> Measured:
    return Measured(deck.show, chinese("shows", deck.show))


def _loops(deck: Deck) -> Measured:
    return Measured(deck.loops, msg("yes") if deck.loops else msg("no"))


def _first(deck: Deck) -> Measured:
    return Measured(deck.first_number, msg("%(n)s", n=deck.first_number))


def _sections(deck: Deck) -> Measured:
    return Measured(len(deck.sections), msg("%(n)s", n=len(deck.sections)))


_SIZE_HINT = msg("Choose “Design”, “Slide Size” and set it there.")
_SHOW_HINT = msg("Choose “Slide Show”, “Set Up Slide Show” and set it there.")

DECK_ASPECTS: dict[str, Aspect] = {
    "slide.count": of_deck(
        msg("number of slides"),
        scalars.count,
        _count,
        msg("Add or delete slides until there are as many as the task asks for."),
    ),
    "slide.size": of_deck(msg("slide size"), slide_size, _size, _SIZE_HINT),
    "theme": of_deck(
        msg("theme"), words, _theme, msg("Choose the theme under “Design” for all slides.")
    ),
    "show.mode": of_deck(msg("kind of slide show"), named("shows"), _show, _SHOW_HINT),
    "show.loop": of_deck(msg("show runs in a loop"), scalars.flag, _loops, _SHOW_HINT),
    "first.number": of_deck(msg("number of the first slide"), scalars.count, _first, _SIZE_HINT),
    "sections": of_deck(
        msg("number of sections"),
        scalars.count,
        _sections,
        msg("Right-click between two slides and choose “Add Section”."),
    ),
}
