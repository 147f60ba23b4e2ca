"""Alembic's entry: the tables of `app.schema`, the database of the application or of a test."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from app.schema import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def offline() -> None:
    from flask import current_app

    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    context.configure(url=url, target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    offline()
elif given is not None:
    run(given)
else:
    from flask import current_app

    with current_app.extensions["migrate"].db.engine.connect() as opened:
        run(opened)
        opened.commit()
