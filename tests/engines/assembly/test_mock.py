"""Mock papers: the shape of the blueprint, from a pool that may be too small."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.engines import items
from app.engines.assembly import draw_mock
from app.engines.assembly.draw import KIND_ORDER
from tests.engines.assembly.test_draw import SMALL, make_item, make_pool


def test_every_kind_of_item_has_its_place_in_the_order_of_a_paper() -> None:
    assert set(KIND_ORDER) == set(items.KINDS)


def test_a_pool_that_suffices_gives_the_shape_of_the_blueprint() -> None:
    filled, drawn = draw_mock(SMALL, make_pool(), 7)
    assert filled == SMALL
    assert [place.section for place in drawn] == ["knowledge"] * 5 + ["practical"]
    assert [place.position for place in drawn] == [1, 2, 3, 4, 5, 6]


def test_an_area_without_items_of_its_own_is_filled_from_the_section() -> None:
    pool = [make_item(n, "D2") for n in range(6)]
    filled, drawn = draw_mock(SMALL, pool, 1)
    assert [section.code for section in filled.sections] == ["knowledge"]
    assert len(drawn) == 5
    assert {place.area for place in drawn} == {"nets", "safe"}


def test_a_short_section_loses_points_and_minutes_in_proportion() -> None:
    filled, drawn = draw_mock(SMALL, [make_item(1, "D6"), make_item(2, "D2")], 1)
    assert len(drawn) == 2
    assert (filled.sections[0].points, filled.sections[0].minutes) == (2, 4)


def test_nothing_to_draw_gives_nothing() -> None:
    filled, drawn = draw_mock(SMALL, [], 1)
    assert (filled.sections, drawn) == ((), [])


def test_questions_never_take_the_place_of_a_practical_and_no_practical_theirs() -> None:
    pool = [make_item(n, "D8", kind="practical") for n in range(9)]
    _, drawn = draw_mock(SMALL, pool, 3)
    assert [(place.section, place.item.kind) for place in drawn] == [("practical", "practical")]


@given(st.integers(), st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_the_draw_depends_on_seed_and_items_alone_and_keeps_enemies_apart(
    seed: int, order: list[int], enemies: set[int]
) -> None:
    pool = [make_item(n, "D2" if n % 2 else "D6") for n in range(12)]
    hostile = frozenset(f"Q{n:03}" for n in enemies)
    pool[0] = replace(pool[0], enemies=hostile - {"Q000"})
    _, drawn = draw_mock(SMALL, pool, seed)
    _, again = draw_mock(SMALL, [pool[n] for n in order], seed)
    assert drawn == again
    codes = [place.item.code for place in drawn]
    assert len(codes) == len(set(codes))
    if "Q000" in codes:
        assert not hostile & set(codes) - {"Q000"}
