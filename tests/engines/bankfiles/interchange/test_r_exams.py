"""What R/exams writes: conditions that go on, a rest at the end, letters inside the options."""

from __future__ import annotations

from typing import Any

import pytest

from app.engines import items
from app.engines.bankfiles import interchange

RANGE = (
    '<and>\n<vargte respident="{r}"><![CDATA[3.13]]></vargte>\n'
    '<varlte respident="{r}"><![CDATA[3.15]]></varlte>\n</and>'
)


def text(value: str) -> str:
    return f'<material><mattext texttype="text/html"><![CDATA[{value}]]></mattext></material>'


def label(ident: str, value: str) -> str:
    return (
        f'<flow_label class="List"><response_label ident="{ident}" rshuffle="No">'
        f"{text(value)}</response_label></flow_label>"
    )


def choice(name: str, labels: str, cardinality: str = "Single") -> str:
    return (
        f'<response_lid ident="{name}" rcardinality="{cardinality}" rtiming="No">'
        f'<render_choice shuffle="No">{labels}</render_choice></response_lid>'
    )


def typed(name: str, tag: str) -> str:
    fib = '<render_fib maxchars="12"></render_fib>'
    return f'<response_{tag} ident="{name}" rcardinality="Single">{fib}</response_{tag}>'


def equal(name: str, value: str) -> str:
    return f'<varequal respident="{name}" case="Yes"><![CDATA[{value}]]></varequal>'


def condition(test: str, *settings: tuple[str, float], title: str = "Mastery") -> str:
    made = "".join(
        f'<setvar varname="SCORE" action="{action}">{value}</setvar>' for action, value in settings
    )
    return (
        f'<respcondition continue="Yes" title="{title}"><conditionvar>{test}</conditionvar>{made}'
        '<displayfeedback feedbacktype="Response" linkrefid="x"/></respcondition>'
    )


def shown(test: str) -> str:
    """The condition that R/exams adds so that a right answer is displayed: a little up and down."""
    return condition(test, ("Add", 0.001), ("Add", -0.001))


REST = condition("<other/>", ("Set", 0), title="Fail")
SWISS = label("a", "a. Zürich") + label("b", "b. Bern") + label("c", "c. Basel")


def document(presentation: str, conditions: str) -> bytes:
    return (
        '<?xml version="1.0"?><questestinterop><assessment ident="x"><section ident="s">'
        f'<item ident="i" title="t"><presentation><flow>{presentation}</flow></presentation>'
        '<resprocessing><outcomes><decvar varname="SCORE" defaultval="0"/></outcomes>'
        f"{conditions}{REST}</resprocessing></item></section></assessment></questestinterop>"
    ).encode()


def either(*values: str) -> str:
    return f"<or>{''.join(equal('R', value) for value in values)}</or>"


FILES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "schoice": (
        document(
            text("首都？") + choice("R", SWISS),
            condition(equal("R", "b"), ("Add", 1))
            + condition(equal("R", "a"), ("Add", 0), title="Fail")
            + condition(f"<and>{equal('R', 'b')}</and><not>{either('a', 'c')}</not>")
            + shown(equal("R", "b"))
            + condition(either("a", "c"), title="Fail"),
        ),
        {
            "kind": "single",
            "key": "B",
            "options": {
                "A": {"text": "Zürich", "why": ""},
                "B": {"text": "Bern", "why": ""},
                "C": {"text": "Basel", "why": ""},
            },
        },
    ),
    "mchoice": (
        document(
            text("大城市？") + choice("R", SWISS, "Multiple"),
            condition(equal("R", "a"), ("Add", 0.5))
            + condition(equal("R", "c"), ("Add", 0.5))
            + condition(equal("R", "b"), ("Add", -0.5), title="Fail")
            + shown(equal("R", "a") + equal("R", "c"))
            + condition(either("b"), title="Fail"),
        ),
        {"kind": "multiple", "key": ["A", "C"], "scoring": "partial_with_penalty"},
    ),
    "num": (
        document(
            text("圆周率？") + typed("R", "num"),
            condition(RANGE.format(r="R"), ("Set", 1))
            + shown(equal("R", "3.14"))
            + condition(f"<or><not>{RANGE.format(r='R')}</not></or>", ("Set", 0), title="Fail"),
        ),
        {"kind": "number", "key": {"value": 3.14, "tolerance": 0.01}},
    ),
    "string": (
        document(
            text("首都？") + typed("R", "str"),
            condition(equal("R", "Bern"), ("Set", 1))
            + shown(equal("R", "Bern"))
            + condition(f"<not>{equal('R', 'Bern')}</not>", ("Set", 0), title="Fail"),
        ),
        {"kind": "short", "answers": [{"text": "Bern"}]},
    ),
    "cloze": (
        document(
            text("回归。")
            + choice("R", label("a", "a. 1. 正") + label("b", "a. 2. 负"))
            + text("b. 斜率")
            + typed("S", "num")
            + text("c. 方法")
            + typed("T", "str"),
            condition(equal("R", "b"), ("Add", 0.3))
            + condition(RANGE.format(r="S"), ("Add", 0.3))
            + condition(equal("T", "OLS"), ("Add", 0.4))
            + condition(
                f"<and>{equal('R', 'b')}{RANGE.format(r='S')}{equal('T', 'OLS')}</and>"
                f"<not>{either('a')}</not>"
            )
            + shown(equal("S", "3.14"))
            + shown(equal("T", "OLS")),
        ),
        {
            "kind": "cloze",
            "stem": "回归。\n\n【1】\n\nb. 斜率\n\n【2】\n\nc. 方法\n\n【3】",
            "gaps": {
                "1": {"options": {"A": "正", "B": "负"}, "key": "B"},
                "2": {"value": 3.14, "tolerance": 0.01},
                "3": {"accept": ["OLS"]},
            },
        },
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_qti_12_of_r_exams_keeps_its_key_and_tolerance(kind: str) -> None:
    data, wanted = FILES[kind]
    result = interchange.read(data, "exam.xml")
    assert [str(one.problem) for one in result.refused] == []
    (found,) = result.items
    assert {name: found.content[name] for name in wanted} == wanted


def test_several_options_inside_a_cloze_are_refused_not_halved() -> None:
    data = document(
        text("两问。") + choice("R", SWISS, "Multiple") + typed("S", "num"),
        condition(equal("R", "a"), ("Add", 0.5)) + condition(RANGE.format(r="S"), ("Add", 0.5)),
    )
    (refused,) = interchange.read(data, "exam.xml").refused
    assert "more than one option" in str(refused.reason)


def test_options_that_only_look_numbered_stay() -> None:
    labels = label("a", "a. x") + label("b", "c. y")
    data = document(text("？") + choice("R", labels), condition(equal("R", "b"), ("Add", 1)))
    (found,) = interchange.read(data, "exam.xml").items
    assert found.content["options"]["B"]["text"] == "c. y"


MOODLE = """<?xml version="1.0" encoding="UTF-8"?><quiz>
<question type="cloze"><name><text> R1 Q1 : x </text></name><questiontext format="html">
<text><![CDATA[<p>拟合。</p><ol type="a"><li>斜率：{1:NUMERICAL:=3.14:0.01}</li>
<li>符号：{1:MULTICHOICE:正~=负~无}</li><li>方法：{2:SHORTANSWER:=OLS}</li></ol>]]></text>
</questiontext><penalty>0</penalty></question></quiz>"""


def test_moodle_xml_of_r_exams_keeps_tolerance_and_weights_of_a_cloze() -> None:
    (found,) = interchange.read(MOODLE.encode(), "exam.xml").items
    assert found.content["gaps"] == {
        "1": {"value": 3.14, "tolerance": 0.01},
        "2": {"options": {"A": "正", "B": "负", "C": "无"}, "key": "B"},
        "3": {"accept": ["OLS"], "weight": 2},
    }


QTI21 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t"
 adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="single" baseType="float">
<correctResponse><value>3.14</value></correctResponse></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
<defaultValue><value>0</value></defaultValue></outcomeDeclaration>
<itemBody><p><![CDATA[斜率]]></p><p><textEntryInteraction responseIdentifier="R"/></p></itemBody>
<responseProcessing><responseCondition><responseIf>
<equal toleranceMode="absolute" tolerance="0.01 0.01"><variable identifier="R"/>
<correct identifier="R"/></equal><setOutcomeValue identifier="SCORE"><sum>
<variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></sum></setOutcomeValue>
</responseIf></responseCondition></responseProcessing></assessmentItem>"""


def test_qti_21_of_r_exams_keeps_its_tolerance() -> None:
    (found,) = interchange.read(QTI21.encode(), "item.xml").items
    content = found.content
    key = content.get("key") or content["gaps"]["1"]
    assert (key["value"], key["tolerance"]) == (3.14, 0.01)
    assert items.check(content) == []
