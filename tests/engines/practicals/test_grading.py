"""Points, statuses, guards and reports of a grading; nothing handed in makes it crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.practicals import Grading, Status, grade, localized, read_task
from app.engines.practicals.checks import run
from app.kernel.text import Message
from tests.factories.practicals import docx, judge, mapping, one_check, packed, para, parts_of
from tests.factories.practicals import run as text_run
from tests.floors import at_most

BIG = '<w:sz w:val="32"/>'


def checks(*items: dict[str, Any]) -> list[dict[str, Any]]:
    base = {"find": {"paragraphs": {"re": "."}}, "expect": {"size": "三号"}}
    return [{"id": f"c{n}", "title": f"C{n}", **base, **item} for n, item in enumerate(items)]


def two_of_three(**changes: Any) -> Any:
    data = docx(para("甲", "", BIG) + para("乙", "", BIG) + para("丙"))
    return judge(data, {"size": "三号"}, **changes)


def test_a_fraction_is_rounded_to_half_points() -> None:
    assert two_of_three().score == 2.5  # two thirds of 4 are 2.67
    assert two_of_three().status is Status.PARTIAL


def test_all_or_nothing_and_any() -> None:
    assert two_of_three(mode="all").score == 0
    data = docx(para("甲", "", BIG))
    assert judge(data, {"size": "三号", "bold": True}, mode="any").score == 4
    assert judge(data, {"size": "三号", "bold": True}, mode="all").status is Status.FAIL


def test_what_is_not_all_right_never_gets_all_the_points() -> None:
    body = para("字" * 90, "", BIG) + para("字" * 10)
    result = judge(docx(body), {"size": "三号"})
    assert result.score == 3.5
    assert result.status is Status.PARTIAL


def test_coverage_counts_characters_not_runs() -> None:
    body = f"<w:p>{text_run('字' * 99, BIG)}{text_run('字')}</w:p>"
    assert judge(docx(body), {"size": "三号"}).score == 4
    assert judge(docx(body), {"size": "三号"}, coverage=1).score < 4
    many = f"<w:p>{text_run('字' * 50, BIG)}{''.join(text_run('字', BIG) for _ in range(49))}"
    assert judge(docx(f"{many}{text_run('字')}</w:p>"), {"size": "三号"}).score == 4


def test_too_few_targets_weigh_as_missing_ones() -> None:
    result = judge(docx(para("甲", "", BIG)), {"size": "三号"}, count={"min": 2})
    assert result.score == 2
    assert "places found: 1, needed: at least 2" in str(result.found)


def test_a_check_that_requires_another_scores_only_after_it() -> None:
    items = checks({"points": 2}, {"points": 2, "expect": {"bold": False}, "requires": ["c0"]})
    task = read_task(mapping(checks=items))
    assert grade(task, docx(para("甲", "", BIG)), 1).score == 4
    result = grade(task, docx(para("甲")), 1)
    assert result.score == 0
    assert "“C0”" in str(result.checks[1].found)


GUARD = {
    "id": "g",
    "title": "G",
    "penalty": 0.5,
    "unchanged_text": {"vs": "starter", "after_replace": {"电脑": "计算机"}, "tolerance": 0.99},
}


@pytest.mark.parametrize(
    ("text", "deducted", "said"),
    [
        ("用电脑办公" * 5, 0.0, "unchanged"),
        ("用计算机办公" * 5, 0.0, "unchanged"),
        ("用 电脑 办公" * 5, 0.0, "unchanged"),
        ("用电脑办公" * 4, 0.5, "was deleted"),
        ("用电脑办公" * 5 + "多写一句话", 0.5, "“多写一句话” was added"),
        ("用电脑办公" * 4 + "用电视办公", 0.5, "became"),
    ],
)
def test_guards_take_points_for_text_changed_outside_the_task(
    text: str, deducted: float, said: str
) -> None:
    task = read_task(mapping(starter={"docx_from_text": "用电脑办公" * 5}, guards=[GUARD]))
    task_any = {"paragraphs": {"re": "."}}
    task = read_task({**task.mapping, "checks": [{**mapping()["checks"][0], "find": task_any}]})
    grading = grade(task, docx(para(text, "", BIG)), 1)
    assert grading.guards[0].deducted == deducted
    assert said in str(grading.guards[0].found)
    assert grading.score == 4 - deducted


def test_a_long_text_rewritten_in_every_letter_is_compared_fast() -> None:
    """No candidate can keep the marking busy with a text made for it."""
    old = "\n".join("甲乙丙丁" * 200 for _ in range(50))
    task = read_task(
        mapping(
            starter={"docx_from_text": old},
            guards=[{**GUARD, "unchanged_text": {"vs": "starter"}}],
        )
    )
    data = docx("".join(para("丁丙乙甲" * 200) for _ in range(50)))
    with at_most(floors=500):
        grading = grade(task, data, 1)
    assert grading.guards[0].found.msgid


def test_a_score_never_falls_below_nothing() -> None:
    task = read_task(mapping(guards=[GUARD]))
    assert grade(task, docx(para("全错")), 1).score == 0


def test_a_file_that_cannot_be_opened_goes_to_a_person() -> None:
    grading = grade(read_task(mapping()), b"not a document", 1)
    assert grading.status is Status.REVIEW
    assert grading.score == 0
    assert all(check.status is Status.REVIEW for check in grading.checks)
    assert "not a word document" in str(grading.checks[0].found)


def test_a_fault_of_the_engine_goes_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(run, "_parts", broken)
    grading = grade(one_check({"size": "三号"}), docx(para("甲")), 1)
    assert grading.checks[0].status is Status.REVIEW
    assert "ZeroDivisionError" in str(grading.checks[0].found)


def test_text_without_anything_to_judge_goes_to_a_person() -> None:
    result = judge(docx(para("123")), {"font.cjk": "宋体"})
    assert result.status is Status.REVIEW


def test_status_of_the_whole() -> None:
    task = read_task(mapping(checks=checks({"points": 2}, {"points": 2, "expect": {"bold": True}})))
    bold = f"{BIG}<w:b/>"
    assert grade(task, docx(para("甲", "", bold)), 1).status is Status.PASS
    assert grade(task, docx(para("甲", "", BIG)), 1).status is Status.PARTIAL
    assert grade(task, docx(para("甲")), 1).status is Status.FAIL


def test_a_grading_is_stored_with_msgids_and_shown_in_any_language() -> None:
    grading = grade(one_check({"size": "三号"}), docx(para("甲")), 7)
    stored = json.loads(json.dumps(grading.to_json(), ensure_ascii=False))
    check = stored["checks"][0]
    assert set(check) == {
        "id",
        "title",
        "points",
        "score",
        "status",
        "expected",
        "found",
        "where",
        "hint",
    }
    assert check["found"]["msgid"] == "%(place)s: %(found)s"
    shown = localized(stored, lambda msgid: msgid)
    assert shown == grading.localized(lambda msgid: msgid)
    assert shown["checks"][0]["found"].startswith("Paragraph 1 “甲”: font size is 10 pt")
    assert shown["seed"] == 7
    upper = localized(stored, _shout)
    assert upper["checks"][0]["expected"] == "FONT SIZE IS 三号 (16 PT)"


def _shout(msgid: str) -> str:
    """Translate into capitals, parameters left alone."""
    pieces = msgid.split("%(")
    rest = ["%(" + p.partition(")s")[0] + ")s" + p.partition(")s")[2].upper() for p in pieces[1:]]
    return pieces[0].upper() + "".join(rest)


def test_the_same_input_gives_the_same_grading() -> None:
    task, data = one_check({"size": "三号", "bold": True}), docx(para("甲"))
    assert grade(task, data, 1).to_json() == grade(task, data, 1).to_json()


PARTS = parts_of(
    para("正文一", '<w:ind w:firstLineChars="200"/>', BIG) + para("正文二"),
    styles='<w:style w:type="paragraph" w:styleId="a"><w:name w:val="A"/></w:style>',
)
EVERYTHING = read_task(
    mapping(
        points=6,
        checks=[
            {
                **mapping()["checks"][0],
                "points": 3,
                "find": {"paragraphs": {"re": "."}},
                "expect": {
                    "size": "三号",
                    "indent.first": "2字",
                    "line": "28pt exact",
                    "style": "A",
                    "color": "红",
                    "space.before": "1行",
                    "outline": 1,
                    "align": "left",
                },
            },
            {
                "id": "d",
                "title": "D",
                "points": 3,
                "find": {"sections": "all"},
                "expect": {"page.size": "A4", "margin.top": "1cm", "grid.chars": 28, "columns": 1},
            },
        ],
    )
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_attribute_value_makes_the_grading_crash(data: st.DataObject) -> None:
    """Replace one attribute value by anything: the file is graded, refused or reviewed."""
    name = data.draw(st.sampled_from(["word/document.xml", "word/styles.xml"]))
    values = PARTS[name].split('"')
    at = data.draw(st.sampled_from(range(5, len(values), 2)))
    values[at] = data.draw(
        st.sampled_from(["", "-1", "x", "1e999", "99999999999999999999", "0", "1.5pt", "nan", "2%"])
    )
    grading = grade(EVERYTHING, packed({**PARTS, name: '"'.join(values)}), 1)
    assert isinstance(grading, Grading)
    assert 0 <= grading.score <= 6
    assert not any(_is_fault(check.found) for check in grading.checks)


def _is_fault(found: Message) -> bool:
    return found.msgid.startswith("Could not be judged")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_the_bytes_makes_the_grading_crash(data: st.DataObject) -> None:
    good = packed(PARTS)
    at = data.draw(st.integers(min_value=0, max_value=len(good) - 1))
    length = data.draw(st.integers(min_value=0, max_value=40))
    bad = good[:at] + data.draw(st.binary(max_size=40)) + good[at + length :]
    grading = grade(EVERYTHING, bad, 1)
    assert 0 <= grading.score <= 6
