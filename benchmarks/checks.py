"""What the statistics of checks cost the server, with 10,000 gradings of ten checks each.

    ./run bench checks
    python benchmarks/checks.py [--gradings 10000] [--rounds 7] [--json]

One exam that is over is filled with that many candidates whose file was graded; then the pages of
a trainer and of a personnel officer are asked for in this process, through the whole application,
on SQLite in a file. The cost is the CPU time of a page (median of the rounds) and its number of
SELECT statements, which must be the same for a hundredth of the gradings. "New marks" is the page
of a task after one more candidate was marked: what was counted before is not counted again.

Targets: at most 60 ms of CPU for a page that a person opens, 120 ms for the one opening after new
marks; the very first opening after a start of the server, which reads every grading once, has no
target and is told beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, g
from sqlalchemy import Engine, Table, event, insert, select
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="xuekao-bench-")
os.environ["XUEKAO_VAR"] = FOLDER.name

from app.domain.exams.models import Registration, Sitting  # noqa: E402 - after the path
from app.domain.marking.models import ItemMark, Marking  # noqa: E402
from app.domain.people.models import Person  # noqa: E402
from app.factory import create_app  # noqa: E402
from app.kernel.actor import Actor, Grant, Role  # noqa: E402
from app.schema import Base  # noqa: E402
from app.store import crypto  # noqa: E402
from app.store.engine import make_engine  # noqa: E402
from app.web import catalogue  # noqa: E402
from app.web.extensions import db  # noqa: E402
from config import Testing  # noqa: E402
from tests.factories import doubts, figures  # noqa: E402

MOST_MS, MOST_NEW_MS = 60.0, 120.0
CHECKS, RIGHT, PROVINCE, OK = 10, 7, "/440000/", 200
FIRST, NEW = "task of a trainer, first opening", "task of a trainer, new marks"
COPIED: tuple[Any, ...] = (Person, Registration, Sitting, Marking, ItemMark)
UNIQUE = {"code": "B{}", "ticket_number": "T{}", "id_number_index": None, "id_number": None}
LINKS = {"person_id": Person, "registration_id": Registration, "sitting_id": Sitting,
         "marking_id": Marking}  # fmt: skip


def application(count: int) -> tuple[Flask, Engine]:
    """Return an application on a fresh database."""
    config = Testing()
    crypto.FieldKey.set(config.FIELD_KEY)
    catalogue.compile_to(config.BABEL_TRANSLATION_DIRECTORIES)
    app = create_app(config)
    engine = make_engine(f"sqlite:///{FOLDER.name}/checks-{count}.db")
    Base.metadata.create_all(engine)
    with app.app_context():
        db.engines[None] = engine
    return app, engine


def graded(dice: random.Random, version: str) -> dict[str, Any]:
    """Return a grading of ten checks, some of which went wrong in one of a few ways."""
    checks = []
    for number in range(CHECKS):
        is_right = dice.randrange(10) < RIGHT
        found = f"found {dice.randrange(6)}"
        status, score = ("pass", 2.0) if is_right else ("fail", 0.0)
        checks.append(doubts.check(f"check-{number}", status, score, found))
    return doubts.grading(*checks) | {"version": version}


def fill(engine: Engine, count: int) -> tuple[UUID, UUID]:
    """Write one candidate as the product does, and copies of him; return the task and the exam."""
    dice = random.Random(1)  # noqa: S311 - a fixed sequence
    with Session(engine) as session:
        version, plan = figures.practical(session), figures.over(session)
        figures.mark(session, version, plan, doubts.check("check-0", "pass", 2.0))
        session.commit()
        rows = {table: _only_row(session, table.__table__) for table in COPIED}
        of = rows[ItemMark]["explanation"]["grading"]["version"]
        for table in COPIED:
            made = [_copy(table, rows, number, dice, of) for number in range(1, count)]
            for start in range(0, len(made), 1000):
                session.execute(insert(table.__table__), made[start : start + 1000])
        session.commit()
        return version.item.uuid, plan.uuid


def _only_row(session: Session, table: Table) -> dict[str, Any]:
    last = select(table).order_by(table.c.id.desc()).limit(1)
    return dict(session.execute(last).mappings().one())


def _copy(
    table: Any,  # noqa: ANN401 - a model
    rows: dict[Any, dict[str, Any]],
    number: int,
    dice: random.Random,
    of: str,
) -> dict[str, Any]:
    made = dict(rows[table])
    made["id"] += number
    for name, model in LINKS.items():
        if name in made:
            made[name] = rows[model]["id"] + number
    for name, form in UNIQUE.items():
        if name in made:
            made[name] = form.format(number) if form else None
    if "uuid" in made:
        made["uuid"] = uuid4()
    if "seat_number" in made:
        made["seat_number"] = (made["seat_number"] or 0) + number
    if table is ItemMark:
        made["explanation"] = {"grading": graded(dice, of)}
    return made


def pages(item: UUID, plan: UUID) -> dict[str, str]:
    """Return what is asked for, by name; the first one finds nothing counted yet."""
    return {
        FIRST: f"/author/checks/{item}",
        "tasks of a trainer": "/author/checks",
        "task of a trainer": f"/author/checks/{item}",
        "tasks of an exam": f"/hr/exams/{plan}/checks",
        "task of an exam": f"/hr/exams/{plan}/checks/{item}",
    }


def measure(
    app: Flask, engine: Engine, item: UUID, plan: UUID, rounds: int
) -> Iterator[tuple[str, float, int]]:
    """Yield page, CPU milliseconds and statements."""
    grants = (Grant(Role.TRAINER, PROVINCE), Grant(Role.PERSONNEL, PROVINCE))
    actor = Actor(1, "王芳", PROVINCE, grants)
    app.before_request_funcs[None] = [partial(setattr, g, "actor", actor)]
    client = app.test_client()
    if client.get("/author/items").status_code != OK:  # templates, texts
        raise SystemExit("the application does not answer")
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def ask(address: str) -> None:
        seen.clear()
        if client.get(address).status_code != OK:
            raise SystemExit(f"{address} does not answer")

    for name, address in pages(item, plan).items():
        if name == "task of an exam":
            ask(address)  # its units are other than all: counted once, as the first opening is
        times = [_spent(partial(ask, address)) for _ in range(1 if name == FIRST else rounds)]
        yield name, round(median(times), 1), sum(one.lstrip().startswith("SELECT") for one in seen)
    times = []
    for number in range(rounds):
        _one_more(engine, number)
        times.append(_spent(partial(ask, f"/author/checks/{item}")))
    selects = sum(one.lstrip().startswith("SELECT") for one in seen)
    yield NEW, round(median(times), 1), selects


def _spent(call: Callable[[], None]) -> float:
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000


def _one_more(engine: Engine, number: int) -> None:
    """Mark one of the candidates anew, as a decision about an answer does."""
    with Session(engine) as session:
        old = session.get_one(ItemMark, number + 1)
        before = session.get_one(Marking, old.marking_id)
        marking = dict(_only_row(session, Marking.__table__))  # type: ignore[arg-type]
        marking |= {"id": marking["id"] + 1, "sitting_id": before.sitting_id, "number": 2}
        session.execute(insert(Marking.__table__), [marking])  # type: ignore[arg-type]
        row = dict(_only_row(session, ItemMark.__table__))  # type: ignore[arg-type]
        row |= {"id": row["id"] + 1, "marking_id": marking["id"], "explanation": old.explanation}
        session.execute(insert(ItemMark.__table__), [row])  # type: ignore[arg-type]
        session.commit()


def run(count: int, rounds: int) -> list[tuple[str, float, int]]:
    """Measure an exam of that many graded files."""
    app, engine = application(count)
    found = list(measure(app, engine, *fill(engine, count), rounds))
    engine.dispose()
    return found


def main() -> int:
    """Measure, print, and tell whether the targets are met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--gradings", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    small = {name: statements for name, _, statements in run(args.gradings // 100, 3)}
    is_met = True
    for name, spent, statements in run(args.gradings, args.rounds):
        most = {FIRST: spent, NEW: MOST_NEW_MS}.get(name, MOST_MS)
        ok = statements <= small[name] and spent <= most
        is_met = is_met and ok
        line = {"page": name, "gradings": args.gradings, "cpu_ms": spent, "statements": statements}
        said = "met" if ok else "MISSED"
        told = f"{name:34} {spent:8.1f} ms CPU  {statements:2} statements  {said}"
        print(json.dumps(line | {"met": ok}) if args.json else told)
    return 0 if is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
