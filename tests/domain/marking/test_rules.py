"""What marking takes from a response."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.marking import rules


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
