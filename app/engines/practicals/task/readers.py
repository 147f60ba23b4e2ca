"""How the parts of a task are read, by the kind of file that the task is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.engines.practicals.checks.registry import WORD_LENS
from app.engines.practicals.folders import task as folders
from app.engines.practicals.inbox import task as inbox
from app.engines.practicals.language.form import Form
from app.engines.practicals.sheet import task as sheet
from app.engines.practicals.slides import task as slides
from app.engines.practicals.slides.aspects.registry import SLIDES_LENS
from app.engines.practicals.task.checks import read_check, read_guard
from app.engines.practicals.task.model import Check, Guard, Starter, Step
from app.engines.practicals.task.steps import read_starter, read_step
from app.engines.practicals.typing import task as typing

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of one module; `extensions` may be handed in, the first one is given out."""

    extensions: tuple[str, ...]
    check: Callable[[Form, Variables], Check]
    guard: Callable[[Form, Variables], Guard]
    starter: Callable[[Form, Variables], Starter]
    step: Callable[[Form, Variables], Step]


READERS: dict[str, Readers] = {
    "word": Readers(
        ("docx", "docm", "wps", "doc"),
        partial(read_check, lens=WORD_LENS),
        read_guard,
        read_starter,
        read_step,
    ),
    "slides": Readers(
        ("pptx", "pptm", "dps", "ppt"),
        partial(read_check, lens=SLIDES_LENS),
        slides.read_slides_guard,
        slides.read_starter,
        slides.read_step,
    ),
    "files": Readers(
        ("page", "zip"),
        folders.read_check,
        folders.read_guard,
        folders.read_starter,
        folders.read_step,
    ),
    "typing": Readers(
        ("page",), typing.read_check, typing.read_guard, typing.read_starter, typing.read_step
    ),
    "inbox": Readers(
        ("page",), inbox.read_check, inbox.read_guard, inbox.read_starter, inbox.read_step
    ),
    "sheet": Readers(
        sheet.EXTENSIONS,
        sheet.read_sheet_check,
        sheet.read_sheet_guard,
        sheet.read_sheet_starter,
        sheet.read_sheet_step,
    ),
}
"""By the `module` of a task."""
