"""The same migrations on a real PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.store.engine import make_engine
from tests import postgres
from tests.migrations.test_migrations import up_check_down


@pytest.mark.postgres
def test_migrations_and_models_agree_both_ways_on_postgresql() -> None:
    with postgres.server() as url:
        engine = make_engine(url)
        with engine.connect() as connection:
            assert connection.execute(text("SHOW server_version_num")).scalar_one() >= "150000"
            up_check_down(connection)
        engine.dispose()
