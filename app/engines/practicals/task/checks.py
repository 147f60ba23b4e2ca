"""Reading the checks and guards of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.checks.lens import Lens
from app.engines.practicals.language.expectations import Expectation, read_expectation
from app.engines.practicals.language.find import Find
from app.engines.practicals.language.form import Form
from app.engines.practicals.language.scalars import count
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.task.model import (
    DEFAULT_COVERAGE,
    DEFAULT_SIMILARITY,
    Check,
    Guard,
    TextCheck,
)
from app.kernel.text import msg

MODES = ("fraction", "all", "any")


def read_check(form: Form, variables: Mapping[str, Any], lens: Lens) -> Check:
    """Read one check; problems are noted in the form."""
    text = _text(form.form("text")) if form.has("text") else None
    find = lens.read_find(form.form("find"), variables) if form.has("find") else None
    if (text is None) is (not form.data.get("find")):
        form.refuse("find", msg("A check has either “find” with “expect”, or “text”."))
    check = Check(
        id=form.text("id"),
        title=form.text("title"),
        points=form.number("points"),
        find=find,
        expect=read_expect(form.form("expect"), find, lens),
        text=text,
        count=_count(form, "count") if form.has("count") else None,
        mode=form.choice("mode", MODES, "fraction"),
        coverage=form.number("coverage", DEFAULT_COVERAGE),
        requires=form.texts("requires"),
    )
    if not 0 < check.coverage <= 1:
        form.refuse("coverage", msg("A share between 0 and 1 is expected here."))
    form.close()
    return check


def read_expect(form: Form, find: Find | None, lens: Lens) -> dict[str, Expectation]:
    """Read what a check expects of what it finds."""
    known: Mapping[str, Aspect] = {} if find is None else lens.aspects_for(find)
    found: dict[str, Expectation] = {}
    for key in [key for key in form.data if key in known]:
        try:
            found[key] = read_expectation(form.raw(key), known[key].scalar)
        except ValueProblemError as error:
            form.refuse(key, error.reason)
    if find is not None:
        form.known |= known.keys()
        form.close()
        if not form.data:
            form.refuse("expect", msg("The check expects nothing."))
    return found


def _count(form: Form, key: str) -> Expectation | None:
    try:
        return count(form.raw(key))
    except ValueProblemError as error:
        form.refuse(key, error.reason)
        return None


def _text(form: Form) -> TextCheck:
    counts = form.form("count")
    expected = {str(term): _count(counts, term) for term in counts.data}
    check = TextCheck(
        absent=form.texts("absent"),
        contains=form.texts("contains"),
        count={term: item for term, item in expected.items() if item is not None},
    )
    form.close()
    if not (check.absent or check.contains or check.count):
        form.refuse("text", msg("The check expects nothing."))
    return check


def read_guard(form: Form, _variables: Mapping[str, Any]) -> Guard:
    """Read one guard; problems are noted in the form."""
    inner = form.form("unchanged_text")
    inner.choice("vs", ("starter",), "starter")
    replace = inner.mapping("after_replace")
    guard = Guard(
        id=form.text("id"),
        title=form.text("title"),
        penalty=form.number("penalty"),
        replace={str(key): str(value) for key, value in replace.items()},
        similarity=inner.number("tolerance", DEFAULT_SIMILARITY),
    )
    inner.close()
    form.close()
    return guard
