"""What the list and the search of a bank of 50,000 items cost the server.

    ./run bench bankpages
    python benchmarks/bankpages.py [--items 50000] [--rounds 7] [--json]

A bank is filled with items whose stems are made of the words of the shipped banks; then the pages
of a trainer are asked for in this process, through the whole application, on SQLite in a file. The
cost is the CPU time of a page (median of the rounds), and the number of statements it asks of the
database, which must be the same for a bank a hundred times smaller.

Targets: at most 60 ms of CPU a page; no number of statements that grows with the bank.
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
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from flask import Flask, g
from sqlalchemy import Engine, event, insert
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="xuekao-bench-")
os.environ["XUEKAO_VAR"] = FOLDER.name

from app.domain.bank.models import Bank, Item, ItemTag, ItemVersion  # noqa: E402 - after the path
from app.domain.bank.rules import State  # noqa: E402
from app.domain.people.models import Person  # noqa: E402
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

MOST_MS = 60.0
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PROVINCE = "/440000/"
PAGES = {
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


@contextmanager
def application(count: int) -> Iterator[tuple[Flask, Engine]]:
    """Yield an application on a fresh database in a file."""
    config = Testing()
    crypto.FieldKey.set(config.FIELD_KEY)
    catalogue.compile_to(config.BABEL_TRANSLATION_DIRECTORIES)
    app = create_app(config)
    engine = make_engine(f"sqlite:///{FOLDER.name}/bench-{count}.db")
    Base.metadata.create_all(engine)
    with app.app_context():
        db.engines[None] = engine
    yield app, engine
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
        session.add_all([person, bank])
        session.flush()
        stems = [f"{dice.choice(known)}，{dice.choice(known)}。" for _ in range(count)]
        numbered = list(enumerate(stems, start=1))
        session.execute(
            insert(Item), [_item(n, bank.id, stem, known, dice) for n, stem in numbered]
        )
        versions = [_version(n, person.id, stem, dice) for n, stem in numbered]
        session.execute(insert(ItemVersion), versions)
        tags = [{"item_id": n, "tag": "复习"} for n, _ in numbered if n % 50 == 0]
        session.execute(insert(ItemTag), tags)
        session.commit()
        return person.id


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
        "content": {"kind": "single", "stem": stem, "explain": stem * 8},
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
        "state": dice.choice([State.DRAFT, State.PUBLISHED, State.PUBLISHED]),
        "enemies": [],
        "sources": [],
    }


def measure(app: Flask, engine: Engine, person_id: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return page → CPU milliseconds and statements."""
    actor = Actor(person_id, "王芳", PROVINCE, (Grant(Role.TRAINER, PROVINCE),))
    app.before_request_funcs[None] = [lambda: setattr(g, "actor", actor)]
    client = app.test_client()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    found = {}
    for name, query in PAGES.items():
        address = f"/author/items?{query}"
        if client.get(address).status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{address} does not answer")
        spent = []
        for _ in range(rounds):
            statements.clear()
            start = time.process_time()
            client.get(address)
            spent.append((time.process_time() - start) * 1000)
        selects = sum(one.lstrip().upper().startswith("SELECT") for one in statements)
        found[name] = {"cpu_ms": round(median(spent), 1), "statements": selects}
    return found


def run(count: int, rounds: int) -> dict[str, dict[str, float]]:
    """Measure a bank of that many items."""
    with application(count) as (app, engine):
        return measure(app, engine, fill(engine, count), rounds)


def main() -> int:
    """Measure, print, and tell whether the targets are met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    small, large = run(args.items // 100, 3), run(args.items, args.rounds)
    is_met = True
    for name, figures in large.items():
        grows = figures["statements"] > small[name]["statements"]
        ok = figures["cpu_ms"] <= MOST_MS and not grows
        is_met = is_met and ok
        line = {"page": name, "items": args.items, **figures, "grows": grows, "met": ok}
        if args.json:
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(
                f"{name:18} {figures['cpu_ms']:7.1f} ms CPU  {figures['statements']:2} statements"
                f"  {'met' if ok else 'MISSED'}"
            )
    return 0 if is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
