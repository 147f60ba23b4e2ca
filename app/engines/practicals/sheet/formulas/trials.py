"""Which inputs are set, and to what, so that formulas show what they mean."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.practicals.sheet.formulas.chain import Linear, base_fields, find_linear, hit
from app.engines.practicals.sheet.formulas.dice import Dice
from app.engines.practicals.sheet.formulas.edges import EDGES, show_ends
from app.engines.practicals.sheet.formulas.engines import EngineError, Spot
from app.engines.practicals.sheet.formulas.inputs import TWIN, Boundaries, Field, Source
from app.engines.practicals.sheet.formulas.laboratory import Laboratory
from app.engines.practicals.sheet.formulas.question import USUAL_TRIALS, Changes, Question, groups
from app.engines.practicals.sheet.formulas.tokens import relative
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.refs import Address

ENOUGH = 160
"""Samples of each formula that are drawn at least, over rows and trials together."""
MAX_TRIALS = 24
FEWEST = 5
HEAVY, LIGHT = 4_000, 4
"""From so many formulas on, only so many trials are made."""
SEED = 20260630
CHAIN_TRIALS = 2
ENOUGH_PAIRS = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """Targets that are tried together, and the trials; the first changes nothing.

    `replaced` are cells that all others write over, and behind which no target reaches.
    """

    targets: tuple[Address, ...]
    trials: tuple[Changes, ...]
    replaced: frozenset[Spot] = frozenset()


def make_plan(
    laboratory: Laboratory, question: Question, formulas: Mapping[Address, str]
) -> list[Plan]:
    """Split targets by whether their inputs may be written over, and draw the trials."""
    fields = _fields(laboratory, question, formulas)
    cut, chained = _split(laboratory, question, formulas)
    plans: list[Plan] = []
    if cut:
        count = _count(laboratory, question, len(cut))
        drawn = _draw(fields, count, Dice(SEED), _edges(question, count))
        own = {(question.sheet, place) for place in cut}
        replaced = frozenset(drawn[0]) - own if drawn else frozenset()
        plans.append(Plan(tuple(cut), ({}, *drawn), replaced))
    if chained:
        plans.append(Plan(tuple(chained), ({}, *_chain(laboratory, question, fields, chained))))
    return plans


def _count(laboratory: Laboratory, question: Question, targets: int) -> int:
    written = sum(len(sheet.formulas) for sheet in laboratory.grid.sheets)
    if written > HEAVY:
        return LIGHT
    if all(supply.row_wise for supply in question.supplies) and question.trials == USUAL_TRIALS:
        return min(MAX_TRIALS, max(FEWEST, -(-ENOUGH // max(1, targets))))
    return question.trials


def _edges(question: Question, count: int) -> int:
    """Return how many trials look at the ends of ranges: none if every row is fed by itself."""
    if all(supply.row_wise for supply in question.supplies):
        return 0
    return min(EDGES, count // 2)


def _fields(
    laboratory: Laboratory, question: Question, formulas: Mapping[Address, str]
) -> list[Field]:
    sample = list(groups({p: relative(f, *p) for p, f in formulas.items()}).values())
    texts = [formulas[places[0]] for places in sample]
    boundaries = Boundaries.of([next(iter(question.wanted.values()), ""), *texts])
    return [
        Field(
            supply.name,
            supply.sheet,
            list(supply.places),
            laboratory.values([(supply.sheet, place) for place in supply.places]),
            supply.dates,
            boundaries,
        )
        for supply in question.supplies
    ]


def _split(
    laboratory: Laboratory, question: Question, formulas: Mapping[Address, str]
) -> tuple[list[Address], list[Address]]:
    """Return the targets whose inputs may be written over, and those that reach behind them."""
    supplied = {(s.sheet, place) for s in question.supplies for place in s.places}
    computed = {spot for spot in supplied if laboratory.formula(spot)}
    if question.chained or any(laboratory.in_array(spot) for spot in computed):
        return [], list(formulas)
    hidden = laboratory.precedents.behind(computed) - supplied
    cut: list[Address] = []
    chained: list[Address] = []
    said = {place: relative(text, *place) for place, text in formulas.items()}
    for alike in groups(said).values():
        reach = laboratory.precedents.behind([(question.sheet, alike[0])], supplied)
        (chained if reach & hidden else cut).extend(alike)
    return cut, chained


def _draw(fields: Sequence[Field], count: int, dice: Dice, edges: int) -> list[dict[Spot, Value]]:
    """Draw values for all fields, so many times; the last `edges` times for the ends of ranges."""
    sources = [Source(item, dice) for item in fields]
    spots = [(item.sheet, place) for item in fields for place in item.places]
    orders = _orders(sources)
    found: list[dict[Spot, Value]] = []
    for number in range(count):
        drawn = [source.draw() for source in sources]
        _twin(sources, drawn, dice)
        if number >= count - edges:
            show_ends(sources, drawn, number - count + edges)
        _keep_order(orders, drawn)
        found.append(dict(zip(spots, itertools.chain.from_iterable(drawn), strict=True)))
    return found


def _twin(sources: Sequence[Source], drawn: Sequence[list[Value]], dice: Dice) -> None:
    """Now and then give a number the value of the number beside it, or nearly."""
    numeric = [i for i, source in enumerate(sources) if source.kind in {"numbers", "dates"}]
    for index, other in zip(numeric[1:], numeric, strict=False):
        if len(drawn[index]) != len(drawn[other]):
            continue
        step = 10.0 ** -sources[index].decimals
        for row, value in enumerate(drawn[other]):
            if isinstance(value, float) and dice.chance(TWIN):
                drawn[index][row] = max(0.0, round(value + dice.one((0.0, step, -step)), 4))


def _orders(sources: Sequence[Source]) -> list[tuple[int, int]]:
    """Return which days never come after which others in the data."""
    found: list[tuple[int, int]] = []
    days = [index for index, source in enumerate(sources) if source.kind == "dates"]
    for early, late in itertools.permutations(days, 2):
        given = list(zip(sources[early].field.values, sources[late].field.values, strict=False))
        pairs = [(a, b) for a, b in given if isinstance(a, float) and isinstance(b, float)]
        if len(pairs) >= ENOUGH_PAIRS and not any(a > b for a, b in pairs):
            found.append((early, late))
    return found


def _keep_order(orders: Sequence[tuple[int, int]], drawn: Sequence[list[Value]]) -> None:
    """Where one day never comes before another in the data, it does not in a trial."""
    for early, late in orders:
        for row, (a, b) in enumerate(zip(drawn[early], drawn[late], strict=False)):
            if isinstance(a, float) and isinstance(b, float) and a > b:
                drawn[early][row], drawn[late][row] = b, a


def _linear(
    laboratory: Laboratory, computed: Sequence[Spot], base: Sequence[Field]
) -> list[Linear]:
    """Return which of the computed inputs are weighted sums of what they are computed from."""
    for number in range(len(laboratory.makers)):
        bench = laboratory.bench(number, computed, {}) if computed else None
        try:
            return [] if bench is None else find_linear(bench, computed, base)
        except EngineError:
            continue
    return []


def _chain(
    laboratory: Laboratory, question: Question, fields: Sequence[Field], targets: Sequence[Address]
) -> list[dict[Spot, Value]]:
    """Draw values for what the inputs are computed from, and aim at turning points."""
    supplied = {(item.sheet, place): item for item in fields for place in item.places}
    base = base_fields(laboratory, supplied, supplied, len(targets))
    count = min(MAX_TRIALS, CHAIN_TRIALS * _count(laboratory, question, len(targets)))
    dice = Dice(SEED)
    found = _draw(base, count, dice, _edges(question, count))
    computed = [spot for spot in supplied if laboratory.formula(spot)]
    linear = _linear(laboratory, computed, base)
    sources = {
        (item.sheet, place): source
        for item in base
        for source in [Source(item, dice)]
        for place in item.places
    }
    for changes in found:
        for result in linear:
            points = supplied[result.spot].turning_points()
            if points and dice.chance(60):
                changes.update(hit(result, points, sources, dice))
    return found
