"""The form of a practical in the making: what is typed becomes the task, sound or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.domain.bank.services import Draft
from app.engines import practicals
from app.engines.bankfiles import Secrecy
from app.engines.practicals.authoring.compose import submit_of
from app.engines.practicals.authoring.vocabulary import titles_of, vocabulary
from app.engines.practicals.proposing.model import GROUPS
from app.kernel.problem import Problem
from app.kernel.text import Message
from app.kernel.tier import Tier

TEXTS = ("title", "title_en", "instructions", "instructions_en")
KNOWN = {"id", "title", "points", "find", "expect"}
LONGEST = 20_000
Fields = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """One expectation of a check, as it is typed."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One check or guard as the page shows it."""

    number: int
    id: str
    title: str
    points: str
    find: str = ""
    wishes: Sequence[Wish] = ()
    rest: str = ""
    problems: Sequence[str] = ()

    @property
    def group(self) -> Message | None:
        """What kind of difference the check was proposed from."""
        return GROUPS.get(self.id.rpartition("-")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page of a practical in the making shows."""

    task: Mapping[str, Any]
    checks: Sequence[Line]
    guards: Sequence[Line]
    problems: Sequence[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether the task can be read as it stands."""
        return not self.problems and not any(line.problems for line in (*self.checks, *self.guards))


def written(value: Any) -> str:  # noqa: ANN401 - any value of a task
    """Return a value on one line, as it stands in a task."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1 << 20)
    return text.removesuffix("\n").removesuffix("\n...").strip()


def typed(text: str) -> Any:  # noqa: ANN401
    """Return what a typed value means; what cannot be read stays as it was typed."""
    try:
        return yaml.safe_load(text[:LONGEST])
    except yaml.YAMLError:
        return text


def page_of(task: Mapping[str, Any]) -> Page:
    """Return what the page shows of a task, every problem beside what it is about."""
    found = practicals.problems_of(task)
    variables = task.get("vars") or {}
    module = str(task.get("module", "word"))
    checks = [
        _check(number, check, module, variables, _problems(found, "checks", number))
        for number, check in enumerate(task.get("checks", []), 1)
    ]
    guards = [
        _guard(number, guard, _problems(found, "guards", number))
        for number, guard in enumerate(task.get("guards", []), 1)
    ]
    own = [p for p in found if not p.where.startswith(("checks[", "guards["))]
    return Page(task=task, checks=checks, guards=guards, problems=[_said(p) for p in own])


def _problems(found: Sequence[Problem], group: str, number: int) -> list[str]:
    start = f"{group}[{number}]"
    return [_said(problem, start) for problem in found if problem.where.startswith(start)]


def _said(problem: Problem, start: str = "") -> str:
    where = problem.where.removeprefix(start).lstrip(".")
    text = problem.reason.render(gettext)
    cure = f" {problem.cure.render(gettext)}" if problem.cure else ""
    return f"{where}: {text}{cure}" if where else f"{text}{cure}"


def _check(
    number: int,
    check: Mapping[str, Any],
    module: str,
    variables: Mapping[str, Any],
    problems: Sequence[str],
) -> Line:
    find, expect = check.get("find"), check.get("expect")
    titles = titles_of(module, find, variables) if isinstance(find, Mapping) else {}
    wishes = [
        Wish(key, titles[key].render(gettext) if key in titles else key, written(raw))
        for key, raw in (expect.items() if isinstance(expect, Mapping) else ())
    ]
    rest = {key: value for key, value in check.items() if key not in KNOWN}
    if expect is not None and not isinstance(expect, Mapping):
        rest["expect"] = expect
    return Line(
        number=number,
        id=str(check.get("id", "")),
        title=str(check.get("title", "")),
        points=_number(check.get("points", 0)),
        find="" if find is None else written(find),
        wishes=wishes,
        rest=written(rest) if rest else "",
        problems=problems,
    )


def _guard(number: int, guard: Mapping[str, Any], problems: Sequence[str]) -> Line:
    rest = {key: raw for key, raw in guard.items() if key not in {"id", "title", "penalty"}}
    return Line(
        number=number,
        id=str(guard.get("id", "")),
        title=str(guard.get("title", "")),
        points=_number(guard.get("penalty", 0)),
        rest=written(rest) if rest else "",
        problems=problems,
    )


def _number(value: Any) -> str:  # noqa: ANN401
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def read(fields: Fields, task: Mapping[str, Any], extra: Mapping[str, Any]) -> Draft:
    """Return the task with all that was typed; nothing that cannot be read is lost."""
    made = dict(task)
    for name in TEXTS:
        text = fields.get(name, str(task.get(name, ""))).replace("\r\n", "\n").strip()
        made[name] = text
        if not text and name.endswith("_en"):
            made.pop(name)
    made["id"] = fields.get("code", str(task.get("id", ""))).strip()
    made["minutes"] = _amount(fields.get("minutes", ""), task.get("minutes", 0))
    checks = [_read_check(fields, number) for number in fields.getlist("check")]
    made["checks"] = _acted(checks, fields, str(task.get("module", "word")))
    made["points"] = sum(c["points"] for c in made["checks"] if _is_number(c["points"]))
    guards = [_read_guard(fields, number) for number in fields.getlist("guard")]
    gone = fields.get("drop_guard", "")
    made["guards"] = [g for n, g in enumerate(guards, 1) if str(n) != gone]
    if not made["guards"]:
        made.pop("guards")
    made["starter"] = {**task.get("starter", {}), "floor": _amount(fields.get("floor", ""), 0)}
    if task.get("module") != "files":
        name = fields.get("name", "").strip() or str(task.get("submit", {}).get("name", ""))
        policy = "ignore" if fields.get("name_policy") == "ignore" else "warn"
        made["submit"] = submit_of(str(task.get("module")), name, policy)
    tiers = [name for name in fields.getlist("tiers") if name in {t.value for t in Tier}]
    said = {"tiers": tiers or extra.get("tiers", [])}
    if fields.get("secrecy") in tuple(Secrecy):
        said["secrecy"] = fields.get("secrecy")
    return Draft(task=_ordered(made), extra={**extra, **said})


def _ordered(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys in the order in which tasks are written."""
    order = (
        *("schema", "id", "title", "title_en", "module", "minutes", "points", "submit", "params"),
        *("starter", "instructions", "instructions_en", "vars", "checks", "guards", "solution"),
    )
    known = {key: task[key] for key in order if key in task}
    return known | {key: value for key, value in task.items() if key not in known}


def _read_check(fields: Fields, number: str) -> dict[str, Any]:
    start = f"check-{number}-"
    check: dict[str, Any] = {
        "id": fields.get(f"{start}id", "").strip(),
        "title": fields.get(f"{start}title", "").strip(),
        "points": _amount(fields.get(f"{start}points", ""), 0),
    }
    find = fields.get(f"{start}find", "").strip()
    if find:
        check["find"] = typed(find)
    keys = [name for name in fields if name.startswith(f"{start}x-")]
    gone = set(fields.getlist(f"{start}gone"))
    wishes = {name.removeprefix(f"{start}x-"): typed(fields[name]) for name in keys}
    wishes = {key: raw for key, raw in wishes.items() if key not in gone}
    if wishes:
        check["expect"] = wishes
    return check | _rest(fields.get(f"{start}rest", ""))


def _rest(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    found = typed(text)
    return {str(k): v for k, v in found.items()} if isinstance(found, Mapping) else {"text": found}


def _read_guard(fields: Fields, number: str) -> dict[str, Any]:
    start = f"guard-{number}-"
    return {
        "id": fields.get(f"{start}id", "").strip(),
        "title": fields.get(f"{start}title", "").strip(),
        "penalty": _amount(fields.get(f"{start}points", ""), 0),
        **_rest(fields.get(f"{start}rest", "")),
    }


def _amount(text: str, usual: Any) -> Any:  # noqa: ANN401 - what is no number stays as it is
    if not text.strip():
        return usual
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value == int(value) else value


def _is_number(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _acted(checks: list[dict[str, Any]], fields: Fields, module: str) -> list[dict[str, Any]]:
    """Do what a button asked for: take a check out, move it, add one from the vocabulary."""
    drop, up, down = (_place(fields.get(name, ""), checks) for name in ("drop", "up", "down"))
    if drop is not None:
        del checks[drop]
    elif up:
        checks.insert(up - 1, checks.pop(up))
    elif down is not None and down + 1 < len(checks):
        checks.insert(down + 1, checks.pop(down))
    if fields.get("add", "") and fields.get("action") == "add":
        checks += _added(fields["add"], module, {str(check.get("id")) for check in checks})
    return checks


def _place(text: str, checks: Sequence[object]) -> int | None:
    return int(text) - 1 if text.isdigit() and 1 <= int(text) <= len(checks) else None


def _added(chosen: str, module: str, used: set[str]) -> list[dict[str, Any]]:
    group, _mark, key = chosen.partition("|")
    groups = vocabulary(module)
    if not group.isdigit() or int(group) >= len(groups):
        return []
    words = [word for word in groups[int(group)][1] if word.key == key]
    number = next(n for n in range(1, 1_000) if f"added-{n}" not in used)
    return [
        {"id": f"added-{number}", "title": word.title.render(gettext), "points": 1, **word.keys}
        for word in words
    ]
