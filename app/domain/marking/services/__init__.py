"""Verbs of the marking room: marking sittings in `marking`, what persons judge in `judging`."""

from app.domain.marking.services.judging import (
    judge,
    judge_alike,
    note_evidence_read,
    reopen,
    set_readers,
)
from app.domain.marking.services.marking import (
    decide,
    grade_again,
    keep_grading,
    mark_all,
    mark_overdue,
    mark_sitting,
    note_reading,
)

__all__ = [
    "decide",
    "grade_again",
    "judge",
    "judge_alike",
    "keep_grading",
    "mark_all",
    "mark_overdue",
    "mark_sitting",
    "note_evidence_read",
    "note_reading",
    "reopen",
    "set_readers",
]
