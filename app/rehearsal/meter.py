"""What the machine did meanwhile: processors, disk, and who used them. From /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, process_time

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Usage:
    """Readings of one moment, in seconds and bytes since some beginning; None: cannot be known.

    :ivar stalled: seconds in which some process waited for the disk.
    """

    at: float
    server: float | None
    database: float | None
    generator: float
    machine: float
    stalled: float | None
    written: int | None

    def since(self, before: Usage) -> Usage:
        """Return what happened since an earlier reading."""
        return Usage(
            at=self.at - before.at,
            server=_less(self.server, before.server),
            database=_less(self.database, before.database),
            generator=self.generator - before.generator,
            machine=self.machine - before.machine,
            stalled=_less(self.stalled, before.stalled),
            written=None
            if self.written is None or before.written is None
            else self.written - before.written,
        )

    @property
    def cpu(self) -> float:
        """CPU seconds of server and database."""
        return (self.server or 0.0) + (self.database or 0.0)

    @property
    def strangers(self) -> float:
        """CPU seconds of all other programs."""
        return max(0.0, self.machine - self.cpu - self.generator)


def _less(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else max(0.0, now - before)


class Meter:
    """Reads /proc for one server.

    :param pid: of the server, if it runs on this machine.
    :param database: of the PostgreSQL server, if there is one and it runs on this machine.
    """

    def __init__(self, pid: int | None, database: int | None = None) -> None:
        self.pid, self.database = pid, database

    def read(self) -> Usage:
        """Read everything now."""
        server = tree_of(self.pid) if self.pid else []
        database = tree_of(self.database) if self.database else []
        return Usage(
            at=monotonic(),
            server=sum(map(cpu_of, server)) if self.pid else None,
            database=sum(map(cpu_of, database)) if self.database else None,
            generator=process_time(),
            machine=busy_seconds(),
            stalled=stalled_seconds(),
            written=sum(map(written_by, [*server, *database])) if self.pid else None,
        )


def cpu_of(pid: int) -> float:
    """CPU seconds of one process so far; 0 when it is gone."""
    fields = _read(PROC / str(pid) / "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def written_by(pid: int) -> int:
    """Bytes that a process has had written to disk."""
    for line in _read(PROC / str(pid) / "io").splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    return 0


def tree_of(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for task in (PROC / str(pid) / "task").glob("*/children"):
        for child in _read(task).split():
            found += tree_of(int(child))
    return found


def parent_of(pid: int, name: str) -> int | None:
    """Return the process that started one of this name, if both run on this machine."""
    folder = PROC / str(pid)
    if _read(folder / "comm").strip() != name:
        return None
    return int(_read(folder / "stat").rpartition(")")[2].split()[1])


def busy_seconds() -> float:
    """CPU seconds of the whole machine: everything but idle and waiting for the disk."""
    head = _read(PROC / "stat").split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(one) for one in head)
    del steal  # another machine's
    return (user + nice + system + irq + softirq) / TICKS


def stalled_seconds() -> float | None:
    """Seconds in which some process waited for the disk; None if the kernel does not tell."""
    found = _read(PROC / "pressure" / "io").partition("total=")[2].split("\n", 1)[0]
    return int(found) / 1e6 if found else None


def listener(port: int) -> int | None:
    """Return the process of this machine that listens on a port, if we may know."""
    sockets = {
        f"socket:[{row[9]}]"
        for table in ("tcp", "tcp6")
        for row in map(str.split, _read(PROC / "net" / table).splitlines()[1:])
        if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port
    }
    for folder in PROC.glob("[0-9]*/fd"):
        if sockets & set(_links(folder)):
            return _root(int(folder.parent.name), sockets)
    return None


def _root(pid: int, sockets: set[str]) -> int:
    """The parent, as long as it holds the socket too: the one that started the workers."""
    parent = int(_read(PROC / str(pid) / "stat").rpartition(")")[2].split()[1])
    return _root(parent, sockets) if sockets & set(_links(PROC / str(parent) / "fd")) else pid


def _links(folder: Path) -> Iterable[str]:
    try:
        return [str(one.readlink()) for one in folder.iterdir()]
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
