from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.items.html import plain, render, render_inline


def test_emphasis_code_and_tables_are_kept() -> None:
    html = render("A **b** `c`\n\n| x | y |\n|---|---|\n| 1 | 2 |\n")
    for tag in ("<strong>b</strong>", "<code>c</code>", "<table>", "<th>x</th>", "<td>2</td>"):
        assert tag in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](http://example.org/x.png)",
        "<http://example.org>",
        '<p style="color:red">x</p>',
    ],
)
def test_nothing_active_or_external_gets_through(attack: str) -> None:
    for html in (render(attack), render_inline(attack)):
        assert not any(tag in html for tag in ("<script", "<img", "<a", "<p style"))


@given(st.text(max_size=60))
def test_any_text_becomes_html_and_plain_words_on_one_line(text: str) -> None:
    render(text)
    assert "\n" not in plain(text)


def test_line_breaks_are_kept() -> None:
    assert render("a\nb") == "<p>a<br>\nb</p>"
