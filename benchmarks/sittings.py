"""What a sitting costs the server besides its answers: start, paper, hand-in with marking, review.

    ./run bench sittings
    python -m benchmarks.sittings [--candidates 200] [--json]

The application is called as the server calls it (WSGI, the candidate's own cookie), on a database
file with durable commits. The cost is the CPU time of the thread; what marking and delivery do in
the worker is counted with the hand-in. The floor is the lightest page of the application for the
same candidate: identity, session and headers, but nothing of exams.

Targets (performance.md 10.2, 10.3): start 2 ms, paper 2 ms and 60 KB, hand-in with the scoring of
40 items 5 ms, review 10 ms, journal 8 KB.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ITEMS = 40
SECRET = "bench"  # noqa: S105 - a token of the benchmark's own database
TARGETS = {"start": 2.0, "paper": 2.0, "paper_kb": 60.0, "hand_in": 5.0, "review": 10.0,
           "journal_kb": 8.0}  # fmt: skip


@dataclass
class Bench:
    """The application on a database of its own, and what was measured."""

    app: Any
    candidates: list[Any]
    times: dict[str, list[float]] = field(default_factory=dict)

    def call(self, step: str, method: str, path: str, cookie: str, **more: Any) -> Any:  # noqa: ANN401
        """Make one request and note its CPU time under the step."""
        body = json.dumps(more.pop("body", {})).encode()
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
            "SERVER_NAME": "bench", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "bench", "HTTP_COOKIE": cookie, "HTTP_X_XUEKAO": "player",
            "HTTP_AUTHORIZATION": more.get("token", ""), "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        status: list[str] = []
        started = time.thread_time()
        answer = b"".join(self.app.wsgi_app(environ, lambda code, *_: status.append(code)))
        self.times.setdefault(step, []).append((time.thread_time() - started) * 1e3)
        if not status[0].startswith("2"):
            raise SystemExit(f"{step}: {status[0]} {answer[:300]!r}")
        return answer

    def timed(self, step: str, run: Callable[[], object]) -> None:
        """Note the CPU time of something that is no request."""
        started = time.thread_time()
        run()
        self.times.setdefault(step, []).append((time.thread_time() - started) * 1e3)


def prepare(folder: Path, candidates: int) -> Bench:
    """Make a database with signed-in candidates who wait at their seats."""
    os.environ["XUEKAO_VAR"] = str(folder)
    from sqlalchemy.orm import Session  # noqa: PLC0415 - after the environment

    from app.factory import create_app  # noqa: PLC0415
    from app.schema import Base  # noqa: PLC0415
    from app.web.extensions import db  # noqa: PLC0415
    from tests.factories import exams  # noqa: PLC0415

    app = create_app()
    with app.app_context(), Session(db.engine) as session:
        Base.metadata.create_all(db.engine)
        now = datetime.now(UTC)
        contents = [example(number) for number in range(ITEMS)]
        paper = exams.make_paper(session, exams.make_snapshot(contents))
        plan = exams.make_plan(
            session, paper, starts_at=now - timedelta(minutes=5),
            entry_ends_at=now + timedelta(hours=2),
        )  # fmt: skip
        seated = [_seat(session, plan, number, now) for number in range(candidates)]
        session.commit()
    return Bench(app, seated)


def example(number: int) -> dict[str, Any]:
    """An item of one of the seven kinds of the general-user paper, by turns."""
    from app.engines import items  # noqa: PLC0415
    from tests.factories.exams import KNOWLEDGE  # noqa: PLC0415

    return dict(items.KINDS[KNOWLEDGE[number % len(KNOWLEDGE)]].EXAMPLES[0].content)


def _seat(session: Any, plan: Any, number: int, now: datetime) -> tuple[str, str]:  # noqa: ANN401
    """Return the address of a sitting and the token of a sign-in."""
    from app.domain.exams.rules import SittingState  # noqa: PLC0415
    from app.domain.people.accounts import token_digest  # noqa: PLC0415
    from app.domain.people.models import Account, RoleGrant, SignIn  # noqa: PLC0415
    from app.kernel.actor import Role  # noqa: PLC0415
    from tests.factories import exams  # noqa: PLC0415

    actor = exams.make_candidate(session)
    sitting = exams.make_sitting(
        session, actor, plan=plan, state=SittingState.NOT_STARTED, epoch=0, writer="",
        sections=[], started_at=None, ends_at=None,
    )  # fmt: skip
    account = Account(
        person_id=actor.person_id, username=f"b{number}", password_digest=SECRET,
        password_set_at=now, must_change=False,
    )  # fmt: skip
    unit = exams.make_organization(session)
    grant = RoleGrant(person_id=actor.person_id, role=Role.LEARNER, organization_id=unit.id,
                      granted_by_id=0, granted_at=now)  # fmt: skip
    session.add_all([account, grant])
    session.flush()
    token = f"{SECRET}-{number}"
    session.add(SignIn(account_id=account.id, token_digest=token_digest(token), created_at=now,
                       seen_at=now, address="127.0.0.1"))  # fmt: skip
    return str(sitting.uuid), token


def cookie_of(app: Any, token: str) -> str:  # noqa: ANN401
    """The session cookie of a signed-in candidate."""
    signer = app.session_interface.get_signing_serializer(app)
    return (
        f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': token, '_fresh': True})}"
    )


def play(bench: Bench) -> tuple[float, float]:
    """Let every candidate start, read, answer all items, hand in and be marked; returns KB."""
    from app.engines import items  # noqa: PLC0415
    from app.web import worker  # noqa: PLC0415

    working = worker.make_worker(bench.app)
    paper_kb = 0.0
    for uuid, token in bench.candidates:
        cookie = cookie_of(bench.app, token)
        bench.call("floor", "GET", "/account", cookie)
        opened = json.loads(bench.call("start", "POST", f"/sitting/{uuid}/open", cookie,
                                       body={"client": "bench"}))  # fmt: skip
        paper = bench.call("paper", "GET", f"/sitting/{uuid}/paper.json", cookie)
        paper_kb = max(paper_kb, len(paper) / 1024)
        bearer = f"Bearer {opened['token']}"
        now = round(time.time() * 1000)
        rows = [
            [seq, seq, "answer", json.dumps(items.full_response(example(seq - 1))), now, seq, now,
             "0" * 64] for seq in range(1, ITEMS + 1)
        ]  # fmt: skip
        for part in (rows[:20], rows[20:]):
            bench.call("answers", "PUT", f"/sitting/{uuid}/answers", "", token=bearer,
                       body={"epoch": 1, "waiting": len(part), "events": part})  # fmt: skip
        bench.call("submit", "POST", f"/sitting/{uuid}/submit", "", token=bearer,
                   body={"epoch": 1, "through": ITEMS})  # fmt: skip
        with bench.app.app_context():
            bench.timed("marking", working.drain)
        bench.call("review", "GET", f"/sitting/{uuid}/receipt", cookie)
    return paper_kb, journal_kb(bench)


def journal_kb(bench: Bench) -> float:
    """KB of a full journal: the rows of `answer_event`, as text, of one sitting."""
    from sqlalchemy import text  # noqa: PLC0415

    from app.web.extensions import db  # noqa: PLC0415

    with bench.app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM answer_event")).fetchall()
    whole = sum(len("".join(str(value) for value in row)) for row in rows)
    return whole / 1024 / len(bench.candidates)


def report(bench: Bench, paper_kb: float, journal: float) -> list[dict[str, Any]]:
    """The figures, each with its target."""
    cost = {step: median(values) for step, values in bench.times.items()}
    cost["hand_in"] = cost["submit"] + cost["marking"]
    requests = ("start", "paper", "hand_in", "review")
    return [
        *(_line(f"{name}_cpu_ms", cost[name], TARGETS[name], cost["floor"]) for name in requests),
        _line("paper_kb", paper_kb, TARGETS["paper_kb"], None),
        _line("journal_kb", journal, TARGETS["journal_kb"], None),
    ]


def _line(figure: str, value: float, target: float, floor: float | None) -> dict[str, Any]:
    return {
        "bench": "sittings",
        "figure": figure,
        "engine": "sqlite",
        "value": round(value, 2),
        "floor": round(floor, 2) if floor else None,
        "ratio": round(value / floor, 2) if floor else None,
        "target": target,
        "ok": value <= target,
    }


def main() -> int:
    """Measure and print; the exit code says whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xuekao-bench-") as name:
        bench = prepare(Path(name), options.candidates)
        lines = report(bench, *play(bench))
    if options.json:
        for line in lines:
            print(json.dumps(line))
    else:
        print(f"{'figure':<20}{'ours':>9}{'floor':>9}{'ratio':>8}{'target':>9}")
        for line in lines:
            print(
                f"{line['figure']:<20}{line['value']:>9}{line['floor'] or '':>9}"
                f"{line['ratio'] or '':>8}{'<= ' + format(line['target'], 'g'):>9}"
            )
    return 0 if all(line["ok"] for line in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
