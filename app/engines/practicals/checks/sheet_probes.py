"""Conditional formats and data validation, judged by how they behave for values at the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading
from app.engines.practicals.checks.sheet_formulas import (
    FormulaWish,
    absent,
    explained,
    formula_wish,
    shown,
)
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation, listed
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.formulas.judging import judge
from app.engines.practicals.sheet.formulas.question import Question, Verdict, Verdicts
from app.engines.practicals.sheet.formulas.sampling import sample
from app.engines.practicals.sheet.formulas.tokens import meant
from app.engines.practicals.sheet.formulas.wanted import MissingError, Wish, question
from app.engines.practicals.sheet.model import Sheet, Value
from app.engines.practicals.sheet.probing import (
    GRAPHIC,
    Probe,
    UnsureError,
    condition_of,
    rules_at,
)
from app.engines.practicals.sheet.refs import Address, a1, quoted
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
        parts = []
        for probe in self.probes:
            value = shown(probe.value)
            if probe.looks:
                looks = [_look_text(key, item) for key, item in probe.looks.items()]
                parts.append(
                    msg("%(value)s shown with %(looks)s", value=value, looks=listed(looks))
                )
            else:
                parts.append(msg("%(value)s not marked", value=value))
        return listed(parts)


@dataclass(frozen=True, slots=True)
class Marked:
    """An expectation on conditional formats: a look, and the condition that it must mean."""

    wish: Wish
    looks: Mapping[str, Expectation]

    def accepts(self, _value: object) -> bool:
        """Nothing is right by its looks."""
        return False

    def is_like(self, found: Differential) -> bool:
        """Whether a rule shows the look."""
        seen = {key: getattr(found, _ATTRIBUTES.get(key, key)) for key in LOOKS}
        return all(item.accepts(seen[key] or False) for key, item in self.looks.items())

    def text(self) -> Message:
        """Return condition and look."""
        looks = [_look_text(key, item) for key, item in self.looks.items()]
        return msg(
            "%(looks)s where %(formula)s",
            looks=listed(looks),
            formula=self.wish.equals.replace("[.]", "[本格]"),
        )


def _look_text(key: str, item: Expectation) -> Message:
    return {
        "color": msg("font colour %(value)s", value=item.text()),
        "fill": msg("fill %(value)s", value=item.text()),
    }.get(key, item.text())


def shines(raw: object) -> Expectation:
    """Read `{probe: {value: looks}, on: column}`, `{when: …, look: …}` or `{kind: 数据条}`."""
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    if "when" in raw:
        return _marked(raw)
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


def _marked(raw: Mapping[str, Any]) -> Expectation:
    only(raw, {"when", "look", "tables", "perturb", "chained"})
    formula = {"equals": raw["when"]}
    formula |= {key: raw[key] for key in ("tables", "perturb", "chained") if key in raw}
    wish, looks = formula_wish(formula), _looks(raw.get("look"))
    if not isinstance(wish, FormulaWish) or not looks:
        raise ValueProblemError(msg("The look that marked cells must have is needed here."))
    return Marked(wish.wish, looks)


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


def grouped(
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


def said(spots: Spots, right: bool | None, found: Message) -> list[Reading]:  # noqa: FBT001
    """Say the same of several cells."""
    return [Reading(right, 1, cell_place(block.sheet, *at), found) for block, at in spots]


def tried(spots: Spots) -> Spots:
    """Return the cells that are tried for all: the first and the last one."""
    return spots[:1] if len(spots) == 1 else [spots[0], spots[-1]]


def read_shines(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Try the values in the first and the last cell of each group of cells."""
    readings = [absent(block) for block in blocks if not block.cells]
    if isinstance(expectation, Marked):
        return readings + _read_marked(document, blocks, expectation)
    if not isinstance(expectation, Shines):
        return readings
    for rules, spots in grouped(blocks, rules_at):
        if not rules:
            readings += said(spots, False, msg("no conditional format"))  # noqa: FBT003
        elif expectation.kind:
            right = any(rule.kind == expectation.kind for rule in rules)
            readings += said(spots, right, msg("another conditional format"))
        else:
            readings += judged(spots, lambda s=spots: _try_shines(document, s, expectation))  # type: ignore[misc]
    return readings


def judged(spots: Spots, attempt: Callable[[], Message | None]) -> list[Reading]:
    """Say what came of an attempt; where no engine can tell, a person decides."""
    try:
        lack = attempt()
    except UnsureError:
        return said(spots, None, _unsure())
    return said(spots, lack is None, lack or msg("behaves as required"))


def _unsure() -> Message:
    return msg("a condition that cannot be computed here; a person decides")


def _read_marked(document: Submission, blocks: Sequence[Block], wish: Marked) -> list[Reading]:
    """Judge the conditions of rules with this look as formulas: by what they mean."""
    readings: list[Reading] = []
    for block in blocks:
        try:
            conditions = _conditions(document, block, wish)
            readings += _judged_marks(document, block, wish, conditions)
        except UnsureError:
            readings += said([(block, place) for place in block.cells], None, _unsure())
        except MissingError as error:
            found = msg("“%(name)s” is not found, which the formula reads", name=error.name)
            readings.append(Reading(right=False, weight=1, place=block.place, found=found))
    return readings


def _conditions(document: Submission, block: Block, wish: Marked) -> dict[Address, list[str]]:
    """Return the conditions of the rules with this look, for each cell that has some."""
    found: dict[Address, list[str]] = {}
    for place in block.cells:
        rules = [rule for rule in rules_at(block.sheet, place) if wish.is_like(rule.format)]
        if rules:
            found[place] = [condition_of(document, block.sheet, rule, place) for rule in rules]
    return found


def _judged_marks(
    document: Submission, block: Block, wish: Marked, conditions: Mapping[Address, Sequence[str]]
) -> list[Reading]:
    bare = [(block, place) for place in block.cells if place not in conditions]
    readings = said(bare, False, msg("no conditional format of this look"))  # noqa: FBT003
    if not conditions:
        return readings
    cells = tuple(place for place in block.cells if place in conditions)
    if _says_as_wanted(conditions, _asked(document, block, wish, cells), block.sheet.name):
        verdicts = {place: Verdict(right=True) for place in cells}
    else:
        verdicts = _tried_marks(document, block, wish, conditions)
    for place, verdict in verdicts.items():
        verdict.formula = " / ".join(conditions[place]).replace(f"{quoted(block.sheet.name)}!", "")
    return readings + explained(block, verdicts, wish.wish)


def _asked(
    document: Submission, block: Block, wish: Marked, cells: tuple[Address, ...]
) -> Question:
    equals = wish.wish.equals.replace("[.]", a1(*cells[0]))
    return question(document, replace(block, cells=cells), replace(wish.wish, equals=equals))


def _says_as_wanted(
    conditions: Mapping[Address, Sequence[str]], asked: Question, home: str
) -> bool:
    """Whether every cell has one condition, and that is the wanted one to the letter."""
    return all(
        len(conditions[place]) == 1 and meant(conditions[place][0], home) == meant(formula, home)
        for place, formula in asked.wanted.items()
    )


def _tried_marks(
    document: Submission, block: Block, wish: Marked, conditions: Mapping[Address, Sequence[str]]
) -> Verdicts:
    """Try the conditions as if each stood in a cell."""
    either_holds = {
        place: f"OR({','.join(f'IFERROR({text},FALSE)' for text in texts)})"
        for place, texts in conditions.items()
    }
    laboratory = document.laboratory.beside(either_holds)
    beside = len(document.book.sheets)
    tried = sample(laboratory, beside, [place for place in block.cells if place in conditions])
    asked = _asked(document, block, wish, tried.cells)
    wanted = {place: f"AND({formula})" for place, formula in asked.wanted.items()}
    return tried.spread(judge(laboratory, replace(asked, sheet=beside, wanted=wanted)))


def _try_shines(document: Submission, spots: Spots, expectation: Shines) -> Message | None:
    for block, place in tried(spots):
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
}
