"""Typing as one kind of work that a task may ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.checks.run import Outcome
from app.engines.practicals.checks.texts import GuardOutcome
from app.engines.practicals.guard import RAW
from app.engines.practicals.language.expectations import listed
from app.engines.practicals.language.units import number_text
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.engines.practicals.task.seeds import draw
from app.engines.practicals.typing.align import EXTRA, MISSING, Alignment, Slip, align
from app.engines.practicals.typing.task import LONGEST, Passages, Rule, Typist
from app.engines.practicals.typing.text import counted
from app.engines.practicals.work.outcome import place
from app.engines.practicals.work.package import listed as items_of
from app.engines.practicals.work.package import raw_of, read_work, text, to_bytes, whole
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

MODULE = "typing"
MAX_LOG = 6_000
MINUTE = 60_000
CONTEXT = 6
MAX_SLIPS = 8
ALL = 0.98
"""The share of the passage from which it counts as typed to the end."""
FEWEST_EVENTS = 0.05
"""A log with fewer entries than this for each letter does not tell how the text came about."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was handed in: the text, the time in milliseconds, and how it came about.

    `log` holds an entry a commit: milliseconds since the one before, letters put in, taken out.
    """

    text: str = ""
    elapsed: int = 0
    log: tuple[tuple[int, int, int], ...] = ()
    blocked: int = 0
    blurs: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """What the alignment comes to."""

    found: Alignment
    typed: int
    wanted: int
    minutes: float

    @property
    def speed(self) -> float:
        """Letters right a minute."""
        return self.found.correct / self.minutes if self.minutes else 0.0

    @property
    def accuracy(self) -> float:
        """Letters right of all that was typed or left out."""
        total = self.typed + self.found.missing
        return self.found.correct / total if total else 0.0

    @property
    def completion(self) -> float:
        """How much of the passage was reached."""
        return self.found.reached / self.wanted if self.wanted else 0.0


@dataclass(slots=True)
class TypingSession:
    """One text being judged."""

    typed: Typed
    plan: Passages
    passage: str
    seconds: float
    _measure: list[Measure] = field(default_factory=list)

    @property
    def measure(self) -> Measure:
        """The alignment, made once."""
        if not self._measure:
            wanted = counted(self.passage, self.plan.ways)
            typed = counted(self.typed.text, self.plan.ways)
            found = align(wanted, typed)
            limit = self.seconds * 1000
            elapsed = min(self.typed.elapsed, limit) if limit else self.typed.elapsed
            if found.reached < ALL * len(wanted):
                elapsed = max(elapsed, limit)  # who stops early has used the whole time
            minutes = elapsed / MINUTE
            self._measure.append(Measure(found, len(typed), len(wanted), minutes))
        return self._measure[0]

    def check(self, check: Check) -> Outcome:
        """Judge one check; a text that the log does not account for is left to a person."""
        rule = check.probe
        assert isinstance(rule, Rule)  # noqa: S101  # read by this module
        measure = self.measure
        doubts = self.doubts()
        expected, share = _share(rule, measure)
        found = _facts(measure)
        if doubts:
            return Outcome(0.0, expected, listed([*doubts, found]), unknown=True)
        if share >= 1:
            return Outcome(1.0, expected, found)
        slips = measure.found.slips[:MAX_SLIPS]
        wanted = counted(self.passage, self.plan.ways)
        places = tuple(place(_slip(slip, wanted), str(slip.place + 1)) for slip in slips)
        return Outcome(share, expected, found, where=places, hint=_HINTS[rule.kind])

    def guard(self, _guard: Guard) -> GuardOutcome:
        """Nothing can be damaged."""
        return GuardOutcome(True, 1.0, msg("The text is unchanged."))  # noqa: FBT003

    def doubts(self) -> list[Message]:
        """Return why the text may not have been typed: no log, or more at once than hands do."""
        letters = len(counted(self.typed.text, ()))
        if not letters:
            return []
        put_in = sum(entry[1] for entry in self.typed.log)
        longest = max((entry[1] for entry in self.typed.log), default=0)
        found = []
        if put_in < letters or len(self.typed.log) < FEWEST_EVENTS * letters:
            found.append(msg("the log does not account for the text"))
        if longest > 3 * self.plan.max_commit:
            found.append(msg("%(n)s letters came at once", n=longest))
        if self.measure.speed > self.plan.per_second * 60:
            found.append(msg("faster than hands type"))
        return found


_HINTS = {
    "speed": msg("Practise whole words and phrases; your input method learns them."),
    "accuracy": msg("Look at the candidates before you choose one, and read each sentence again."),
    "completion": msg("Type on to the end of the passage; slips can be mended afterwards."),
    "errors": msg("Read each sentence again before you go on to the next."),
}


def _share(rule: Rule, measure: Measure) -> tuple[Message, float]:
    if rule.kind == "accuracy":
        return _least(msg("accuracy"), rule), rule.ramp.share(measure.accuracy)
    if rule.kind == "completion":
        return _least(msg("passage reached"), rule), rule.ramp.share(measure.completion)
    if rule.kind == "errors":
        number = {
            "wrong": measure.found.wrong,
            "missing": measure.found.missing,
            "extra": measure.found.extra,
        }.get(rule.slips, measure.found.errors)
        most = number_text(rule.ramp.points[1][0])
        share = rule.ramp.share(number) if measure.typed else 0.0
        return msg("slips, at most %(n)s", n=most), share
    share = rule.ramp.share(measure.speed)
    if rule.accuracy is not None:
        share *= rule.accuracy.share(measure.accuracy)
    best = number_text(rule.ramp.points[-1][0])
    return msg("%(n)s letters right a minute", n=best), share


def _least(title: Message, rule: Rule) -> Message:
    percent = number_text(rule.ramp.points[-1][1] and rule.ramp.points[-1][0] * 100)
    return msg("%(aspect)s, at least %(n)s %%", aspect=title, n=percent)


def _facts(measure: Measure) -> Message:
    found = measure.found
    return msg(
        "%(correct)s right, %(wrong)s wrong, %(missing)s left out, %(extra)s too many; "
        "%(speed)s letters a minute, accuracy %(accuracy)s %%",
        correct=found.correct,
        wrong=found.wrong,
        missing=found.missing,
        extra=found.extra,
        speed=number_text(round(measure.speed, 1)),
        accuracy=number_text(round(measure.accuracy * 100, 1)),
    )


def _slip(slip: Slip, wanted: str) -> Message:
    before = wanted[max(0, slip.place - CONTEXT) : slip.place]
    if slip.kind == MISSING:
        return msg("after “%(before)s”, “%(wanted)s” left out", before=before, wanted=slip.wanted)
    if slip.kind == EXTRA:
        return msg("after “%(before)s”, “%(typed)s” too many", before=before, typed=slip.typed)
    return msg(
        "after “%(before)s”, “%(typed)s” for “%(wanted)s”",
        before=before,
        typed=slip.typed,
        wanted=slip.wanted,
    )


class TypingOffice:
    """Reading, judging and making of typed texts."""

    kind = RAW

    @property
    def variants(self) -> Mapping[str, Callable[[bytes], bytes]]:
        """Other ways of typing the same."""
        return VARIANTS

    def read(self, package: Package) -> Typed:
        """Read what the page hands in."""
        work = read_work(raw_of(package), MODULE)
        log = [
            (whole(entry[0]), whole(entry[1]), whole(entry[2]))
            for entry in items_of(work, "log", MAX_LOG)
            if isinstance(entry, list) and len(entry) == 3  # noqa: PLR2004
        ]
        return Typed(
            text(work.get("text"), 2 * LONGEST),
            whole(work.get("elapsed")),
            tuple(log),
            whole(work.get("blocked")),
            whole(work.get("blurs")),
        )

    def warnings(self, _task: Task, _typed: Typed) -> list[Problem]:
        """Return nothing: what was typed is seen on the page."""
        return []

    def session(self, task: Task, typed: Typed) -> TypingSession:
        """Start to judge a text."""
        return TypingSession(typed, plan_of(task), passage_of(task), task.minutes * 60)

    def make(self, task: Task, seed: int, _key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the work of the last typist of these steps; of none, an empty text."""
        del seed
        typists = [step.action for step in steps if isinstance(step.action, Typist)]
        if not typists:
            return to_bytes(MODULE, {"text": "", "elapsed": 0, "log": []})
        return to_bytes(MODULE, _typed_by(typists[-1], passage_of(task)))

    def inspect(self, typed: Typed) -> dict[str, Any]:
        """Return what was handed in."""
        return {
            "text": typed.text,
            "elapsed": typed.elapsed,
            "commits": len(typed.log),
            "blocked": typed.blocked,
            "blurs": typed.blurs,
        }


def plan_of(task: Task) -> Passages:
    """Return the passages of a task."""
    return task.starter.plan if isinstance(task.starter.plan, Passages) else Passages()


def passage_of(task: Task) -> str:
    """Return the passage of a bound task."""
    texts = plan_of(task).texts
    return texts[draw(task.id, task.seed or 0, "passage", len(texts))].strip() if texts else ""


def scene(task: Task) -> dict[str, Any]:
    """Return what the page shows."""
    return {"passage": passage_of(task), "seconds": round(task.minutes * 60)}


def _typed_by(typist: Typist, passage: str) -> dict[str, Any]:
    """Return what a typist makes of a passage, with the log of the page."""
    letters: list[str] = []
    for number, letter in enumerate(passage[: round(len(passage) * typist.share)], 1):
        if typist.miss_every and number % typist.miss_every == 0:
            continue
        wrong = typist.wrong_every and number % typist.wrong_every == 0
        letters.append("误" if wrong else letter)
        if typist.double_every and number % typist.double_every == 0:
            letters.append(letter)
    typed = "".join(letters)
    elapsed = round(len(typed) / typist.per_minute * MINUTE)
    size = len(typed) if typist.at_once else 2
    commits = [typed[at : at + size] for at in range(0, len(typed), max(1, size))]
    each = elapsed // max(1, len(commits))
    return {"text": typed, "elapsed": elapsed, "log": [[each, len(c), 0] for c in commits]}


def _rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def rewrite(data: bytes) -> bytes:
        work = json.loads(data)
        change(work)
        return to_bytes(work.pop("module"), work)

    return rewrite


def _in_lines(work: dict[str, Any]) -> None:
    words = str(work["text"])
    work["text"] = "\n".join(words[at : at + 40] for at in range(0, len(words), 40)) + "\n"


def _with_corrections(work: dict[str, Any]) -> None:
    work["log"] = [entry for one in work["log"] for entry in ([0, 1, 0], [0, 0, 1], one)]


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "in-lines": _rewritten(_in_lines),
    "with-corrections": _rewritten(_with_corrections),
}
"""The same text typed in other ways, by name."""
