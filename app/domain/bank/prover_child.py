"""The prover's own process: limits first, then one task in, one row a line out.

Run as `python -m app.domain.bank.prover_child`. Standard input is JSON: the task, and the two files
as another program saved them, if there is one. It opens no network and writes no file.
"""

from __future__ import annotations

import base64
import json
import resource
import sys

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 180


def limit() -> None:
    """Take away what a hostile file could use up: memory, time, files, core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read, prove, write each row as soon as it is known."""
    limit()
    from app.engines import practicals  # noqa: PLC0415 - parsers are loaded inside the limits

    head = json.loads(sys.stdin.buffer.read())
    saved = [None if one is None else base64.b64decode(one) for one in head["saved"]]
    waiting = iter(saved)
    round_trip = (lambda _data: next(waiting)) if saved else None
    for row in practicals.prove(practicals.read_task(head["task"]), round_trip):
        sys.stdout.write(json.dumps(row.to_json(), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
