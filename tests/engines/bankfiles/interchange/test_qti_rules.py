"""QTI items without a declared key, with fixed values, or that nobody here can ask."""

from __future__ import annotations

from typing import Any

import pytest

from app.engines import items
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Found, ImportResult, Refused

ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" title="t"'
    ' adaptive="false" timeDependent="false">{head}<outcomeDeclaration identifier="SCORE"'
    ' cardinality="single" baseType="float"{scored}/><itemBody><p>问</p>{body}</itemBody>'
    "{rules}</assessmentItem>"
)
DECLARED = '<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}"/>'
TYPED = '<p><textEntryInteraction responseIdentifier="R"/></p>'
CHOICE = (
    '<choiceInteraction responseIdentifier="R" maxChoices="3">'
    + "".join(f'<simpleChoice identifier="{one}">选项{one}</simpleChoice>' for one in "ABC")
    + "</choiceInteraction>"
)
HELD = '<variable identifier="R"/>'


def declared(base: str = "identifier", cardinality: str = "single") -> str:
    return DECLARED.format(base=base, cardinality=cardinality)


def value(text: str, base: str = "identifier") -> str:
    return f'<baseValue baseType="{base}">{text}</baseValue>'


def pays(*pairs: tuple[str, int]) -> str:
    """Rules: the first condition that holds pays its points."""
    names = ["responseIf", *["responseElseIf"] * (len(pairs) - 1)]
    branches = "".join(
        f'<{name}>{condition}<setOutcomeValue identifier="SCORE">{value(str(points), "float")}'
        f"</setOutcomeValue></{name}>"
        for name, (condition, points) in zip(names, pairs, strict=True)
    )
    return (
        "<responseProcessing><responseCondition>"
        f"{branches}</responseCondition></responseProcessing>"
    )


def read(head: str, body: str, rules: str = "", scored: str = "") -> ImportResult:
    given = ITEM.format(head=head, body=body, rules=rules, scored=scored)
    return interchange.read(given.encode(), "item.xml")


def taken(*parts: str) -> Found:
    result = read(*parts)
    assert result.refused == ()
    (item,) = result.items
    return item


def refused(*parts: str) -> Refused:
    result = read(*parts)
    assert result.items == ()
    (one,) = result.refused
    return one


def share(item: Found, response: Any) -> float:
    given = {"kind": item.kind, "value": response}
    return float(items.mark(item.content, given, 6).points) / 6


def test_one_option_that_pays_beside_any_other_is_the_one_to_choose() -> None:
    rules = pays((f"<contains>{HELD}{value('B')}</contains>", 1))
    item = taken(declared(cardinality="multiple"), CHOICE, rules)
    assert (item.kind, item.content["key"]) == ("single", "B")
    assert "became a single choice" in str(item.warnings[0].reason)


def test_several_options_that_the_rule_names_are_the_key() -> None:
    named = f"<multiple>{value('A')}{value('C')}</multiple>"
    item = taken(
        declared(cardinality="multiple"), CHOICE, pays((f"<match>{HELD}{named}</match>", 2))
    )
    assert (item.kind, item.content["key"]) == ("multiple", ["A", "C"])
    assert item.content["scoring"] == "all_or_nothing"
    assert item.warnings == ()


def test_either_of_two_options_is_not_guessed() -> None:
    either = "".join(f"<contains>{HELD}{value(one)}</contains>" for one in "AB")
    one = refused(declared(cardinality="multiple"), CHOICE, pays((f"<or>{either}</or>", 1)))
    assert "no kind of this bank can keep" in str(one.reason)
    assert "correctResponse" in str(one.cure)


@pytest.mark.parametrize(
    ("is_exact", "typed", "earned"),
    [("true", "Hello", 1), ("true", "hello", 0), ("false", "hELLO", 1), ("false", "hello!x", 0)],
)
def test_a_word_that_the_rule_names_is_the_key(is_exact: str, typed: str, earned: int) -> None:
    test = f'<stringMatch caseSensitive="{is_exact}">{HELD}{value("Hello", "string")}</stringMatch>'
    item = taken(declared("string"), TYPED, pays((test, 2)))
    assert item.kind == "blank"
    assert share(item, {"1": typed}) == earned


@pytest.mark.parametrize(
    "rule",
    [
        pays(
            (f'<stringMatch caseSensitive="true">{HELD}{value("ab", "string")}</stringMatch>', 2),
            (f'<stringMatch caseSensitive="false">{HELD}{value("ab", "string")}</stringMatch>', 1),
        ),
        pays((f'<substring caseSensitive="true">{value("ab", "string")}{HELD}</substring>', 1)),
        pays((f'<patternMatch pattern="ab">{HELD}</patternMatch>', 1)),
    ],
)
def test_words_that_no_kind_compares_so_are_refused(rule: str) -> None:
    one = refused(declared("string"), TYPED, rule)
    assert "no kind of this bank can keep" in str(one.reason)


def test_a_number_that_the_rule_names_keeps_its_tolerance() -> None:
    test = f'<equal toleranceMode="absolute" tolerance="0.5">{HELD}{value("12.5", "float")}</equal>'
    item = taken(declared("float"), TYPED, pays((test, 1)))
    assert (item.kind, item.content["key"]) == ("number", {"value": 12.5, "tolerance": 0.5})


@pytest.mark.parametrize("name", ["gte", "lte", "gt"])
def test_a_number_from_a_range_is_refused(name: str) -> None:
    test = f"<{name}>{HELD}{value('10', 'integer')}</{name}>"
    one = refused(declared("integer"), TYPED, pays((test, 1)))
    assert "arbitrary answer" in str(one.reason)


def test_a_bounded_range_is_refused() -> None:
    bounds = f"<gte>{HELD}{value('1', 'integer')}</gte><lte>{HELD}{value('5', 'integer')}</lte>"
    one = refused(declared("integer"), TYPED, pays((f"<and>{bounds}</and>", 1)))
    assert "no kind of this bank can keep" in str(one.reason)


def test_whole_numbers_of_a_mapping_keep_their_shares_and_their_signs() -> None:
    head = declared("integer").replace("/>", ">") + (
        '<mapping defaultValue="0"><mapEntry mapKey="1" mappedValue="2"/>'
        '<mapEntry mapKey="-1" mappedValue="4"/></mapping></responseDeclaration>'
    )
    score = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="R"/></setOutcomeValue>'
    item = taken(head, TYPED, f"<responseProcessing>{score}</responseProcessing>")
    assert item.kind == "short"
    assert [share(item, typed) for typed in ("-1", "1", "2", "11")] == [1, 0.5, 0, 0]


def test_an_answer_for_a_person_became_an_essay() -> None:
    (item,) = read(declared("string"), TYPED, "", ' externalScored="human"').items
    assert item.kind == "essay"
    assert "A person marks this answer" in str(item.warnings[0].reason)


@pytest.mark.parametrize(
    ("body", "base", "rules", "reason", "cure"),
    [
        ("", "string", "", "declares an answer (R)", "Put the interaction into the body"),
        (TYPED, "string", "", "no rule of marking gives points", "Set the right answer"),
        (
            TYPED,
            "string",
            pays((f"<isNull>{HELD}</isNull>", 1)),
            "empty or an arbitrary answer",
            "gives points for it alone",
        ),
        (
            CHOICE.partition("<simpleChoice")[0]
            + '<simpleChoice identifier="A">甲</simpleChoice></choiceInteraction>',
            "identifier",
            pays((f"<match>{HELD}{value('A')}</match>", 1)),
            "only one option",
            "Add wrong options",
        ),
        (
            '<uploadInteraction responseIdentifier="R"/>',
            "file",
            "",
            "uploadInteraction",
            "practical",
        ),
        ('<drawingInteraction responseIdentifier="R"/>', "file", "", "drawingInter", "practical"),
        (
            '<graphicGapMatchInteraction responseIdentifier="R"/>',
            "directedPair",
            "",
            "graphicGapMatchInteraction",
            "Number the places in the picture",
        ),
        (
            '<selectPointInteraction responseIdentifier="R"/>',
            "point",
            "",
            "selectPointInteraction",
            "hotspot",
        ),
    ],
)
def test_a_refusal_names_what_is_wrong_and_what_to_do(
    body: str, base: str, rules: str, reason: str, cure: str
) -> None:
    one = refused(declared(base), body, rules)
    assert reason in str(one.reason)
    assert cure in str(one.cure)


TEMPLATE = '<templateDeclaration identifier="T" cardinality="single" baseType="integer"/>'
MATCH = pays((f'<match>{HELD}<correct identifier="R"/></match>', 1))


def templated(made: str) -> tuple[str, str, str]:
    processing = (
        f'<templateProcessing><setTemplateValue identifier="T">{made}</setTemplateValue>'
        '<setCorrectResponse identifier="R"><sum><variable identifier="T"/>'
        f"{value('1', 'integer')}</sum></setCorrectResponse></templateProcessing>"
    )
    asked = '<p><printedVariable identifier="T"/> 加 1 得</p>'
    return declared("integer") + TEMPLATE, asked + TYPED, processing + MATCH


def test_template_values_that_are_the_same_for_all_are_written_into_the_item() -> None:
    item = taken(*templated(value("6", "integer")))
    assert (item.kind, item.content["key"]["value"]) == ("number", 7)
    assert "6 加 1 得" in item.content["stem"]


def test_template_values_drawn_at_random_are_refused() -> None:
    one = refused(*templated('<randomInteger min="1" max="9"/>'))
    assert "at random" in str(one.reason)
    assert "one item for each set of values" in str(one.cure)


def gap_match(default: int) -> Found:
    head = declared("directedPair", "multiple").replace("/>", ">") + (
        f'<mapping defaultValue="{default}" lowerBound="0"><mapEntry mapKey="x g" mappedValue="1"/>'
        '<mapEntry mapKey="y h" mappedValue="2"/></mapping></responseDeclaration>'
    )
    words = "".join(f'<gapText identifier="{one}" matchMax="1">{one}</gapText>' for one in "xyz")
    body = (
        f'<gapMatchInteraction responseIdentifier="R">{words}<p><gap identifier="g"/>和'
        '<gap identifier="h"/></p></gapMatchInteraction>'
    )
    score = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="R"/></setOutcomeValue>'
    return taken(head, body, f"<responseProcessing>{score}</responseProcessing>")


def test_gaps_keep_what_their_words_are_worth() -> None:
    item = gap_match(0)
    assert item.warnings == ()
    assert share(item, {"1": "A"}) == pytest.approx(1 / 3)
    assert share(item, {"1": "C", "2": "B"}) == pytest.approx(2 / 3)


def test_a_wrong_pair_that_took_points_away_is_told_of() -> None:
    (said,) = gap_match(-1).warnings
    assert "brought to our rule" in str(said.reason)


def mapped(base: str, default: int, *entries: tuple[str, int, str]) -> tuple[str, str]:
    made = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{points}" caseSensitive="{is_exact}"/>'
        for key, points, is_exact in entries
    )
    mapping = f'<mapping defaultValue="{default}">{made}</mapping></responseDeclaration>'
    score = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="R"/></setOutcomeValue>'
    rules = f"<responseProcessing>{score}</responseProcessing>"
    return declared(base).replace("/>", ">") + mapping, rules


def test_a_word_that_earns_less_than_any_other_word_is_no_key() -> None:
    head, rules = mapped("string", 7, ("wort", 2, "true"))
    assert "arbitrary answer" in str(refused(head, TYPED, rules).reason)


@pytest.mark.parametrize(
    ("default", "second", "said"),
    [(1, "true", "brought to our rule"), (0, "false", "Capital letters counted in some")],
)
def test_words_that_lose_a_part_of_their_rule_say_so(default: int, second: str, said: str) -> None:
    head, rules = mapped("string", default, ("Wort", 2, "true"), ("Satz", 2, second))
    (one,) = taken(head, TYPED, rules).warnings
    assert said in str(one.reason)


def test_an_option_of_one_choice_that_earned_a_part_says_that_it_is_lost() -> None:
    head, rules = mapped("identifier", 0, ("A", 2, "true"), ("B", 1, "true"))
    item = taken(head, CHOICE.replace('maxChoices="3"', 'maxChoices="1"'), rules)
    assert (item.kind, item.content["key"]) == ("single", "A")
    assert "a part of the points" in str(item.warnings[0].reason)
