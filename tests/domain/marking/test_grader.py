from __future__ import annotations

import sys

import pytest

from app.domain.marking import grader, rules
from app.domain.marking.rules import graded_points


def run(code: str, **changed: object) -> grader.Graded:
    command = (sys.executable, "-c", code)
    return grader.grade({"title": "x"}, b"bytes", 3, command=command, **changed)  # type: ignore[arg-type]


ECHO = """
import json, sys
head = json.loads(sys.stdin.buffer.readline()); data = sys.stdin.buffer.read()
print(json.dumps({"score": len(data), "points": 10, "status": "partial", "seed": head["seed"]}))
"""


def test_the_child_gets_the_task_the_seed_and_the_bytes() -> None:
    found = run(ECHO)
    assert found.is_sound
    assert (found.grading["score"], found.grading["seed"]) == (5, 3)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.kill(os.getpid(), 11)",
        "raise SystemExit(3)",
        "print('no json')",
        "print('{}')",
    ],
)
def test_a_child_that_dies_or_babbles_waits_for_a_person(code: str) -> None:
    found = run(code)
    assert not found.is_sound
    assert found.grading["status"] == "review"
    assert found.grading["notes"] == [rules.CRASHED.to_json()]


def test_a_child_that_takes_too_long_is_killed_and_waits_for_a_person() -> None:
    beats: list[int] = []
    found = run("while True: pass", wall_seconds=0.3, beat=lambda: beats.append(1))
    assert not found.is_sound
    assert found.grading["notes"] == [rules.TOO_SLOW.to_json()]


def test_a_beat_that_gives_up_kills_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grader, "BEAT_SECONDS", 0.1)

    def beat() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("while True: pass", beat=beat)


def test_the_real_child_lives_within_its_limits() -> None:
    code = """
import resource
from app.domain.marking.child import limit, MEMORY
limit()
assert resource.getrlimit(resource.RLIMIT_AS)[0] == MEMORY
try:
    bytearray(600 * 1024 * 1024)
except MemoryError:
    print('{"score": 1, "points": 1, "status": "pass"}')
"""
    assert run(code).is_sound


def test_the_child_does_not_know_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEKAO_SECRET_KEY", "secret")
    code = """
import os
assert 'XUEKAO_SECRET_KEY' not in os.environ
print('{"score": 1, "points": 1, "status": "pass"}')
"""
    assert run(code).is_sound


@pytest.mark.parametrize(
    ("score", "of", "points", "expected"),
    [(0, 40, 30, 0), (40, 40, 30, 30), (41, 40, 30, 30), (1, 3, 2, 0.67), (5, 0, 30, 0)],
)
def test_points_of_a_grading_stay_within_the_item(
    score: float, of: float, points: float, expected: float
) -> None:
    assert graded_points({"score": score, "points": of}, points) == expected


NOISY = """
import os, sys
from app.engines import practicals
from app.domain.marking import child

def grade(*args, **kwargs):
    print("a library talks")
    os.write(1, b"so does its C code")
    return type("G", (), {"to_json": lambda self: {"score": 1, "points": 2, "status": "partial"}})()

practicals.read_task = lambda task: task
practicals.grade = grade
child.main()
"""


def test_what_a_library_prints_does_not_spoil_the_answer() -> None:
    found = run(NOISY)
    assert found.is_sound
    assert found.grading == {"score": 1, "points": 2, "status": "partial"}
