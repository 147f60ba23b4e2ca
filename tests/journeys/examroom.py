"""A real server with one exam, and candidates in real browsers: for tests that make it fail."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.models import AnswerEvent, Sitting
from app.engines import journal
from app.store.engine import make_engine
from tests.conftest import ROOT

PASSWORD = "Xuekao-2026"
SAVED = "已存服务器"
LOST = "连接中断"
ANSWERS = "**/sitting/*/answers"

PREPARE = f"""
import json, sys
from datetime import UTC, datetime, timedelta
from sqlalchemy.orm import Session
from app.domain.people import passwords
from app.domain.people.models import Account, RoleGrant
from app.engines import items
from app.factory import create_app
from app.kernel.actor import Role
from app.schema import Base
from app.web import catalogue
from app.web.extensions import db
from tests.factories import exams
app, now = create_app(), datetime.now(UTC)
catalogue.compile_to(app.config["BABEL_TRANSLATION_DIRECTORIES"])
example = lambda kind: dict(items.KINDS[kind].EXAMPLES[0].content)
contents = [example("single") for _ in range(4)] + [example(k) for k in exams.KNOWLEDGE[1:]]
with app.app_context(), Session(db.engine) as session:
    Base.metadata.create_all(db.engine)
    paper = exams.make_paper(session, exams.make_snapshot(contents))
    plan = exams.make_plan(session, paper, starts_at=now, entry_ends_at=now + timedelta(hours=9))
    unit = exams.make_organization(session)
    out = []
    for number in range(1, int(sys.argv[1]) + 1):
        person = exams.make_candidate(session)
        registration = exams.make_registration(session, person, plan)
        account = Account(person_id=person.person_id, username=f"k{{number}}",
            password_digest=passwords.digest({PASSWORD!r}), password_set_at=now, must_change=False)
        grant = RoleGrant(person_id=person.person_id, role=Role.LEARNER, organization_id=unit.id,
            granted_by_id=0, granted_at=now)
        session.add_all([account, grant])
        out.append([f"k{{number}}", str(registration.uuid), registration.id])
    staff = exams.make_staff(session, Role.INVIGILATOR, path=unit.path)
    session.add_all([
        Account(person_id=staff.person_id, username="jk", password_set_at=now, must_change=False,
            password_digest=passwords.digest({PASSWORD!r})),
        RoleGrant(person_id=staff.person_id, role=Role.INVIGILATOR, organization_id=unit.id,
            granted_by_id=0, granted_at=now)])
    session.commit()
print(json.dumps(out))
"""


@dataclass
class Room:
    """A server with candidates who wait to be seated."""

    var: Path
    port: int
    seats: list[list[Any]]
    database: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it listens."""
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
            *("app.serve:make", "--port", str(self.port), "--workers", "1", "--no-ws"),
            *("--blocking-threads", "8", "--log-level", "critical"),
        ]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True
        )
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            threading.Event().wait(0.05)
        pytest.fail("the server did not start")

    def processes(self) -> list[int]:
        """Return the server and all processes below it."""
        found = [self.process.pid] if self.process else []
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text(encoding="ascii").split()]
        return found

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "XUEKAO_VAR": str(self.var),
            "DATABASE_URL": self.database or f"sqlite:///{self.var / 'xuekao.db'}",
            "FLASK_APP": "app",
            "XUEKAO_EMBEDDED_WORKER": "0",
            "XUEKAO_SIGN_IN_RATE": "900 per minute",
        }

    @property
    def engine(self) -> Engine:
        return make_engine(self.environment["DATABASE_URL"])

    def flask(self, *words: str) -> str:
        """Run a command of the application beside the server."""
        run = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-3000:]
        return run.stdout


@dataclass
class Seat:
    """One candidate at the player."""

    room: Room
    context: BrowserContext
    page: Page
    registration_id: int

    def light(self, text: str) -> None:
        """Wait until a light says so."""
        expect(self.page.locator("[data-light=server]")).to_contain_text(text, timeout=15_000)

    def answer(self, number: int, option: int = 0) -> None:
        self.go(number)
        self.page.locator(".choice").nth(option).click()

    def go(self, number: int) -> None:
        self.page.locator(".card-pane .cell", has_text=str(number)).first.evaluate("c => c.click()")
        expect(self.page.locator("#item-no")).to_have_text(str(number))

    def hand_in(self) -> None:
        self.page.keyboard.press("Control+Enter")
        self.page.locator("dialog .btn-danger").click()
        self.page.locator("dialog .btn-danger-main").click()
        self.page.wait_for_url("**/receipt", timeout=15_000)

    def shown(self) -> dict[int, bool]:
        """Which items the card shows as answered."""
        cells = self.page.locator(".card-pane .cells .cell")
        looks = cells.evaluate_all(
            "all => all.map(c => [c.textContent, c.classList.contains('a')])"
        )
        return {int(text): is_answered for text, is_answered in looks}

    def sitting(self) -> Sitting:
        with Session(self.room.engine) as session:
            query = select(Sitting).where(Sitting.registration_id == self.registration_id)
            return session.scalars(query).one()

    def fold(self) -> journal.Fold:
        with Session(self.room.engine) as session:
            return queries.fold(session, self.sitting().id)

    def stored_values(self) -> dict[int, Any]:
        return {item: answer["value"] for item, answer in self.fold().answers.items()}

    def events(self) -> list[AnswerEvent]:
        with Session(self.room.engine) as session:
            query = select(AnswerEvent).where(AnswerEvent.sitting_id == self.sitting().id)
            return list(session.scalars(query.order_by(AnswerEvent.id)))


def make_room(
    var: Path,
    *,
    database: str = "",
    candidates: int = 30,
    contents: str = "",
    prepare: str = PREPARE,
) -> Room:
    """Make an exam that has just begun; the server is not started.

    :param contents: lines of Python that set `contents` to those of another paper.
    :param prepare: a script that makes the exam and prints the `seats` of the room as JSON.
    """
    script = prepare.replace("with app.app_context()", f"{contents}\nwith app.app_context()")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    room = Room(var, port, [], database)
    made = subprocess.run(
        [sys.executable, "-c", script, str(candidates)],
        cwd=ROOT,
        env=room.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-3000:]
    room.seats = json.loads(made.stdout.splitlines()[-1])
    return room


def sign_in(page: Page, username: str) -> None:
    """Sign in as one of the candidates, or as the invigilator `jk`."""
    page.goto("/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.locator("main button.btn-main").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sit(room: Room, chromium: Browser, script: str = "") -> Seat:
    """Seat the next candidate: sign in, check in, open the paper."""
    username, registration, registration_id = room.seats.pop()
    context = chromium.new_context(base_url=room.url, viewport={"width": 1280, "height": 800})
    if script:
        context.add_init_script(script)
    page = context.new_page()
    sign_in(page, username)
    page.goto(f"/exams/registrations/{registration}/enter")
    page.locator("main button.btn-main").click()
    page.wait_for_url("**/sitting/*#1", timeout=15_000)
    expect(page.locator("#item-no")).to_have_text("1")
    return Seat(room, context, page, registration_id)


def break_saving(seat: Seat, how: Callable[[Route], None]) -> Callable[[], None]:
    """Let every save fail in one way; returns what mends it."""
    seat.context.route(ANSWERS, how)
    return lambda: seat.context.unroute(ANSWERS)
