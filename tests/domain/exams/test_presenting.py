"""An order of items for each candidate: from the seed alone, within a section and a kind."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.domain.exams import presenting
from app.domain.papers.rules import SealedPaper, read_snapshot
from app.engines import items
from tests.factories.exams import make_snapshot

KINDS = ("single", "judge", "multiple")
SEEDS = st.integers(0, 2**31 - 1)


def make_sheet(each: int = 6) -> SealedPaper:
    """A paper of three kinds with several items each; every stem is another one."""
    contents = [
        {**items.KINDS[kind].EXAMPLES[0].content, "stem": f"{kind} {number} 选出所有正确答案"}
        for kind in KINDS
        for number in range(each)
    ]
    return read_snapshot(make_snapshot(contents))


PAPER = make_sheet()


@given(SEEDS)
def test_every_item_is_there_once_and_kinds_keep_their_places(seed: int) -> None:
    order = presenting.own_order(PAPER, seed)
    assert sorted(item.position for item in order) == [item.position for item in PAPER.items]
    assert [item.kind for item in order] == [item.kind for item in PAPER.items]
    assert order == presenting.own_order(PAPER, seed)


def test_candidates_differ() -> None:
    orders = {
        tuple(item.position for item in presenting.own_order(PAPER, seed)) for seed in range(50)
    }
    assert len(orders) > 45


@given(SEEDS, st.booleans())
def test_numbers_are_those_of_the_player(seed: int, has_own_order: bool) -> None:  # noqa: FBT001
    shown = json.loads(presenting.paper_bytes(PAPER, seed, has_own_order=has_own_order))["items"]
    numbers = presenting.numbers(PAPER, seed, has_own_order=has_own_order)
    assert [one["number"] for one in shown] == list(range(1, len(PAPER.items) + 1))
    assert {one["position"]: one["number"] for one in shown} == numbers


@given(SEEDS)
def test_an_item_is_the_same_item_wherever_it_stands(seed: int) -> None:
    fixed, own = (
        {
            one["position"]: {name: one[name] for name in ("section", "kind", "points", "view")}
            for one in presenting.present(PAPER, seed, has_own_order=has_own_order)
        }
        for has_own_order in (False, True)
    )
    assert fixed == own
