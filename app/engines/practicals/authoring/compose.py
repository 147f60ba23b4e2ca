"""From proposed checks to a task: ids, titles, weights, the words for the candidate, guards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.proposing.model import Proposal, Proposed
from app.engines.practicals.task.attached import FILES, encoded
from app.engines.practicals.task.model import GUARD_SHARE
from app.engines.practicals.task.reader import SCHEMA
from app.kernel.text import Message, Translate, msg

LONGEST_TITLE = 60
WEIGHTS: Mapping[str, float] = {"formulas": 2.0, "rules": 2.0, "rows": 2.0, "objects": 2.0}
MANY_KEYS = 4
USUAL_MINUTES = 20
NAMES = {"word": "答题.docx", "sheet": "答题.xlsx", "slides": "答题.pptx", "files": ""}
"""What the candidate's file is called unless the author says otherwise."""
GUARD_NAMES: Mapping[str, Message] = {
    "word": msg("Other text unchanged"),
    "slides": msg("Other text unchanged"),
    "sheet": msg("Given data unchanged"),
    "files": msg("No other file deleted or moved"),
}


def weight_of(proposal: Proposal) -> float:
    """Return the points a check is proposed with: more for what takes more steps."""
    usual = WEIGHTS.get(proposal.group, 1.0)
    expect = proposal.keys.get("expect", {})
    return usual + (1.0 if len(expect) >= MANY_KEYS else 0.0)


def title_of(proposal: Proposal, translate: Translate) -> str:
    """Return the title of a check in one language."""
    text = " ".join(sentence(proposal, translate).split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def sentence(proposal: Proposal, translate: Translate) -> str:
    """Return what the candidate must do, in one language."""
    both = msg("%(where)s: %(says)s", where=proposal.where, says=proposal.says)
    return both.render(translate)


def checks_of(found: Proposed, translate: Translate) -> list[dict[str, Any]]:
    """Return the proposed checks as a task writes them."""
    counted: Counter[str] = Counter()
    checks = []
    for proposal in found.checks:
        counted[proposal.group] += 1
        checks.append(
            {
                "id": f"{proposal.group}-{counted[proposal.group]}",
                "title": title_of(proposal, translate),
                "points": weight_of(proposal),
                **proposal.keys,
            }
        )
    return checks


def guards_of(found: Proposed, points: float, translate: Translate) -> list[dict[str, Any]]:
    """Return the proposed guards; together they take a tenth of the points."""
    if not found.guards or not points:
        return []
    share = max(0.5, round(points * GUARD_SHARE / 2 / len(found.guards) * 2) / 2)
    while share * len(found.guards) > points * GUARD_SHARE and share > 0:
        share -= 0.5
    title = GUARD_NAMES[found.module].render(translate)
    return [
        {"id": f"guard-{number}", "title": title, "penalty": share, **guard}
        for number, guard in enumerate(found.guards, 1)
    ] if share > 0 else []  # fmt: skip


def instructions_of(
    module: str, name: str, says: Sequence[str], guards: Sequence[str], translate: Translate
) -> str:
    """Return the words for the candidate: what to open, what to do, what must not change."""
    first = msg("Do the following in the folder below; every step is saved and can be undone.")
    if module != "files":
        first = msg(
            "Open “%(name)s”, do the following and save it under the same name. Word, WPS and "
            "LibreOffice are all accepted; how you do it is up to you.",
            name=name,
        )
    lines = [first.render(translate)]
    lines += [f"{number}. {text}" for number, text in enumerate(says, 1)]
    if guards:
        last = msg(
            "Change nothing else: %(guards)s; damage costs points.", guards="、".join(guards)
        )
        lines.append(last.render(translate))
    return "\n".join(lines)


def compose(  # a task is made of these
    found: Proposed,
    *,
    task_id: str,
    title: str,
    start: bytes,
    final: bytes,
    translate: Translate,
    minutes: float = USUAL_MINUTES,
) -> dict[str, Any]:
    """Return the whole task as `read_task` reads it, its files under `files`."""
    checks = checks_of(found, translate)
    points = sum(check["points"] for check in checks)
    guards = guards_of(found, points, translate)
    name = NAMES[found.module]
    says = [sentence(proposal, translate) for proposal in found.checks]
    titles = list(dict.fromkeys(guard["title"] for guard in guards))
    task: dict[str, Any] = {
        "schema": SCHEMA,
        "id": task_id,
        "title": title,
        "module": found.module,
        "minutes": minutes,
        "points": points,
        "submit": submit_of(found.module, name),
        "starter": {**found.starter, "floor": 0},
        "instructions": instructions_of(found.module, name, says, titles, translate),
    }
    task |= {"vars": found.variables} if found.variables else {}
    task |= {"checks": checks}
    task |= {"guards": guards} if guards else {}
    task |= {"solution": found.solution} if found.solution else {}
    if "file" in found.starter:
        pair = {found.starter["file"]: start, found.solution["file"]: final}
        task[FILES] = {name: encoded(data) for name, data in pair.items()}
    return task


def submit_of(module: str, name: str, policy: str = "warn") -> dict[str, Any]:
    """Return what may be handed in, and what is said of its name."""
    if module == "files":
        return {"accept": ["page"]}
    return {"accept": [name.rpartition(".")[2]], "name": name, "name_policy": policy}
