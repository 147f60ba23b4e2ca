"""An installation of its own for one rehearsal: folder, database, server. Gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from app.rehearsal.field import Place, Seat
from app.rehearsal.prepare import Secrets

ROOT = Path(__file__).resolve().parents[2]
FILE = "rehearsal.json"
START_S = 60.0
OFTEN = "1000000 per minute"
"""All candidates of a rehearsal sign in from one address."""


class InstanceError(RuntimeError):
    """The rehearsal's own server or database could not be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Where a rehearsal is played.

    :ivar pid: of the server process, if we started it or found it on this machine.
    """

    address: str
    pid: int | None
    database: str
    workers: int = 1

    @property
    def engine(self) -> str:
        """Kind of the database."""
        return make_url(self.database).get_backend_name() if self.database else ""


@contextmanager
def own_folder(shared: Path, kept: Path | None = None) -> Iterator[Path]:
    """Make a folder as `var/` is, with the fonts and texts of ours; removed unless it is kept."""
    folder = kept or Path(tempfile.mkdtemp(prefix="xuekao-rehearsal-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise InstanceError(f"{folder} is not empty")
    try:
        for name in ("fonts", "translations"):
            if (shared / name).exists():
                (folder / name).symlink_to((shared / name).resolve())
        yield folder
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(wanted: str, folder: Path, *, keep: bool = False) -> Iterator[str]:
    """Make an empty database: a file in the folder, or one of its own on a PostgreSQL server.

    :param wanted: address of a database on that server; it is only used to make another one.
    """
    if not wanted.startswith("postgresql"):
        yield f"sqlite:///{folder / 'xuekao.db'}"
        return
    name = f"xuekao_rehearsal_{os.urandom(4).hex()}"
    try:
        _administer(wanted, f'CREATE DATABASE "{name}"')
    except Exception as error:
        raise InstanceError(f"no database of its own could be made: {error}") from error
    try:
        yield make_url(wanted).set(database=name).render_as_string(hide_password=False)
    finally:
        if not keep:
            _administer(wanted, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def environment(folder: Path, database: str, keys: Secrets) -> dict[str, str]:
    """Return the settings of the rehearsal's server: those of ours, with its own data and keys."""
    return {
        **os.environ,
        "XUEKAO_VAR": str(folder),
        "DATABASE_URL": database,
        "XUEKAO_SECRET_KEY": keys.secret_key,
        "XUEKAO_FIELD_KEY": keys.field_key,
        "XUEKAO_SIGN_IN_RATE": OFTEN,
        "XUEKAO_EMBEDDED_WORKER": "1",
        "XUEKAO_HTTPS": "",
        "XUEKAO_SEB_CONFIG_KEYS": "",
    }


def command(port: int, workers: int) -> list[str]:
    """Return how `./run` starts the server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", os.environ.get("XUEKAO_THREADS", "16"), "--backlog", "4096"),
        *("--no-ws", "--log-level", "warning", "--factory", "app.serve:make"),
    ]


@contextmanager
def own_server(folder: Path, database: str, keys: Secrets, workers: int) -> Iterator[Instance]:
    """Start a server on a free port and stop it at the end."""
    port = free_port()
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(  # noqa: S603 - our own server
        command(port, workers), cwd=ROOT, env=environment(folder, database, keys),
        stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(port, process, folder / "server.log")
        yield Instance(f"http://127.0.0.1:{port}", process.pid, database, workers)
    finally:
        _stop(process)
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise InstanceError(f"the server did not start\n{tail}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def keep_place(place: Place, folder: Path, database: str) -> Path:
    """Write a prepared rehearsal down, for playing it from another machine."""
    path = folder / FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps({"database": database, **asdict(place)}), encoding="utf-8")
    return path


def read_place(path: Path) -> tuple[Place, str]:
    """Read a prepared rehearsal and where its database is.

    :raises InstanceError: the file is none.
    """
    try:
        raw = json.loads((path / FILE if path.is_dir() else path).read_text(encoding="utf-8"))
        seats = tuple(Seat(**one) for one in raw["seats"])
        place = Place(seats, raw["invigilator"], raw["password"], raw["minutes"])
        return place, str(raw["database"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstanceError(f"{path} is no prepared rehearsal: {error}") from error
