"""A course module as values: what its folder says, read and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from app.engines.bankfiles import ItemSource
from app.kernel.tier import Tier

FIGURE_PREFIX = "figures/"
"""What the addresses of figures begin with in rendered HTML, until `address_figures`."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One learning goal: verb, object, condition."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class LegalRef:
    """A law or standard that the module rests on."""

    title: str
    version: str
    articles: tuple[str, ...]
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """How the minutes of a module are spent."""

    lessons: int
    checkpoints: int
    practice: int
    quiz: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.lessons + self.checkpoints + self.practice + self.quiz


@dataclass(frozen=True, slots=True)
class QuizRule:
    """How the quiz is drawn and passed: items per level, right answers needed."""

    draw: int
    blueprint: Mapping[str, int]
    pass_correct: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, as SVG text."""

    path: str
    svg: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage as safe HTML, and the checkpoint that closes it (the last passage may have none).

    Figures are addressed as `figures/name.svg`.
    """

    html: str
    checkpoint: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the module page as safe HTML."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson, in passages."""

    code: str
    title: str
    minutes: int
    goals: tuple[str, ...]
    segments: tuple[Segment, ...]

    @property
    def checkpoints(self) -> tuple[str, ...]:
        """The codes of its checkpoints, in order."""
        return tuple(part.checkpoint for part in self.segments if part.checkpoint)

    @property
    def characters(self) -> int:
        """How many Chinese characters its passages have."""
        return sum(part.characters for part in self.segments)


@dataclass(frozen=True, kw_only=True)
class Module:
    """A whole module. `intro`, `practice` and `notes` are safe HTML."""

    code: str
    version: int
    title: str
    title_en: str
    tier: Tier
    domain: str
    credit_hours: Decimal
    minutes: Minutes
    prerequisites: tuple[str, ...]
    seed_refs: tuple[str, ...]
    legal_refs: tuple[LegalRef, ...]
    goals: tuple[Goal, ...]
    lessons: tuple[Lesson, ...]
    quiz: QuizRule
    checkpoints: Mapping[str, ItemSource]
    pool: tuple[ItemSource, ...]
    figures: Mapping[str, Figure]
    effective_from: date
    effective_to: date | None
    review_due: date | None
    author: str
    reviewer: str
    approved_by: str
    intro: str
    practice: tuple[Section, ...]
    notes: tuple[Section, ...]
    digest: str = field(default="", compare=False)

    @cached_property
    def checkpoint_codes(self) -> tuple[str, ...]:
        """All checkpoints in the order of the lessons."""
        return tuple(code for lesson in self.lessons for code in lesson.checkpoints)

    def find_lesson(self, number: int) -> Lesson | None:
        """Return the lesson of that number, from 1."""
        return self.lessons[number - 1] if 1 <= number <= len(self.lessons) else None

    def goal_text(self, id_: str) -> str:
        """Return the words of a goal."""
        return next((goal.text for goal in self.goals if goal.id == id_), "")


def address_figures(html: str, base: str) -> str:
    """Return HTML whose figures are fetched from `base` (ends with a slash).

    >>> address_figures('<img src="figures/a.svg" alt="">', "/f/7/")
    '<img src="/f/7/a.svg" alt="">'
    """
    return html.replace(f' src="{FIGURE_PREFIX}', f' src="{base}')
