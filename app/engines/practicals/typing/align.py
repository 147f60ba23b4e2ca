"""Laying typed text beside its model: one slip costs one slip, however much follows it.

The end of the model is free: what was not reached is no error. Comparing place by place would count
everything after the first omission as wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MATCH, WRONG, MISSING, EXTRA = "=", "x", "-", "+"
FIRST_BAND = 24
_FAR = 1 << 30


@dataclass(frozen=True, slots=True)
class Slip:
    """One difference: its kind, its place in the model, and the letters on either side."""

    kind: str
    place: int
    wanted: str
    typed: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The result: letters right, wrong, missing and extra, and how far the model was reached."""

    correct: int
    wrong: int
    missing: int
    extra: int
    reached: int
    slips: tuple[Slip, ...] = ()

    @property
    def errors(self) -> int:
        """All slips together."""
        return self.wrong + self.missing + self.extra


def align(model: str, typed: str) -> Alignment:
    """Lay what was typed beside the model with the fewest slips.

    >>> found = align("公务员培训工作", "公务培训工坐")
    >>> found.correct, found.wrong, found.missing, found.extra
    (5, 1, 1, 0)
    """
    if not typed:
        return Alignment(0, 0, 0, 0, 0)
    band = FIRST_BAND
    longest = max(len(model), len(typed))
    while True:
        rows, end, cost = _rows(model, typed, band)
        if cost <= band or band > longest:
            return _told(model, typed, rows, end, band)
        band *= 2


Rows = list[bytearray]
_DIAGONAL, _UP, _LEFT = 1, 2, 3


def _rows(model: str, typed: str, band: int) -> tuple[Rows, int, int]:
    """Fill the table inside a band around the diagonal; return the steps and the cheapest end."""
    width = 2 * band + 1
    rows: Rows = []
    before = [_FAR] * width
    for offset in range(width):
        place = offset - band
        if 0 <= place <= len(model):
            before[offset] = place
    first = bytearray(width)
    for offset in range(band + 1, width):
        first[offset] = _LEFT
    rows.append(first)
    for row, letter in enumerate(typed, 1):
        now, steps = [_FAR] * width, bytearray(width)
        for offset in range(width):
            place = row + offset - band
            if place < 0 or place > len(model):
                continue
            best, step = _FAR, 0
            if place:
                best = before[offset] + (model[place - 1] != letter)
                step = _DIAGONAL
            above = before[offset + 1] + 1 if offset + 1 < width else _FAR
            if above < best:
                best, step = above, _UP
            left = now[offset - 1] + 1 if offset and place else _FAR
            if left < best:
                best, step = left, _LEFT
            now[offset], steps[offset] = best, step
        rows.append(steps)
        before = now
    ends = [(cost, offset) for offset, cost in enumerate(before) if cost < _FAR]
    cost, offset = min(ends, default=(_FAR, band))
    return rows, len(typed) + offset - band, cost


def _told(model: str, typed: str, rows: Rows, end: int, band: int) -> Alignment:
    counts = {MATCH: 0, WRONG: 0, MISSING: 0, EXTRA: 0}
    slips = []
    for kind, place, row in _steps(model, typed, rows, end, band):
        counts[kind] += 1
        if kind != MATCH:
            wanted = "" if kind == EXTRA else model[place]
            slips.append(Slip(kind, place, wanted, "" if kind == MISSING else typed[row]))
    slips.reverse()
    right, wrong, missing, extra = (counts[kind] for kind in (MATCH, WRONG, MISSING, EXTRA))
    return Alignment(right, wrong, missing, extra, end, tuple(slips))


def _steps(
    model: str, typed: str, rows: Rows, end: int, band: int
) -> Iterator[tuple[str, int, int]]:
    """Walk back from the end; yields kind, place in the model, place in the typed text."""
    row, place = len(typed), end
    while row or place:
        step = rows[row][place - row + band]
        if step == _DIAGONAL:
            row, place = row - 1, place - 1
            yield (MATCH if model[place] == typed[row] else WRONG), place, row
        elif step == _UP:
            row -= 1
            yield EXTRA, place, row
        else:
            place -= 1
            yield MISSING, place, row
