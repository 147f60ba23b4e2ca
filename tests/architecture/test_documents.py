"""Settings, terms, audit actions and tables are documented; texts are translated."""

from __future__ import annotations

import ast
import re

from app.schema import Base
from app.web import catalogue
from app.web.admin.actions import ACTIONS
from tests.architecture.source import ROOT, modules


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    source = (ROOT / "config.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env_(?:str|bool|int|secret)\("([A-Z_]+)"', source))
    names |= {"XUEKAO_ENV"}
    assert names
    assert {name for name in names if f"`{name}`" not in _doc("settings.md")} == set()


def test_no_setting_is_documented_that_does_not_exist() -> None:
    source = (ROOT / "config.py").read_text(encoding="utf-8") + (ROOT / "run").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \|", _doc("settings.md"), re.MULTILINE)
    assert {name for name in rows if name not in source} == set()


def _glossary_rows() -> dict[str, str]:
    """Table → what the glossary says about personal data, of its first part."""
    part = _doc("glossary.md").split("## Tables")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| [^|]+ \| [^|]+ \| `(\w+)` \| ([^|]+) \|$", part, re.MULTILINE))


def test_the_glossary_names_every_table_and_no_other() -> None:
    assert set(_glossary_rows()) == set(Base.metadata.tables)


def test_every_table_says_whether_it_holds_personal_data_and_the_glossary_agrees() -> None:
    silent, different = set(), set()
    rows = _glossary_rows()
    for mapper in Base.registry.mappers:
        text, table = mapper.class_.__doc__ or "", str(mapper.local_table.name)  # type: ignore[attr-defined]
        if "ersonal data" not in text:
            silent.add(mapper.class_.__name__)
        elif ("No personal data" in text) != rows.get(table, "").startswith("否"):
            different.add(table)
    assert (silent, different) == (set(), set())


def _audit_actions() -> set[str]:
    """Every text of the form room.thing.verb in the domain, where the room is one of ours."""
    rooms = {path.name for path in (ROOT / "app/domain").iterdir() if path.is_dir()}
    action = re.compile(rf"({'|'.join(sorted(rooms))})\.[a-z_-]+\.[a-z_-]+")
    return {
        node.value
        for path, tree in modules().items()
        if path.startswith(("domain/", "reports/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and action.fullmatch(node.value)
    }


def test_every_audit_action_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", _doc("audit-actions.md"), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == _audit_actions()


def test_every_audit_action_has_words_for_the_auditor() -> None:
    assert set(ACTIONS) == _audit_actions(), "app/web/admin/actions.py, and its Chinese"


def test_audit_actions_are_written_in_full_where_they_are_recorded() -> None:
    """Only then can the guard above, and a person who searches, find them."""
    composed = {
        f"{path}:{keyword.value.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "action" and isinstance(keyword.value, ast.JoinedStr | ast.BinOp)
    }
    assert composed == set()


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
