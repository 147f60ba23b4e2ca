"""Run a program with limits of memory, time and file size, and without any network.

Run as `python -m app.store.libreoffice.confined PROGRAM ARGUMENTS…`: limits first, then the
program takes this process's place. The limits hold for all that it starts and cannot be lifted.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys

MEMORY = 2048 * 1024 * 1024
"""Address space, of which LibreOffice reserves far more than it uses."""
CPU_SECONDS = 40
FILE_SIZE = 64 * 1024 * 1024
OPEN_FILES = 512
UNCONFINED = 97
"""Exit code where the network cannot be shut off: then nothing is run."""

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_ARCHITECTURE, _NUMBER, _FIRST_ARGUMENT = 4, 0, 16
_UNIX = 1
_IO_URING = 425
_X32 = 0x40000000
_MACHINES = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
    "loongarch64": (0xC0000102, 198),
    "riscv64": (0xC00000F3, 198),
}
"""Number of the architecture, and of the call that makes a socket."""


def shut_off_network() -> bool:
    """Refuse every socket but local ones, for this process and all it starts; whether that holds.

    A filter of system calls needs no rights and no name spaces, so it works in any container.
    """
    if platform.machine() not in _MACHINES or sys.platform != "linux":
        return False
    rules = b"".join(struct.pack("<HBBI", *rule) for rule in _rules(*_MACHINES[platform.machine()]))
    kept = ctypes.create_string_buffer(rules, len(rules))
    program = struct.pack("HL", len(rules) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not libc.prctl(_SECCOMP, _FILTER, ctypes.create_string_buffer(program), 0, 0)


def _rules(machine: int, socket: int) -> list[tuple[int, int, int, int]]:
    """Return the filter: (code, steps if true, steps if false, value)."""
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, 7, machine),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 5, 0, _X32),
        (_EQUAL, 4, 0, _IO_URING),
        (_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, _UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


def limit() -> None:
    """Take away what a hostile file could use up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Limit, shut off, become the program."""
    limit()
    if not shut_off_network():
        raise SystemExit(UNCONFINED)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606  # no shell; the server chose the program


if __name__ == "__main__":
    main()
