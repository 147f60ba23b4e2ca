"""Reading what a property is, with the readers that checks use, and writing it as a task would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.checks.aspect import Aspect, Reading
from app.engines.practicals.checks.spacing import SizedIndent, SpaceWithGrid
from app.engines.practicals.data import load
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.layout import PADDING
from app.engines.practicals.slides.aspects.letters import Scaled
from app.engines.practicals.slides.scalars import Lead
from app.engines.practicals.word.layers import Layer, Source
from app.engines.practicals.word.measures import LineSpacing
from app.kernel.text import Message, msg

ENOUGH = 0.98
"""The share of characters that must have a value before it is that of the whole paragraph."""
MM = 25.4 / 72
HALF = 0.5


@dataclass(slots=True)
class Recorder:
    """An expectation that accepts nothing and remembers all it was shown."""

    seen: list[object] = field(default_factory=list)

    def accepts(self, value: object) -> bool:
        """Remember the value."""
        self.seen.append(value)
        return False

    def text(self) -> Message:
        """Return nothing: it is never shown."""
        return msg("nothing")


@dataclass(frozen=True, slots=True)
class Found:
    """The value of one thing; `whole` where all of it has this value, `layer` where it is from."""

    value: object
    whole: bool
    shown: str
    layer: object = None


def read_one(document: Any, aspect: Aspect, target: Any) -> Found | None:  # noqa: ANN401
    """Return the value that an aspect reads from one target, None if there is none to be known."""
    recorder = Recorder()
    readings = aspect.read(document, [target], recorder)
    if not readings or any(reading.right is None for reading in readings) or not recorder.seen:
        return None
    if len(readings) == 1:
        return Found(recorder.seen[0], True, readings[0].found.msgid, readings[0].layer)  # noqa: FBT003
    times, rest = divmod(len(recorder.seen), len(readings))
    if rest:
        return None
    return _commonest(readings, recorder.seen[::times])


def _commonest(readings: Sequence[Reading], seen: Sequence[object]) -> Found:
    weights: dict[str, float] = {}
    for reading, value in zip(readings, seen, strict=True):
        weights[repr_of(value)] = weights.get(repr_of(value), 0.0) + reading.weight
    best = max(weights, key=lambda key: weights[key])
    at = next(i for i, value in enumerate(seen) if repr_of(value) == best)
    share = weights[best] / sum(weights.values())
    return Found(seen[at], share >= ENOUGH, readings[at].found.msgid, readings[at].layer)


def is_inherited(found: Found) -> bool:
    """Whether a value of a document came along with a style or from the document as a whole."""
    layer = found.layer
    return isinstance(layer, Layer) and layer.source not in {Source.DIRECT, Source.CHARACTER_STYLE}


def repr_of(value: object) -> str:
    """Return a value as it is compared: what it comes to, not where it is from."""
    match value:
        case SizedIndent(indent=found):
            said = f"{found.points:.1f}" if found.chars is None else f"{found.chars:g} chars"
        case LineSpacing():
            said = f"{value.rule} {value.value:.2f}"
        case SpaceWithGrid(space=space):
            said = f"{space.points:.2f}" if space.lines is None else f"{space.lines:g} lines"
            said = "automatic" if space.automatic else said
        case Scaled():
            said = f"{value.stated:g}"
        case float():
            said = f"{value:.4g}"
        case _:
            said = repr(value)
    return said


def written(key: str, aspect: Aspect, value: object) -> Any:  # noqa: ANN401
    """Return how a task writes a value so that its own reader accepts it; None if it cannot."""
    is_size = key.rpartition(".")[2] == "size" and isinstance(value, (int, float))
    if key == "column.width" and isinstance(value, float):
        return round(value - PADDING)
    if isinstance(value, float) and key.endswith("ratio"):
        return f"{round(value * 100):g}% ± 2%"
    for raw in _sizes(float(str(value))) if is_size else _candidates(value):
        try:
            if aspect.scalar(raw).accepts(value):
                return raw
        except (ValueProblemError, TypeError, ValueError, AttributeError, KeyError):
            continue
    return None


def _candidates(value: object) -> Iterator[Any]:
    match value:
        case SizedIndent():
            yield from _indents(value)
        case LineSpacing():
            yield f"{value.value:g}{'' if value.rule == 'auto' else 'pt'} {value.rule}"
        case SpaceWithGrid(space=space):
            yield from () if space.lines is None else (f"{space.lines:g}行",)
            yield f"{space.points:g}pt"
        case Scaled():
            yield from _sizes(value.stated)
        case Lead():
            yield from _leads(value)
        case _:
            yield from _plain(value)


def _plain(value: object) -> Iterator[Any]:
    if value is None:
        yield "body"
    elif isinstance(value, bool):
        yield value
    elif isinstance(value, (int, float)):
        yield from _numbers(float(value))
    elif isinstance(value, tuple):
        yield from _tuples(value)
    elif isinstance(value, str):
        yield from _words(value)


def _leads(value: Lead) -> Iterator[Any]:
    if value.title:
        yield {"title": value.title}
    if value.where.startswith("slide:"):
        yield {"slide": int(value.where.removeprefix("slide:"))}
    yield value.where


def _indents(value: SizedIndent) -> Iterator[Any]:
    chars, points = value.indent.chars, value.indent.points
    if chars is not None:
        yield f"{chars:g}字"
    near = round(points / value.char_size / HALF) * HALF
    if near or not points:
        yield f"{near:g}字"
    yield f"{points * MM:.1f}mm"
    yield f"{points:g}pt"


def _sizes(points: float) -> Iterator[Any]:
    yield from (name for name, size in load("sizes").items() if size == points)
    yield f"{points:g}pt"


def _numbers(value: float) -> Iterator[Any]:
    """A size by its name, a whole number, a length, a share, seconds: the reader knows which."""
    if value == int(value):
        yield int(value)
    yield f"{round(value * MM, 1):g}mm ± 1mm"
    yield f"{value * MM:.2f}mm ± 1mm"
    yield f"{round(value * 100):g}% ± 2%"
    yield f"{value:g}秒"
    yield f"{value:g}"


def _tuples(value: tuple[object, ...]) -> Iterator[Any]:
    if len(value) == 2 and all(isinstance(side, (int, float)) for side in value):  # noqa: PLR2004
        yield from load("slides")["sizes"]
    for item in value:
        if isinstance(item, tuple):
            yield list(item)
        else:
            yield from _candidates(item)


def _words(value: str) -> Iterator[Any]:
    if "\n" in value:
        yield " ".join(value.split())
    yield from ({"font": name} for name, names in load("fonts").items() if _named(value, names))
    words = load("words")
    yield from (name for name in load("papers") if name.casefold() == value)
    yield from (name for name, code in words["colors"].items() if code == value.upper())
    yield from (name for name, key in words["styles"].items() if key == value)
    for table in (load("sheets"), load("slides")):
        for group in table.values():
            if isinstance(group, dict):
                yield from (name for name, word in group.items() if word in (value, [value]))
    yield value


def _named(value: str, names: Sequence[str]) -> bool:
    return value.casefold() in [name.casefold() for name in names]
