"""Which of many cells with the same formula are tried: what holds for some holds for all.

Cells filled with one formula that names only cells of its own row, and fixed ones, cannot differ in
what they mean. Twenty of them are tried, the first and the last among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.practicals.sheet.formulas.laboratory import Laboratory
from app.engines.practicals.sheet.formulas.question import Verdict, Verdicts, groups
from app.engines.practicals.sheet.formulas.tokens import relative, stays_in_row
from app.engines.practicals.sheet.refs import Address

ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """The cells to be tried, and for each other cell one that speaks for it."""

    cells: tuple[Address, ...]
    spoken_for: Mapping[Address, tuple[Address, ...]]

    def spread(self, verdicts: Verdicts) -> Verdicts:
        """Return verdicts for all cells: one wrong cell of a kind makes its kind wrong."""
        found = dict(verdicts)
        for place, speakers in self.spoken_for.items():
            own = [verdicts[speaker] for speaker in speakers if speaker in verdicts]
            found[place] = _worst(own)
        return found


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    """Return a wrong verdict if there is one, then an open one, then a right one."""
    order = {False: 0, None: 1, True: 2}
    if not verdicts:
        return Verdict(None)
    return min(verdicts, key=lambda verdict: order[verdict.right])


def sample(laboratory: Laboratory, sheet: int, cells: Sequence[Address]) -> Sample:
    """Choose the cells to be tried."""
    formulas = {place: laboratory.formula((sheet, place)) for place in cells}
    said = {place: relative(text, *place) for place, text in formulas.items() if text}
    spoken_for: dict[Address, tuple[Address, ...]] = {}
    for alike in groups(said).values():
        first = alike[0]
        if len(alike) <= ENOUGH or not stays_in_row(formulas[first], first[0]):
            continue
        step = (len(alike) - 1) / (ENOUGH - 1)
        chosen = tuple(alike[round(index * step)] for index in range(ENOUGH))
        spoken_for |= {place: chosen for place in alike if place not in chosen}
    kept = tuple(place for place in cells if place not in spoken_for)
    return Sample(kept, spoken_for)
