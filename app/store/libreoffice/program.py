"""The LibreOffice of this installation: found or named once, started anew for every file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.store.libreoffice.confined import UNCONFINED
from app.store.libreoffice.profile import MACRO, write_profile

ROOT = Path(__file__).parents[3]
PROGRAMS = ("soffice", "libreoffice")
OFF = "off"
WALL_SECONDS = 45
TURN_SECONDS = 2
WAIT_SECONDS = 15
"""How long somebody waits for others who are before them."""
AT_ONCE = 2
FILTERS: Mapping[str, str] = {
    "docx": "MS Word 2007 XML",
    "xlsx": "Calc MS Excel 2007 XML",
    "pptx": "Impress MS PowerPoint 2007 XML",
    "doc": "MS Word 97",
    "xls": "MS Excel 97",
    "ppt": "MS PowerPoint 97",
    "odt": "writer8",
    "ods": "calc8",
    "odp": "impress8",
}
"""Names by which the program knows the formats it reads and writes; it guesses none."""


class Reason(StrEnum):
    """Why there is no converted file."""

    ABSENT = "absent"
    BUSY = "busy"
    SLOW = "slow"
    FAILED = "failed"
    UNCONFINED = "unconfined"


class NotConvertedError(RuntimeError):
    """A file was not converted."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Office:
    """LibreOffice as this installation has it."""

    _named: str = ""
    _slots = threading.BoundedSemaphore(AT_ONCE)

    @classmethod
    def use(cls, named: str, at_once: int = AT_ONCE) -> None:
        """Say which program is used: a path, `off`, or empty for what stands on the path."""
        cls._named = named
        cls._slots = threading.BoundedSemaphore(max(1, at_once))

    @classmethod
    def program(cls) -> str | None:
        """Return the program; None where there is none, or where it is switched off."""
        if cls._named == OFF:
            return None
        names = (cls._named,) if cls._named else PROGRAMS
        return next((path for name in names if (path := shutil.which(name))), None)

    @classmethod
    def version(cls) -> str:
        """Return name and version, as findings name it; empty without a program."""
        program = cls.program()
        return _version(program) if program else ""

    @classmethod
    def convert(
        cls,
        data: bytes,
        ending: str,
        wanted: str,
        *,
        beat: Callable[[], None] = lambda: None,
        wall_seconds: float = WALL_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> bytes:
        """Open a file and save it as `wanted`, confined and in a profile of its own.

        :param beat: called every few seconds; may raise to give up.
        :raises NotConvertedError: with the reason.
        """
        program = cls.program()
        if program is None:
            raise NotConvertedError(Reason.ABSENT)
        if not cls._slots.acquire(timeout=wait_seconds):
            raise NotConvertedError(Reason.BUSY)
        try:
            with tempfile.TemporaryDirectory(prefix="xuekao-") as name:
                return _convert(program, data, (ending, wanted), Path(name), beat, wall_seconds)
        finally:
            cls._slots.release()


@cache
def _version(program: str) -> str:
    try:
        said = subprocess.run(  # noqa: S603 - found on the path, or named by the operator
            [program, "--version"], capture_output=True, timeout=30, check=False, text=True
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        said = []
    return " ".join(said[:2]) if said[:1] == ["LibreOffice"] else "LibreOffice"


def _convert(  # noqa: PLR0917  # one file, one folder, one limit
    program: str,
    data: bytes,
    formats: tuple[str, str],
    folder: Path,
    beat: Callable[[], None],
    wall_seconds: float,
) -> bytes:
    ending, wanted = formats
    source, target, profile = folder / f"a.{ending}", folder / f"b.{wanted}", folder / "profile"
    source.write_bytes(data)
    write_profile(profile)
    call = (
        f'{MACRO}("{source.as_uri()}","{target.as_uri()}","{FILTERS[ending]}","{FILTERS[wanted]}")'
    )
    child = subprocess.Popen(  # noqa: S603 - our own module, which becomes the program
        [
            *(sys.executable, "-m", "app.store.libreoffice.confined", program),
            *("--headless", "--invisible", "--norestore", "--nologo", "--nolockcheck"),
            *(f"-env:UserInstallation={profile.as_uri()}", call),
        ],
        cwd=ROOT,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = _wait(child, beat, wall_seconds)
    finally:
        _end(child)
    if code == UNCONFINED:
        raise NotConvertedError(Reason.UNCONFINED)
    if not target.is_file() or not target.stat().st_size:
        raise NotConvertedError(Reason.FAILED)
    return target.read_bytes()


def _environment(folder: Path) -> dict[str, str]:
    """Return what the program may know: no secrets, no home but its own folder."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_NO_MOUSEGRABS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _wait(child: subprocess.Popen[bytes], beat: Callable[[], None], seconds: float) -> int:
    waited = 0.0
    while True:
        turn = min(TURN_SECONDS, seconds - waited)
        try:
            return child.wait(timeout=turn)
        except subprocess.TimeoutExpired:
            waited += turn
            if waited >= seconds:
                raise NotConvertedError(Reason.SLOW) from None
            beat()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group: what the program started may outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
