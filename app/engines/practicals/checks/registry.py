"""Which keys a check may expect, by what it looks at. The one table of all check kinds."""

from __future__ import annotations

from collections.abc import Mapping

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.furniture import FURNITURE_ASPECTS
from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS
from app.engines.practicals.checks.sections import SECTION_ASPECTS
from app.engines.practicals.checks.tables import TABLE_ASPECTS
from app.engines.practicals.language.find import Find, FindFurniture, FindParagraphs, FindSections


def aspects_for(find: Find) -> Mapping[str, Aspect]:
    """Return the known keys for a selector."""
    if isinstance(find, FindParagraphs):
        return PARAGRAPH_ASPECTS
    if isinstance(find, FindSections):
        return SECTION_ASPECTS
    return FURNITURE_ASPECTS if isinstance(find, FindFurniture) else TABLE_ASPECTS
