"""The grader's own process: limits first, then one file in, one grading out.

Run as `python -m app.domain.marking.child`. Standard input is a line of JSON (task, seed, key,
conversion) and then the file; standard output is the grading as JSON. It opens no network and
writes no file.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import TextIO

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10


def limit() -> None:
    """Take away what a hostile file could use up: memory, time, files, core dumps, forks."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_stdout() -> TextIO:
    """Return the way to the server, and let whatever else is printed go to the error output.

    Libraries print, in Python or in C; the answer must stay the only thing on this way.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def main() -> None:
    """Read, grade, write."""
    limit()
    out = keep_stdout()
    from app.engines import practicals  # noqa: PLC0415 - parsers are loaded inside the limits

    head = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    task = practicals.read_task(head["task"])
    made = head["converted"]
    converted = practicals.Converted(**made) if made else None
    key = bytes.fromhex(head["key"])
    grading = practicals.grade(task, data, head["seed"], key=key, converted=converted)
    with out:
        json.dump(grading.to_json(), out, ensure_ascii=False)


if __name__ == "__main__":
    main()
