"""Tasks are read strictly: what is not understood is refused, naming the key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.practicals import bound, read_task
from app.engines.practicals.language.expectations import Near, read_expectation
from app.engines.practicals.language.scalars import font, length, size
from app.engines.practicals.language.units import ValueProblemError, number_text, read_quantity
from app.engines.practicals.task.seeds import draw, values_for
from app.kernel.errors import InvalidError
from tests.factories.practicals import mapping


def check(**changes: Any) -> dict[str, Any]:
    return {**mapping()["checks"][0], **changes}


def problems(task: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidError) as caught:
        read_task(task)
    return [str(problem) for problem in caught.value.problems]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    (mapping(colour="red"), "colour", "Unknown key “colour”"),
    (mapping(schema="skilltask/2"), "schema", "not known"),
    (mapping(module="database"), "module", "word"),
    (mapping(points=5), "points", "add up to 4 points"),
    (mapping(checks=[]), "checks", "at least one check"),
    (mapping(title=""), "title", "text is needed"),
    (mapping(minutes="ten"), "minutes", "number is needed"),
    (mapping(checks=[check(find={"paragraphs": {"txt": "a"}})]), "find.paragraphs.txt", "Unknown"),
    (mapping(checks=[check(expect={"sizes": "三号"})]), "expect.sizes", "Unknown key"),
    (mapping(checks=[check(expect={"size": "9号"})]), "expect.size", "“9号” is not a number"),
    (mapping(checks=[check(expect={"font.cjk": {"font": "怪体"}})]), "font.cjk", "font family"),
    (mapping(checks=[check(expect={"align": "middle"})]), "expect.align", "no alignment"),
    (mapping(checks=[check(expect={"bold": "yes"})]), "expect.bold", "true"),
    (mapping(checks=[check(expect={"color": "猪肝"})]), "expect.color", "no colour"),
    (mapping(checks=[check(expect={"indent.first": "2行"})]), "indent.first", "characters"),
    (mapping(checks=[check(expect={"outline": 12})]), "expect.outline", "1 to 9"),
    (mapping(checks=[check(expect={"number": "甲"})]), "expect.number", "first number"),
    (mapping(checks=[check(expect={"size": {"in": "三号"}})]), "expect.size", "list"),
    (mapping(checks=[check(expect={})]), "expect", "expects nothing"),
    (mapping(checks=[check(find={"paragraphs": {"re": "("}})]), "re", "not valid"),
    (mapping(checks=[check(find={"paragraphs": {}, "tables": {}})]), "find", "exactly one"),
    (mapping(checks=[check(find={"$var": "body"})]), "$var", "no variable “body”"),
    (mapping(checks=[check(find={"sections": "some"})]), "sections", "all"),
    (mapping(checks=[check(mode="most")]), "mode", "fraction, all, any"),
    (mapping(checks=[check(coverage=2)]), "coverage", "between 0 and 1"),
    (mapping(checks=[check(requires=["later"])]), "checks", "no earlier check"),
    (mapping(points=8, checks=[check(), check()]), "checks", "used twice"),
    (mapping(guards=[{"id": "g", "title": "G", "penalty": 3}]), "guards", "20 %"),
    (mapping(submit={"accept": ["pdf"]}), "submit.accept", "“pdf”"),
    (mapping(params={"N": {"int": [1, 2]}}), "params.N", "small Latin"),
    (mapping(params={"n": {"float": [1, 2]}}), "params.n", "choice, int, pick"),
    (mapping(params={"n": {"int": [5, 2]}}), "params.n.int", "not complete"),
    (mapping(solution={"steps": [{"id": "a"}]}), "solution.steps[1].set", "one thing"),
    (
        mapping(solution={"wrong": [{"title": "a", "score": 1, "without": ["b"]}]}),
        "solution.wrong[1].without",
        "no step “b”",
    ),
    (mapping(starter={"docx_from_text": "a", "font": {"weight": 3}}), "starter.font.weight", "Unk"),
]


@pytest.mark.parametrize(
    ("task", "where", "said"),
    WRONG,
    ids=[f"{n}-{where}" for n, (_t, where, _s) in enumerate(WRONG)],
)
def test_what_is_not_understood_is_refused_with_its_key(
    task: dict[str, Any], where: str, said: str
) -> None:
    found = problems(task)
    assert len(found) >= 1
    assert any(where in line and said in line for line in found), found


def test_every_problem_is_told_at_once() -> None:
    found = problems(mapping(a=1, b=2, title="", points=9))
    assert len(found) == 4


def test_an_unknown_key_comes_with_those_that_are_known() -> None:
    assert (
        "penalty"
        in problems(mapping(guards=[{"id": "g", "title": "G", "penalty": 0, "penality": 1}]))[
            0
        ].partition("Known here")[2]
    )


@pytest.mark.parametrize(
    ("raw", "amount", "unit", "tolerance"),
    [
        ("37mm", 37, "mm", None),
        ("37mm ± 1mm", 37, "mm", 1),
        ("3.7 厘米 ± 1mm", 3.7, "cm", 0.1),
        ("三号", 16, "pt", None),
        ("小四 ± 0.5", 12, "pt", 0.5),
        ("28磅", 28, "pt", None),
        ("2字", 2, "char", None),
        ("0.5 行", 0.5, "line", None),
        ("100%", 100, "percent", None),
        (1.5, 1.5, "number", None),
    ],
)
def test_quantities_are_read_in_the_words_of_trainers(
    raw: object, amount: float, unit: str, tolerance: float | None
) -> None:
    found = read_quantity(raw)
    assert (found.amount, found.unit) == (amount, unit)
    assert found.tolerance == pytest.approx(tolerance)


@pytest.mark.parametrize("raw", [True, None, [], "很大", "3 码", "三号半", "37mm ± 2字"])
def test_what_is_no_quantity_is_refused(raw: object) -> None:
    with pytest.raises(ValueProblemError):
        read_quantity(raw)


@given(st.floats(min_value=0, max_value=500, allow_nan=False))
def test_a_length_accepts_itself_and_what_rounds_to_it(value: float) -> None:
    expectation = length(f"{value:.3f}mm ± 1mm")
    points = round(value, 3) * 72 / 25.4
    assert expectation.accepts(points)
    assert expectation.accepts(points + 72 / 25.4)
    assert not expectation.accepts(points + 3 * 72 / 25.4)


@given(st.floats(min_value=-1000, max_value=1000, allow_nan=False))
def test_numbers_are_shown_without_idle_zeros(value: float) -> None:
    text = number_text(value)
    assert abs(float(text) - value) <= 0.0051
    assert not ("." in text and text.endswith("0"))
    assert text != "-0"


def test_alternatives_and_negations_nest() -> None:
    expectation = read_expectation({"not": {"in": ["三号", "四号"]}}, size)
    assert not expectation.accepts(16.0)
    assert expectation.accepts(12.0)
    assert isinstance(read_expectation("三号", size), Near)


def test_a_family_accepts_its_names_and_a_name_only_itself() -> None:
    family, name = font({"font": "仿宋"}), font("我的字体")
    assert family.accepts("FANGSONG_gb2312")
    assert not family.accepts("宋体")
    assert name.accepts("我的字体")
    assert not name.accepts("仿宋")


PARAMS = {
    "n": {"int": [10, 20], "step": 5},
    "unit": {"choice": [{"name": "甲局", "head": "甲"}, {"name": "乙局", "head": "乙"}]},
    "who": {"pick": ["赵", "钱", "孙"], "n": 2},
}


@given(st.integers(min_value=0, max_value=10_000))
def test_seeds_draw_the_same_values_for_ever_and_only_allowed_ones(seed: int) -> None:
    found = values_for("t", PARAMS, seed)
    assert found == values_for("t", PARAMS, seed)
    assert found["n"] in {"10", "15", "20"}
    assert found["unit.name"][0] == found["unit.head"]
    assert found["who.1"] != found["who.2"]


def test_the_draw_is_fixed_across_versions_of_the_program() -> None:
    assert [draw("gongwen-notice", seed, "year", 1000) for seed in (1, 2, 3)] == [172, 948, 353]


def test_seeds_fill_the_texts_but_not_the_braces_of_expressions() -> None:
    task = read_task(
        mapping(
            params={"n": {"int": [7, 7]}},
            instructions="共{n}人，第{m}条",
            checks=[check(find={"paragraphs": {"re": r"^\d{2}{n}"}})],
        )
    )
    assert task.instructions == "共7人，第{m}条"
    find = task.checks[0].find
    assert find is not None
    assert r"\d{2}7" in str(find)
    assert bound(task, 9).seed == 9


def test_the_version_changes_with_anything_in_the_task() -> None:
    assert read_task(mapping()).version == read_task(mapping()).version
    assert read_task(mapping()).version != read_task(mapping(minutes=6)).version
