"""Ways of writing that were met in files of strangers, one small example each."""

from __future__ import annotations

import pytest

from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, ImportResult

CANVAS = """<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><item ident="i">
<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>
<fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">{stem}</mattext></material>{responses}
</presentation><resprocessing><outcomes><decvar maxvalue="100" varname="SCORE"/></outcomes>{rules}
</resprocessing></item></questestinterop>"""
RULE = (
    "<respcondition><conditionvar>{tests}</conditionvar>"
    '<setvar action="Add" varname="SCORE">100</setvar></respcondition>'
)


def text(given: str) -> ImportResult:
    return interchange.read(given.encode(), "卷.txt", Format.TEXT)


def equal(name: str, value: str) -> str:
    return f'<varequal respident="{name}">{value}</varequal>'


def labels(name: str, title: str, given: dict[str, str], extra: str = "") -> str:
    made = "".join(
        f'<response_label ident="{id_}" {extra}><material><mattext>{one}</mattext></material>'
        "</response_label>"
        for id_, one in given.items()
    )
    head = f"<material><mattext>{title}</mattext></material>"
    return (
        f'<response_lid ident="{name}">{head}<render_choice>{made}</render_choice></response_lid>'
    )


def test_words_behind_the_letter_are_the_explanation() -> None:
    (item,) = text("1.属于公文的是()\nA.通知\nB.小说\n答案:A。通知是法定文种,小说不是。").items
    assert item.content["key"] == "A"
    assert item.content["explain"] == "通知是法定文种,小说不是。"


def test_an_answer_that_repeats_its_option_says_no_more() -> None:
    (item,) = text("1.属于公文的是()\nA.通知\nB.小说\n答案:A．通知").items
    assert item.content["key"] == "A"
    assert "explain" not in item.content


def test_words_behind_right_or_wrong_are_the_explanation() -> None:
    (item,) = text("一、判断题\n1.公文可以夸张。\n答案：错。公文要求准确。").items
    assert (item.content["key"], item.content["explain"]) == (False, "公文要求准确。")


@pytest.mark.parametrize(
    "keys",
    [
        "参考答案:\n1:B、2:A、 3:B 、4:A",
        "【参考答案】1.B 2.A 3.B 4.A",
        "参考答案\n1.B 2.A 3.B 4.A 5.A",
    ],
)
def test_answers_that_stand_together_find_their_questions(keys: str) -> None:
    body = "".join(f"{n}、第{n}问()\nA.甲\nB.乙\n\n" for n in range(1, 5))
    result = text(f"一、单项选择题\n{body}{keys}\n")
    assert [item.content["key"] for item in result.items] == ["B", "A", "B", "A"]


def test_options_behind_bullets_are_options() -> None:
    (item,) = text("1.  选哪一个？\n\n   * A.  甲\n   * B.  乙\n\n   Answer: B").items
    assert (item.kind, item.content["key"]) == ("single", "B")


def test_a_letter_without_options_is_no_answer_to_be_typed() -> None:
    (refused,) = text("1. 选哪一个？\n甲还是乙\n答案：B").refused
    assert "no options were found" in str(refused.reason)


def test_questions_without_a_mark_behind_their_number_are_told_of() -> None:
    """They cannot be parted; that they were there is said, not passed over."""
    result = text(
        "一、单项选择题\n1公文的主题是()。\nA政策\nB意图\n"
        "2.公文的作者是()。\nA.机关\nB.个人\n答案：A"
    )
    assert len(result.items) == 1
    assert [one.where for one in result.refused] == ["卷.txt:2"]


def test_canvas_lists_what_may_be_typed_side_by_side() -> None:
    given = CANVAS.format(
        kind="short_answer_question",
        stem="Who?",
        responses='<response_str ident="r"><render_fib/></response_str>',
        rules=RULE.format(tests=equal("r", "Santa") + equal("r", "Santa Claus")),
    )
    (item,) = interchange.read(given.encode(), "a.xml").items
    assert item.kind == "short"
    assert "Santa Claus" in str(item.content)


def test_canvas_names_a_gap_by_its_identifier() -> None:
    given = CANVAS.format(
        kind="fill_in_multiple_blanks_question",
        stem="Roses are [a2-9e].",
        responses=labels(
            "response_a2-9e", "red", {"x": "red", "y": "grey"}, 'answer_type="dropdown"'
        ),
        rules=RULE.format(tests=equal("response_a2-9e", "x")),
    )
    (item,) = interchange.read(given.encode(), "a.xml").items
    assert item.kind == "cloze"
    assert item.content["gaps"]["1"]["options"] == {"A": "red", "B": "grey"}


def test_a_rule_that_names_texts_is_repaired_and_said() -> None:
    given = CANVAS.format(
        kind="fill_in_multiple_blanks_question",
        stem="Roses are [colour].",
        responses=labels("response_1", "colour", {"x1": "red"}),
        rules=RULE.format(tests=equal("response_1", "red")),
    )
    (item,) = interchange.read(given.encode(), "a.xml").items
    assert item.content["blanks"]["1"]["accept"] == ["red"]
    assert "named texts" in str(item.warnings[0].reason)
