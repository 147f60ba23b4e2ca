"""What the guards read: the files of the application, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"


@lru_cache(maxsize=1)
def modules() -> dict[str, ast.Module]:
    """Path below app/ → syntax tree."""
    return {
        str(path.relative_to(APP)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(APP.rglob("*.py"))
    }


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with the path of its file."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield path, node
