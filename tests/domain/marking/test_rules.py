"""What marking takes from a response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest

from app.domain.marking import rules
from app.engines import items
from app.engines.rehearsal.replies import reply


@pytest.mark.parametrize(
    "response",
    [
        None,
        {"kind": "practical", "value": None},
        {"kind": "blank", "value": {"1": "法人"}},
        {"kind": "match", "value": {"1": "D"}},
    ],
)
def test_answers_that_name_no_file_have_none(response: dict[str, Any] | None) -> None:
    assert rules.file_of(response) == ""


def test_work_of_the_page_is_known_by_the_digest_of_its_bytes() -> None:
    one = {"kind": "practical", "value": {"work": {"module": "typing", "text": "甲", "log": []}}}
    same = {"kind": "practical", "value": {"work": {"log": [], "text": "甲", "module": "typing"}}}
    other = {"kind": "practical", "value": {"work": {"module": "typing", "text": "乙"}}}
    assert rules.work_of(one) == b'{"log":[],"module":"typing","text":"\xe7\x94\xb2"}'
    assert rules.file_of(one) == rules.file_of(same) != rules.file_of(other)
    assert rules.work_of({"kind": "practical", "value": {"file": "0" * 64}}) is None


def answers(content: Mapping[str, Any]) -> Iterator[rules.Answer]:
    """Every response worth telling apart, at a place of the paper."""
    full = items.full_response(content)
    nobody = {"kind": content["kind"], "value": None}
    view, chance = items.present(content, None), Random(content["kind"])  # noqa: S311
    guesses = [{**nobody, "value": reply(content["kind"], view, chance)} for _ in range(5)]
    for response in (None, nobody, full, *guesses):
        for is_malformed in (False, True):
            yield rules.Answer(
                3, 17, str(content["kind"]), "A", "D2", 2.0, content,
                None if response is None else dict(response), is_malformed,
            )  # fmt: skip


@pytest.mark.parametrize("kind", items.KINDS)
def test_an_answer_that_was_given_before_is_marked_as_if_it_were_the_first(kind: str) -> None:
    for example in items.KINDS[kind].EXAMPLES:
        sealed = items.Sealed(example.content)
        plain = [rules.mark_answer(one) for one in answers(dict(example.content))]
        assert [rules.mark_answer(one) for one in answers(sealed)] == plain
        assert [rules.mark_answer(one) for one in answers(sealed)] == plain


def test_a_mark_is_kept_for_its_own_place_and_for_a_bounded_number_of_answers() -> None:
    sealed = items.Sealed(items.KINDS["short"].EXAMPLES[0].content)

    def marked(text: str, position: int = 1) -> rules.Marked:
        given = {"kind": "short", "value": text}
        return rules.mark_answer(rules.Answer(position, 7, "short", "A", "D1", 4, sealed, given))

    assert marked("甲") is marked("甲")
    assert marked("甲", 2).position == 2
    long = "很长" * rules.MOST_LETTERS
    assert marked(long) == marked(long)
    assert marked(long) is not marked(long)
    for number in range(rules.MOST_ANSWERS):
        marked(f"答案 {number}")
    assert len(sealed.once("marked", dict)) == rules.MOST_ANSWERS


def test_the_basis_is_the_digest_of_everything_a_marking_says() -> None:
    marks = [rules.mark_answer(one) for one in answers(items.KINDS["blank"].EXAMPLES[0].content)]
    parts = [
        [m.position, m.digest, m.response, m.points, m.status.value, m.engine, m.explanation]
        for m in marks
    ]
    assert rules.basis("7", marks) == rules.digest(["7", parts])
    assert rules.basis("7", []) == rules.digest(["7", []])
