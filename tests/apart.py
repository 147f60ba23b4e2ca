"""Run something in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(call: Callable[[], T]) -> T:
    """Call in a thread of its own: beside a browser of Playwright no second loop can run."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()
