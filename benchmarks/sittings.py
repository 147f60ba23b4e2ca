"""What a sitting costs the server besides its answers: start, paper, hand-in with marking, review.

    ./run bench sittings
    python -m benchmarks.sittings [--candidates 2000] [--connections 32] [--json]
                                  [--database postgresql | postgresql+psycopg://…]

All candidates begin in one burst, fetch their papers, open the player, save forty answers (two of
in one burst and look at the receipt; before, an invigilator looks at twenty rooms of forty: at each
as if it had changed (`look`), in the same second once more (`look_shared`), unchanged
(`look_quiet`). They are real requests to a
real granian process with its worker, on a database with durable commits, over connections that stay
open. The cost is the CPU time of the server's processes (user and system, from /proc) divided by
the requests; hand-ins are counted until the last sitting is marked and has its result. Before, the
papers are prepared by the job.

Beside it, in the same run: a bare Flask handler that does one durable upsert (the floor of
`bench answers`), and the lightest page of the application for the same candidates.

Targets (performance.md 10.2, 10.3): look 8 ms, start 2 ms, paper 2 ms and 60 KB, hand-in with the
scoring of 40 items 5 ms, review 10 ms, journal 8 KB.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.rehearsal.line import Line, Reply, request  # noqa: E402 - after the path
from benchmarks.answers import (  # noqa: E402 - after the path
    FLOOR_DATABASE,
    TABLE,
    FloorRequests,
    Server,
    connect_floor,
    load,
    serve,
)

ITEMS = 40
SECRET = "bench"  # noqa: S105 - a token of the benchmark's own database
TARGETS = {"start": 2.0, "paper": 2.0, "hand_in": 5.0, "review": 10.0, "look": 8.0}
MOST_KB = {"paper_kb": 60.0, "paper_plain_kb": 60.0, "journal_kb": 8.0}
PATIENCE = 300.0
ROOMS = 20
SEATS = 40
RIGHT = 0.67


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who waits at a seat."""

    uuid: str
    cookie: str
    bearer: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """What one burst cost and how long its requests took."""

    cpu_ms: float
    wall: float
    times: list[float]
    size: int = 0

    @property
    def p99_ms(self) -> float:
        """The slowest but one in a hundred."""
        return sorted(self.times)[int(len(self.times) * 0.99)] * 1e3


def prepare(folder: Path, database: str, count: int) -> tuple[Any, list[Candidate]]:
    """Make a database with signed-in candidates who wait at their seats."""
    os.environ["XUEKAO_VAR"] = str(folder)
    os.environ["DATABASE_URL"] = database
    os.environ["XUEKAO_SECRET_KEY"] = SECRET * 10
    from sqlalchemy.orm import Session  # noqa: PLC0415 - after the environment

    from app.factory import create_app  # noqa: PLC0415
    from app.schema import Base  # noqa: PLC0415
    from app.web.extensions import db  # noqa: PLC0415
    from tests.factories import exams  # noqa: PLC0415

    app, now = create_app(), datetime.now(UTC)
    with app.app_context(), Session(db.engine) as session:
        Base.metadata.create_all(db.engine)
        paper = exams.make_paper(session, exams.make_snapshot([example(n) for n in range(ITEMS)]))
        plan = exams.make_plan(
            session, paper, starts_at=now - timedelta(minutes=5),
            entry_ends_at=now + timedelta(hours=2),
        )  # fmt: skip
        seated = [_seat(session, plan, number, now) for number in range(count)]
        session.commit()
        db.engine.dispose()
    return app, [Candidate(uuid, cookie_of(app, token)) for uuid, token in seated]


def prepare_rooms(app: Any) -> list[Candidate]:  # noqa: ANN401
    """Make rooms of forty who answer, and an invigilator; where each room is looked at."""
    from sqlalchemy.orm import Session  # noqa: PLC0415

    from app.domain.exams.journal_store import Memory, store  # noqa: PLC0415
    from app.domain.exams.rules import PlanState  # noqa: PLC0415
    from app.kernel.actor import Role  # noqa: PLC0415
    from app.web.extensions import db  # noqa: PLC0415
    from tests.factories import exams  # noqa: PLC0415

    now = datetime.now(UTC)
    with app.app_context(), Session(db.engine) as session:
        contents = [example(n) for n in range(ITEMS)]
        paper = exams.make_paper(session, exams.make_snapshot(contents))
        plan = exams.make_plan(
            session,
            paper,
            starts_at=now,
            entry_ends_at=now + timedelta(hours=2),
            rooms=ROOMS,
            state=PlanState.IN_PROGRESS,
        )
        for number in range(ROOMS * SEATS):
            sitting = exams.make_sitting(session, plan=plan)
            place = sitting.registration
            place.room, place.seat_number = number // SEATS + 1, number % SEATS + 1
            pen = exams.Pen(sitting)
            events = [pen.write(item, at=now) for item in range(1, ITEMS // 2 + 1)]
            store(session.connection(), [pen.batch(*events)], now, Memory())
        actor = exams.make_staff(session, Role.INVIGILATOR)
        token = _sign_in(session, actor, Role.INVIGILATOR, "invigilator", now)
        session.commit()
        uuid = str(plan.uuid)
        db.engine.dispose()
    return [Candidate(f"{uuid}/{room}", cookie_of(app, token)) for room in range(1, ROOMS + 1)]


def example(number: int) -> dict[str, Any]:
    """An item of one of the seven kinds of the general-user paper, by turns."""
    from app.engines import items  # noqa: PLC0415
    from tests.factories.exams import KNOWLEDGE  # noqa: PLC0415

    return dict(items.KINDS[KNOWLEDGE[number % len(KNOWLEDGE)]].EXAMPLES[0].content)


def _seat(session: Any, plan: Any, number: int, now: datetime) -> tuple[str, str]:  # noqa: ANN401
    """Return the address of a sitting and the token of a sign-in."""
    from app.domain.exams.rules import SittingState  # noqa: PLC0415
    from app.kernel.actor import Role  # noqa: PLC0415
    from tests.factories import exams  # noqa: PLC0415

    actor = exams.make_candidate(session)
    sitting = exams.make_sitting(
        session, actor, plan=plan, state=SittingState.NOT_STARTED, epoch=0, writer="",
        sections=[], started_at=None, ends_at=None,
    )  # fmt: skip
    return str(sitting.uuid), _sign_in(session, actor, Role.LEARNER, str(number), now)


def _sign_in(session: Any, actor: Any, role: Any, name: str, now: datetime) -> str:  # noqa: ANN401
    """Return the token of a person's sign-in."""
    from app.domain.people.accounts import token_digest  # noqa: PLC0415
    from app.domain.people.models import Account, RoleGrant, SignIn  # noqa: PLC0415
    from tests.factories import exams  # noqa: PLC0415

    account = Account(
        person_id=actor.person_id, username=f"b{name}", password_digest=SECRET,
        password_set_at=now, must_change=False,
    )  # fmt: skip
    unit = exams.make_organization(session, actor.org_path)
    grant = RoleGrant(person_id=actor.person_id, role=role, organization_id=unit.id,
                      granted_by_id=0, granted_at=now)  # fmt: skip
    session.add_all([account, grant])
    session.flush()
    token = f"{SECRET}-{name}"
    session.add(SignIn(account_id=account.id, token_digest=token_digest(token), created_at=now,
                       seen_at=now, address="127.0.0.1"))  # fmt: skip
    return token


def cookie_of(app: Any, token: str) -> str:  # noqa: ANN401
    """The session cookie of a signed-in candidate."""
    signer = app.session_interface.get_signing_serializer(app)
    return (
        f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': token, '_fresh': True})}"
    )


def prepare_papers(app: Any, count: int) -> float:  # noqa: ANN401
    """Let the job prepare all papers; CPU milliseconds for each."""
    from sqlalchemy import select  # noqa: PLC0415
    from sqlalchemy.orm import Session  # noqa: PLC0415

    from app.domain.exams import services  # noqa: PLC0415
    from app.domain.exams.models import Sitting  # noqa: PLC0415
    from app.web.extensions import db  # noqa: PLC0415

    with app.app_context(), Session(db.engine) as session:
        now = datetime.now(UTC)
        started = time.thread_time()
        for sitting in session.scalars(select(Sitting)):
            services.keep_paper(session, sitting.registration, now=now, seed=sitting.seed)
        spent = time.thread_time() - started
        session.commit()
        db.engine.dispose()
    return spent * 1e3 / count


def request_of(method: str, path: str, candidate: Candidate, body: Any = None) -> bytes:  # noqa: ANN401
    """One HTTP/1.1 request as the player sends it."""
    data = b"" if body is None else json.dumps(body).encode()
    headers = {"X-Xuekao": "player", "Accept-Encoding": "gzip", "Cookie": candidate.cookie}
    if data:
        headers["Content-Type"] = "application/json"
    if candidate.bearer:
        headers["Authorization"] = f"Bearer {candidate.bearer[0]}"
    return request(method, path, "bench", headers, data)


@dataclass(slots=True)
class Field:
    """The server, the candidates, and how many of them are served at a time."""

    server: Server
    candidates: list[Candidate]
    connections: int

    def burst(  # noqa: PLR0917 - all but two have a default
        self,
        name: str,
        make: Callable[[Candidate], bytes],
        take: Callable[[Candidate, bytes], None] = lambda *_: None,
        wait: Callable[[], None] = lambda: None,
        heard: Callable[[Candidate, Reply], None] = lambda *_: None,
        status: int = 200,
    ) -> Step:
        """Send one request for each candidate, as fast as the connections carry them."""
        queue = iter(self.candidates)
        started, cpu = time.perf_counter(), self.server.cpu_seconds()
        times, sizes = asyncio.run(self._play(name, queue, make, heard_and(take, heard), status))
        wait()
        spent = self.server.cpu_seconds() - cpu
        wall = time.perf_counter() - started
        return Step(spent * 1e3 / len(self.candidates), wall, times, max(sizes))

    async def _play(
        self,
        name: str,
        queue: Iterator[Candidate],
        make: Callable[[Candidate], bytes],
        take: Callable[[Candidate, Reply], None],
        status: int,
    ) -> tuple[list[float], list[int]]:
        times: list[float] = []
        sizes: list[int] = []

        async def client() -> None:
            line = Line("127.0.0.1", self.server.port)
            for candidate in queue:
                sent = time.perf_counter()
                reply = await line.ask(make(candidate), PATIENCE)
                times.append(time.perf_counter() - sent)
                if reply.status != status:
                    raise SystemExit(f"{name}: {reply.status} {reply.body[:300]!r}")
                sizes.append(len(reply.body))
                take(candidate, reply)
            line.cut()

        await asyncio.gather(*(client() for _ in range(self.connections)))
        return times, sizes


def heard_and(
    take: Callable[[Candidate, bytes], None], heard: Callable[[Candidate, Reply], None]
) -> Callable[[Candidate, Reply], None]:
    """Give the whole reply to one, and its body to the other."""

    def both(candidate: Candidate, reply: Reply) -> None:
        heard(candidate, reply)
        take(candidate, reply.body)

    return both


def play(field_: Field, marked: Callable[[], int]) -> dict[str, Step]:
    """Let every candidate start, read, answer all items, hand in and be marked."""
    steps = {"page": field_.burst("page", lambda one: request_of("GET", "/account", one))}
    steps["player_page"] = field_.burst(
        "player_page", lambda one: request_of("GET", f"/sitting/{one.uuid}", one)
    )
    steps["start"] = field_.burst(
        "start",
        lambda one: request_of("POST", f"/sitting/{one.uuid}/open", one, {"client": "bench"}),
        lambda one, answer: one.bearer.append(json.loads(answer)["token"]),
    )
    steps["paper"] = field_.burst(
        "paper", lambda one: request_of("GET", f"/sitting/{one.uuid}/paper.json", one)
    )
    for first in (1, 21):
        field_.burst("answers", partial(_answers, first=first))
    body = {"epoch": 1, "through": ITEMS}
    steps["hand_in"] = field_.burst(
        "hand_in",
        lambda one: request_of("POST", f"/sitting/{one.uuid}/submit", one, body),
        wait=lambda: until(lambda: marked() == len(field_.candidates)),
    )
    steps["review"] = field_.burst(
        "review", lambda one: request_of("GET", f"/sitting/{one.uuid}/receipt", one)
    )
    return steps


def look(field_: Field) -> dict[str, Step]:
    """Let an invigilator look at every room: changed, once more in the same second, unchanged."""
    tags: dict[str, str] = {}

    def ask(room: Candidate) -> bytes:
        headers = {"Cookie": room.cookie, "Accept-Encoding": "gzip"}
        headers |= {"If-None-Match": tags[room.uuid]} if room.uuid in tags else {}
        return request("GET", f"/rooms/{room.uuid}/state.json", "bench", headers, b"")

    def keep(room: Candidate, reply: Reply) -> None:
        tags[room.uuid] = reply.header(b"etag")

    field_.burst("look", ask)  # what is made once in a process is not what a look costs
    time.sleep(1.1)
    steps = {"look": field_.burst("look", ask)}
    steps["look_shared"] = field_.burst("look_shared", ask, heard=keep)
    steps["look_quiet"] = field_.burst("look_quiet", ask, status=304)
    return steps


def _answers(candidate: Candidate, first: int) -> bytes:
    now = round(time.time() * 1000)
    chance = random.Random(f"{candidate.uuid} {first}")  # noqa: S311 - candidates, not secrets
    rows = [
        [seq, seq, "answer", _response(seq - 1, chance), now, seq, now, "0" * 64]
        for seq in range(first, first + 20)
    ]
    body = {"epoch": 1, "waiting": len(rows), "events": rows}
    return request_of("PUT", f"/sitting/{candidate.uuid}/answers", candidate, body)


def _response(number: int, chance: random.Random) -> str:
    """Two answers of three are right; the third is anything of the right form."""
    from app.engines import items  # noqa: PLC0415
    from app.engines.rehearsal import replies  # noqa: PLC0415

    content = example(number)
    response = dict(items.full_response(content))
    if chance.random() > RIGHT:
        view = items.present(content, None)
        response["value"] = replies.reply(content["kind"], view, chance)
    return json.dumps(response)


def until(is_true: Callable[[], bool]) -> None:
    """Wait for what the worker does."""
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > deadline:
            raise SystemExit("not all sittings were marked")
        time.sleep(0.2)


def count_results(app: Any) -> int:  # noqa: ANN401
    """How many sittings are marked and have a result."""
    return int(_query(app, "SELECT count(*) FROM result")[0][0])


def journal_kb(app: Any, candidates: int) -> float:  # noqa: ANN401
    """KB of a full journal: the rows of `answer_event`, as text, of one sitting."""
    of_them = "sitting_id IN (SELECT id FROM sitting WHERE submitted_at IS NOT NULL)"
    rows = _query(app, f"SELECT * FROM answer_event WHERE {of_them}")  # noqa: S608 - a constant
    whole = sum(len("".join(str(value) for value in row)) for row in rows)
    return whole / 1024 / candidates


def plain_kb(app: Any) -> float:  # noqa: ANN401
    """KB of a paper before it is compressed."""
    import gzip  # noqa: PLC0415

    from sqlalchemy import select  # noqa: PLC0415
    from sqlalchemy.orm import Session  # noqa: PLC0415

    from app.domain.exams.models import PreparedPaper, Registration  # noqa: PLC0415
    from app.domain.exams.prepared import open_paper  # noqa: PLC0415
    from app.web.extensions import db  # noqa: PLC0415

    with app.app_context(), Session(db.engine) as session:
        copy = session.scalars(select(PreparedPaper).limit(1)).one()
        name = str(session.get_one(Registration, copy.registration_id).uuid)
        return len(gzip.decompress(open_paper(name, copy.body))) / 1024


def _query(app: Any, statement: str) -> Any:  # noqa: ANN401
    from sqlalchemy import text  # noqa: PLC0415

    from app.web.extensions import db  # noqa: PLC0415

    with (
        app.app_context(),
        db.engine.execution_options(sqlite_begin="DEFERRED").connect() as connection,
    ):
        return connection.execute(text(statement)).fetchall()


@contextmanager
def databases(wanted: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Give the address for ours and the place for the floor; `postgresql` starts a server."""
    with ExitStack() as stack:
        if wanted == "postgresql":
            from tests import postgres  # noqa: PLC0415

            wanted = stack.enter_context(postgres.server())
        yield wanted or f"sqlite:///{folder / 'xuekao.db'}", wanted or str(folder / "floor.db")


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run it all; returns the figures."""
    with tempfile.TemporaryDirectory(prefix="xuekao-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        ours_at, floor_at = stack.enter_context(databases(options.database, folder))
        app, candidates = prepare(folder, ours_at, options.candidates)
        prepared = prepare_papers(app, options.candidates)
        rooms = prepare_rooms(app)
        connect_floor(floor_at).execute(TABLE)
        floor = serve("floor", "benchmarks.answers:make_floor", {FLOOR_DATABASE: floor_at})
        stack.callback(floor.stop)
        ours = serve("ours", "app.serve:make", {})
        stack.callback(ours.stop)
        bare = asyncio.run(load(floor, FloorRequests(), 4.0, options.connections)).cpu_ms
        looks = look(Field(ours, rooms, 1))
        steps = looks | play(
            Field(ours, candidates, options.connections), lambda: count_results(app)
        )
        kilobytes = {
            "paper_kb": steps["paper"].size / 1024,
            "paper_plain_kb": plain_kb(app),
            "journal_kb": journal_kb(app, options.candidates),
        }
        engine = "sqlite" if ours_at.startswith("sqlite") else "postgresql"
        return list(lines_of(steps, kilobytes, {"floor": bare, "prepare": prepared}, engine))


def lines_of(
    steps: dict[str, Step], kilobytes: dict[str, float], other: dict[str, float], engine: str
) -> Iterable[dict[str, Any]]:
    """The figures, each with its floor and its target."""
    bare = other["floor"]
    for name, step in steps.items():
        yield _line(f"{name}_cpu_ms", engine, step.cpu_ms, TARGETS.get(name), bare)
    for name in ("start", "hand_in"):
        yield _line(f"{name}_p99_ms", engine, steps[name].p99_ms, None, None)
        yield _line(f"{name}_burst_s", engine, steps[name].wall, None, None)
    yield _line("prepare_cpu_ms", engine, other["prepare"], None, None)
    for name, value in kilobytes.items():
        yield _line(name, engine, value, MOST_KB[name], None)


def _line(
    figure: str, engine: str, value: float, target: float | None, floor: float | None
) -> dict[str, Any]:
    return {
        "bench": "sittings",
        "figure": figure,
        "engine": engine,
        "value": round(value, 2),
        "floor": round(floor, 2) if floor else None,
        "ratio": round(value / floor, 2) if floor else None,
        "target": target,
        "ok": target is None or value <= target,
    }


def main() -> int:
    """Measure and print; the exit code says whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--database", default="", help="postgresql, or an address; default: SQLite")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    lines = measure(options)
    if options.json:
        for line in lines:
            print(json.dumps(line))
    else:
        print(f"{'figure':<20}{'ours':>9}{'floor':>9}{'ratio':>8}{'target':>9}")
        for line in lines:
            target = f"<= {line['target']:g}" if line["target"] else ""
            print(
                f"{line['figure']:<20}{line['value']:>9}{line['floor'] or '':>9}"
                f"{line['ratio'] or '':>8}{target:>9}"
            )
    return 0 if all(line["ok"] for line in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
