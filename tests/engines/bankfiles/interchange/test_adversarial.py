"""Texts made to keep a reader busy: the time grows with the text, not with its square.

Each case took minutes once, or would without its guard.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, UnreadableError
from tests.floors import at_most

N = 100_000
QUESTION = "1．题干？\nA．甲\nB．乙\n"
MOODLE = (
    '<quiz><question type="{kind}"><name><text>a</text></name><questiontext format="html"><text>'
    "<![CDATA[{text}]]></text></questiontext><single>true</single>"
    '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
    "</question></quiz>"
)


def moodle(text: str, kind: str = "multichoice") -> str:
    return MOODLE.format(kind=kind, text=text)


TEXTS = {
    "head-of-brackets.csv": "题干," + "(" * N + "\n选项,答案\n",
    "head-cut-at-commas.csv": "题干," + "(" * N + ",)" * N + "\n选项,答案\n",
    "one-cell.csv": "题干,选项A,选项B,答案\n" + "甲" * 10 * N + ",a,b,A\n",
    "comments.xml": "<!--" * N,
    "instructions.xml": "<?x " * N,
    "braces.gift": "题干 {=a ~b}\n\n题干 " + "{=" * N,
    "category.gift": "题干 {=a ~b}\n\n$CATEGORY: a" + " " * N + "b",
    "tags.gift": "题干 {=a ~b}\n\n// " + "[id:" * N,
    "blanks-before.gift": "$CATEGORY:" + " " * N + "\n" + "{ " * N,
    "answer.aiken": "stem\nA. a\nB. b\nANSWER: A" + " " * N + "b\n",
    "option-lines.aiken": "stem\nA. a\n" + "a\n" * 2 * N + "B. b\nANSWER: A\n",
    "letters.aiken": "stem\nA. a\nB. b\nANSWER: A" + " " * N + "!\n",
    "section.txt": QUESTION + "答案：A\n甲乙题" + " " * N + "x\n",
    "chinese-number.txt": QUESTION + "答案：A\n一" + " " * N + "x\n",
    "key-head.txt": QUESTION + "\n答案" + " " * N + "x\n1. A",
    "key-range.txt": QUESTION + "\n答案\n1-5" + " " * N + "x\n",
    "key-lines.txt": QUESTION + "\n答案\n1. A\n" + "甲\n" * 2 * N,
    "option-lines.txt": QUESTION + "a\n" * 2 * N + "答案：A\n",
    "number.txt": "1．长几米？（计算题）\n题型：数字题\n答案：1" + " " * N + "1\n",
    "angles.xml": moodle("&lt;" * N + "<" * N),
    "comments-inside.xml": moodle("<!--" * N),
    "sections-inside.xml": moodle("<![CDATA[" * N),
    "blanks-inside.xml": moodle(" " * N + "<b>"),
    "angles-in-cloze.xml": moodle("{1:SA:=a" + "<" * N + "}", "cloze"),
    "file.xml": moodle("x").replace("<name>", "<file " * N + "<name>"),
    "flow.yaml": "schema: xuekao-items/1\nitems: " + "[" * N,
    "flow-of-maps.yaml": "schema: xuekao-items/1\nitems: " + "{a: " * N,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_made_to_take_long_is_read_or_refused_at_once(name: str) -> None:
    data = TEXTS[name].encode()
    with at_most(floors=800), suppress(UnreadableError):
        interchange.read(data, name)


@pytest.mark.parametrize("format_", [Format.GIFT, Format.AIKEN, Format.TEXT])
def test_a_question_without_end_is_refused_with_what_to_do(format_: Format) -> None:
    text = {
        Format.GIFT: "题干" + "长" * N + "{=a ~b}",
        Format.AIKEN: "stem" + "x" * N + "\nA. a\nB. b\nANSWER: A\n",
        Format.TEXT: "1．题干" + "长" * N + "\nA．甲\nB．乙\n答案：A\n",
    }[format_]
    (refused,) = interchange.read(text.encode(), "a.txt", format_).refused
    assert "50000" in str(refused.reason)
    assert "number them" in str(refused.cure)


def test_a_picture_does_not_count_as_text() -> None:
    picture = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
        "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    text = moodle(f'<p>看图：<img src="data:image/png;base64,{picture}" alt="x"></p>')
    spaced = text.replace(picture, picture + "\n" * N)
    assert len(interchange.read(spaced.encode(), "a.xml").items) == 1
