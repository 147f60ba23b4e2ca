"""Draw a quiz from the pool of a module: levels as the blueprint says, no two enemies together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from app.engines.bankfiles import ItemSource
from app.engines.lessons.model import Module
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def draw_quiz(module: Module, seed: int) -> list[ItemSource]:
    """Return the items of one attempt in the order they are shown; same seed, same quiz.

    :raises InvalidError: the pool cannot satisfy the blueprint (`read_module` has checked that it
        can).
    """
    found = find_draw(module.pool, module.quiz.blueprint, seed)
    if found is None:
        reason = msg("The items of the quiz cannot fill its blueprint.")
        raise InvalidError([Problem(module.code, reason)])
    return found


def find_draw(
    pool: Sequence[ItemSource], blueprint: Mapping[str, int], seed: int
) -> list[ItemSource] | None:
    """Return a draw, or None if there is none: all combinations are tried before giving up.

    The order of the pool is that of keyed digests, so that any language repeats it after years.
    """
    shuffled = _shuffled(pool, seed, "draw")
    levels = sorted(level for level, count in blueprint.items() if count)
    chosen = _fill(shuffled, [(level, blueprint[level]) for level in levels], [])
    return None if chosen is None else _shuffled(chosen, seed, "order")


def _shuffled(items: Iterable[ItemSource], seed: int, salt: str) -> list[ItemSource]:
    return sorted(items, key=lambda item: sha256(f"{seed}\n{salt}\n{item.code}".encode()).digest())


def _fill(
    pool: list[ItemSource], cells: list[tuple[str, int]], chosen: list[ItemSource]
) -> list[ItemSource] | None:
    """Choose depth first; take back what leads nowhere."""
    if not cells:
        return chosen
    (level, count), rest = cells[0], cells[1:]
    if count == 0:
        return _fill(pool, rest, chosen)
    for place, item in enumerate(pool):
        if item.level.value != level or not _is_at_peace(item, chosen):
            continue
        # items before this one were tried for this place: leaving them out avoids permutations
        later = [other for other in pool[place + 1 :] if other.level.value == level]
        others = [other for other in pool if other.level.value != level]
        found = _fill([*later, *others], [(level, count - 1), *rest], [*chosen, item])
        if found is not None:
            return found
    return None


def _is_at_peace(item: ItemSource, chosen: list[ItemSource]) -> bool:
    return not any(
        item.code == other.code or other.code in item.enemies or item.code in other.enemies
        for other in chosen
    )
