"""Conditional formats and data validation, judged by how they behave for values at the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading
from app.engines.practicals.checks.sheet_formulas import absent, shown
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, either, listed
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.model import Sheet, Value
from app.engines.practicals.sheet.probing import (
    GRAPHIC,
    Probe,
    UnsureError,
    rules_at,
    validations_at,
)
from app.engines.practicals.sheet.refs import Address
from app.engines.practicals.sheet.rules import Validation
from app.engines.practicals.sheet.select import Block, cell_place
from app.engines.practicals.sheet.styles import Differential
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

T = TypeVar("T")
LOOKS = ("color", "fill", "bold", "italic", "underline", "strike")
GRAPHICS = {"数据条": "dataBar", "色阶": "colorScale", "图标集": "iconSet"}
_ATTRIBUTES = {"color": "font_color"}


@dataclass(frozen=True, slots=True)
class Shine:
    """What one value must look like; no looks at all mean that it must look like any other."""

    value: Value
    looks: Mapping[str, Expectation] = field(default_factory=dict, hash=False)

    def lack(self, found: Differential) -> Message | None:
        """Return what is wrong with a look, None if it is as wished."""
        seen = {key: getattr(found, _ATTRIBUTES.get(key, key)) for key in LOOKS}
        marked = {key: value for key, value in seen.items() if value not in {None, False}}
        if not self.looks:
            return None if not marked else msg("%(value)s is marked", value=shown(self.value))
        for key, expected in self.looks.items():
            if not expected.accepts(seen[key] if seen[key] is not None else False):
                if not marked:
                    return msg("%(value)s is not marked", value=shown(self.value))
                return msg("%(value)s is marked in another way", value=shown(self.value))
        return None


@dataclass(frozen=True, slots=True)
class Shines:
    """An expectation on conditional formats: values to try, in these cells or in a column."""

    probes: tuple[Shine, ...]
    column: str = ""
    kind: str = ""

    def accepts(self, _value: object) -> bool:
        """Nothing is right by its looks."""
        return False

    def text(self) -> Message:
        """Return which values are marked and which are not."""
        if self.kind:
            return msg("“%(name)s”", name=self.kind)
        said = []
        for probe in self.probes:
            value = shown(probe.value)
            if probe.looks:
                looks = [_look_text(key, item) for key, item in probe.looks.items()]
                said.append(msg("%(value)s shown with %(looks)s", value=value, looks=listed(looks)))
            else:
                said.append(msg("%(value)s not marked", value=value))
        return listed(said)


def _look_text(key: str, item: Expectation) -> Message:
    return {
        "color": msg("font colour %(value)s", value=item.text()),
        "fill": msg("fill %(value)s", value=item.text()),
    }.get(key, item.text())


def shines(raw: object) -> Expectation:
    """Read `{probe: {value: looks or none}, on: column}` or `{kind: 数据条}`."""
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    only(raw, {"probe", "on", "kind"})
    named = str(raw.get("kind", ""))
    kind = GRAPHICS.get(named, named)
    if kind and kind not in GRAPHIC:
        raise ValueProblemError(msg("“%(value)s” is not known here.", value=kind))
    probes = raw.get("probe") or {}
    if not isinstance(probes, Mapping) or bool(probes) == bool(kind):
        raise ValueProblemError(msg("Values to try are needed here."))
    found = tuple(Shine(_value(value), _looks(looks)) for value, looks in probes.items())
    return Shines(found, str(raw.get("on", "")), kind)


def _value(raw: object) -> Value:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw)
    text = str(raw)
    try:
        return float(text)
    except ValueError:
        return text


def _looks(raw: object) -> dict[str, Expectation]:
    if raw is None or raw in ("none", "无"):
        return {}
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    only(raw, set(LOOKS))
    if list(raw.values()) == ["none"]:
        return {}
    return {key: _READERS.get(key, scalars.flag)(value) for key, value in raw.items()}


_READERS: dict[str, Callable[[object], Expectation]] = {
    "color": scalars.color,
    "fill": scalars.color,
    "bold": values.switch(msg("bold"), msg("not bold")),
    "italic": values.switch(msg("italic"), msg("not italic")),
    "underline": values.switch(msg("underlined"), msg("no underline")),
    "strike": values.switch(msg("struck through"), msg("not struck through")),
}


Spots = list[tuple[Block, Address]]


def _grouped(
    blocks: Sequence[Block], rules_of: Callable[[Sheet, Address], tuple[T, ...]]
) -> Iterator[tuple[tuple[T, ...], Spots]]:
    """Yield the cells of all blocks by the rules that they lie under."""
    found: dict[tuple[int, ...], tuple[tuple[T, ...], Spots]] = {}
    for block in blocks:
        for place in block.cells:
            rules = rules_of(block.sheet, place)
            key = tuple(id(rule) for rule in rules)
            found.setdefault(key, (rules, []))[1].append((block, place))
    yield from found.values()


def _said(spots: Spots, right: bool | None, found: Message) -> list[Reading]:  # noqa: FBT001
    return [Reading(right, 1, cell_place(block.sheet, *at), found) for block, at in spots]


def _tried(spots: Spots) -> Spots:
    """Return the cells that are tried for all: the first and the last one."""
    return spots[:1] if len(spots) == 1 else [spots[0], spots[-1]]


def read_shines(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Try the values in the first and the last cell of each group of cells."""
    readings = [absent(block) for block in blocks if not block.cells]
    if not isinstance(expectation, Shines):
        return readings
    for rules, spots in _grouped(blocks, rules_at):
        if not rules:
            readings += _said(spots, False, msg("no conditional format"))  # noqa: FBT003
        elif expectation.kind:
            right = any(rule.kind == expectation.kind for rule in rules)
            readings += _said(spots, right, msg("another conditional format"))
        else:
            readings += _judged(spots, lambda s=spots: _try_shines(document, s, expectation))  # type: ignore[misc]
    return readings


def _judged(spots: Spots, attempt: Callable[[], Message | None]) -> list[Reading]:
    """Say what came of an attempt; where no engine can tell, a person decides."""
    try:
        lack = attempt()
    except UnsureError:
        return _said(spots, None, _unsure())
    return _said(spots, lack is None, lack or msg("behaves as required"))


def _unsure() -> Message:
    return msg("a condition that cannot be computed here; a person decides")


def _try_shines(document: Submission, spots: Spots, expectation: Shines) -> Message | None:
    for block, place in _tried(spots):
        probe = Probe(document, block.sheet)
        at = _probed(block, place, expectation.column)
        rules = rules_at(block.sheet, place)
        for shine in expectation.probes:
            found = probe.formats(rules, place, {(probe.index, at): shine.value})
            lack: Message | None = shine.lack(found)
            if lack is not None:
                return lack
    return None


def _probed(block: Block, place: Address, column: str) -> Address:
    """Return the cell whose value is tried: the cell itself, or another column of its row."""
    if column and block.table is not None and column in block.table.columns:
        return place[0], block.table.columns[column]
    return place


@dataclass(frozen=True, slots=True)
class Gate:
    """An expectation on validation: values let in, values kept out, the words shown."""

    accepted: tuple[Value, ...]
    rejected: tuple[Value, ...]
    is_list: bool = False
    prompt: Expectation | None = None
    error: Expectation | None = None

    def accepts(self, _value: object) -> bool:
        """Nothing is right by its looks."""
        return False

    def text(self) -> Message:
        """Return what may be typed and what may not."""
        said = []
        if self.accepted:
            said.append(msg("accepts %(values)s", values=_joined(self.accepted)))
        if self.rejected:
            said.append(msg("refuses %(values)s", values=_joined(self.rejected)))
        if self.is_list:
            said.append(msg("a list to choose from"))
        for name, item in ((msg("prompt"), self.prompt), (msg("error message"), self.error)):
            if item is not None:
                said.append(msg("%(aspect)s %(value)s", aspect=name, value=item.text()))
        return listed(said)


def _joined(items: Sequence[Value]) -> Message:
    return (
        either([msg("%(name)s", name=shown(item)) for item in items]) if items else msg("nothing")
    )


def gate(raw: object) -> Expectation:
    """Read `{accepts: […], rejects: […], list: true, prompt: …, error: …}`."""
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    only(raw, {"accepts", "rejects", "list", "prompt", "error"})
    lists = [raw.get(key) or [] for key in ("accepts", "rejects")]
    if not all(isinstance(items, list) for items in lists) or not any(lists):
        raise ValueProblemError(msg("Values to try are needed here."))
    return Gate(
        tuple(map(_typed, lists[0])),
        tuple(map(_typed, lists[1])),
        is_list=bool(raw.get("list", False)),
        prompt=values.text(raw["prompt"]) if "prompt" in raw else None,
        error=values.text(raw["error"]) if "error" in raw else None,
    )


def _typed(raw: object) -> Value:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw)
    return str(raw)


def read_gates(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Try the values in the first and the last cell of each group of cells."""
    readings = [absent(block) for block in blocks if not block.cells]
    if not isinstance(expectation, Gate):
        return readings
    for rules, spots in _grouped(blocks, validations_at):
        if not rules:
            readings += _said(spots, False, msg("no data validation"))  # noqa: FBT003
        else:
            readings += _judged(
                spots,
                lambda r=rules, s=spots: _try_gate(document, r, s, expectation),  # type: ignore[misc]
            )
    return readings


def _try_gate(
    document: Submission, rules: Sequence[Validation], spots: Spots, wish: Gate
) -> Message | None:
    for block, place in _tried(spots):
        probe = Probe(document, block.sheet)
        for value in wish.accepted:
            if not probe.accepts(rules, place, value):
                return msg("%(value)s is refused", value=shown(value))
        for value in wish.rejected:
            if probe.accepts(rules, place, value):
                return msg("%(value)s is accepted", value=shown(value))
    if wish.is_list and not any(rule.kind == "list" and rule.in_cell_list for rule in rules):
        return msg("there is no list to choose from")
    for item, texts in (
        (wish.prompt, [rule.prompt for rule in rules]),
        (wish.error, [rule.error for rule in rules]),
    ):
        if item is not None and not any(map(item.accepts, texts)):
            return msg("the message is “%(name)s”", name="".join(texts))
    return None


PROBE_ASPECTS: dict[str, Aspect] = {
    "cond_format": Aspect(
        msg("conditional format:"),
        shines,
        read_shines,
        msg(
            "Select all cells meant, create the rule under Conditional Formatting, and try it with "
            "values at the limit."
        ),
        Phrase.MEASURE,
    ),
    "validation": Aspect(
        msg("data validation:"),
        gate,
        read_gates,
        msg(
            "Select all cells meant, set the rule under Data Validation with the style “Stop”, and "
            "try it with a value that must be refused."
        ),
        Phrase.MEASURE,
    ),
}
