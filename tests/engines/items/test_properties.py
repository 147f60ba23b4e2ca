"""What holds for every item of every kind."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines import items
from app.kernel.errors import InvalidError
from tests.engines.items.strategies import contents, values

points = st.decimals(0, 20, places=1)
seeds = st.integers(0, 2**31)


@given(contents, points)
def test_the_full_response_earns_all_points(content: dict[str, Any], most: Decimal) -> None:
    mark = items.mark(content, items.full_response(content), most)
    assert mark.points == most
    assert mark.status is items.Status.RIGHT


@given(st.data(), contents, points)
def test_any_response_earns_from_nothing_to_all(
    data: st.DataObject, content: dict[str, Any], most: Decimal
) -> None:
    response = {"kind": content["kind"], "value": data.draw(values(content))}
    mark = items.mark(content, response, most)
    assert 0 <= mark.points <= most
    assert mark == items.mark(content, response, most)
    assert json.loads(json.dumps(mark.to_json()))["points"] == float(mark.points)


@given(contents, points)
def test_no_answer_earns_nothing_and_is_blank(content: dict[str, Any], most: Decimal) -> None:
    for nothing in (None, {"kind": content["kind"], "value": None}):
        mark = items.mark(content, nothing, most)
        assert mark.points == 0
        assert mark.status is items.Status.BLANK
        assert not items.is_answered(nothing)


@given(st.data(), contents)
def test_reading_a_read_response_changes_nothing(
    data: st.DataObject, content: dict[str, Any]
) -> None:
    once = items.read_response(content, {"value": data.draw(values(content))})
    assert items.read_response(content, json.loads(json.dumps(once))) == once


@given(contents, seeds)
def test_the_candidate_sees_neither_key_nor_reasons(content: dict[str, Any], seed: int) -> None:
    view = items.present(content, seed)
    assert not set(view) & {"key", "why", "blanks", "wrong", "explain", "tolerance"}
    assert "WHY-" not in json.dumps(view)
    for option in view.get("options", []):
        assert set(option) == {"id", "html"}


@given(contents, seeds)
def test_shuffling_keeps_the_ids_and_repeats(content: dict[str, Any], seed: int) -> None:
    plain, mixed = items.present(content, None), items.present(content, seed)
    assert mixed == items.present(content, seed)
    for name in ("options", "parts", "right", "entries"):
        assert sorted(map(_shown, plain.get(name, []))) == sorted(map(_shown, mixed.get(name, [])))


def _shown(part: dict[str, Any]) -> str:
    """One thing shown; the list of a gap is shuffled by itself."""
    inner = sorted(part.get("options", []), key=lambda option: option["id"])
    return str({**part, "options": inner})


@given(contents, st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=4))
def test_a_malformed_response_is_refused_or_read(content: dict[str, Any], raw: Any) -> None:
    with suppress(InvalidError):
        response = items.read_response(content, {"kind": content["kind"], "value": raw})
        assert items.mark(content, response, 1).max_points == 1


@given(contents)
def test_a_misspelt_field_is_never_ignored(content: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        items.read({**content, "kye": "A"})


@given(contents)
def test_every_seed_gives_each_item_an_order_of_its_own(content: dict[str, Any]) -> None:
    if content["kind"] != "single" or len(content["options"]) < 6:
        return
    seen = {
        tuple(option["id"] for option in items.present(content, seed)["options"])
        for seed in range(20)
    }
    assert len(seen) > 5
