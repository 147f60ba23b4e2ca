"""What a format cannot keep, or its conversion loses: there a person judges, never a machine.

Measured by saving the model answers of all tasks in each format and converting them back
(tests/domain/marking/test_converting.py); docs/practicals.md tells candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.engines.practicals.checks.run import Status
from app.engines.practicals.language.find import Find
from app.engines.practicals.legacy.model import NAMES, Converted
from app.engines.practicals.marks import Marks
from app.engines.practicals.results import CheckResult
from app.engines.practicals.sheet.find import FindLists
from app.engines.practicals.slides.find import FindShapes
from app.engines.practicals.task.model import Check
from app.kernel.text import msg

UNKEPT_MARKS = ("customxml",)
"""Places of marks that LibreOffice drops when it reads any other format than OOXML."""


def _a_placeholder(find: Find | None) -> bool:
    return isinstance(find, FindShapes) and find.role != "title"


def _a_list(find: Find | None) -> bool:
    return isinstance(find, FindLists)


_FINDS: Mapping[str, Callable[[Find | None], bool]] = {
    "ppt": _a_placeholder,
    "xls": _a_list,
    "ods": _a_list,
}
"""Things whose kind is gone: placeholders come back as plain shapes, tables as plain ranges."""
_SLIDES = frozenset({"layout.type", "sections", "theme"})
_PLACEHOLDERS = frozenset(
    {"placeholder.sldNum", "placeholder.ftr", "placeholder.dt", "footer.text", "date.auto"}
)
_KEYS: Mapping[str, frozenset[str]] = {
    "ppt": _SLIDES | _PLACEHOLDERS | {"alt", "body.text", "subtitle.text"},
    "odp": _SLIDES,
    "xls": frozenset({"cond_format"}),
}
"""Properties that the format has no place for, or the conversion no way to."""


def may_be_lost(check: Check, kind: str) -> bool:
    """Whether what a check asks for may have been there and gone in the conversion."""
    fits = _FINDS.get(kind)
    if fits is not None and fits(check.find):
        return True
    return bool(_KEYS.get(kind, frozenset()) & check.expect.keys())


def for_a_person(result: CheckResult, check: Check, kind: str) -> CheckResult:
    """Return a result that costs nothing unseen: what may be lost is judged by a person."""
    if result.status is Status.PASS or not may_be_lost(check, kind):
        return result
    found = msg(
        "%(found)s (%(format)s may not have kept this; a person decides.)",
        found=result.found,
        format=NAMES[kind],
    )
    return replace(result, status=Status.REVIEW, found=found)


def told_of(marks: Marks, converted: Converted | None) -> Marks:
    """Return the marks; those that no conversion keeps are not missed in a converted file."""
    return marks.without(UNKEPT_MARKS) if converted else marks
