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
from app.domain.marking.services.regrading import (
    APPLY,
    PREVIEW,
    apply_some,
    approve_regrade,
    close_regrade,
    continue_regrade,
    finish_preview,
    keep_regraded,
    open_regrade,
    propose_regrade,
    refuse_regrade,
)

__all__ = [
    "APPLY",
    "PREVIEW",
    "apply_some",
    "approve_regrade",
    "close_regrade",
    "continue_regrade",
    "decide",
    "finish_preview",
    "grade_again",
    "judge",
    "judge_alike",
    "keep_grading",
    "keep_regraded",
    "mark_all",
    "mark_overdue",
    "mark_sitting",
    "note_evidence_read",
    "note_reading",
    "open_regrade",
    "propose_regrade",
    "refuse_regrade",
    "reopen",
    "set_readers",
]
