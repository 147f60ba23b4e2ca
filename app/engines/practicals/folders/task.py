"""Reading the parts of a task on files: the tree given out, rules, steps, guards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.folders.doing import OPERATIONS
from app.engines.practicals.folders.names import is_name, join
from app.engines.practicals.folders.rules import Moving, Rule
from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.language.form import Form
from app.engines.practicals.language.scalars import count
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.task.model import Check, Guard, Starter, Step
from app.kernel.text import msg

KEYS = (
    "exists", "exists_dir", "absent", "moved", "copied", "renamed", "attr", "zip_contains",
    "untouched", "only", "count", "empty",
)  # fmt: skip
MODES = ("fraction", "all", "any")
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """The tree given out: paths of folders and files, attributes, and the words in files."""

    root: str = ""
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    readonly: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)


def read_starter(form: Form, _variables: Mapping[str, Any]) -> Starter:
    """Read the tree given out; problems are noted in the form."""
    folders: list[str] = []
    files: list[str] = []
    for path, is_folder in _walk(form, form.raw("tree", {}), ""):
        (folders if is_folder else files).append(path)
        if not is_name(path.rpartition("/")[2]):
            form.refuse("tree", msg("“%(name)s” is no name of a file.", name=path))
    known = {*folders, *files}
    if len(known) < len(folders) + len(files) or not files:
        form.refuse("tree", msg("Every file of the tree needs a path of its own."))
    texts = {str(path): str(words) for path, words in form.mapping("texts").items()}
    marked = {key: frozenset(form.texts(key)) for key in ("readonly", "hidden")}
    for path in {*texts, *marked["readonly"], *marked["hidden"]} - known:
        form.refuse("texts", msg("There is no file “%(path)s” in the tree.", path=path))
    starter = Starter(
        floor=form.number("floor", 0),
        plan=Plan(
            root=form.text("root"),
            folders=tuple(folders),
            files=tuple(files),
            readonly=marked["readonly"],
            hidden=marked["hidden"],
            texts=texts,
        ),
    )
    form.close()
    return starter


def _walk(form: Form, raw: Any, above: str) -> Iterator[tuple[str, bool]]:  # noqa: ANN401
    """Yield paths of folders and files: groups are folders, lists hold files and groups."""
    if isinstance(raw, Mapping):
        for name, inner in raw.items():
            yield join(above, str(name)), True
            yield from _walk(form, inner, join(above, str(name)))
    elif isinstance(raw, list):
        for item in raw:
            if isinstance(item, Mapping):
                yield from _walk(form, item, above)
            else:
                yield join(above, str(item)), False
    elif raw is not None:
        form.refuse("tree", msg("A list of files or a group of folders is needed here."))


def read_check(form: Form, _variables: Mapping[str, Any]) -> Check:
    """Read one check; problems are noted in the form."""
    check = Check(
        id=form.text("id"),
        title=form.text("title"),
        points=form.number("points"),
        mode=form.choice("mode", MODES, "fraction"),
        requires=form.texts("requires"),
        probe=_rule(form.form("tree")),
    )
    form.close()
    return check


def _rule(form: Form) -> Rule:
    rule = Rule(
        exists=form.texts("exists"),
        exists_dir=form.texts("exists_dir"),
        absent=form.texts("absent"),
        moved=_movings(form, "moved", "from"),
        copied=_movings(form, "copied", "from"),
        renamed=_movings(form, "renamed", "content_of"),
        attr={str(path): _attributes(form, wishes) for path, wishes in _group(form, "attr")},
        zip_contains=_named(form, "zip_contains"),
        untouched=form.texts("untouched"),
        only=_named(form, "only"),
        count={str(path): _count(form, raw) for path, raw in _group(form, "count")},
        empty=form.texts("empty"),
    )
    form.close()
    if not any(form.data.get(key) for key in KEYS):
        form.refuse("tree", msg("The check expects nothing."))
    return rule


def _group(form: Form, key: str) -> Iterator[tuple[Any, Any]]:
    yield from form.mapping(key).items()


def _movings(form: Form, key: str, source: str) -> tuple[Moving, ...]:
    found = []
    for item in form.forms(key):
        found.append(Moving(item.text(source), item.text("to")))
        item.close()
    return tuple(found)


def _attributes(form: Form, raw: Any) -> Mapping[str, bool]:  # noqa: ANN401
    if not isinstance(raw, Mapping) or not set(raw) <= {"readonly", "hidden"}:
        form.refuse("attr", msg("Write “readonly” or “hidden” with true or false."))
        return {}
    return {str(name): value is True for name, value in raw.items()}


def _names(form: Form, raw: Any) -> tuple[str, ...]:  # noqa: ANN401
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        form.refuse("tree", msg("A list of texts is needed here."))
        return ()
    return tuple(items)


def _named(form: Form, key: str) -> Mapping[str, tuple[str, ...]]:
    return {str(path): _names(form, names) for path, names in _group(form, key)}


def _count(form: Form, raw: Any) -> Expectation:  # noqa: ANN401
    try:
        return count(raw)
    except ValueProblemError as error:
        form.refuse("count", error.reason)
        return count(0)


def read_guard(form: Form, _variables: Mapping[str, Any]) -> Guard:
    """Read one guard; problems are noted in the form."""
    inner = form.form("tree")
    inner.flag("only_expected_changes", default=True)
    guard = Guard(
        id=form.text("id"),
        title=form.text("title"),
        penalty=form.number("penalty"),
        probe=inner.texts("except"),
    )
    inner.close()
    form.close()
    return guard


def read_step(form: Form, _variables: Mapping[str, Any]) -> Step:
    """Read one step: operations as the page would log them; a `*` picks several files."""
    operations = form.raw("do", [])
    if not isinstance(operations, list) or not all(
        isinstance(one, list) and one and one[0] in OPERATIONS for one in operations
    ):
        known = ", ".join(sorted(OPERATIONS))
        form.refuse("do", msg("A list of operations is needed here: %(known)s.", known=known))
        operations = []
    step = Step(id=form.text("id", ""), find=None, action=tuple(operations))
    form.close()
    return step
