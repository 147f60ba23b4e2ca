"""Text that needs no care takes a short way; it must lead to the same place as the long one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.bankfiles.interchange import Format, read
from app.engines.bankfiles.interchange.rich import from_plain
from app.engines.bankfiles.interchange.rich.inline import Run, clean, paragraph
from app.engines.items import check

PIECES = st.sampled_from(
    [
        *("国家秘密", "a", "3", " ", "  ", "\t", "\xa0", "\n", "\x00", "\u2028", "\x85"),
        *("#", "# ", "> ", "- ", "1. ", "1) ", "===", "|", "*", "_", "~", "`", "&", "\\", "<b>"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_line_of_plain_text_is_what_the_long_way_makes_of_it(text: str) -> None:
    line = clean(text).replace("\n", "")
    assert from_plain(line) == paragraph([Run(clean(line))])[0]
    assert from_plain(line, inline=True) == paragraph([Run(clean(line))], inline=True)[0]


@pytest.mark.parametrize("stem", ["下列说法中，完全正确的是哪一项？", "下列说法中错误的是（ ）。"])
def test_what_was_found_brings_the_advice_of_its_check(stem: str) -> None:
    """The review screen shows it without checking ten thousand items once more."""
    rows = [
        "题型,题干,选项A,选项B,选项C,答案,解析",
        f"单选题,{stem},绝对不可以,可以,这一项比其他各项都要长得多也详细得多得多得多,C,见规定。",
    ]
    result = read("\n".join(rows).encode(), "a.csv", Format.CSV)
    (found,) = result.items
    assert found.advice
    assert list(found.advice) == [one for one in check(found.content) if not one.is_error]
