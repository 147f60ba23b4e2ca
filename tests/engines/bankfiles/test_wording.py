"""Differences of texts: nothing is lost, and they read as a person would say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.bankfiles.wording import pieces
from tests.floors import at_most

TEXT = st.text(alphabet="政务外网内 a1b.。，\n", max_size=40)


@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(text for kind, text in found if kind != "ins") == old
    assert "".join(text for kind, text in found if kind != "del") == new
    assert all(text for _kind, text in found)


@given(TEXT)
def test_the_same_text_has_no_changes(text: str) -> None:
    assert [kind for kind, _text in pieces(text, text)] == ([""] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("保存 3 年", "保存 10 年", [("", "保存 "), ("del", "3"), ("ins", "10"), ("", " 年")]),
        ("甲乙丙", "丁乙戊", [("del", "甲乙丙"), ("ins", "丁乙戊")]),
        ("", "新的", [("ins", "新的")]),
        ("旧的", "", [("del", "旧的")]),
        (
            "the old file",
            "the oldest file",
            [("", "the "), ("del", "old"), ("ins", "oldest"), ("", " file")],
        ),
    ],
)
def test_words_and_signs(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(old, new) == expected


def test_long_texts_are_compared_quickly() -> None:
    old = "".join(f"第{n}条，政务信息系统应当按照规定接入共享平台。" for n in range(400))
    new = old.replace("第200条", "第二百条").replace("接入", "连接", 1)
    with at_most(floors=300):
        found = pieces(old, new)
    assert "".join(text for kind, text in found if kind != "ins") == old
