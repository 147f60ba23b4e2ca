"""Migrations are one numbered line, equal to the models, and can be undone, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

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
