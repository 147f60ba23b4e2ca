"""A lesson as one person sees it now: passages, questions, feedback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.learning import queries, rules
from app.domain.learning.models import CheckpointAnswer
from app.domain.learning.rules import Gate, Standing
from app.engines import items
from app.engines.items import Content, Mark
from app.engines.lessons import Lesson, address_figures
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.text import msg
from app.web.access import current_actor, now
from app.web.learner.module_page import ModulePage, read_module_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A checkpoint as it stands: to answer, to read again, or settled."""

    code: str
    view: dict[str, Any]
    content: Content
    standing: Standing
    mark: Mark | None
    """How the last answer was."""

    @property
    def is_open(self) -> bool:
        """Whether it may be answered now."""
        return self.standing.gate is Gate.OPEN

    @property
    def is_right(self) -> bool:
        """Whether it is settled."""
        return self.standing.gate is Gate.RIGHT

    @property
    def seconds_to_wait(self) -> int:
        """How long until it may be answered again, rounded up."""
        opens_at = self.standing.opens_at
        return 1 + int((opens_at - now()).total_seconds()) if opens_at else 0

    @property
    def reasons(self) -> list[str]:
        """What the author says to the last answer; never the key before it is right."""
        if self.mark is None:
            return []
        if self.is_right:
            whys = [part.why for part in self.mark.parts if part.is_key or part.is_chosen]
            return [*dict.fromkeys(why for why in whys if why), self.mark.explain]
        wrong = [part for part in self.mark.parts if part.is_chosen and not part.is_right]
        return [part.why for part in wrong if part.why]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage that is shown, with the question that closes it."""

    html: str
    question: Question | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPage:
    """A lesson with its module."""

    module: ModulePage
    lesson: Lesson
    number: int
    passages: list[Passage]
    seed: int

    @property
    def is_whole(self) -> bool:
        """Whether all passages are shown."""
        return len(self.passages) == len(self.lesson.segments)

    @property
    def is_done(self) -> bool:
        """Whether all questions are answered right."""
        return self.module.is_done(self.lesson)

    @property
    def settled(self) -> int:
        """How many questions of the lesson are answered right."""
        return sum(code in self.module.progress.settled for code in self.lesson.checkpoints)

    @property
    def previous(self) -> int:
        """The number of the lesson before, 0 for none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the lesson after, 0 for none."""
        return self.number + 1 if self.number < len(self.module.content.lessons) else 0


def read_lesson_page(session: Session, code: str, number: int) -> LessonPage:
    """Return a lesson as the person sees it now, or refuse."""
    module = read_module_page(session, code)
    lesson = module.content.find_lesson(number)
    if lesson is None:
        raise NotFoundError(msg("There is no such lesson."))
    person_id = current_actor().person_id
    answers = queries.list_answers(session, person_id, module.version.module_id)
    codes = [segment.checkpoint for segment in lesson.segments]
    shown = rules.open_through(codes, module.progress.settled)
    passages = [
        Passage(
            html=address_figures(segment.html, module.figures_url),
            question=_question(module, segment.checkpoint, answers) if segment.checkpoint else None,
        )
        for segment in lesson.segments[:shown]
    ]
    return LessonPage(
        module=module, lesson=lesson, number=number, passages=passages, seed=person_id
    )


def _question(
    module: ModulePage, code: str, answers: dict[str, list[CheckpointAnswer]]
) -> Question:
    content = module.content.checkpoints[code].content
    own = answers.get(code, [])
    return Question(
        code=code,
        view=items.present(content, current_actor().person_id),
        content=content,
        standing=queries.standing_of(own, now()),
        mark=_mark(content, own[-1]) if own else None,
    )


def _mark(content: Content, answer: CheckpointAnswer) -> Mark | None:
    """Return how an answer was; None when the question has become another since."""
    try:
        return items.mark(content, answer.response, 1)
    except InvalidError:
        return None
