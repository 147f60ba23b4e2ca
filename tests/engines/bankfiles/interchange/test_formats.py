"""Each format: what a small file of it gives, and how it is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from app.engines import items
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, ImportResult

GIFT = """$CATEGORY: $course$/Numbers

// [id:N-1] [tag:easy] [tag:xuekao:domain=D2]
::Even::Which is even? {~three#It leaves a remainder. =four#Right. ~five ####Even means halves.}

Two of these are even. {~%50%2 ~%50%4 ~%-100%5}

Seven is even.{F#It leaves a remainder.#Right.}

2 \\= 1 + 1 \\{really\\}? {T}

Half of nine is {#4.5:0.1}.

The capital of France is {=Paris =%50%Pari} today.

Match. {=one -> 1 =two -> 2 =-> 3}

Write about it. {}
"""
MOODLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/Numbers</text></category></question>
<question type="multichoice"><name><text>Even</text></name>
 <questiontext format="html"><text>Which are even?</text></questiontext>
 <generalfeedback format="html"><text>&lt;b&gt;Halves&lt;/b&gt;.</text></generalfeedback>
 <defaultgrade>2.0</defaultgrade><single>false</single><shuffleanswers>0</shuffleanswers>
 <answer fraction="50"><text>two</text><feedback><text>Yes.</text></feedback></answer>
 <answer fraction="50"><text>four</text></answer>
 <answer fraction="-100"><text>five</text></answer>
 <tags><tag><text>easy</text></tag><tag><text>xuekao:level=A</text></tag></tags>
</question>
<question type="ordering"><name><text>Order</text></name>
 <questiontext format="html"><text>Ascending.</text></questiontext>
 <answer fraction="1"><text>one</text></answer><answer fraction="2"><text>two</text></answer>
 <answer fraction="3"><text>three</text></answer>
</question>
<question type="calculated"><name><text>x</text></name>
 <questiontext><text>{a}+{b}</text></questiontext></question>
</quiz>"""
QTI = b"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="even" title="Even"
 adaptive="false" timeDependent="false">
 <responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">
  <correctResponse><value>B</value><value>D</value></correctResponse>
  <mapping lowerBound="0" defaultValue="-2"><mapEntry mapKey="B" mappedValue="1"/>
   <mapEntry mapKey="D" mappedValue="1"/></mapping></responseDeclaration>
 <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
 <itemBody><p>Which are <b>even</b>?</p>
  <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0">
   <prompt>Choose all.</prompt>
   <simpleChoice identifier="A">one</simpleChoice><simpleChoice identifier="B">two</simpleChoice>
   <simpleChoice identifier="C">three</simpleChoice>
   <simpleChoice identifier="D" fixed="true">four</simpleChoice></choiceInteraction></itemBody>
 <responseProcessing
  template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>
</assessmentItem>"""
QTI3 = b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q3"
 title="Three" adaptive="false" time-dependent="false">
 <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
  <qti-correct-response><qti-value>yes</qti-value></qti-correct-response>
 </qti-response-declaration>
 <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
 <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
  <qti-prompt>Is four even?</qti-prompt>
  <qti-simple-choice identifier="no">odd</qti-simple-choice>
  <qti-simple-choice identifier="yes">even</qti-simple-choice>
 </qti-choice-interaction></qti-item-body>
 <qti-response-processing
  template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>"""
TEXT = "1. 下列哪个是偶数？\nA. 三　B. 四\n答案：B　解析：四能被二整除。难度：0.8\n"
AIKEN = "Which is even?\nA. three\nB. four\nANSWER: B\n"
CSV = "题型,题干,选项A,选项B,答案\n单选题,哪个是偶数,三,四,B\n"


def read(data: str | bytes, name: str = "a.txt") -> ImportResult:
    return interchange.read(data.encode() if isinstance(data, str) else data, name)


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (GIFT, Format.GIFT),
        (MOODLE, Format.MOODLE),
        (QTI, Format.QTI),
        (QTI3, Format.QTI),
        (TEXT, Format.TEXT),
        (AIKEN, Format.AIKEN),
        (CSV, Format.CSV),
        ("schema: xuekao-items/1\nitems: []\n", None),
    ],
)
def test_the_format_is_found_from_the_bytes(data: str | bytes, format_: Format | None) -> None:
    raw = data.encode() if isinstance(data, str) else data
    assert interchange.detect(raw, "file") is (format_ or Format.TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_text_is_read_in_every_encoding(encoding: str) -> None:
    (item,) = read(TEXT.encode(encoding)).items
    assert item.content["stem"] == "下列哪个是偶数？"


def test_a_french_text_is_not_taken_for_chinese() -> None:
    result = read("Où est la Tour Eiffel?{=Paris ~Orléans ~Besançon}".encode("cp1252"))
    assert result.items[0].content["options"]["B"]["text"] == "Orléans"
    assert "cp1252" in str(result.warned[0].reason)


def test_gift_gives_every_kind_with_weights_feedback_and_tags() -> None:
    result = read(GIFT)
    kinds = [item.kind for item in result.items]
    assert kinds == ["single", "multiple", "judge", "judge", "number", "short", "match", "essay"]
    single, multiple, judge, escaped, number, short, match, _essay = result.items
    assert single.name == "Even"
    assert single.metadata["domain"] == "D2"
    assert single.metadata["tags"] == ["easy", "Numbers"]
    assert single.content["key"] == "B"
    assert single.content["options"]["A"]["why"] == "It leaves a remainder."
    assert single.content["explain"] == "Even means halves."
    assert multiple.content["scoring"] == "partial"
    assert judge.content["why"] == {"true": "It leaves a remainder.", "false": "Right."}
    assert escaped.content["stem"] == "2 = 1 + 1 {really}?"
    assert number.content["key"] == {"value": 4.5, "tolerance": 0.1}
    assert short.content["answers"][1] == {"text": "Pari", "share": 0.5}
    assert match.content["right"] == {"A": "1", "B": "2", "C": "3"}


def test_moodle_keeps_points_tags_and_the_order_of_options() -> None:
    result = read(MOODLE)
    multiple, order = result.items
    assert multiple.content["key"] == ["A", "B"]
    assert multiple.content["fixed"] == ["A", "B", "C"]
    assert multiple.content["explain"] == "**Halves**."
    assert multiple.metadata["points"] == 2
    assert multiple.metadata["level"] == "A"
    assert multiple.metadata["tags"] == ["easy", "Numbers"]
    assert [order.content["parts"][id_] for id_ in order.content["key"]] == ["one", "two", "three"]
    (refused,) = result.refused
    assert "anew" in str(refused.reason)
    assert refused.where == "a.txt:18"


def test_qti_takes_scoring_from_the_mapping_and_keeps_fixed_options() -> None:
    (item,) = read(QTI).items
    assert item.content["scoring"] == "partial"
    assert item.content["fixed"] == ["D"]
    assert item.content["stem"] == "Which are **even**?\n\nChoose all."


def test_qti_3_is_read_like_qti_2() -> None:
    (item,) = read(QTI3).items
    assert (item.kind, item.content["key"]) == ("single", "B")


QTI_WRONGS = {
    b"<value>B</value><value>D</value>": (b"<value>X</value>", "names no choice"),
    b'adaptive="false"': (b'adaptive="true"', "adaptive"),
    b"choiceInteraction": (b"drawingInteraction", "drawingInteraction"),
    b'mapKey="B" mappedValue="1"': (b'mapKey="B" mappedValue="-1"', "earns nothing"),
}


@pytest.mark.parametrize("old", QTI_WRONGS)
def test_what_cannot_be_answered_right_is_refused(old: bytes) -> None:
    new, reason = QTI_WRONGS[old]
    result = read(QTI.replace(old, new))
    assert result.items == ()
    assert reason in str(result.refused[0].reason)
    assert str(result.refused[0].cure)


def test_a_key_that_can_only_mean_one_choice_is_repaired_and_said() -> None:
    changed = QTI.replace(b'identifier="B"', b'identifier="opt_2"')
    changed = changed.replace(b"<value>B</value>", b"<value>opt_002</value>")
    changed = changed.replace(b'mapKey="B"', b'mapKey="OPT_02"')
    result = read(changed)
    assert result.items[0].content["key"] == ["B", "D"]
    assert "opt_002" in str(result.warned[0].reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Q?\nA. a\nB. b\nANSWER: C\n", "not the letter"),
        ("Q?\nA. a\nANSWER: A\n", "options"),
        ("Q?\nA. a\nB. b\n\nR?\nA. a\nB. b\nANSWER: A\n", "missing"),
    ],
)
def test_aiken_says_where_and_why_it_refuses(text: str, reason: str) -> None:
    refused = interchange.read(text.encode(), "a.txt", Format.AIKEN).refused[0]
    assert refused.where == "a.txt:1"
    assert reason in str(refused.reason)


def test_every_item_that_is_found_earns_all_with_its_full_key() -> None:
    for data in (GIFT, MOODLE, QTI, QTI3, TEXT, AIKEN, CSV):
        for item in read(data).items:
            mark = items.mark(item.content, items.full_response(item.content), 3)
            assert mark.status in (items.Status.RIGHT, items.Status.REVIEW)


def test_pasted_text_is_read_like_a_file() -> None:
    (item,) = interchange.read_text(TEXT).items
    said: dict[str, Any] = dict(item.metadata)
    assert said == {"difficulty": 0.8}
    assert item.content["explain"] == "四能被二整除。"
