from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import fonts, typeset
from app.documents.fonts import Family
from app.documents.typeset import CLOSING, OPENING, Line, Style

STYLE = Style(Family.SONG, 12)
CHINESE = st.text(
    st.sampled_from("考试成绩合格广东公务员，。、；：？！（）《》“”12.5ABC %"),
    min_size=1,
    max_size=160,
)


def texts(lines: list[Line]) -> list[str]:
    return ["".join(token for _, token in line.tokens) for line in lines]


@given(CHINESE, st.integers(120, 500))
@settings(deadline=None)
def test_breaking_loses_and_moves_nothing(text: str, measure: int) -> None:
    assert "".join(texts(typeset.break_lines(text, STYLE, measure))) == text


@given(
    st.lists(
        st.sampled_from(["考试成绩", "合格，", "《标准》", "“甲”", "87.5", "分。", "（二）"]),
        min_size=1,
        max_size=60,
    )
)
@settings(deadline=None)
def test_no_line_begins_or_ends_with_the_wrong_mark(words: list[str]) -> None:
    lines = texts(typeset.break_lines("".join(words), STYLE, 200))
    assert not any(line[0] in CLOSING for line in lines[1:])
    assert not any(line[-1] in OPENING for line in lines[:-1])


@given(
    st.lists(
        st.sampled_from(["考试成绩", "合格，", "《标准》", "2026年", "分。"]),
        min_size=1,
        max_size=60,
    )
)
@settings(deadline=None)
def test_no_line_is_wider_than_the_measure(words: list[str]) -> None:
    for line in typeset.break_lines("".join(words), STYLE, 200, indent=24):
        assert line.width <= 200.01


def test_lines_are_justified_but_not_the_last() -> None:
    lines = typeset.break_lines("公务员计算机应用水平考核" * 6, STYLE, 205)
    assert {round(line.width, 2) for line in lines[:-1]} == {205.0}
    assert lines[-1].width < 205


def test_a_number_stays_with_its_measure_word() -> None:
    text = "成绩" * 9 + "87.5分"
    for measure in range(100, 260, 5):
        assert not any(
            line.endswith("87.5") for line in texts(typeset.break_lines(text, STYLE, measure))
        )


def test_two_marks_share_one_em() -> None:
    (apart,) = typeset.break_lines("甲，乙（丙", STYLE, 400)
    (together,) = typeset.break_lines("甲乙，（丙", STYLE, 400)
    assert together.width == apart.width - STYLE.size / 2


def test_a_gap_parts_han_and_figures() -> None:
    (line,) = typeset.break_lines("共12人", STYLE, 400)
    plain = fonts.width("共12人", STYLE.family, STYLE.size)
    assert round(line.width - plain, 3) == round(2 * typeset.AUTOSPACE * STYLE.size, 3)


def test_a_paragraph_shrinks_until_it_fits() -> None:
    style, lines = typeset.set_paragraph(
        "公务员计算机应用水平考核" * 12, Style(Family.SONG, 18), 500, 4
    )
    assert len(lines) <= 4
    assert style.size < 18
