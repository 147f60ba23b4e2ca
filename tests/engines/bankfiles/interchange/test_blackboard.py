"""Blackboard: the text for uploads, packages, single files, older pools; and the way back out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines import items
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, Found, UnreadableError, export
from tests.engines.bankfiles.interchange import blackboard_samples as bb
from tests.engines.items.strategies import contents
from tests.factories.bank import make_source

OPTIONS = bb.label("a", "甲") + bb.label("b", "乙") + bb.label("c", "<b>丙</b>")
CHOICE = bb.lid("response", OPTIONS)
FORBIDDEN = f"<not>{bb.equal('response', 'b')}</not>"
TRUTH = bb.lid("response", bb.label("true", "true") + bb.label("false", "false"), shuffle="No")

PACKED: dict[str, tuple[str, dict[str, Any]]] = {
    "Multiple Choice": (
        bb.item(
            "Multiple Choice", "哪个对？", CHOICE, bb.condition(bb.equal("response", "b"))
        ).replace("</item>", f"{bb.reply('b', '乙对。')}{bb.reply('correct', '好。')}</item>"),
        {
            "kind": "single",
            "options": {
                "A": {"text": "甲", "why": ""},
                "B": {"text": "乙", "why": "乙对。"},
                "C": {"text": "**丙**", "why": ""},
            },
            "key": "B",
            "explain": "好。",
        },
    ),
    "Multiple Answer": (
        bb.item(
            "Multiple Answer",
            "哪些对？",
            bb.lid("response", OPTIONS, "Multiple"),
            bb.condition(
                f"<and>{bb.equal('response', 'a')}{FORBIDDEN}{bb.equal('response', 'c')}</and>"
            ),
        ),
        {"kind": "multiple", "key": ["A", "C"], "scoring": "all_or_nothing"},
    ),
    "True/False": (
        bb.item("True/False", "对吗？", TRUTH, bb.condition(bb.equal("response", "false"))),
        {"kind": "judge", "key": False},
    ),
    "Either/Or": (
        bb.item(
            "Either/Or",
            "行吗？",
            bb.lid("response", bb.label("yes_no.true", "x") + bb.label("yes_no.false", "y")),
            bb.condition(bb.equal("response", "yes_no.true")),
        ),
        {"kind": "judge", "key": True},
    ),
    "Matching": (
        bb.matching(["猫", "蛙"], ["虫", "兽", "两栖"], [1, 2]),
        {
            "kind": "match",
            "left": {"1": "猫", "2": "蛙"},
            "right": {"A": "虫", "B": "兽", "C": "两栖"},
            "key": {"1": "B", "2": "C"},
        },
    ),
    "Ordering": (
        bb.item(
            "Ordering",
            "排序。",
            bb.lid("response", OPTIONS, "Ordered"),
            bb.condition(
                f"<and>{''.join(bb.equal('response', one) for one in ('c', 'a', 'b'))}</and>"
            ),
        ),
        {"kind": "order"},
    ),
    "Fill in the Blank": (
        bb.item(
            "Fill in the Blank",
            "首都是____。",
            bb.typed("response"),
            bb.condition(bb.equal("response", "北京"), "x1", "")
            + bb.condition(bb.equal("response", "北京市"), "x2", ""),
        ),
        {"kind": "blank", "blanks": {"1": {"accept": ["北京", "北京市"]}}},
    ),
    "Fill in the Blank Plus": (
        bb.item(
            "Fill in the Blank Plus",
            "[a] 在 [b]。",
            bb.typed("b") + bb.typed("a"),
            bb.condition(
                f"<and><or>{bb.equal('b', '北')}</or>"
                f"<or>{bb.equal('a', '甲')}{bb.equal('a', '乙')}</or></and>"
            ),
        ),
        {
            "kind": "blank",
            "stem": "【1】 在 【2】。",
            "blanks": {"1": {"accept": ["甲", "乙"]}, "2": {"accept": ["北"]}},
        },
    ),
    "Jumbled Sentence": (
        bb.item(
            "Jumbled Sentence",
            "天是 [x]。",
            bb.lid("x", bb.label("p", "蓝的") + bb.label("q", "红的")),
            bb.condition(f"<and>{bb.equal('x', 'p')}</and>"),
        ),
        {
            "kind": "cloze",
            "gaps": {"1": {"options": {"A": "蓝的", "B": "红的"}, "key": "A"}},
        },
    ),
    "Numeric": (
        bb.item(
            "Numeric",
            "圆周率？",
            bb.typed("response", "response_num"),
            bb.condition(
                '<vargte respident="response">3.13</vargte>'
                '<varlte respident="response">3.15</varlte>' + bb.equal("response", "3.14")
            ),
        ),
        {"kind": "number", "key": {"value": 3.14, "tolerance": 0.01}},
    ),
    "Essay": (
        bb.item("Essay", "谈谈。", bb.typed("response"), bb.condition("")).replace(
            "</item>", f"{bb.reply('solution', '范文。')}</item>"
        ),
        {"kind": "essay", "model": "范文。"},
    ),
    "Short Response": (
        bb.item("Short Response", "简答。", bb.typed("response"), bb.condition("")),
        {"kind": "essay"},
    ),
}


@pytest.mark.parametrize("kind", PACKED)
def test_every_kind_of_a_package_is_read_as_it_is_meant(kind: str) -> None:
    xml, wanted = PACKED[kind]
    result = interchange.read(bb.package({"res00001.dat": bb.document(xml)}), "pool.zip")
    assert result.format is Format.BLACKBOARD
    assert [str(one.problem) for one in result.refused] == []
    (found,) = result.items
    assert {name: found.content.get(name) for name in wanted} == wanted
    assert found.metadata["points"] == 2
    if kind == "Ordering":
        parts = found.content["parts"]
        assert [parts[letter] for letter in found.content["key"]] == ["**丙**", "甲", "乙"]


def test_a_single_file_and_a_test_are_read_too() -> None:
    document = bb.document(*(xml for xml, _wanted in PACKED.values()))
    alone = interchange.read(document.encode(), "res00001.dat")
    packed = bb.package({"res00005.dat": document}, "assessment/x-bb-qti-test")
    assert len(alone.items) == len(interchange.read(packed, "t.zip").items) == len(PACKED)
    assert alone.format is Format.BLACKBOARD


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (bb.item("Multiple Choice", "？", CHOICE, ""), "no key"),
        (
            bb.item("Multiple Choice", "？", CHOICE, bb.condition(bb.equal("response", "zz"))),
            "no key",
        ),
        (bb.item("Calculated", "？", CHOICE, ""), "computed anew"),
        (bb.item("Hot Spot", "？", CHOICE, ""), "picture"),
        (bb.item("Riddle", "？", CHOICE, ""), "Riddle"),
        (bb.item("Numeric", "？", bb.typed("response"), bb.condition("")), "no key"),
        (
            bb.item(
                "Fill in the Blank Plus", "没有空", bb.typed("a"), bb.condition(bb.equal("a", "x"))
            ),
            "[a]",
        ),
        (
            bb.item(
                "Fill in the Blank",
                "？",
                bb.typed("response"),
                bb.condition('<varsubset respident="response" setmatch="Matches">a+</varsubset>'),
            ),
            "regular expression",
        ),
        ("<item><itemmetadata><bbmd_questiontype>Matching</bbmd_questiontype></itemmetadata></item>",
         "pairs"),
    ],
)  # fmt: skip
def test_what_nobody_could_answer_is_refused_with_the_reason(xml: str, said: str) -> None:
    result = interchange.read(bb.document(xml).encode(), "res00001.dat")
    assert not result.items
    (refused,) = result.refused
    assert said in str(refused.reason)
    assert str(refused.cure)
    assert refused.where.startswith("res00001.dat:")


def test_a_part_of_what_is_typed_may_be_asked_for() -> None:
    subset = '<varsubset respident="response" setmatch="Contains">京</varsubset>'
    xml = bb.item("Fill in the Blank", "说出城市。", bb.typed("response"), bb.condition(subset))
    (found,) = interchange.read(bb.document(xml).encode(), "a.dat").items
    assert found.content["answers"] == [{"text": "*京*"}]


def test_what_r_exams_writes_for_blackboard_is_read() -> None:
    """A typed answer with its way of comparing; shares of options behind the rest."""
    way = '<setvar varname="EvaluationType" action="Set">CONTAINS</setvar>'
    right = bb.condition(bb.equal("i_R", "Bern"), "right", "").replace(
        "<displayfeedback", f"{way}<displayfeedback", 1
    )
    typed = bb.item("Fill in the Blank", "首都？", bb.typed("i_R"), right)
    labels = "".join(bb.label(one, f"{one}. 城{one}") for one in "abc")
    key = f"<and>{bb.equal('R', 'a')}<not>{bb.equal('R', 'b')}</not>{bb.equal('R', 'c')}</and>"
    shares = "".join(
        bb.condition(bb.equal("R", one), "", share)
        for one, share in (("a", "50"), ("b", "-50"), ("c", "50"))
    )
    chosen = bb.item(
        "Multiple Answer",
        "哪些？",
        bb.lid("R", labels, "Multiple"),
        bb.condition(key, score="") + shares,
    ).replace("<bbmd_partialcredit>false", "<bbmd_partialcredit>true")
    one, other = interchange.read(bb.document(typed, chosen).encode(), "a.dat").items
    assert one.content["answers"] == [{"text": "*Bern*"}]
    assert other.content["key"] == ["A", "C"]
    assert other.content["scoring"] == "partial_with_penalty"
    assert other.content["options"]["B"]["text"] == "城b"


def test_capital_letters_count_where_blackboard_says_so() -> None:
    exact = '<setvar variablename="IsCaseSensitive" action="Set">true</setvar>'
    xml = bb.item(
        "Fill in the Blank",
        "写____。",
        bb.typed("response"),
        bb.condition(bb.equal("response", "pH"), "x", "").replace("<display", f"{exact}<display"),
    )
    (found,) = interchange.read(bb.document(xml).encode(), "a.dat").items
    assert found.content["match"] == {"case": "exact"}


def test_pictures_come_from_their_numbers_and_from_beside_the_file() -> None:
    stub = "@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-17_1"
    stem = f'看<img src="{stub}" alt="图"> 和 <img src="@X@EmbeddedFile.location@X@b.png">'
    xml = bb.item("True/False", stem, TRUTH, bb.condition(bb.equal("response", "true")))
    files: dict[str, str | bytes] = {
        "res00001.dat": bb.document(xml),
        "csfiles/home_dir/a__xid-17_1.png": bb.PNG,
        "csfiles/home_dir/a__xid-17_1.png.xml": "<lom/>",
        "res00001/b.png": bb.PNG,
    }
    (found,) = interchange.read(bb.package(files), "p.zip").items
    assert set(found.content["figures"]) == {"1", "2"}
    assert not found.warnings


def test_hostile_and_broken_packages_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><questestinterop><bbmd_x/>&a;</questestinterop>'
    for data in (bomb.encode(), bb.package({"res00001.dat": bomb})):
        try:
            result = interchange.read(data, "a.dat")
        except UnreadableError:
            continue
        assert not result.items
        assert result.refused
    empty = bb.package({"res00001.dat": bb.document()})
    with pytest.raises(UnreadableError, match="no items"):
        interchange.read(empty, "a.zip")
    xml = bb.item("Essay", "x<script>alert(1)</script>", bb.typed("r"), bb.condition(""))
    (found,) = interchange.read(bb.document(xml).encode(), "a.dat").items
    assert "alert" not in found.content["stem"]
    assert found.warnings


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 4000), st.binary(max_size=12))
def test_a_damaged_file_never_ends_in_a_crash(place: int, junk: bytes) -> None:
    whole = bb.document(*(xml for xml, _wanted in PACKED.values())).encode()
    place = place * 7 % len(whole)
    damaged = whole[:place] + junk + whole[place + len(junk) * 3 :]
    for format_ in (Format.BLACKBOARD, None):
        with suppress(UnreadableError):
            interchange.read(damaged, "res00001.dat", format_)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(st.sampled_from('MCTAFIBNUORDS_\t[]ab1.\n"true correct'), max_size=60)))
def test_any_text_with_tabs_is_read_or_refused(lines: list[str]) -> None:
    text = "\n".join(["TF\t对吗\ttrue", *lines])
    with suppress(UnreadableError):
        interchange.read(text.encode(), "a.txt", Format.BLACKBOARD)


UPLOAD: list[tuple[str, dict[str, Any]]] = [
    ("MC\t问\t甲\tincorrect\t乙\tcorrect", {"kind": "single", "key": "B"}),
    ("MA\t问\t甲\tcorrect\t乙\tincorrect\t丙\tcorrect", {"kind": "multiple", "key": ["A", "C"]}),
    ("TF\t问\tTRUE", {"kind": "judge", "key": True}),
    ("ESS\t问\t范文", {"kind": "essay", "model": "范文"}),
    ("ESS\t问", {"kind": "essay"}),
    ("SR\t问\t范文", {"kind": "essay", "model": "范文"}),
    ("ORD\t问\tc\ta\tb", {"kind": "order", "key": ["C", "A", "B"]}),
    ("MAT\t问\t猫\t兽\t蛙\t两栖", {"kind": "match", "key": {"1": "A", "2": "B"}}),
    ("FIB\t首都是___\t北京\t北京市", {"kind": "blank"}),
    ("FIB\t首都？\t北京", {"kind": "short", "answers": [{"text": "北京"}]}),
    ("FIB_PLUS\t[a] 和 [b]\ta\t甲\t乙\t\tb\t丙", {"kind": "blank", "stem": "【1】 和 【2】"}),
    ("NUM\t问\t3.14\t0.01", {"kind": "number", "key": {"value": 3.14, "tolerance": 0.01}}),
    ("NUM\t问\t10,000\t1000", {"kind": "number", "key": {"value": 10000, "tolerance": 1000}}),
    ("TYPE\tQuestion\tAnswer\nTF\t问\ttrue", {"kind": "judge", "key": True}),
    ("NUM\t问\t42", {"kind": "number", "key": {"value": 42}}),
    ("JUMBLED_SENTENCE\t[x] 是 [y]\t天\tx\t\t蓝\ty\t\t红", {"kind": "cloze"}),
    ('"MC"\t"说""是"""\t甲\tcorrect\t乙\tincorrect', {"stem": '说"是"'}),
    ("mc\t<b>粗</b>\t甲\tcorrect\t乙\tincorrect\t\t", {"stem": "**粗**"}),
]


@pytest.mark.parametrize(("line", "wanted"), UPLOAD)
def test_a_line_of_the_upload_text_is_one_item(line: str, wanted: dict[str, Any]) -> None:
    result = interchange.read(line.encode(), "questions.txt")
    assert result.format is Format.BLACKBOARD
    (found,) = result.items
    assert {name: found.content.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("MC\t问\t甲\tincorrect\t乙\tincorrect", "No option is marked as right"),
        ("MC\t问\t甲\tcorrect\t乙\tcorrect", "2 options are right"),
        ("MC\t问\t甲\tright\t乙\twrong", "right"),
        ("TF\t问\tmaybe", "neither true nor false"),
        ("MAT\t问\t猫\t兽\t蛙", "no partner"),
        ("NUM\t问\tviele", "no number"),
        ("NUM\t问\t1\t-1", "no number"),
        ("FIB_PLUS\t没有空\ta\t甲", "[a]"),
        ("OP\t喜欢吗", "opinion"),
        ("QUIZ_BOWL\t甜的\tWho", "question as the answer"),
        ("XX\t问", "XX"),
        ("TF", "no question"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_with_its_number(line: str, said: str) -> None:
    result = interchange.read(f"TF\t对吗\ttrue\n\n{line}\n".encode(), "q.txt", Format.BLACKBOARD)
    assert len(result.items) == 1
    (refused,) = result.refused
    assert refused.where == "q.txt:3"
    assert said in str(refused.reason)
    assert str(refused.cure)


def test_older_pools_are_read() -> None:
    pool = """<?xml version="1.0"?><POOL><TITLE value="x"/><QUESTIONLIST>
    <QUESTION id="q1" class="QUESTION_TRUEFALSE" points="3"/></QUESTIONLIST>
    <QUESTION_TRUEFALSE id="q1"><BODY><TEXT><![CDATA[<i>对吗</i>？]]></TEXT></BODY>
    <ANSWER id="q1_a1"><TEXT>False</TEXT></ANSWER><ANSWER id="q1_a2"><TEXT>True</TEXT></ANSWER>
    <GRADABLE><CORRECTANSWER answer_id="q1_a1"/>
    <FEEDBACK_WHEN_CORRECT>好。</FEEDBACK_WHEN_CORRECT></GRADABLE></QUESTION_TRUEFALSE>
    <QUESTION_MATCH id="q2"><BODY><TEXT>归类。</TEXT></BODY>
    <ANSWER id="a" position="2"><TEXT>蛙</TEXT></ANSWER>
    <ANSWER id="b" position="1"><TEXT>猫</TEXT></ANSWER>
    <CHOICE id="c"><TEXT>两栖</TEXT></CHOICE><CHOICE id="d"><TEXT>兽</TEXT></CHOICE>
    <GRADABLE><CORRECTANSWER answer_id="a" choice_id="c"/>
    <CORRECTANSWER answer_id="b" choice_id="d"/></GRADABLE></QUESTION_MATCH>
    <QUESTION_FILLINBLANK id="q3"><BODY><TEXT>首都是____。</TEXT></BODY>
    <ANSWER id="x"><TEXT>北京</TEXT></ANSWER></QUESTION_FILLINBLANK>
    <QUESTION_NUMERIC id="q4"><BODY><TEXT>数</TEXT></BODY></QUESTION_NUMERIC></POOL>"""
    result = interchange.read(pool.encode(), "res00001.dat")
    assert result.format is Format.BLACKBOARD
    judge, match, blank = result.items
    assert (judge.content["key"], judge.metadata["points"]) == (False, 3)
    assert judge.content["explain"] == "好。"
    assert match.content["left"] == {"1": "猫", "2": "蛙"}
    assert match.content["key"] == {"1": "B", "2": "A"}
    assert blank.content["blanks"]["1"]["accept"] == ["北京"]
    assert "NUMERIC" in str(result.refused[0].reason)


CARRIED = {"single", "multiple", "judge", "number", "blank", "order", "match", "essay"}


@settings(deadline=None, max_examples=120)
@given(content=contents)
def test_what_is_written_for_blackboard_asks_the_same_when_it_comes_back(
    content: dict[str, Any],
) -> None:
    written = export.write([make_source(content=content)], Format.BLACKBOARD)
    if written.omitted:
        return
    assert content["kind"] in CARRIED
    result = interchange.read(written.data, written.name)
    (found,) = result.items
    full = items.kind_of(content)
    assert isinstance(found, Found)
    assert found.kind == content["kind"]
    if content["kind"] in ("judge", "number"):
        assert full.full_value(found.content) == full.full_value(content)
    assert "stay behind" in str(written.reduced[0].reason)


@pytest.mark.parametrize("kind", sorted(CARRIED - {"number", "match"}))
def test_the_sample_of_a_kind_can_be_uploaded_to_blackboard(kind: str) -> None:
    written = export.write([make_source("Q-1", kind)], Format.BLACKBOARD)
    assert written.count == 1
    assert interchange.detect(written.data, "x.txt") is Format.BLACKBOARD
