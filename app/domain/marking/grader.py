"""Grade a file in a child process, so that no file can harm the server or stop an exam."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.marking import converting, rules
from app.engines import practicals
from app.kernel.text import Message

ROOT = Path(__file__).parents[3]
WALL_SECONDS = 20
BEAT_SECONDS = 4
CHILD = (sys.executable, "-m", "app.domain.marking.child")
log = logging.getLogger(__name__)
_own_files: ContextVar[bool] = ContextVar("own_files", default=False)


@contextmanager
def own_files() -> Iterator[None]:
    """Grade in this very process: for files that the installation made itself, as the demo does.

    A process for each of some hundred files would take most of the time of loading it.
    """
    before = _own_files.set(True)
    try:
        yield
    finally:
        _own_files.reset(before)


@dataclass(frozen=True, slots=True)
class Graded:
    """A grading as JSON; unsound if the grader did not come to an end."""

    grading: dict[str, Any]
    is_sound: bool


def grade(
    task: Mapping[str, Any],
    data: bytes,
    seed: int,
    *,
    key: bytes = b"",
    converted: practicals.Converted | None = None,
    beat: Callable[[], None] = lambda: None,
    command: tuple[str, ...] = CHILD,
    wall_seconds: float = WALL_SECONDS,
) -> Graded:
    """Grade a file within limits of memory and time; a crash or time-out waits for a person.

    :param converted: where the bytes come from, if they were converted already.
    :param beat: called every few seconds while the child works; may raise to give up.
    """
    if _own_files.get():
        read = practicals.read_task(task)
        return Graded(practicals.grade(read, data, seed, key=key).to_json(), is_sound=True)
    try:
        ready = converting.prepare_or_leave(str(task.get("module", "word")), data, beat)
    except OSError:
        log.exception("a converted file cannot be read")
        return _failed(rules.DAMAGED)
    head = _head(task, seed, key, converted or ready.converted)
    child = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
    )
    try:
        out, err = _talk(child, head + b"\n" + ready.data, beat, wall_seconds)
    except subprocess.TimeoutExpired:
        return _failed(rules.TOO_SLOW)
    finally:
        _end(child)
    return _read(child.returncode, out, err)


def _head(
    task: Mapping[str, Any], seed: int, key: bytes, converted: practicals.Converted | None
) -> bytes:
    made = converted.to_json() if converted else None
    head = {"task": dict(task), "seed": seed, "key": key.hex(), "converted": made}
    return json.dumps(head, ensure_ascii=False).encode()


def _environment() -> dict[str, str]:
    """The child knows none of our secrets."""
    return {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _talk(
    child: subprocess.Popen[bytes], sent: bytes, beat: Callable[[], None], wall_seconds: float
) -> tuple[bytes, bytes]:
    waited = 0.0
    while True:
        turn = min(BEAT_SECONDS, wall_seconds - waited)
        try:
            return child.communicate(sent if waited == 0 else None, timeout=turn)
        except subprocess.TimeoutExpired:
            waited += turn
            if waited >= wall_seconds:
                raise
            beat()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group and collect it, however the talk ended."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _read(code: int, out: bytes, err: bytes) -> Graded:
    try:
        if code == 0:
            grading = json.loads(out)
            float(grading["score"]), float(grading["points"]), str(grading["status"])
            return Graded(grading, is_sound=True)
    except (ValueError, KeyError, TypeError):
        log.exception("the grader answered what cannot be read")
    log.error("the grader ended with %s: %s", code, err.decode(errors="replace")[-2000:])
    return _failed(rules.CRASHED)


def _failed(reason: Message) -> Graded:
    return Graded(rules.failed_grading(reason), is_sound=False)
