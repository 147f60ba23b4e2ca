"""Settings, terms, audit actions and tables are documented; texts are translated."""

from __future__ import annotations

import ast
import re

from app.schema import Base
from app.web import catalogue
from tests.architecture.source import ROOT, modules


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    source = (ROOT / "config.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env_(?:str|bool|int|secret)\("([A-Z_]+)"', source))
    names |= {"XUEKAO_ENV"}
    assert names
    assert {name for name in names if f"`{name}`" not in _doc("settings.md")} == set()


def test_every_table_stands_in_the_glossary_and_says_whether_it_is_personal() -> None:
    text = _doc("glossary.md")
    assert {table for table in Base.metadata.tables if f"`{table}`" not in text} == set()
    silent = {
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if "ersonal data" not in (mapper.class_.__doc__ or "")
    }
    assert silent == set()


def test_every_audit_action_is_documented() -> None:
    text = _doc("audit-actions.md")
    actions = {
        str(keyword.value.value)
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "action"
        and isinstance(keyword.value, ast.Constant)
        and str(keyword.value.value).count(".") == 2
    }
    assert actions
    assert {action for action in actions if f"`{action}`" not in text} == set()


def test_every_text_is_translated() -> None:
    assert catalogue.used() - catalogue.translated() == set()


def test_public_names_of_the_lower_floors_have_docstrings() -> None:
    floors = ("kernel/", "engines/", "store/", "documents/")
    rooms = ("services", "queries", "policy", "rules", "accounts", "models")
    silent = []
    for path, tree in modules().items():
        stem = path.rsplit("/", 1)[-1].removesuffix(".py")
        if not path.startswith(floors) and not (path.startswith("domain/") and stem in rooms):
            continue
        silent += [
            f"{path}:{node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []
