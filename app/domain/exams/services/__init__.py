"""Verbs of the exams room. None commits; each asks the policy and leaves its trace."""

from app.domain.exams.services.arranging import (
    BEFORE_SEATS,
    RoomFields,
    arrange_seats,
    draw_proctors,
    set_rooms,
    undo_arrangement,
)
from app.domain.exams.services.closing import close_room, count_room
from app.domain.exams.services.draws import commit_draw, reveal_draw, sitting_seed
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
from app.domain.exams.services.steps import (
    NewTimes,
    close_registration,
    make_ready,
    postpone_plan,
    reopen_registration,
    resume_plan,
    unmake_ready,
)

__all__ = [
    "BEFORE_SEATS",
    "NewTimes",
    "Opened",
    "PlanFields",
    "RoomFields",
    "approve_plan",
    "arrange_seats",
    "assemble_paper",
    "cancel_plan",
    "check_eligibility",
    "check_in",
    "close_registration",
    "close_room",
    "collect_plan",
    "commit_draw",
    "count_room",
    "create_plan",
    "decide_late",
    "draw_proctors",
    "edit_plan",
    "extend_sitting",
    "finalise_plan",
    "force_hand_in",
    "hand_in",
    "keep_file",
    "make_ready",
    "open_sitting",
    "postpone_plan",
    "publish_plan",
    "register",
    "reopen_registration",
    "resume_plan",
    "return_plan",
    "reveal_draw",
    "seal_sitting",
    "set_rooms",
    "sitting_seed",
    "submit_plan",
    "undo_arrangement",
    "unmake_ready",
    "withdraw",
]
