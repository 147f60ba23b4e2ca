"""An exam year with known figures, and a counter of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan
from app.domain.results import services
from app.kernel.actor import SYSTEM
from app.reports.exporting import ExportFiles
from app.store.files import FileStore
from tests.factories import results as make
from tests.factories.results import LATER

GUANGZHOU, SHENZHEN, BAIYUN = "/440000/440100/", "/440000/440300/", "/440000/440100/440111/"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path / "files")
    monkeypatch.setattr(ExportFiles, "_root", tmp_path / "exports")


@pytest.fixture
def year(session: Session, connection: Connection) -> ExamPlan:
    """Released: 2 passes and 1 failure in Guangzhou, 1 pass in its district, 1 absent in Shenzhen.

    A second exam is not released: 1 sat, 1 to come.
    """
    plan = make.exam(session, org_path="/440000/", title="春季考核")
    for right, path in ((4, GUANGZHOU), (3, GUANGZHOU), (1, GUANGZHOU), (4, BAIYUN)):
        make.hand_in(session, plan, right, path=path)
    make.absent(session, plan, SHENZHEN)
    make.collected(session, plan)
    services.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=LATER)
    session.commit()
    make.worker(connection).drain()
    make.release(session, plan)
    other = make.exam(session, org_path="/440000/", title="秋季考核")
    make.hand_in(session, other, 4, path=SHENZHEN)
    make.absent(session, other, SHENZHEN)
    session.commit()
    make.worker(connection).drain()
    return plan


@pytest.fixture
def statements(connection: Connection) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the SELECT statements of a block."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return collect
