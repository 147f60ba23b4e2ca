"""Migrations are one numbered line, equal to the models, and can be undone, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, inspect, text

from app.store.engine import make_engine
from tests.conftest import ROOT


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def test_migrations_are_one_numbered_line() -> None:
    names = sorted(path.stem for path in (ROOT / "migrations/versions").glob("*.py"))
    revisions = [s.revision for s in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    numbers = [f"{i:04}" for i in range(1, len(names) + 1)]
    assert [name[:4] for name in names] == revisions[::-1] == numbers


def up_check_down(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]


def test_migrations_and_models_agree_both_ways() -> None:
    engine = make_engine("sqlite://")
    with engine.connect() as connection:
        up_check_down(connection)
    engine.dispose()


VALUES: dict[type, Any] = {
    int: 1, str: "1", bool: True, datetime: datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    date: date(2026, 1, 1), UUID: UUID(int=1), bytes: b"1", dict: {}, float: 1.0,
}  # fmt: skip
STARTS = [path.name[:4] for path in sorted((ROOT / "migrations/versions").glob("*.py"))][:-1]


OTHERS = ("alembic_version", "item_fts")
"""Tables that nobody fills by hand: the index of words keeps its own."""


def fill(connection: Connection) -> dict[str, int]:
    """Put a row into every table, each pointing to the row of another; returns the counts."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if not table.name.startswith(OTHERS)]
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    for table in tables:
        connection.execute(table.insert().values({c.name: _value(c) for c in table.columns}))
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")
    return {table.name: 1 for table in tables}


def _value(column: Column[Any]) -> Any:
    if column.nullable and not column.foreign_keys:
        return None
    return VALUES.get(_python_type(column), "1")


def _python_type(column: Column[Any]) -> type:
    try:
        return column.type.python_type
    except NotImplementedError:
        return str


@pytest.mark.parametrize("start", STARTS)
def test_rows_of_every_table_survive_the_way_to_the_newest_release(
    start: str, tmp_path: Path
) -> None:
    """SQLite changes a table by making it anew: what points to it must not be in the way."""
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, start)
        connection.commit()
        before = fill(connection)
        connection.commit()
        command.upgrade(config, "head")
        connection.commit()
        for table, rows in before.items():
            found = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608
            assert (table, found) >= (table, rows)  # a release may add rows, never lose one
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_the_full_text_index_of_items_outlives_every_migration() -> None:
    engine = make_engine("sqlite://")
    with engine.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        names = set(connection.scalars(query))
    engine.dispose()
    assert {"item_fts_insert", "item_fts_delete", "item_fts_update"} <= names
