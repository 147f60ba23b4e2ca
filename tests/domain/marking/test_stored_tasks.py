"""A task read back from a database grades the same bytes to the same JSON, letter by letter.

Explanations say what a check expects in the order in which its keys stand, and a table of a
starter has its columns in that order. So the order must survive storing: the columns are `json`,
which keeps the text, and never `jsonb`, which sorts keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.domain.bank.models import ItemVersion
from app.domain.papers.models import Paper
from app.engines import practicals
from app.engines.bankfiles.tasks import mapping_of
from app.store.base import Base
from app.store.engine import make_engine
from tests import postgres
from tests.factories import bank
from tests.factories.exams import make_paper, make_snapshot
from tests.factories.practicals import TASKS

SEED = 11
NAMES = sorted(path.parent.name for path in TASKS.glob("*/task.yaml"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'xuekao.db'}"
    else:
        with postgres.server() as address:
            yield address


def text_of(name: str) -> str:
    return (TASKS / name / "task.yaml").read_text(encoding="utf-8")


def gradings(task: Mapping[str, Any], files: list[bytes]) -> str:
    """Every grading as it would be stored, keys in their order."""
    read = practicals.read_task(task, SEED)
    found = [practicals.grade(read, data, SEED).to_json() for data in files]
    return json.dumps(found, ensure_ascii=False)


def turned(value: Any) -> Any:
    """The same value with the keys of every group in the order that `jsonb` gives them."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: turned(value[key]) for key in keys}
    return [turned(item) for item in value] if isinstance(value, list) else value


def store(url: str) -> None:
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for name in NAMES:
            task = mapping_of(text_of(name))
            version = bank.make_version(session, source=bank.make_source(name))
            version.kind, version.content = "practical", {"kind": "practical", "task": task}
            paper = make_paper(session, make_snapshot([dict(version.content)]))
            paper.code = name
        session.commit()
    engine.dispose()


def test_a_task_from_the_database_grades_like_the_one_on_disk(url: str) -> None:
    store(url)
    engine = make_engine(url)
    with Session(engine) as session:
        versions = session.scalars(select(ItemVersion).where(ItemVersion.kind == "practical"))
        stored = {one.item.code: one.content["task"] for one in versions}
        papers = session.scalars(select(Paper)).all()
        on_paper = {one.code: one.snapshot["items"][0]["content"]["task"] for one in papers}
    engine.dispose()
    assert sorted(stored) == sorted(on_paper) == NAMES
    for name in NAMES:
        on_disk = yaml.safe_load(text_of(name))
        task = practicals.read_task(on_disk, SEED)
        files = [practicals.model_answer(task, SEED), practicals.starter(task, SEED)]
        files += [practicals.wrong_answer(task, SEED, 0)] if task.wrong else []
        wanted = gradings(on_disk, files)
        assert gradings(stored[name], files) == wanted, name
        assert gradings(on_paper[name], files) == wanted, name


def test_the_order_of_keys_is_part_of_a_task() -> None:
    """Why `jsonb` will not do: columns of a table stand, and reasons are told, in that order."""
    sheet, word = (mapping_of(text_of(name)) for name in ("sheet-petitions", "gongwen-notice"))
    given, sorted_keys = (practicals.read_task(one, SEED) for one in (sheet, turned(sheet)))
    assert practicals.starter(given, SEED) != practicals.starter(sorted_keys, SEED)
    files = [practicals.starter(practicals.read_task(word, SEED), SEED)]
    assert gradings(word, files) != gradings(turned(word), files)


def test_no_table_keeps_json_in_a_form_that_sorts_keys() -> None:
    sorted_away = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, JSONB)
    ]
    assert sorted_away == []


@pytest.mark.postgres
def test_postgresql_stores_json_as_it_was_written() -> None:
    with postgres.server() as address:
        engine = make_engine(address)
        Base.metadata.create_all(engine)
        columns = inspect(engine).get_columns("item_version")
        kind = next(one["type"] for one in columns if one["name"] == "content")
        engine.dispose()
    assert str(kind) == "JSON"
