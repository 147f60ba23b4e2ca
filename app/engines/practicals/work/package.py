"""What a page hands in: `{"module": …, …}` in UTF-8, read with limits and refused with reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.engines.practicals.guard import RAW
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.refusals import RefusedError, unknown_work

MAX_WORK = 1 << 20


def raw_of(package: Package) -> bytes:
    """Return the bytes that were handed in."""
    return package.parts.get(RAW, b"")


def read_work(data: bytes, module: str) -> Mapping[str, Any]:
    """Read the work of a module. Raises RefusedError if it is none."""
    if len(data) > MAX_WORK:
        raise RefusedError("too-big", unknown_work())
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError("other-format", unknown_work()) from error
    if not isinstance(found, dict) or found.get("module") != module:
        raise RefusedError("wrong-kind", unknown_work())
    return found


def to_bytes(module: str, work: Mapping[str, Any]) -> bytes:
    """Return work as it is stored; the same work gives the same bytes."""
    found = {"module": module, **work}
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def listed(work: Mapping[str, Any], key: str, limit: int) -> list[Any]:
    """Return a list of the work, cut off at a limit; anything else counts as empty."""
    found = work.get(key)
    return found[:limit] if isinstance(found, list) else []


def text(value: object, limit: int) -> str:
    """Return a text, cut off at a limit; anything else counts as empty."""
    return value[:limit] if isinstance(value, str) else ""


def whole(value: object) -> int:
    """Return a number that is not negative; anything else counts as 0."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return max(0, value) if is_number and isinstance(value, int) else 0
