"""Which keys a check of a word document may expect, by what it looks at."""

from __future__ import annotations

from collections.abc import Mapping

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.furniture import FURNITURE_ASPECTS
from app.engines.practicals.checks.lens import Lens
from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS
from app.engines.practicals.checks.sections import SECTION_ASPECTS
from app.engines.practicals.checks.select import select
from app.engines.practicals.checks.tables import TABLE_ASPECTS
from app.engines.practicals.language.find import (
    Find,
    FindFurniture,
    FindParagraphs,
    FindSections,
    FindTables,
    read_find,
)
from app.kernel.text import Message, msg


def aspects_for(find: Find) -> Mapping[str, Aspect]:
    """Return the known keys for a selector."""
    if isinstance(find, FindParagraphs):
        return PARAGRAPH_ASPECTS
    if isinstance(find, FindSections):
        return SECTION_ASPECTS
    return FURNITURE_ASPECTS if isinstance(find, FindFurniture) else TABLE_ASPECTS


def nothing_found(find: Find) -> Message:
    """Return that a selector found nothing, and what it looked for."""
    if isinstance(find, FindTables):
        return msg("The table is not found (looked for a cell with “%(quote)s”).", quote=find.cell)
    if isinstance(find, FindParagraphs) and find.match is not None:
        return msg("The paragraph is not found (looked for “%(quote)s”).", quote=find.match.quote)
    return msg("Nothing of this kind is found in the file.")


WORD_LENS = Lens(read_find, aspects_for, select, nothing_found)
