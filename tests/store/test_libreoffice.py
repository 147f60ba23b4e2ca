"""LibreOffice, confined: no network, limits, and a clear reason where there is no file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.libreoffice import NotConvertedError, Office, Reason
from app.store.libreoffice.confined import CPU_SECONDS

SOCKETS = """
import socket
for family, kind in ((1, 1), (2, 1), (10, 1), (2, 2), (16, 3), (17, 3)):
    try:
        socket.socket(family, kind).close()
        print("open", end=" ")
    except OSError as error:
        print(error.errno, end=" ")
import resource
print(resource.getrlimit(resource.RLIMIT_CPU)[0])
"""
confined = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux confines programs")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    Office.use("")


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def reason_of(**limits: float) -> Reason:
    with pytest.raises(NotConvertedError) as caught:
        Office.convert(b"x", "doc", "docx", **limits)  # type: ignore[arg-type]
    return caught.value.reason


@confined
def test_what_is_started_has_no_network_but_local_sockets_and_keeps_the_limits() -> None:
    command = [sys.executable, "-m", "app.store.libreoffice.confined", sys.executable]
    done = subprocess.run([*command, "-c", SOCKETS], capture_output=True, text=True, check=True)
    first, *others, seconds = done.stdout.split()
    assert first == "open"
    assert set(others) == {"13"}
    assert int(seconds) == CPU_SECONDS


def test_switched_off_or_absent_it_says_so(tmp_path: Path) -> None:
    for named in ("off", str(tmp_path / "none")):
        Office.use(named)
        assert Office.program() is None
        assert reason_of() is Reason.ABSENT
        assert not Office.version()


@confined
def test_a_program_that_writes_nothing_has_failed(tmp_path: Path) -> None:
    Office.use(program(tmp_path, "exit 0"))
    assert reason_of() is Reason.FAILED


@confined
def test_a_program_that_does_not_end_is_killed_with_all_it_started(tmp_path: Path) -> None:
    Office.use(program(tmp_path, f"sleep 61 & echo $! > {tmp_path}/pid; wait"))
    begun, beats = time.monotonic(), []
    with pytest.raises(NotConvertedError) as caught:
        Office.convert(b"x", "doc", "docx", wall_seconds=2.5, beat=lambda: beats.append(1))
    assert caught.value.reason is Reason.SLOW
    assert time.monotonic() - begun < 10
    assert beats
    child = int((tmp_path / "pid").read_text())
    for _turn in range(50):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or " Z " in state.read_text():
            break
        time.sleep(0.1)
    else:
        pytest.fail("what the program started is still alive")


def test_when_all_places_are_taken_one_waits_and_then_hears_of_it(tmp_path: Path) -> None:
    Office.use(program(tmp_path, "exit 0"), at_once=1)
    assert Office._slots.acquire(timeout=1)  # noqa: SLF001
    try:
        assert reason_of(wait_seconds=0.05) is Reason.BUSY
    finally:
        Office._slots.release()  # noqa: SLF001


@confined
def test_it_knows_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUEKAO_FIELD_KEY", "very secret")
    Office.use(program(tmp_path, f"env > {tmp_path}/seen"))
    assert reason_of() is Reason.FAILED
    seen = (tmp_path / "seen").read_text()
    assert "very secret" not in seen
    assert "HOME=/" in seen


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_is_no_document_is_not_converted_and_takes_no_harm() -> None:
    assert reason_of() is Reason.FAILED
