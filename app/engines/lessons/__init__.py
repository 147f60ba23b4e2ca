"""Course modules as text: read, rendered as safe HTML, checked, drawn from."""

from app.engines.lessons.draw import draw_quiz, find_draw
from app.engines.lessons.folder import Courses, read_courses
from app.engines.lessons.model import (
    Figure,
    Goal,
    LegalRef,
    Lesson,
    Minutes,
    Module,
    QuizRule,
    Section,
    Segment,
    address_figures,
)
from app.engines.lessons.reader import digest_of, read_module
from app.engines.lessons.standard import Requirement, StandardModule, StandardSource, read_standard

__all__ = [
    "Courses",
    "Figure",
    "Goal",
    "LegalRef",
    "Lesson",
    "Minutes",
    "Module",
    "QuizRule",
    "Requirement",
    "Section",
    "Segment",
    "StandardModule",
    "StandardSource",
    "address_figures",
    "digest_of",
    "draw_quiz",
    "find_draw",
    "read_courses",
    "read_module",
    "read_standard",
]
