"""The twenty failures that cost answers elsewhere: docs/answers.md names tests that there are."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT
from tests.chaos.failures import FAILURES

ROW = re.compile(r"^\| (\d+) \|.*\| ([^|]+) \|$", re.MULTILINE)
FUNCTION = re.compile(r"^def (\w+)\(", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[(\w+)\])?`")


def _rows() -> dict[int, list[tuple[str, str, str]]]:
    text = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    return {int(number): TEST.findall(tests) for number, tests in ROW.findall(text)}


def _functions(path: str) -> set[str]:
    return set(FUNCTION.findall((ROOT / path).read_text(encoding="utf-8")))


def test_each_of_the_twenty_has_a_test() -> None:
    rows = _rows()
    assert list(rows) == list(range(1, 21))
    assert all(rows.values())


def test_the_named_tests_are_there() -> None:
    named = {one for tests in _rows().values() for one in tests}
    functions = {path: _functions(path) for path, *_ in named}
    assert {one for one in named if one[1] not in functions[one[0]]} == set()
    assert {case for *_, case in named if case} - set(FAILURES) == set()


def test_every_failure_of_the_matrix_has_its_reason() -> None:
    named = {case for tests in _rows().values() for *_, case in tests}
    assert set(FAILURES) - named == {"storage_cleared"}  # not one of the twenty
