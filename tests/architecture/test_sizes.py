"""Files, functions and templates stay small; the allow-list may only shrink."""

from __future__ import annotations

import ast

from tests.architecture.source import APP, ROOT, functions

MAX_FILE = 400
MAX_FUNCTION = 40
MAX_TEMPLATE = 150
LONGER: dict[str, int] = {}


def _lines(path: str) -> int:
    return len((APP / path).read_text(encoding="utf-8").splitlines())


def test_files_stay_small() -> None:
    paths = [str(p.relative_to(APP)) for p in APP.rglob("*.py")]
    long = {p: n for p in paths if (n := _lines(p)) > LONGER.get(p, MAX_FILE)}
    assert long == {}


def test_functions_stay_small() -> None:
    long = {
        f"{path}:{node.name}": size
        for path, node in functions()
        if (size := _body_lines(node)) > MAX_FUNCTION
    }
    assert long == {}


def _body_lines(function: ast.FunctionDef) -> int:
    """Lines of the body; signature and docstring are not counted."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_templates_stay_small() -> None:
    long = {
        p.name: n
        for p in APP.rglob("*.html")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > MAX_TEMPLATE
    }
    assert long == {}


def test_the_fixtures_stay_small() -> None:
    assert len((ROOT / "tests/conftest.py").read_text(encoding="utf-8").splitlines()) <= 150
