"""What the pages of a bank of 50,000 items cost the server.

    ./run bench bankpages
    python benchmarks/bankpages.py [--items 50000] [--rounds 7] [--json]
                                   [--database postgresql | postgresql+psycopg://…]

A bank is filled with items whose stems are made of the words of the shipped banks; then the pages
of a trainer and of a reviewer are asked for in this process, through the whole application, on
SQLite in a file or on a PostgreSQL server of its own. The cost is the CPU time of a page (median
of the rounds; with PostgreSQL that of its backends is added), and the number of statements it asks
of the database, which must be the same for a bank a hundred times smaller. PostgreSQL has vacuumed
its tables by then, as its autovacuum does within minutes of an import.

Targets: at most 60 ms of CPU for the list, the search and the coverage, 250 ms for the pages that
look at the whole bank (exposure); no number of statements that grows with the bank.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from flask import Flask, g
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="xuekao-bench-")
os.environ["XUEKAO_VAR"] = FOLDER.name

from app.domain.bank.models import Bank, Item, ItemTag, ItemVersion  # noqa: E402 - after the path
from app.domain.bank.rules import State  # noqa: E402
from app.domain.people.models import Person  # noqa: E402
from app.engines.assembly import read_blueprint  # noqa: E402
from app.engines.bankfiles import Level  # noqa: E402
from app.factory import create_app  # noqa: E402
from app.kernel.actor import Actor, Grant, Role  # noqa: E402
from app.kernel.tier import Tier  # noqa: E402
from app.schema import Base  # noqa: E402
from app.store import crypto, fulltext  # noqa: E402
from app.store.engine import make_engine  # noqa: E402
from app.web import catalogue  # noqa: E402
from app.web.extensions import db  # noqa: E402
from config import Testing  # noqa: E402

MOST_MS, MOST_BOARD_MS = 60.0, 250.0
STATES = [*[State.DRAFT] * 6, *[State.PUBLISHED] * 13, State.IN_REVIEW]
BOARDS = frozenset({"exposure", "exposure by area"})
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PROVINCE = "/440000/"
LIST = {
    "list": "",
    "last page": "page=999999",
    "word": "text=政务",
    "words": "text=国家秘密 公文",
    "rare word": "text=一级等保",
    "one character": "text=网",
    "code": "text=X-04321",
    "state": "state=published",
    "kind and area": "kind=multiple&domain=D6",
    "word and filters": "text=下列&kind=single&state=draft&difficulty_from=0.5",
    "tag": "tag=复习",
}
PAGES = {name: f"/author/items?{query}" for name, query in LIST.items()} | {
    "reviews": "/author/reviews",
    "reviews, last page": "/author/reviews?page=999999",
    "imports": "/author/imports",
    "duplicates": "/author/duplicates?bank=bench",
    "coverage": "/author/coverage?blueprint={blueprint}",
    "coverage cell": "/author/coverage/cell?blueprint={blueprint}&cell={cell}",
    "cell, last page": "/author/coverage/cell?blueprint={blueprint}&cell={cell}&page=999999",
    "exposure": "/author/exposure",
    "exposure by area": "/author/exposure?domain=D6&used=never",
}


@contextmanager
def servers(wanted: str) -> Iterator[str]:
    """Give the address of a PostgreSQL server; `postgresql` starts one, nothing means SQLite."""
    with ExitStack() as stack:
        if wanted == "postgresql":
            from tests import postgres  # noqa: PLC0415

            wanted = stack.enter_context(postgres.server())
        yield wanted


@contextmanager
def application(count: int, database: str) -> Iterator[tuple[Flask, Engine]]:
    """Yield an application on a fresh database."""
    config = Testing()
    crypto.FieldKey.set(config.FIELD_KEY)
    catalogue.compile_to(config.BABEL_TRANSLATION_DIRECTORIES)
    app = create_app(config)
    engine = make_engine(database or f"sqlite:///{FOLDER.name}/bench-{count}.db")
    Base.metadata.create_all(engine)
    with app.app_context():
        db.engines[None] = engine
    yield app, engine
    if database:
        Base.metadata.drop_all(engine)
    engine.dispose()


def sentences() -> list[str]:
    """Return sentences of the shipped banks."""
    files = sorted((ROOT / "question_banks").rglob("*.yaml"))
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return sorted(set(re.findall(r"[\u4e00-\u9fff][^\n。；]{8,60}", texts)))


def fill(engine: Engine, count: int) -> int:
    """Write a bank of that many items, a part of them published; return its author."""
    dice, known = random.Random(1), sentences()  # noqa: S311 - a fixed sequence
    with Session(engine) as session:
        person = Person(code=f"B{count:06}", full_name="王芳")
        bank = Bank(
            code="bench",
            title="题库",
            title_en="Bank",
            tier=Tier.USER,
            org_path=PROVINCE,
            created_at=NOW,
        )
        session.add_all([person, Person(code=f"R{count:06}", full_name="赵军"), bank])
        session.flush()
        stems = [f"{dice.choice(known)}，{dice.choice(known)}。" for _ in range(count)]
        numbered = list(enumerate(stems, start=1))
        session.execute(
            insert(Item), [_item(n, bank.id, stem, known, dice) for n, stem in numbered]
        )
        versions = [_version(n, person.id, stem, dice) for n, stem in numbered]
        session.execute(insert(ItemVersion), versions)
        tags = [{"item_id": n, "tag": "复习"} for n, _ in numbered if n % 50 == 1]
        session.execute(insert(ItemTag), tags)
        session.commit()
        person_id = person.id
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return person_id


def _item(
    number: int, bank_id: int, stem: str, known: list[str], dice: random.Random
) -> dict[str, Any]:
    code = f"X-{number:05}"
    options = [dice.choice(known) for _ in range(5)]
    return {
        "id": number,
        "code": code,
        "bank_id": bank_id,
        "created_at": NOW,
        "uuid": uuid4(),
        "version_count": 1,
        "words": fulltext.index_line([code, stem, *options]),
    }


def _version(number: int, author_id: int, stem: str, dice: random.Random) -> dict[str, Any]:
    return {
        "item_id": number,
        "number": 1,
        "kind": dice.choice(["single"] * 5 + ["multiple", "judge", "order"]),
        "content": {
            "kind": "single",
            "stem": stem,
            "options": {letter: {"text": f"{stem}{letter}", "why": stem} for letter in "ABCD"},
            "key": "B",
            "explain": stem * 4,
        },
        "stem_text": stem,
        "tier_names": "USER",
        "domain": f"D{dice.randint(1, 11)}",
        "level": dice.choice(list(Level)),
        "difficulty": dice.choice([0.4, 0.6, 0.8]),
        "seconds": 60,
        "points": 1.0,
        "content_digest": f"{number:064}",
        "author_id": author_id,
        "created_at": NOW,
        "state": dice.choice(STATES),
        "enemies": [],
        "sources": [],
    }


class Clock:
    """CPU milliseconds of this process, and of the backends that work for it."""

    def __init__(self, engine: Engine) -> None:
        self.backends: list[int] = []
        if engine.dialect.name == "postgresql":
            asked = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            with engine.connect() as connection:
                self.backends = list(connection.scalars(asked))

    def read(self) -> float:
        """Return what was spent so far."""
        spent = time.process_time() * 1000
        for pid in self.backends:
            with suppress(OSError):
                spent += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
        return spent


def a_cell() -> dict[str, str]:
    """Return a cell of a shipped blueprint, for the page that lists its items."""
    path = ROOT / "question_banks" / "blueprints" / "user-2026.yaml"
    blueprint = read_blueprint(path.read_text(encoding="utf-8"))
    cells = (cell for section in blueprint.sections for cell in section.cells())
    return {"blueprint": blueprint.code, "cell": next(cell.key for cell in cells if cell.count)}


def measure(app: Flask, engine: Engine, person_id: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return page → CPU milliseconds and statements."""
    grants = (Grant(Role.TRAINER, PROVINCE), Grant(Role.REVIEWER, PROVINCE))
    who = {"": person_id, "reviews": person_id + 1}
    client, cell = app.test_client(), a_cell()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    clock = None
    found = {}
    for name, page in PAGES.items():
        actor = Actor(who[name[:7] if name.startswith("reviews") else ""], "王芳", PROVINCE, grants)
        app.before_request_funcs[None] = [partial(setattr, g, "actor", actor)]
        address = page.format(**cell)
        if client.get(address).status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{address} does not answer")
        clock = clock or Clock(engine)
        spent = []
        for _ in range(rounds):
            statements.clear()
            start = clock.read()
            client.get(address)
            spent.append(clock.read() - start)
        selects = sum(one.lstrip().upper().startswith("SELECT") for one in statements)
        found[name] = {"cpu_ms": round(median(spent), 1), "statements": selects}
    return found


def run(count: int, rounds: int, database: str) -> dict[str, dict[str, float]]:
    """Measure a bank of that many items."""
    with application(count, database) as (app, engine):
        return measure(app, engine, fill(engine, count), rounds)


def main() -> int:
    """Measure, print, and tell whether the targets are met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--database", default="", help="postgresql, or an address; default: SQLite")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with servers(args.database) as address:
        small = run(args.items // 100, 3, address)
        large = run(args.items, args.rounds, address)
    is_met = True
    for name, figures in large.items():
        grows = figures["statements"] > small[name]["statements"]
        target = MOST_BOARD_MS if name in BOARDS else MOST_MS
        ok = figures["cpu_ms"] <= target and not grows
        is_met = is_met and ok
        line = {"page": name, "items": args.items, **figures, "grows": grows, "met": ok}
        if args.json:
            line |= {"engine": "postgresql" if address else "sqlite", "target": target}
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(
                f"{name:18} {figures['cpu_ms']:7.1f} ms CPU  {figures['statements']:2} statements"
                f"{'  (more with more items)' if grows else ''}  {'met' if ok else 'MISSED'}"
            )
    return 0 if is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
