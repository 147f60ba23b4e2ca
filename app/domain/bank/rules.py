"""The life of an item version, what a paper may draw, and how well a bank covers a blueprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.engines import assembly
from app.engines.assembly import Blueprint, Cell, Section
from app.kernel.errors import ConflictError
from app.kernel.text import Message, msg


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"


class Verdict(StrEnum):
    """What a reviewer decides."""

    APPROVE = "approve"
    RETURN = "return"


STATE_NAMES: Mapping[State, Message] = {
    State.DRAFT: msg("Draft"),
    State.IN_REVIEW: msg("In review"),
    State.RETURNED: msg("Returned"),
    State.APPROVED: msg("Approved"),
    State.PUBLISHED: msg("Published"),
    State.RETIRED: msg("Retired"),
}

_NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.RETIRED}),
    State.IN_REVIEW: frozenset({State.APPROVED, State.RETURNED}),
    State.RETURNED: frozenset({State.RETIRED}),
    State.APPROVED: frozenset({State.PUBLISHED, State.RETIRED}),
    State.PUBLISHED: frozenset({State.RETIRED}),
    State.RETIRED: frozenset(),
}

REPLACED_BY_A_NEW_DRAFT = frozenset({State.DRAFT, State.RETURNED, State.APPROVED})
"""Versions that are retired when the author saves a newer one; a published one stays in force."""

RESERVE = 8
"""Domain.md 5: a cell should hold eight times the items that one paper draws from it."""


def require_transition(old: State, new: State) -> None:
    """Raise unless a version may go from `old` to `new`."""
    if new not in _NEXT[old]:
        raise ConflictError(
            msg(
                "A version in the state “%(old)s” cannot become “%(new)s”.",
                old=STATE_NAMES[old],
                new=STATE_NAMES[new],
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolGroup:
    """So many items for papers that no cell of any blueprint can tell apart."""

    kind: str
    domain: str
    module: str
    level: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One cell of a blueprint against the bank; `needed` is for one paper."""

    needed: int
    published: int

    @property
    def reserve(self) -> float:
        """How many papers' worth of items there are."""
        return self.published / self.needed

    @property
    def is_short(self) -> bool:
        """Whether not even one paper can be drawn."""
        return self.published < self.needed

    @property
    def is_thin(self) -> bool:
        """Whether the bank is below the reserve that keeps items from being seen too often."""
        return self.reserve < RESERVE


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCoverage:
    """One row of a blueprint: its areas of the framework, and a cell for each level it asks for."""

    code: str
    title: Mapping[str, str]
    domains: tuple[str, ...]
    cells: Mapping[str, Coverage]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCoverage:
    """One section of a blueprint, row by row."""

    code: str
    title: Mapping[str, str]
    levels: tuple[str, ...]
    areas: tuple[AreaCoverage, ...]

    @property
    def cells(self) -> list[Coverage]:
        """All cells of the section."""
        return [cell for area in self.areas for cell in area.cells.values()]


def coverage(blueprint: Blueprint, pool: Sequence[PoolGroup]) -> list[SectionCoverage]:
    """Return what the bank holds against what one paper needs, section by section."""
    return [_cover_section(section, pool) for section in blueprint.sections]


def cell_of(blueprint: Blueprint, key: str) -> Cell | None:
    """Return the cell `section/area/level` of a blueprint that asks for items."""
    cells = (cell for section in blueprint.sections for cell in section.cells())
    return next((cell for cell in cells if cell.key == key and cell.count), None)


def _cover_section(section: Section, pool: Sequence[PoolGroup]) -> SectionCoverage:
    cells = [cell for cell in section.cells() if cell.count]
    areas = tuple(
        AreaCoverage(
            code=area.code,
            title=area.title,
            domains=tuple(sorted(area.domains)),
            cells={c.level: _cover(c, pool) for c in cells if c.area == area.code},
        )
        for area in section.areas
    )
    asked = {cell.level for cell in cells}
    levels = tuple(level for level in (*assembly.LEVELS, assembly.ANY_LEVEL) if level in asked)
    return SectionCoverage(code=section.code, title=section.title, levels=levels, areas=areas)


def _cover(cell: Cell, pool: Sequence[PoolGroup]) -> Coverage:
    published = sum(group.count for group in pool if assembly.fits(group, cell))
    return Coverage(needed=cell.count, published=published)


class Standing(StrEnum):
    """How an item of a file stands to what the bank holds."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BEHIND = "behind"
    """As it was exported, while the bank has gone on: there is nothing to bring in."""
    CONFLICT = "conflict"
    """Changed in the file, and in the bank since it was exported."""
    IN_REVIEW = "in_review"
    ELSEWHERE = "elsewhere"
    """An item of another bank, exported from there."""


REFUSALS: Mapping[Standing, tuple[Message, Message]] = {
    Standing.CONFLICT: (
        msg("%(code)s was changed in the bank too, after this file was written."),
        msg("Export it again and make the change there, or make it in the form of the item."),
    ),
    Standing.ELSEWHERE: (
        msg("%(code)s belongs to another bank."),
        msg("Choose the bank that it was exported from."),
    ),
}
"""What is not taken, why, and what to do."""


def standing(
    digest: str, base: str, held: str | None, *, is_own: bool = True, state: State | None = None
) -> Standing:
    """Return how an item of a file stands to the item of its code.

    :param base: how the digest begins that the file was written from; empty where it says none.
    :param held: the digest of the newest version in the bank, None when there is none.

    >>> standing("abc", "abc", "xyz"), standing("new", "abc", "abcd"), standing("new", "abc", "x")
    (<Standing.BEHIND: 'behind'>, <Standing.CHANGED: 'changed'>, <Standing.CONFLICT: 'conflict'>)
    """
    if held is None or not is_own:
        return Standing.ELSEWHERE if base and held is not None else Standing.NEW
    if held == digest:
        return Standing.SAME
    if base and digest.startswith(base):
        return Standing.BEHIND
    if base and not held.startswith(base):
        return Standing.CONFLICT
    return Standing.IN_REVIEW if state is State.IN_REVIEW else Standing.CHANGED
