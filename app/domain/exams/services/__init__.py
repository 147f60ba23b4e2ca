"""Verbs of the exams room. None commits; each asks the policy and leaves its trace."""

from app.domain.exams.services.plans import (
    PlanFields,
    approve_plan,
    assemble_paper,
    cancel_plan,
    collect_plan,
    create_plan,
    edit_plan,
    finalise_plan,
    publish_plan,
    return_plan,
    submit_plan,
)
from app.domain.exams.services.registrations import check_eligibility, register, withdraw
from app.domain.exams.services.rooms import decide_late, extend_sitting, force_hand_in
from app.domain.exams.services.sittings import (
    Opened,
    check_in,
    hand_in,
    keep_file,
    open_sitting,
    seal_sitting,
)

__all__ = [
    "Opened",
    "PlanFields",
    "approve_plan",
    "assemble_paper",
    "cancel_plan",
    "check_eligibility",
    "check_in",
    "collect_plan",
    "create_plan",
    "decide_late",
    "edit_plan",
    "extend_sitting",
    "finalise_plan",
    "force_hand_in",
    "hand_in",
    "keep_file",
    "open_sitting",
    "publish_plan",
    "register",
    "return_plan",
    "seal_sitting",
    "submit_plan",
    "withdraw",
]
