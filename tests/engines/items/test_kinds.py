"""Each kind: its rules of marking as tables, its refusals, its wording."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.engines import items
from app.engines.items.base import Example
from app.kernel.errors import InvalidError

EXAMPLES = [
    pytest.param(example, id=f"{name}-{place}")
    for name, kind in items.KINDS.items()
    for place, example in enumerate(kind.EXAMPLES)
]

BY_PERSON = {"practical", "essay"}
"""Kinds that earn nothing before a grader or a person has looked."""
SINGLE: dict[str, Any] = dict(items.KINDS["single"].EXAMPLES[0].content)
BLANK: dict[str, Any] = dict(items.KINDS["blank"].EXAMPLES[0].content)
NUMBER: dict[str, Any] = dict(items.KINDS["number"].EXAMPLES[0].content)
PRACTICAL: dict[str, Any] = dict(items.KINDS["practical"].EXAMPLES[0].content)


def value(content: dict[str, Any], answer: Any, points: float = 1) -> items.Mark:
    return items.mark(content, {"kind": content["kind"], "value": answer}, points)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_mark_as_they_claim(example: Example) -> None:
    response = {"kind": example.content["kind"], "value": example.value}
    mark = items.mark(example.content, response, 6)
    assert Fraction(mark.points) == example.fraction * 6
    assert not [problem for problem in items.check(example.content) if problem.is_error]


@pytest.mark.parametrize("name", items.KINDS)
def test_every_kind_has_examples_that_earn_all_and_nothing(name: str) -> None:
    shares = {example.fraction for example in items.KINDS[name].EXAMPLES}
    assert Fraction(0) in shares
    assert Fraction(1) in shares or name in BY_PERSON


def test_points_are_rounded_half_up_to_the_hundredth() -> None:
    content = dict(items.KINDS["match"].EXAMPLES[0].content)
    content["left"] = {"1": "a", "2": "b", "3": "c"}
    content["key"] = {"1": "C", "2": "A", "3": "B"}
    assert value(content, {"1": "C"}, 2).points == Decimal("0.67")


def test_the_explanation_says_why_each_option_is_right_or_wrong() -> None:
    parts = {part.id: part for part in value(SINGLE, "A").parts}
    assert parts["A"].is_chosen
    assert not parts["A"].is_right
    assert parts["A"].why == "3 leaves a remainder."
    assert parts["B"].is_key


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("two", True),
        (" T W O ", True),
        ("\uff54\uff57\uff4f", True),
        ("two.", True),
        ("twoo", False),
    ],
)
def test_a_gap_ignores_blanks_width_case_and_punctuation(typed: str, *, right: bool) -> None:
    assert value(BLANK, {"1": typed}).parts[0].is_right is right


def test_a_gap_compared_exactly_is_strict() -> None:
    strict = {**BLANK, "match": {"width": "exact", "case": "exact", "trim": False}}
    assert not value(strict, {"1": "Two"}).parts[0].is_right
    assert value(strict, {"1": "two"}).parts[0].is_right


def test_a_common_error_gets_its_reply() -> None:
    assert value(BLANK, {"1": "One"}).parts[0].why == "1 is not a prime."
    assert value(NUMBER, "0.90").parts[0].why == "Not turned into a percentage."


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("87.5", True),
        ("87.45", True),
        ("87.55", True),
        ("87.56", False),
        (" 87.5 % ", True),
        ("\uff18\uff17\uff0e\uff15", True),
        ("+87.5", True),
        ("87,5", False),
        ("1e2", False),
        ("nan", False),
        ("about 87.5", False),
    ],
)
def test_a_number_is_right_within_its_tolerance(typed: str, *, right: bool) -> None:
    assert (value(NUMBER, typed).points == 1) is right


def test_thousands_and_minus_signs_are_understood() -> None:
    content = {**NUMBER, "key": {"value": -12345}, "unit": ""}
    assert value(content, "\u221212,345").points == 1


def test_a_practical_with_a_file_waits_for_its_grader() -> None:
    file = {"file": "a" * 64, "name": "x.docx", "size": 3}
    mark = value(PRACTICAL, file)
    assert mark.status is items.Status.REVIEW
    assert mark.points == 0


IN_PAGE: dict[str, Any] = {
    "kind": "practical",
    "task": {
        "title": "归档",
        "module": "files",
        "minutes": 15,
        "instructions": "建立文件夹。",
        "submit": {"accept": ["page"]},
    },
}


def test_work_of_the_page_is_kept_whole_and_waits_for_its_grader() -> None:
    response = {"kind": "practical", "value": {"work": {"module": "files", "ops": []}}}
    assert items.read_response(IN_PAGE, response) == response
    assert items.mark(IN_PAGE, response, 5).status is items.Status.REVIEW
    assert items.present(IN_PAGE, 1)["accept"] == []
    for value in (
        {"work": {"module": "typing"}},
        {"work": 3},
        {"work": {"module": "files"}, "file": "a" * 64},
        {"file": "a" * 64, "name": "x", "size": 1},
    ):
        with pytest.raises(InvalidError):
            items.read_response(IN_PAGE, {"kind": "practical", "value": value})
    with pytest.raises(InvalidError):
        items.read_response(PRACTICAL, response)


def test_a_practical_shows_its_task_sheet_without_the_checks() -> None:
    content = {**PRACTICAL, "task": {**PRACTICAL["task"], "checks": [{"id": "x"}]}}
    view = items.present(content, 1)
    assert view["accept"] == [".docx"]
    assert view["guards"] == ["The text stays as it is."]
    assert "checks" not in str(view)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("single", "Z"),
        ("single", ["A"]),
        ("single", True),
        ("multiple", "A"),
        ("multiple", ["A", "Z"]),
        ("multiple", [["A"]]),
        ("judge", "true"),
        ("judge", 1),
        ("blank", {"9": "x"}),
        ("blank", {"1": 2}),
        ("blank", {"1": "x" * 201}),
        ("number", "1" * 41),
        ("number", True),
        ("order", ["A", "B"]),
        ("order", ["A", "B", "B"]),
        ("order", ["A", "B", {}]),
        ("match", {"1": "Z"}),
        ("match", {"9": "A"}),
        ("match", {"1": []}),
        ("practical", {"file": "short", "name": "x", "size": 1}),
        ("practical", {"file": "a" * 64, "name": "x", "size": -1}),
        ("practical", "x.docx"),
        ("cloze", {"1": "Z"}),
        ("cloze", {"9": "A"}),
        ("cloze", {"2": "x" * 201}),
        ("classify", {"1": "Z"}),
        ("classify", ["A"]),
        ("hotspot", ["Z"]),
        ("hotspot", ["A", "B"]),
        ("hotspot", "A"),
        ("short", 4),
        ("short", "x" * 2001),
        ("essay", {}),
        ("essay", "x" * 20_001),
        ("case", {"z": "5"}),
        ("case", {"a": {}}),
        ("case", ["5"]),
    ],
)
def test_a_malformed_answer_is_refused(kind: str, raw: Any) -> None:
    content = items.KINDS[kind].EXAMPLES[0].content
    with pytest.raises(InvalidError):
        items.read_response(content, {"kind": kind, "value": raw})


def test_an_answer_to_another_kind_is_refused() -> None:
    with pytest.raises(InvalidError):
        items.read_response(SINGLE, {"kind": "judge", "value": True})
    with pytest.raises(InvalidError):
        items.read_response(SINGLE, {"value": "A", "extra": 1})


def test_an_emptied_answer_is_a_cleared_one() -> None:
    for kind, raw in [("single", ""), ("multiple", []), ("blank", {"1": " "}), ("number", " ")]:
        example = items.KINDS[kind].EXAMPLES[0]
        assert items.read_response(example.content, {"value": raw})["value"] is None


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        ("single", {"key": "D"}, "key"),
        ("single", {"options": {"A": {"text": "x"}}}, "options"),
        ("single", {"options": {"A": {"text": "x"}, "B": {"text": "x"}}}, "options.B.text"),
        ("single", {"options": {"1": {"text": "x"}, "B": {"text": "y"}}}, "options.1"),
        ("single", {"stem": ""}, "stem"),
        ("single", {"stem": 4}, "stem"),
        ("multiple", {"key": ["A"]}, "key"),
        ("multiple", {"scoring": "some"}, "scoring"),
        ("judge", {"key": "yes"}, "key"),
        ("blank", {"stem": "no gap"}, "stem"),
        ("blank", {"match": {"width": "both"}}, "match.width"),
        ("number", {"key": {"value": "many"}}, "key.value"),
        ("number", {"key": {"value": 1, "tolerance": -1}}, "key.tolerance"),
        ("number", {"wrong": {"87.52": "x"}}, "wrong.87.52"),
        ("number", {"decimals": 9}, "decimals"),
        ("order", {"key": ["A", "B"]}, "key"),
        ("match", {"key": {"1": "A", "2": "A"}}, "key"),
        ("match", {"key": {"1": "A"}}, "key"),
        ("match", {"key": {"1": "A", "2": "Z"}}, "key"),
        ("single", {"fixed": ["Z"]}, "fixed"),
        ("multiple", {"fixed": "A"}, "fixed"),
        ("single", {"figures": {"1": {"data": "data:text/html;base64,AAAA"}}}, "figures.1.data"),
        ("single", {"figures": {"1": {"data": "http://example.org/x.png"}}}, "figures.1.data"),
        ("single", {"figures": {"x": {}}}, "figures.x"),
        ("cloze", {"stem": "no gap"}, "stem"),
        ("cloze", {"gaps": {"1": {"key": "A"}}}, "gaps.1.key"),
        ("cloze", {"gaps": {"1": {"accept": [" "]}}}, "gaps.1.accept"),
        ("cloze", {"gaps": {"1": {"value": 1, "weight": 0}}}, "gaps.1.weight"),
        ("cloze", {"gaps": {"1": {"options": {"A": "x", "B": "x"}, "key": "A"}}}, "gaps.1.options"),
        ("classify", {"key": {"1": "A"}}, "key"),
        ("classify", {"groups": {"A": "x"}}, "groups"),
        ("hotspot", {"image": "2"}, "image"),
        ("hotspot", {"key": []}, "key"),
        ("hotspot", {"key": ["A", "B"]}, "key"),
        ("hotspot", {"width": 0}, "width"),
        ("short", {"answers": []}, "answers"),
        ("short", {"answers": [{"text": "*"}]}, "answers.0.text"),
        ("short", {"answers": [{"text": "x", "share": 2}]}, "answers.0.share"),
        ("essay", {"rubric": "much"}, "rubric"),
        ("essay", {"rubric": [{"id": "a", "points": 0, "text": "x"}]}, "rubric.0.points"),
        ("case", {"parts": {}}, "parts"),
        ("case", {"parts": {"a": {"content": {"kind": "case"}}}}, "parts.a.content.kind"),
        ("case", {"parts": {"a": {"content": {"kind": "judge", "stem": "x"}}}}, "parts.a.key"),
    ],
)
def test_an_unsound_content_is_refused_where_it_is_wrong(
    kind: str, change: dict[str, Any], where: str
) -> None:
    content = {**items.KINDS[kind].EXAMPLES[0].content, **change}
    with pytest.raises(InvalidError) as caught:
        items.read(content)
    assert where in [problem.where for problem in caught.value.problems]


def test_an_unknown_kind_is_refused_by_name() -> None:
    unknown: list[Any] = [{"kind": "riddle"}, {"kind": ["single"]}, {}, []]
    for content in unknown:
        assert [problem.where for problem in items.check(content)] == ["kind"]


def test_check_asks_for_a_reason_for_every_option() -> None:
    options = {"A": {"text": "x"}, "B": {"text": "y", "why": "Right."}}
    found = items.check({**SINGLE, "options": options})
    assert [problem.where for problem in found if problem.is_error] == ["options.A.why"]
    items.read({**SINGLE, "options": options})


def test_check_warns_of_cues() -> None:
    options = {
        "A": {"text": "the one that is far longer than any other", "why": "w"},
        "B": {"text": "short", "why": "w"},
        "C": {"text": "\u4ee5\u4e0a\u90fd\u5bf9", "why": "w"},
    }
    found = items.check({**SINGLE, "options": options, "key": "A"})
    assert {problem.where for problem in found} == {"options.A.text", "options.C.text"}
    assert not any(problem.is_error for problem in found)


def test_numeric_options_keep_their_order() -> None:
    options = {
        id_: {"text": f"{n} h", "why": "w"} for id_, n in zip("ABCD", (1, 2, 4, 8), strict=True)
    }
    for seed in range(8):
        view = items.present({**SINGLE, "options": options}, seed)
        assert [option["id"] for option in view["options"]] == ["A", "B", "C", "D"]


def test_a_multiple_choice_may_have_only_right_options_but_is_warned_of() -> None:
    content = {**items.KINDS["multiple"].EXAMPLES[0].content, "key": ["A", "B", "C", "D"]}
    assert "key" in [p.where for p in items.check(content) if not p.is_error]
    for scoring in ("all_or_nothing", "partial", "partial_with_penalty"):
        assert value({**content, "scoring": scoring}, ["A", "B", "C", "D"]).points == 1


def test_fixed_options_keep_their_places() -> None:
    options = {id_: {"text": text, "why": "w"} for id_, text in zip("ABCDE", "vwxyz", strict=True)}
    content = {**SINGLE, "options": options, "fixed": ["E"]}
    orders = [
        [option["id"] for option in items.present(content, seed)["options"]] for seed in range(20)
    ]
    assert {order[-1] for order in orders} == {"E"}
    assert len({tuple(order) for order in orders}) > 5


def test_figures_stand_where_the_text_says() -> None:
    picture = "data:image/png;base64,iVBORw0KGgo="
    sound = "data:audio/mpeg;base64,SUQz"
    content = {
        **SINGLE,
        "stem": "Look at \u3010\u56fe1\u3011 and \u3010\u56fe9\u3011.",
        "options": {
            "A": {"text": "\u3010\u56fe2\u3011", "why": "w"},
            "B": {"text": "four", "why": "w"},
        },
        "figures": {"1": {"data": picture, "alt": "a <map>"}, "2": {"data": sound}},
    }
    view = items.present(content, None)
    assert f'<img class="figure" src="{picture}" alt="a &lt;map&gt;">' in view["stem"]
    assert "\u3010\u56fe9\u3011" in view["stem"]
    assert view["options"][0]["html"].startswith('<audio class="figure" controls')
    assert value(content, "B").points == 1


@pytest.mark.parametrize(
    ("form", "typed", "right"),
    [
        ("frog*", "frogs", True),
        ("frog*", "a frog", False),
        ("*frog*", "a frog it is", True),
        (r"2\*3", "2*3", True),
        (r"2\*3", "2x3", False),
        ("a.c", "abc", False),
        ("fro g", "FROG", True),
    ],
)
def test_stars_in_a_short_answer_stand_for_any_text(form: str, typed: str, *, right: bool) -> None:
    exact = {"punctuation": "exact"}
    content = {"kind": "short", "stem": "x", "answers": [{"text": form}], "match": exact}
    assert (value(content, typed).points == 1) is right


def test_what_no_form_fits_waits_for_a_person_only_where_there_is_a_rubric() -> None:
    plain, by_person = (items.KINDS["short"].EXAMPLES[place].content for place in (0, 4))
    assert value(dict(plain), "newt").status is items.Status.WRONG
    assert value(dict(by_person), "newt").status is items.Status.REVIEW
    assert value(dict(by_person), "toad").points == Decimal("0.50")


def test_an_essay_waits_with_its_rubric_line_by_line() -> None:
    content = dict(items.KINDS["essay"].EXAMPLES[0].content)
    mark = value(content, "Because.", 3)
    assert mark.status is items.Status.REVIEW
    assert mark.points == 0
    assert [part.id for part in mark.parts] == ["a", "b"]
    assert value(content, "  ").status is items.Status.BLANK


def test_a_case_keeps_what_the_machine_marked_and_waits_for_the_rest() -> None:
    content = dict(items.KINDS["case"].EXAMPLES[0].content)
    essay = {"points": 3, "content": items.KINDS["essay"].EXAMPLES[0].content}
    content["parts"] = {**content["parts"], "c": essay}
    mark = value(content, {"a": "5", "b": False, "c": "Because."}, 6)
    assert mark.status is items.Status.REVIEW
    assert mark.points == 3
    assert value(content, {"a": "5", "b": False}, 6).status is items.Status.PARTIAL
    assert "a.1" in [part.id for part in mark.parts]


def test_a_case_lends_its_figures_to_its_questions() -> None:
    hotspot = dict(items.KINDS["hotspot"].EXAMPLES[0].content)
    figures = hotspot.pop("figures")
    content = {
        "kind": "case",
        "stem": "See \u3010\u56fe1\u3011.",
        "figures": figures,
        "parts": {"a": {"content": hotspot}},
    }
    assert value(content, {"a": ["A"]}).points == 1
    assert items.check(content) == []
    view = items.present(content, 1)
    assert view["questions"][0]["view"]["image"]["src"].startswith("data:image/svg")
    assert "<img" in view["stem"]
