"""Prove a task in a child process, so that no file can harm the server; LibreOffice stands beside.

LibreOffice, where it is installed, opens and saves both files first: the child may write nothing.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.engines import practicals
from app.store.libreoffice import NotConvertedError, Office

ROOT = Path(__file__).parents[3]
CHILD = (sys.executable, "-m", "app.domain.bank.prover_child")
WALL_SECONDS = 300
SAVE_SECONDS = 60
ENDINGS = {"word": "docx", "sheet": "xlsx", "slides": "pptx"}


def size(task: Mapping[str, Any]) -> int:
    """Return how many rows a proof will have. Raises InvalidError if the task is unsound."""
    read = practicals.read_task(task)
    return practicals.proof_size(read, round_trip=_program(read.module) is not None)


def prove(
    task: Mapping[str, Any], command: tuple[str, ...] = CHILD, wall_seconds: float = WALL_SECONDS
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the proof as they come; fewer than `size` if the child was stopped."""
    head = {"task": dict(task), "saved": list(_saved(practicals.read_task(task)))}
    child = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    alarm = threading.Timer(wall_seconds, _end, (child,))
    alarm.start()
    try:
        yield from _talk(child, json.dumps(head, ensure_ascii=False).encode())
    finally:
        alarm.cancel()
        _end(child)


def _talk(child: subprocess.Popen[bytes], sent: bytes) -> Iterator[dict[str, Any]]:
    if child.stdin is None or child.stdout is None:
        return
    with child.stdin as pipe:
        pipe.write(sent)
    for line in child.stdout:
        try:
            yield json.loads(line)
        except ValueError:
            return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group and collect it, however the talk ended."""
    if child.poll() is None:
        with suppress(ProcessLookupError):  # it may have ended by itself, or by the alarm
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _program(module: str) -> str | None:
    return Office.program() if module in ENDINGS else None


def _saved(task: practicals.Task) -> Iterator[str | None]:
    """Yield final and start file as LibreOffice saves them; nothing where it is not installed."""
    if _program(task.module) is None:
        return
    for make in (practicals.model_answer, practicals.starter):
        data = save_again(make(task, practicals.PROOF_SEED), ENDINGS[task.module])
        yield None if data is None else base64.b64encode(data).decode()


def save_again(data: bytes, ending: str) -> bytes | None:
    """Open and save a file with LibreOffice; None if it cannot, or takes too long."""
    try:
        return Office.convert(data, ending, ending, wait_seconds=SAVE_SECONDS)
    except NotConvertedError:
        return None
