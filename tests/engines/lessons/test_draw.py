from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.bankfiles import ItemSource, Level
from app.engines.lessons import find_draw
from app.kernel.tier import Tier

LEVELS = ("K", "C", "A")
pools = st.lists(
    st.tuples(st.sampled_from(LEVELS), st.lists(st.integers(0, 8), max_size=3)),
    min_size=1,
    max_size=9,
)
blueprints = st.fixed_dictionaries({}, optional={level: st.integers(1, 3) for level in LEVELS})


def make_pool(shape: list[tuple[str, list[int]]]) -> list[ItemSource]:
    return [
        ItemSource(
            code=f"Q{number}",
            content={"kind": "judge"},
            tiers=(Tier.USER,),
            domain="D1",
            level=Level(level),
            enemies=tuple(f"Q{enemy}" for enemy in enemies if enemy != number),
        )
        for number, (level, enemies) in enumerate(shape)
    ]


def is_valid(chosen: list[ItemSource], blueprint: dict[str, int]) -> bool:
    return Counter(item.level.value for item in chosen) == Counter(blueprint) and not any(
        one.code in other.enemies or other.code in one.enemies
        for one, other in combinations(chosen, 2)
    )


@settings(max_examples=150, deadline=None)
@given(shape=pools, blueprint=blueprints, seed=st.integers(0, 2**31))
def test_a_draw_fills_the_blueprint_without_enemies_or_there_is_none(
    shape: list[tuple[str, list[int]]], blueprint: dict[str, int], seed: int
) -> None:
    pool = make_pool(shape)
    found = find_draw(pool, blueprint, seed)
    if found is None:
        size = sum(blueprint.values())
        assert not any(is_valid(list(some), blueprint) for some in combinations(pool, size))
    else:
        assert is_valid(found, blueprint)


@settings(max_examples=50, deadline=None)
@given(shape=pools, blueprint=blueprints, seed=st.integers(0, 2**31), data=st.data())
def test_the_same_seed_draws_the_same_whatever_the_order_of_the_pool(
    shape: list[tuple[str, list[int]]],
    blueprint: dict[str, int],
    seed: int,
    data: st.DataObject,
) -> None:
    pool = make_pool(shape)
    mixed = data.draw(st.permutations(pool))
    assert find_draw(pool, blueprint, seed) == find_draw(mixed, blueprint, seed)


def test_different_seeds_give_different_draws() -> None:
    pool = make_pool([("K", [])] * 9)
    draws = {
        tuple(item.code for item in find_draw(pool, {"K": 3}, seed) or []) for seed in range(20)
    }
    assert len(draws) > 10
    assert {code for draw in draws for code in draw} == {item.code for item in pool}
