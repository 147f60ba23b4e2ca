from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engines import bankfiles
from app.engines.bankfiles import ItemSource, Level, Secrecy, Use
from app.engines.bankfiles.source import DOMAINS
from app.kernel.tier import Tier
from tests.engines.items.strategies import contents

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
tricky = st.sampled_from(
    ["yes", "12:30", "=B2", "x: y", " # z", "'", "a\nb", "null", "007", "第1条"]
)


@st.composite
def sources(draw: st.DrawFn, content: st.SearchStrategy[dict[str, Any]] = contents) -> ItemSource:
    begins = draw(st.none() | days)
    return ItemSource(
        code=draw(st.from_regex("[A-Z][A-Z0-9-]{1,10}", fullmatch=True)),
        content=draw(content)
        | draw(st.just({}) | tricky.map(lambda text: {"explain": text.strip()})),
        tiers=tuple(tier for tier in Tier if draw(st.booleans())) or (Tier.USER,),
        domain=draw(st.sampled_from(DOMAINS)),
        level=draw(st.sampled_from(Level)),
        module=draw(st.sampled_from(["", "EG201"])),
        difficulty=draw(st.sampled_from([0.3, 0.55, 0.9])),
        seconds=draw(st.integers(10, 900)),
        points=draw(st.sampled_from([0.5, 1.0, 2.0])),
        sources=tuple(draw(st.lists(tricky.map(str.strip), min_size=1, max_size=3))),
        valid_from=begins,
        valid_to=draw(st.none() | st.dates(begins or date(2020, 1, 1), date(2041, 1, 1))),
        tries=draw(st.integers(1, 3)),
        needs_figure=draw(st.booleans()),
        use=draw(st.sampled_from(Use)),
        secrecy=draw(st.sampled_from(Secrecy)),
    )


@given(st.lists(sources(), max_size=4))
def test_reading_what_was_written_gives_the_same_items(items: list[ItemSource]) -> None:
    text = bankfiles.write_items(items)
    again, problems = bankfiles.read_items(text, "x")
    assert [str(problem) for problem in problems if problem.is_error] == []
    assert again == items
    assert [item.digest for item in again] == [item.digest for item in items]
    assert bankfiles.write_items(again) == text


@given(sources(), sources())
def test_items_that_differ_have_different_digests(one: ItemSource, other: ItemSource) -> None:
    same = (one.content, one.metadata()) == (other.content, other.metadata())
    assert (one.digest == other.digest) == same
