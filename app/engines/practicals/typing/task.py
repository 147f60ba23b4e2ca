"""Reading the parts of a typing task: passages, how speed and accuracy count, steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.language.form import Form
from app.engines.practicals.task.model import Check, Guard, Starter, Step
from app.engines.practicals.typing.text import WAYS
from app.kernel.text import msg

KEYS = ("speed", "accuracy", "completion", "errors")
SHORTEST = 40
LONGEST = 3_000
CLASSES = ("wrong", "missing", "extra", "all")


@dataclass(frozen=True, slots=True)
class Passages:
    """The texts of which a candidate gets one, and what is let pass in comparing."""

    texts: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    max_commit: int = 12
    per_second: float = 12.0


@dataclass(frozen=True, slots=True)
class Ramp:
    """A share between 0 and 1 that grows with a number, straight between the points given."""

    points: tuple[tuple[float, float], ...]

    def share(self, number: float) -> float:
        """Return the share of a number; beyond the points it is that of the nearest."""
        if number <= self.points[0][0]:
            return self.points[0][1] if number == self.points[0][0] else self._below(number)
        for (low, from_), (high, to) in zip(self.points, self.points[1:], strict=False):
            if number <= high:
                return from_ + (to - from_) * (number - low) / (high - low)
        return self.points[-1][1]

    def _below(self, number: float) -> float:
        low, share = self.points[0]
        return share * number / low if low else share


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check counts: a kind of measure, and how it becomes a share of the points."""

    kind: str
    ramp: Ramp
    accuracy: Ramp | None = None
    slips: str = "all"


def read_starter(form: Form, _variables: Mapping[str, Any]) -> Starter:
    """Read the passages; problems are noted in the form."""
    texts = form.texts("passages")
    for number, text in enumerate(texts, 1):
        if not SHORTEST <= len("".join(text.split())) <= LONGEST:
            form.refuse(
                "passages",
                msg(
                    "Passage %(n)s must have from %(low)s to %(high)s letters.",
                    n=number,
                    low=SHORTEST,
                    high=LONGEST,
                ),
            )
    if not texts:
        form.refuse("passages", msg("At least one passage is needed."))
    ways = form.texts("let_pass")
    for way in ways:
        if way not in WAYS:
            form.refuse("let_pass", msg("“%(value)s” is not known here.", value=way))
    starter = Starter(
        floor=form.number("floor", 0),
        plan=Passages(
            texts, ways, int(form.number("max_commit", 12)), form.number("per_second", 12)
        ),
    )
    form.close()
    return starter


def read_check(form: Form, _variables: Mapping[str, Any]) -> Check:
    """Read one check; problems are noted in the form."""
    named = [key for key in KEYS if form.has(key)]
    if len(named) != 1:
        form.refuse("check", msg("Write one of: %(options)s.", options=", ".join(KEYS)))
    rule = _rule(form.form(named[0]), named[0]) if named else Rule("speed", Ramp(((1, 1),)))
    check = Check(
        id=form.text("id"),
        title=form.text("title"),
        points=form.number("points"),
        requires=form.texts("requires"),
        probe=rule,
    )
    form.close()
    return check


def _rule(form: Form, kind: str) -> Rule:
    if kind == "errors":
        most = form.number("max")
        rule = Rule(
            kind,
            Ramp(((0, 1.0), (most, 1.0), (most * 2 + 1, 0.0))),
            slips=form.choice("of", CLASSES, "all"),
        )
    elif kind in {"accuracy", "completion"}:
        low, full = form.number("floor", 0), form.number("full", 1)
        if not 0 <= low < full <= 1:
            form.refuse("full", msg("A share between 0 and 1 is expected here."))
            low, full = 0.0, 1.0
        rule = Rule(kind, Ramp(((low, 0.0), (full, 1.0))))
    else:
        inner = form.form("accuracy") if form.has("accuracy") else None
        rule = Rule(kind, _bands(form), None if inner is None else _rule(inner, "accuracy").ramp)
    form.close()
    return rule


def _bands(form: Form) -> Ramp:
    raw = form.raw("bands", [])
    try:
        points = sorted((float(low), float(share)) for low, share in raw)
    except (TypeError, ValueError):
        points = []
    sound = all(0 <= share <= 1 and low >= 0 for low, share in points)
    if (
        not points
        or not sound
        or points[-1][1] != 1
        or len({low for low, _s in points}) < len(points)
    ):
        form.refuse("bands", msg("Bands are pairs of a speed and a share; the fastest gets 1."))
        return Ramp(((1.0, 1.0),))
    return Ramp(tuple(points))


def read_guard(form: Form, _variables: Mapping[str, Any]) -> Guard:
    """Refuse guards: nothing can be damaged here."""
    form.refuse("id", msg("A task on typing has no guards."))
    return Guard("", "", 0)


@dataclass(frozen=True, slots=True)
class Typist:
    """How a model or wrong answer is typed; every n-th letter wrong, left out or doubled."""

    per_minute: float = 60
    share: float = 1.0
    wrong_every: int = 0
    miss_every: int = 0
    double_every: int = 0
    at_once: bool = False


def read_step(form: Form, _variables: Mapping[str, Any]) -> Step:
    """Read one step: how the passage is typed."""
    inner = form.form("type")
    typist = Typist(
        per_minute=inner.number("per_minute", 60),
        share=inner.number("share", 1),
        wrong_every=int(inner.number("wrong_every", 0)),
        miss_every=int(inner.number("miss_every", 0)),
        double_every=int(inner.number("double_every", 0)),
        at_once=inner.flag("at_once", default=False),
    )
    if not typist.per_minute:
        inner.refuse("per_minute", msg("A number is needed here."))
    inner.close()
    step = Step(id=form.text("id", ""), find=None, action=typist)
    form.close()
    return step
