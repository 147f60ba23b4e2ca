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
