"""A LibreOffice of its own, and scripts of the Python that has `uno` which talk to it."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PYTHON = "/usr/bin/python3"
"""The Python of the system, for which Debian's python3-uno is."""


def told(script: Path, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Give a script lines, and yield the JSON lines that it gives back while it works."""
    with _office() as port:
        command = [PYTHON, str(script), str(port)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as running:
            if running.stdin is None or running.stdout is None:
                raise RuntimeError("no pipes")
            running.stdin.write("\n".join(lines) + "\n")
            running.stdin.close()
            for line in running.stdout:
                yield json.loads(line)


@contextmanager
def _office() -> Iterator[int]:
    """Run LibreOffice with an empty profile and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as profile:
        running = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}",
             f"--accept=socket,host=127.0.0.1,port={port};urp"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield port
        finally:
            running.terminate()
            running.wait()
