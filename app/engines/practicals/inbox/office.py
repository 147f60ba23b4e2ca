"""Messages as one kind of work that a task may ask for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.engines.practicals.checks.run import Outcome
from app.engines.practicals.checks.texts import GuardOutcome
from app.engines.practicals.guard import RAW
from app.engines.practicals.inbox.model import Dealt, Done, Event, Message, Scene, Sent
from app.engines.practicals.inbox.rules import Rule, Work, judge, sensitivity
from app.engines.practicals.language.expectations import listed
from app.engines.practicals.language.units import number_text
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.engines.practicals.work.outcome import outcome_of
from app.engines.practicals.work.package import listed as items_of
from app.engines.practicals.work.package import raw_of, read_work, text, to_bytes, whole
from app.kernel.problem import Problem
from app.kernel.text import msg

MODULE = "inbox"
MAX_EVENTS = 2_000
MAX_SENT = 50
LONG, SHORT = 4_000, 200


@dataclass(frozen=True, slots=True)
class InboxSession:
    """One inbox being judged."""

    work: Work

    def check(self, check: Check) -> Outcome:
        """Judge one check; a check of verdicts also tells how well they were told apart."""
        rule = check.probe
        assert isinstance(rule, Rule)  # noqa: S101  # read by this module
        outcome = outcome_of(judge(self.work, rule), check.mode)
        if not rule.verdict or rule.within:
            return outcome
        measured = sensitivity(self.work, rule.verdict[-1])
        if measured is None:
            return outcome
        said = msg(
            "discrimination d' %(d)s, bias %(c)s",
            d=number_text(round(measured[0], 2)),
            c=number_text(round(measured[1], 2)),
        )
        return replace(outcome, found=listed([outcome.found, said]))

    def guard(self, _guard: Guard) -> GuardOutcome:
        """Nothing can be damaged."""
        return GuardOutcome(True, 1.0, msg("The text is unchanged."))  # noqa: FBT003


class InboxOffice:
    """Reading, judging and making of the work with messages."""

    kind = RAW

    @property
    def variants(self) -> Mapping[str, Callable[[bytes], bytes]]:
        """Other ways of doing the same."""
        return VARIANTS

    def read(self, package: Package) -> Done:
        """Read what the page hands in."""
        work = read_work(raw_of(package), MODULE)
        mails = work.get("mails")
        return Done(
            dealt={
                str(key): _dealt(value)
                for key, value in (mails if isinstance(mails, dict) else {}).items()
                if isinstance(value, dict)
            },
            sent=tuple(_sent(one) for one in items_of(work, "sent", MAX_SENT)),
            events=tuple(_events(items_of(work, "events", MAX_EVENTS))),
        )

    def warnings(self, _task: Task, _done: Done) -> list[Problem]:
        """Return nothing: the page shows what is still open."""
        return []

    def session(self, task: Task, done: Done) -> InboxSession:
        """Start to judge an inbox."""
        return InboxSession(Work(scene_of(task), done))

    def make(self, task: Task, seed: int, _key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the work after these steps."""
        del seed
        work: dict[str, Any] = {"mails": {}, "sent": [], "events": []}
        scene = scene_of(task)
        for step in steps:
            if isinstance(step.action, dict):
                _apply(work, scene, step.action)
        return to_bytes(MODULE, work)

    def inspect(self, done: Done) -> dict[str, Any]:
        """Return what was handed in."""
        return {
            "mails": {
                key: {
                    "verdict": one.verdict,
                    "action": one.action,
                    "cues": list(one.cues),
                    "read": one.read,
                    "folder": one.folder,
                }
                for key, one in done.dealt.items()
            },
            "sent": [
                {"how": one.how, "of": one.of, "to": list(one.to), "subject": one.subject}
                for one in done.sent
            ],
            "events": [[event.at, event.name, event.message] for event in done.events],
        }


def _dealt(raw: Mapping[str, Any]) -> Dealt:
    return Dealt(
        verdict=text(raw.get("verdict"), SHORT),
        action=text(raw.get("action"), SHORT),
        cues=tuple(dict.fromkeys(text(cue, SHORT) for cue in items_of(raw, "cues", 50))),
        read=raw.get("read") is True,
        folder=text(raw.get("folder"), SHORT),
    )


def _sent(raw: Any) -> Sent:  # noqa: ANN401  # comes from a browser
    one: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    return Sent(
        how=text(one.get("how"), SHORT),
        of=text(one.get("of"), SHORT),
        to=tuple(text(name, SHORT) for name in items_of(one, "to", 50)),
        cc=tuple(text(name, SHORT) for name in items_of(one, "cc", 50)),
        subject=text(one.get("subject"), SHORT),
        body=text(one.get("body"), LONG),
        attached=tuple(text(name, SHORT) for name in items_of(one, "attached", 50)),
    )


def _events(rows: Sequence[Any]) -> list[Event]:
    return [
        Event(whole(row[0]), text(row[1], SHORT), text(row[2], SHORT))
        for row in rows
        if isinstance(row, list) and len(row) == 3  # noqa: PLR2004
    ]


def scene_of(task: Task) -> Scene:
    """Return the messages of a bound task: as many of each kind as it picks, in an order drawn."""
    plan = task.starter.plan
    scene, picks = plan if isinstance(plan, tuple) else (Scene(), {})
    assert isinstance(scene, Scene)  # noqa: S101  # read by this module
    order = sorted(scene.messages, key=lambda message: _place(task, message))
    kept, left = [], dict(picks)
    for message in order:
        if message.truth in left:
            if not left[message.truth]:
                continue
            left[message.truth] -= 1
        kept.append(message)
    return replace(scene, messages=tuple(kept))


def _place(task: Task, message: Message) -> str:
    return hashlib.sha256(f"{task.id}\0{task.seed or 0}\0{message.id}".encode()).hexdigest()


def scene(task: Task) -> dict[str, Any]:
    """Return what the page shows: no truth, no right action, no cue of any message."""
    found = scene_of(task)
    return {
        "me": found.me,
        "verdicts": [{"id": key, "text": words} for key, words in found.verdicts.items()],
        "actions": [{"id": key, "text": words} for key, words in found.actions.items()],
        "cues": [{"id": key, "text": words} for key, words in found.cues.items()],
        "folders": list(found.folders),
        "messages": [_shown(message) for message in found.messages],
    }


def _shown(message: Message) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": message.id,
        "kind": message.kind,
        "from": message.sender,
        "to": message.to,
        "subject": message.subject,
        "time": message.time,
        "body": message.body,
    }
    if message.link is not None:
        link = message.link
        shown["link"] = {"show": link.show, "real": link.real, "form": link.form}
    if message.attachment is not None:
        held = message.attachment
        shown["attach"] = {"name": held.name, "kind": held.kind, "text": held.text}
    return shown


def _apply(work: dict[str, Any], scene: Scene, action: Mapping[str, Any]) -> None:
    """Do one step of an answer."""
    if action["right"]:
        for message in scene.messages:
            work["mails"][message.id] = {
                "verdict": message.truth,
                "action": message.correct[0] if message.correct else "",
                "cues": list(message.cues),
                "read": True,
            }
            work["events"].append([1000, "read", message.id])
            if message.correct[:1] == ("report",):
                work["events"].append([9000, "report", message.id])
    for key, changes in action["deal"].items():
        targets = [m.id for m in scene.messages if key in {m.truth, m.id, "all"} or key == "all"]
        for target in targets:
            work["mails"].setdefault(target, {}).update(changes)
    work["sent"] += [dict(one) for one in action["send"] if isinstance(one, Mapping)]
    for step in action["do"]:
        name, _, key = step.partition(":")
        targets = [m.id for m in scene.messages if key in {m.truth, m.id}] or [key]
        work["events"] += [[5000, name, target] for target in targets]


def _rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def rewrite(data: bytes) -> bytes:
        work = json.loads(data)
        change(work)
        return to_bytes(work.pop("module"), work)

    return rewrite


def _backwards(work: dict[str, Any]) -> None:
    work["mails"] = dict(reversed(list(work["mails"].items())))
    for one in work["mails"].values():
        one["cues"] = list(reversed(one.get("cues", [])))


def _with_more_reading(work: dict[str, Any]) -> None:
    work["events"] = [*([20, "read", key] for key in work["mails"]), *work["events"]]


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "backwards": _rewritten(_backwards),
    "with-more-reading": _rewritten(_with_more_reading),
}
"""The same work done in other ways, by name."""
