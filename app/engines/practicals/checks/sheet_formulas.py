"""Formulas by what they compute: any formula that gives what the wanted one gives is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading
from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.find import TableSpec
from app.engines.practicals.sheet.formulas import judging
from app.engines.practicals.sheet.formulas.question import USUAL_TRIALS, Verdict, Verdicts
from app.engines.practicals.sheet.formulas.sampling import sample
from app.engines.practicals.sheet.formulas.tokens import functions, relative
from app.engines.practicals.sheet.formulas.wanted import MissingError, Wish, question
from app.engines.practicals.sheet.model import Value, text_of
from app.engines.practicals.sheet.refs import Address, a1
from app.engines.practicals.sheet.select import Block, cell_place
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg

KEYS = {
    "equals", "perturb", "trials", "compare_round", "must_use", "forbid", "tables", "chained",
}  # fmt: skip
MAX_TRIALS = 64
QUOTED = 60
MAX_INPUTS = 6


@dataclass(frozen=True, slots=True)
class FormulaWish:
    """An expectation on formulas; it is judged by trying, not by looking at a value."""

    wish: Wish

    def accepts(self, _value: object) -> bool:
        """Nothing is right by its looks."""
        return False

    def text(self) -> Message:
        """Return the formula, with a name as its task writes it."""
        said = msg("the same result as %(formula)s", formula=self.wish.equals)
        if self.wish.uses:
            said = msg("%(first)s, with %(functions)s", first=said, functions=_or(self.wish.uses))
        return said


def _or(names: Sequence[str]) -> str:
    return "/".join(names)


def formula_wish(raw: object) -> Expectation:
    """Read `{equals: …}` with its options, or the formula alone."""
    if isinstance(raw, str):
        raw = {"equals": raw}
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A formula is expected here."))
    only(raw, KEYS)
    equals, trials = raw.get("equals"), raw.get("trials", USUAL_TRIALS)
    if not isinstance(equals, str) or not equals.strip().startswith("="):
        raise ValueProblemError(msg("A formula is expected here."))
    if not isinstance(trials, int) or not 1 <= trials <= MAX_TRIALS:
        raise ValueProblemError(msg("A whole number is expected here."))
    tables: Mapping[str, TableSpec] = raw.get("tables") or {}
    return FormulaWish(
        Wish(
            equals=equals,
            perturb=_texts(raw.get("perturb")),
            trials=trials,
            round_to=_places(raw.get("compare_round")),
            uses=tuple(name.upper() for name in _texts(raw.get("must_use"))),
            forbids=tuple(name.upper() for name in _texts(raw.get("forbid"))),
            tables=tables,
            chained=bool(raw.get("chained", False)),
        )
    )


def _texts(raw: object) -> tuple[str, ...]:
    items = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValueProblemError(msg("A list of texts is needed here."))
    return tuple(items)


def _places(raw: object) -> int | None:
    if raw is not None and (isinstance(raw, bool) or not isinstance(raw, int)):
        raise ValueProblemError(msg("A whole number is expected here."))
    return raw


def read_formulas(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Judge every cell of the blocks."""
    wish = expectation.wish if isinstance(expectation, FormulaWish) else None
    readings: list[Reading] = []
    for block in blocks if wish is not None else ():
        readings += _read_block(document, block, wish) if wish else []
    return readings


def _read_block(document: Submission, block: Block, wish: Wish) -> list[Reading]:
    if not block.cells:
        return [absent(block)]
    tried = sample(document.laboratory, document.sheet_index(block.sheet.name), block.cells)
    try:
        asked = question(document, replace(block, cells=tried.cells), wish)
    except MissingError as error:
        found = msg("“%(name)s” is not found, which the formula reads", name=error.name)
        return [Reading(right=False, weight=len(block.cells), place=block.place, found=found)]
    verdicts = tried.spread(judging.judge(document.laboratory, asked))
    readings = [*explained(block, verdicts, wish)]
    if block.missing:
        found = msg("rows that are not there any more: %(n)s", n=block.missing)
        readings.append(Reading(False, block.missing, block.place, found))  # noqa: FBT003
    return readings


def absent(block: Block) -> Reading:
    """Return that a column is not there."""
    found = msg("there is no column “%(name)s”", name=block.column)
    return Reading(right=False, weight=block.missing, place=block.place, found=found)


def explained(block: Block, verdicts: Verdicts, wish: Wish) -> list[Reading]:
    """Say the same thing of all cells with the same wrong formula."""
    said: dict[str, Message] = {}
    readings: list[Reading] = []
    for place, verdict in sorted(verdicts.items()):
        right, found = verdict.right, None
        if right and (lack := _lack(verdict.formula, wish)) is not None:
            right, found = False, lack
        if found is None:
            alike = f"{verdict.reason}|{relative(verdict.formula, *place)}"
            found = said.get(alike)
            if found is None:
                found = said[alike] = _explained(block, place, verdict)
        readings.append(Reading(right, 1, cell_place(block.sheet, *place), found))
    return readings


def _lack(formula: str, wish: Wish) -> Message | None:
    used = set(functions(formula))
    if wish.uses and not used.intersection(wish.uses):
        return msg("the formula does not use %(functions)s", functions=_or(wish.uses))
    if used.intersection(wish.forbids):
        return msg("the formula uses %(functions)s", functions=_or(wish.forbids))
    return None


def _explained(block: Block, place: Address, verdict: Verdict) -> Message:
    formula = f"={verdict.formula}"[:QUOTED]
    if verdict.right:
        return msg("formula %(formula)s", formula=formula)
    if verdict.reason == judging.TYPED:
        value = block.sheet.cell(*place).text
        return msg("a typed value, not a formula") if value else msg("the cell is empty")
    if verdict.right is None:
        return _undecided(verdict.reason, formula)
    if verdict.reason == judging.NO_SUCH_FUNCTION:
        return msg("formula %(formula)s names a function that does not exist", formula=formula)
    return _counterexample(place, verdict, formula)


def _undecided(reason: str, formula: str) -> Message:
    if reason == judging.OUTSIDE:
        return msg("formula %(formula)s reads another file; a person decides", formula=formula)
    return msg("formula %(formula)s cannot be computed here; a person decides", formula=formula)


def _counterexample(place: Address, verdict: Verdict, formula: str) -> Message:
    example = verdict.example
    cell = a1(*place)
    if example is None:
        return msg("formula %(formula)s gives another result", formula=formula)
    wanted, got = shown(example.wanted), shown(example.found)
    inputs = _inputs(example.inputs)
    if inputs:
        return msg(
            "formula %(formula)s in %(cell)s gives %(got)s instead of %(wanted)s when %(inputs)s",
            formula=formula, cell=cell, got=got, wanted=wanted, inputs=inputs,
        )  # fmt: skip
    if example.changed:
        return msg(
            "formula %(formula)s in %(cell)s gives %(got)s instead of %(wanted)s once the data "
            "change",
            formula=formula, cell=cell, got=got, wanted=wanted,
        )  # fmt: skip
    return msg(
        "formula %(formula)s in %(cell)s gives %(got)s instead of %(wanted)s",
        formula=formula, cell=cell, got=got, wanted=wanted,
    )  # fmt: skip


def _inputs(inputs: Sequence[tuple[str, Value]]) -> str:
    """Return inputs by name, no more of them than anybody reads."""
    named = {name.rpartition(".")[2]: shown(value) for name, value in inputs}
    said = [f"{name} = {value}" for name, value in named.items()]
    return ", ".join(said[:MAX_INPUTS] + (["…"] if len(said) > MAX_INPUTS else []))


def shown(value: Value) -> str:
    """Return a value as a reader sees it; an empty one by its quotes."""
    return text_of(value) or "“”"


FORMULA_ASPECT = Aspect(
    msg("formula"),
    formula_wish,
    read_formulas,
    msg(
        "Write one formula that works for every row, check it with values at the limits, fix with "
        "$ the ranges that must not move, and fill it down."
    ),
    Phrase.BARE,
)
