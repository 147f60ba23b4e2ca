"""Presentations as one kind of file that a task may ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.checks.run import Outcome, run_check
from app.engines.practicals.checks.texts import Baseline, GuardOutcome, run_guard
from app.engines.practicals.guard import open_file
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.slides.aspects.registry import SLIDES_LENS
from app.engines.practicals.slides.deck import read_deck
from app.engines.practicals.slides.inspect import properties
from app.engines.practicals.slides.model import Deck
from app.engines.practicals.slides.plan import Page, Plan
from app.engines.practicals.slides.variants import VARIANTS
from app.engines.practicals.slides.writer.make import make_presentation
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.kernel.problem import Problem, Severity
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class Sorted:
    """A text whose lines stand in an order of their own, so that moves do not matter."""

    text: str


def _sorted(text: str) -> str:
    return "\n".join(sorted(text.splitlines()))


@dataclass(frozen=True, slots=True)
class SlidesSession:
    """One presentation being judged."""

    deck: Deck
    baseline: Baseline

    def check(self, check: Check) -> Outcome:
        """Judge one check."""
        return run_check(self.deck, check, self.baseline, SLIDES_LENS)

    def guard(self, guard: Guard) -> GuardOutcome:
        """Judge one guard."""
        if not guard.probe:
            return run_guard(self.deck, guard, self.baseline)
        return run_guard(
            Sorted(_sorted(self.deck.text)), guard, Baseline(_sorted(self.baseline.text))
        )


class SlidesOffice:
    """Reading, judging and making of presentations."""

    kind = "pptx"
    variants: Mapping[str, Callable[[bytes], bytes]] = VARIANTS

    def read(self, package: Package) -> Deck:
        """Read a presentation."""
        return read_deck(package)

    def warnings(self, _task: Task, deck: Deck) -> list[Problem]:
        """Return whether the presentation has no slides."""
        if deck.slides:
            return []
        return [
            Problem(
                "file",
                msg("The presentation has no slides."),
                msg("Check that you saved your work, and upload the file again."),
                Severity.WARNING,
            )
        ]

    def session(self, task: Task, deck: Deck) -> SlidesSession:
        """Start to judge a presentation."""
        if task.starter.file:
            given = read_deck(open_file(task.starter.file, self.kind).package).text
            return SlidesSession(deck, Baseline(given))
        plan = task.starter.plan
        pages = plan.pages if isinstance(plan, Plan) else ()
        return SlidesSession(deck, Baseline("\n".join(filter(None, map(text_of, pages)))))

    def make(self, task: Task, seed: int, key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the starter after these steps."""
        return make_presentation(task, seed, key, steps)

    def inspect(self, deck: Deck) -> dict[str, Any]:
        """Return the properties of every slide and shape."""
        return properties(deck)


def text_of(page: Page) -> str:
    """Return the text of a page as a reader of the finished presentation sees it."""
    lines = [page.title, page.subtitle]
    lines += [line.text for body in page.bodies for line in body]
    lines += [page.box, *(cell for row in page.table for cell in row)]
    return "\n".join(line for line in lines if line)
