"""Verbs of learning: load modules, study, answer, take a quiz, earn and decide hours."""

from app.domain.learning.services.deciding import decide_hours, decide_many, resubmit_hours
from app.domain.learning.services.hours import settle_hours
from app.domain.learning.services.loading import LoadReport, load_modules
from app.domain.learning.services.quizzes import begin_quiz, submit_quiz
from app.domain.learning.services.studying import (
    Activity,
    Answered,
    answer_checkpoint,
    record_activity,
)

__all__ = [
    "Activity",
    "Answered",
    "LoadReport",
    "answer_checkpoint",
    "begin_quiz",
    "decide_hours",
    "decide_many",
    "load_modules",
    "record_activity",
    "resubmit_hours",
    "settle_hours",
    "submit_quiz",
]
