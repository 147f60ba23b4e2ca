"""Commands and permissions stand in docs/ as they are in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from flask import Flask

from app.kernel.actor import PERMISSIONS, Permission, Role
from app.web import catalogue
from tests.architecture.source import APP, ROOT

OF_FLASK = {"routes", "run", "shell", "db", "static-digest"}
"""Commands that Flask and its extensions bring; `db upgrade` is the one we ask people to use."""


ROW = re.compile(r"^\| `\./run flask ([\w-]+ [\w-]+)[^`]*` \| (.*) \|$", re.MULTILINE)


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for part, child in command.commands.items():
            yield from _commands(child, f"{name} {part}")
    else:
        yield name, command


def test_every_command_is_documented_and_no_other(app: Flask) -> None:
    groups = app.cli.commands.items()
    known = {name for group, command in groups if group not in OF_FLASK
             for name, _ in _commands(command, group)}  # fmt: skip
    rows = set(
        re.findall(r"^\| `\./run flask ([\w-]+ [\w-]+)[^`]*` \|", _doc("commands.md"), re.MULTILINE)
    )
    assert rows == known | {"db upgrade"}


def test_every_option_of_a_command_is_documented(app: Flask) -> None:
    rows = dict(ROW.findall(_doc("commands.md")))
    silent = {
        f"{name} {option}"
        for group, command in app.cli.commands.items()
        if group not in OF_FLASK
        for name, one in _commands(command, group)
        for parameter in one.params
        if isinstance(parameter, click.Option)
        for option in [parameter.opts[0]]
        if f"`{option}`" not in rows[name]
    }
    assert silent == set()


def test_every_command_says_what_it_does(app: Flask) -> None:
    found = [
        c for g, one in app.cli.commands.items() if g not in OF_FLASK for c in _commands(one, g)
    ]
    assert {name for name, command in found if not command.help} == set()


def test_the_table_of_permissions_is_that_of_the_code() -> None:
    rows = [
        line.strip("|").split("|")
        for line in _doc("permissions.md").splitlines()
        if line.startswith("| `")
    ]
    table = {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in rows}
    assert list(table) == sorted(permission.value for permission in Permission)
    told = {
        (Permission(name), role)
        for name, cells in table.items()
        for role, cell in zip(Role, cells, strict=True)
        if cell == "●"
    }
    assert told == {(permission, role) for role, held in PERMISSIONS.items() for permission in held}


def test_every_permission_opens_a_door_or_is_asked_by_a_policy() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in APP.rglob("*.py") if path.name != "actor.py"
    )
    assert {p.name for p in Permission if f"Permission.{p.name}" not in code} == set()


GUIDES = ROOT / "docs" / "guides"


def test_every_role_has_a_guide() -> None:
    index = (GUIDES / "README.md").read_text(encoding="utf-8")
    for role in Role:
        assert (GUIDES / f"{role.value}.md").exists()
        assert f"({role.value}.md)" in index


def test_guides_quote_the_pages_word_for_word() -> None:
    """What stands in bold is on a page: a label that was renamed is noticed here."""
    shown = {
        text
        for entry in catalogue.merge()
        if entry.id
        for text in (entry.string if isinstance(entry.string, tuple) else (entry.string,))
    }
    unknown = {
        f"{path.name}: {label}"
        for path in sorted(GUIDES.glob("*.md"))
        for label in re.findall(r"\*\*(.+?)\*\*", path.read_text(encoding="utf-8"))
        if label not in shown and label != "粗体"
    }
    assert unknown == set()
