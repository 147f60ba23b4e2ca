"""A practical task as the engine works with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.language.find import Find

DEFAULT_COVERAGE = 0.98
DEFAULT_SIMILARITY = 0.995
GUARD_SHARE = 0.2
"""Guards together take at most this share of the points (content guide, section 6)."""


@dataclass(frozen=True, slots=True)
class TextCheck:
    """What the text must no longer hold, must hold, and how often it must hold it."""

    absent: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    count: Mapping[str, Expectation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One rubric point. `mode`: fraction (of all that is right), all, or any."""

    id: str
    title: str
    points: float
    find: Find | None = None
    expect: Mapping[str, Expectation] = field(default_factory=dict)
    text: TextCheck | None = None
    count: Expectation | None = None
    mode: str = "fraction"
    coverage: float = DEFAULT_COVERAGE
    requires: tuple[str, ...] = ()
    probe: object = None
    """What is looked at where this is no word document; known to the office of the module."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A deduction for what was changed outside the task."""

    id: str
    title: str
    penalty: float
    replace: Mapping[str, str] = field(default_factory=dict)
    similarity: float = DEFAULT_SIMILARITY
    probe: object = None


@dataclass(frozen=True, slots=True)
class Submit:
    """What may be handed in, and under which name."""

    accept: tuple[str, ...] = (".docx",)
    name: str = ""
    name_policy: str = "warn"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the model answer or of a starter's format; `set` as in `expect`."""

    id: str
    find: Find | None
    set: Mapping[str, Any] = field(default_factory=dict)
    replace: Mapping[str, str] = field(default_factory=dict)
    page_number: Mapping[str, Any] = field(default_factory=dict)
    action: object = None


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A common wrong answer: steps left out, steps added, and the score it must get."""

    title: str
    score: float
    without: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Starter:
    """How the file given to the candidate is made; `font` and `page` of the whole document."""

    text: str = ""
    marks: tuple[str, ...] = ()
    page: Mapping[str, Any] = field(default_factory=dict)
    font: Mapping[str, Any] = field(default_factory=dict)
    format: tuple[Step, ...] = ()
    floor: float = 0.0
    plan: object = None
    file: bytes = b""
    """The file itself, where the starter was not described but uploaded by its author."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task, read and sound. `mapping` is what it was read from; `seed` None means unbound."""

    id: str
    title: str
    points: float
    minutes: float
    module: str
    instructions: str
    version: str
    submit: Submit
    starter: Starter
    checks: tuple[Check, ...]
    guards: tuple[Guard, ...]
    steps: tuple[Step, ...]
    wrong: tuple[WrongAnswer, ...]
    rounding: float
    mapping: Mapping[str, Any] = field(repr=False)
    seed: int | None = None
    answer: bytes = b""
    """The finished file, where the model answer was uploaded by the author."""
    title_en: str = ""
    instructions_en: str = ""
    """Title and words for the candidate in English, where the author wrote them too."""

    def words(self, *, english: bool) -> tuple[str, str]:
        """Return title and words for the candidate, in English where they are written and asked."""
        if not english:
            return self.title, self.instructions
        return self.title_en or self.title, self.instructions_en or self.instructions

    @property
    def starter_name(self) -> str:
        """The name under which the starter is given out and the answer is handed in."""
        return self.submit.name
