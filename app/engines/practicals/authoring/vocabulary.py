"""The vocabulary of checks as an author chooses from it: what is looked at, what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.lens import Lens
from app.engines.practicals.checks.registry import WORD_LENS
from app.engines.practicals.checks.sheet_registry import SHEET_LENS
from app.engines.practicals.folders.task import KEYS as TREE_KEYS
from app.engines.practicals.language.form import Form
from app.engines.practicals.slides.aspects.registry import SLIDES_LENS
from app.kernel.text import Message, msg

LENSES: Mapping[str, Lens] = {"word": WORD_LENS, "sheet": SHEET_LENS, "slides": SLIDES_LENS}
FINDS: Mapping[str, Mapping[str, tuple[Message, dict[str, Any]]]] = {
    "word": {
        "sections": (msg("Paper and margins"), {"sections": "all"}),
        "paragraphs": (msg("Paragraphs"), {"paragraphs": {"text": ""}}),
        "tables": (msg("Tables"), {"tables": {"index": 1}}),
        "footers": (msg("Footers"), {"footers": {"types": ["default"]}}),
        "headers": (msg("Page headers"), {"headers": {"types": ["default"]}}),
    },
    "sheet": {
        "cells": (msg("Cells"), {"cells": "Sheet1!A1:A1"}),
        "sheet": (msg("Sheets"), {"sheet": "Sheet1"}),
        "charts": (msg("Charts"), {"charts": {"sheet": "Sheet1"}}),
        "pivots": (msg("Pivot tables"), {"pivots": {"sheet": "Sheet1"}}),
        "workbook": (msg("The workbook"), {"workbook": True}),
    },
    "slides": {
        "deck": (msg("The presentation"), {"deck": True}),
        "slides": (msg("Slides"), {"slides": "all"}),
        "shapes": (
            msg("Placeholders and shapes"),
            {"shapes": {"slide": 1, "placeholder": "title"}},
        ),
    },
}
"""By module: what a check can look at, with a selector to start from."""
TREE_NAMES: Mapping[str, Message] = {
    "exists": msg("files that must be there"),
    "exists_dir": msg("folders that must be there"),
    "absent": msg("files that must be gone"),
    "moved": msg("files moved"),
    "copied": msg("files copied"),
    "renamed": msg("files renamed"),
    "attr": msg("attributes of files"),
    "zip_contains": msg("what an archive must hold"),
    "untouched": msg("files left alone"),
    "only": msg("nothing else in a folder"),
    "count": msg("number of files in a folder"),
    "empty": msg("folders that must be empty"),
}
TEXT_NAMES: Mapping[str, Message] = {
    "absent": msg("text that must be gone"),
    "contains": msg("text that must be there"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that can be asked: its key, how it is called, and the check to start from."""

    key: str
    title: Message
    keys: Mapping[str, Any]


def vocabulary(module: str) -> list[tuple[Message, list[Word]]]:
    """Return all that can be asked of files of a kind, by what is looked at."""
    if module == "files":
        words = [Word(k, TREE_NAMES[k], {"tree": {k: []}}) for k in TREE_KEYS]
        return [(msg("Files and folders"), words)]
    groups = [
        (title, [Word(key, aspect.title, {"find": find, "expect": {key: ""}})
                 for key, aspect in _aspects(module, find).items()])
        for title, find in FINDS.get(module, {}).values()
    ]  # fmt: skip
    if module == "word":
        words = [Word(k, title, {"text": {k: []}}) for k, title in TEXT_NAMES.items()]
        groups.insert(0, (msg("The text itself"), words))
    return groups


def titles_of(
    module: str, find: Mapping[str, Any], variables: Mapping[str, Any]
) -> dict[str, Message]:
    """Return what the keys are called that can be expected of what a selector finds."""
    return {key: aspect.title for key, aspect in _aspects(module, find, variables).items()}


def _aspects(
    module: str, find: Mapping[str, Any], variables: Mapping[str, Any] | None = None
) -> Mapping[str, Aspect]:
    lens = LENSES.get(module)
    if lens is None:
        return {}
    found = lens.read_find(Form(find, "find", []), variables or {})
    return {} if found is None else lens.aspects_for(found)
