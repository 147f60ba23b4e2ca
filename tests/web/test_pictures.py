"""Pictures stand in the places of their marks in everything that is shown of an item."""

from __future__ import annotations

from markupsafe import Markup

from app.web.marks import ChoiceLine, Group
from app.web.pictures import pictured, without_marks
from tests.engines.bankfiles.interchange.test_word import PNG

CONTENT = {"figures": {"1": {"data": PNG, "alt": "一<点>"}}}
IMAGE = f'<img class="figure" src="{PNG}" alt="一&lt;点&gt;">'


def test_all_rendered_texts_of_a_slip_get_their_pictures() -> None:
    line = ChoiceLine(
        "A", Markup("甲【图1】"), is_chosen=True, is_key=False, why=Markup("见【图1】")
    )
    group = pictured(
        [Group(stem=Markup("<p>【图1】</p>"), choices=(line,), written="【图1】")], CONTENT
    )
    (made,) = group
    assert str(made.stem) == f"<p>{IMAGE}</p>"
    assert str(made.choices[0].why) == f"见{IMAGE}"
    assert made.written == "【图1】"  # what a candidate typed stays text


def test_what_has_no_picture_stays() -> None:
    text = Markup("【图2】")
    assert pictured(text, CONTENT) == text
    assert pictured(text, {}) is text
    assert without_marks("看【图1】。") == "看。"
