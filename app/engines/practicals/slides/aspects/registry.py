"""Which keys a check of a presentation may expect, by what it looks at."""

from __future__ import annotations

from collections.abc import Mapping

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.lens import Lens
from app.engines.practicals.language.find import Find
from app.engines.practicals.slides.aspects.deck import DECK_ASPECTS
from app.engines.practicals.slides.aspects.letters import LETTER_ASPECTS
from app.engines.practicals.slides.aspects.motion import MOTION_ASPECTS
from app.engines.practicals.slides.aspects.paragraphs import PARAGRAPH_ASPECTS
from app.engines.practicals.slides.aspects.shapes import SHAPE_ASPECTS
from app.engines.practicals.slides.aspects.slides import SLIDE_ASPECTS
from app.engines.practicals.slides.find import FindDeck, FindSlides, read_find
from app.engines.practicals.slides.select import nothing_found, select

ON_SHAPES: Mapping[str, Aspect] = {
    **LETTER_ASPECTS,
    **PARAGRAPH_ASPECTS,
    **SHAPE_ASPECTS,
    **MOTION_ASPECTS,
}


def aspects_for(find: Find) -> Mapping[str, Aspect]:
    """Return the known keys for a selector."""
    if isinstance(find, FindDeck):
        return DECK_ASPECTS
    return SLIDE_ASPECTS if isinstance(find, FindSlides) else ON_SHAPES


SLIDES_LENS = Lens(read_find, aspects_for, select, nothing_found)
