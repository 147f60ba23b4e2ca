"""From two files to proposed checks: which kind of files they are, and who compares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engines.practicals.guard import CONTENT_TYPES, ZIP_MAGIC
from app.engines.practicals.preflight import load
from app.engines.practicals.proposing.confirm import Files, confirm
from app.engines.practicals.proposing.folders import propose_folders
from app.engines.practicals.proposing.model import GROUPS, Proposed
from app.engines.practicals.proposing.sheet import propose_sheet
from app.engines.practicals.proposing.slides import propose_slides
from app.engines.practicals.proposing.word import propose_word
from app.engines.practicals.refusals import RefusedError
from app.engines.practicals.task.attached import FILES, MAX_ATTACHED, encoded
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

START, FINAL = "start", "final"
ENDINGS = {"word": "docx", "sheet": "xlsx", "slides": "pptx"}
_COMPARE: Mapping[str, Callable[[Any, Any], Proposed]] = {
    "word": propose_word,
    "sheet": propose_sheet,
    "slides": propose_slides,
}


def propose(start: bytes, final: bytes) -> Proposed:
    """Return the checks that tell the final file from the start file, each borne out by both.

    Both are documents, workbooks, presentations, or folders packed as zip.
    :raises InvalidError: a file cannot be opened, they are of two kinds, or one is too large.
    """
    module = kind_of(start)
    if kind_of(final, FINAL) != module:
        reason = msg("The two files are of different kinds.")
        raise InvalidError(
            [Problem(FINAL, reason, msg("Choose the finished form of the start file."))]
        )
    if module == "files":
        found = propose_folders(start, final)
        confirm(found, Files({"starter": found.starter}, *found.solution.pop("tries")))
        return _sorted(found)
    for name, data in ((START, start), (FINAL, final)):
        if len(data) > MAX_ATTACHED:
            reason = msg("A file of a task may have at most %(n)s KB.", n=MAX_ATTACHED >> 10)
            raise InvalidError([Problem(name, reason, msg("Make pictures in it smaller."))])
    found = _COMPARE[module](load(start, module).document, load(final, module).document)
    ending = ENDINGS[module]
    names = {START: f"start.{ending}", FINAL: f"final.{ending}"}
    found.starter, found.solution = {"file": names[START]}, {"file": names[FINAL]}
    attached = {names[START]: encoded(start), names[FINAL]: encoded(final)}
    mapping = {"starter": found.starter, "solution": found.solution, FILES: attached}
    confirm(found, Files(mapping, start, final))
    return _sorted(found)


def kind_of(data: bytes, where: str = START) -> str:
    """Return the module whose files these are. Raises InvalidError with a reason and a cure."""
    if data.startswith(ZIP_MAGIC) and CONTENT_TYPES.encode() not in data:
        return _opened(data, ("files",), where)
    return _opened(data, tuple(ENDINGS), where)


def _opened(data: bytes, modules: tuple[str, ...], where: str) -> str:
    refusals: list[RefusedError] = []
    for module in modules:
        try:
            load(data, module)
        except RefusedError as refusal:
            refusals.append(refusal)
        else:
            return module
    told = next((r for r in refusals if r.code != "wrong-kind"), refusals[0]).problem
    raise InvalidError([Problem(where, told.reason, told.cure)])


def _sorted(found: Proposed) -> Proposed:
    order = list(GROUPS)
    found.checks.sort(key=lambda proposal: order.index(proposal.group))
    return found
