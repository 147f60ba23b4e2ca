"""The same tree reached in other ways: none may change a score."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from app.engines.practicals.work.package import to_bytes


def _rewritten(change: Callable[[list[Any]], list[Any]]) -> Callable[[bytes], bytes]:
    def rewrite(data: bytes) -> bytes:
        work = json.loads(data)
        return to_bytes(work["module"], {"ops": change(work["ops"])})

    return rewrite


def _one_by_one(operations: list[Any]) -> list[Any]:
    """Do to each file alone what was done to several at once."""
    found: list[Any] = []
    for name, *rest in operations:
        several = rest[0] if rest and isinstance(rest[0], list) else None
        if several is None or name == "zip":
            found.append([name, *rest])
        else:
            found += [[name, [path], *rest[1:]] for path in several]
    return found


def _detour(operations: list[Any]) -> list[Any]:
    """Move by copying and deleting."""
    found: list[Any] = []
    for name, *rest in operations:
        if name == "move":
            found += [["copy", rest[0], rest[1]], ["delete", rest[0]]]
        else:
            found.append([name, *rest])
    return found


def _second_thoughts(operations: list[Any]) -> list[Any]:
    """Make and remove things that nobody asked for, and try what cannot be done."""
    extra = [["mkdir", "新建文件夹"], ["mkdir", "新建文件夹"], ["rename", "新建文件夹", "临时"]]
    return [*extra, ["move", ["没有的文件"], "临时"], ["delete", ["临时"]], *operations]


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "one-by-one": _rewritten(_one_by_one),
    "detour": _rewritten(_detour),
    "second-thoughts": _rewritten(_second_thoughts),
}
"""Other ways to the same tree, by name."""
