"""Practical tasks on office files: tasks, starters, the upload guard, and explained grading.

Pure: bytes, a task and a seed come in, findings go out. Usage:

    task = read_task(mapping)
    data = starter(task, seed, key=key)         # what the candidate gets
    check = preflight(task, upload, seed=seed, key=key)
    grading = grade(task, upload, seed, key=key)
    grading.to_json()                           # stored: messages as msgid and parameters
    localized(stored, gettext)                  # shown: messages as text
"""

from app.engines.practicals.authoring.compose import compose
from app.engines.practicals.authoring.folder import to_folder
from app.engines.practicals.authoring.proof import SEED as PROOF_SEED
from app.engines.practicals.authoring.proof import prove
from app.engines.practicals.authoring.proof import size as proof_size
from app.engines.practicals.checks.run import Status
from app.engines.practicals.files import model_answer, starter, wrong_answer
from app.engines.practicals.grading import grade
from app.engines.practicals.inspection import inspect
from app.engines.practicals.legacy.kinds import ENDINGS as OTHER_ENDINGS
from app.engines.practicals.legacy.kinds import recognise
from app.engines.practicals.legacy.model import Converted, Old
from app.engines.practicals.marks import Marks, owner
from app.engines.practicals.page import is_done_in_page, scene, takes_files, work_bytes
from app.engines.practicals.preflight import PAGE, Preflight, preflight, refused
from app.engines.practicals.proposing.propose import propose
from app.engines.practicals.refusals import RefusedError, not_converted
from app.engines.practicals.results import CheckResult, Grading, GuardResult, localized
from app.engines.practicals.sheet.formulas.engines import refereed
from app.engines.practicals.task.attached import has_files, inlined, with_files
from app.engines.practicals.task.model import Task
from app.engines.practicals.task.reader import bound, problems_of, read_task, version_of

__all__ = [
    "OTHER_ENDINGS",
    "PAGE",
    "PROOF_SEED",
    "CheckResult",
    "Converted",
    "Grading",
    "GuardResult",
    "Marks",
    "Old",
    "Preflight",
    "RefusedError",
    "Status",
    "Task",
    "bound",
    "compose",
    "grade",
    "has_files",
    "inlined",
    "inspect",
    "is_done_in_page",
    "localized",
    "model_answer",
    "not_converted",
    "owner",
    "preflight",
    "problems_of",
    "proof_size",
    "propose",
    "prove",
    "read_task",
    "recognise",
    "refereed",
    "refused",
    "scene",
    "starter",
    "takes_files",
    "to_folder",
    "version_of",
    "with_files",
    "work_bytes",
    "wrong_answer",
]
