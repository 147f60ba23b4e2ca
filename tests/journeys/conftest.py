"""A real server with the demo in a folder of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.demo.people import PASSWORD
from tests.conftest import ROOT
from tests.journeys.examroom import Room, Seat, make_room, sit

WAIT = 15_000
"""Milliseconds a page has for what it is asked."""
expect.set_options(timeout=WAIT)


@dataclass
class Site:
    """A running installation: its address, its folder, its server process."""

    url: str
    var: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "XUEKAO_VAR": str(self.var), "FLASK_APP": "app"}

    def flask(self, *words: str) -> str:
        """Run a command of the application on this installation."""
        command = [sys.executable, "-m", "flask", *words]
        run = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
        return run.stdout

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi",
                   "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
                   "--blocking-threads", "8", "--no-ws", "--log-level", "error",
                   "--factory", "app.serve:make"]  # fmt: skip
        with (self.var / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/sign-in", timeout=5).close()  # noqa: S310
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail((self.var / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        """Stop the server as a power cut would."""
        if self.process is not None:
            subprocess.run(["pkill", "-KILL", "-P", str(self.process.pid)], check=False)
            self.process.kill()
            self.process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, migrated and loaded as `./run` does it, on a free port.

    XUEKAO_LOADED names a folder in which that was done before: a copy of it is used.
    """
    var = tmp_path_factory.mktemp("site")
    if loaded := os.environ.get("XUEKAO_LOADED"):
        shutil.copytree(loaded, var, dirs_exist_ok=True, symlinks=True)
    if not (var / "fonts").exists():
        (var / "fonts").symlink_to(ROOT / "var" / "fonts")
    port = _free_port()
    made = Site(f"http://127.0.0.1:{port}", var, port)
    made.flask("translations", "compile")
    made.flask("db", "upgrade")
    made.flask("demo", "load")
    made.start()
    yield made
    made.kill()
    shutil.rmtree(var, ignore_errors=True)


SignIn = Callable[..., Page]


@pytest.fixture
def as_persona(site: Site, chromium: Browser) -> Iterator[SignIn]:
    """Open a browser of its own for a persona and sign in; for nobody, only open it."""
    contexts: list[BrowserContext] = []

    def open_for(username: str = "") -> Page:
        context = chromium.new_context(
            base_url=site.url, viewport={"width": 1440, "height": 900}, accept_downloads=True
        )
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        if not username:
            return page
        page.goto("/sign-in")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A server with one exam that has begun, and thirty candidates who wait to be seated."""
    found = make_room(tmp_path_factory.mktemp("room"))
    found.start()
    yield found
    found.kill()


SitDown = Callable[..., Seat]


@pytest.fixture
def sit_down(room: Room, chromium: Browser) -> Iterator[SitDown]:
    """Seat the next candidate: sign in, check in, open the paper."""
    seats: list[Seat] = []

    def take_a_seat(script: str = "") -> Seat:
        seats.append(sit(room, chromium, script))
        return seats[-1]

    yield take_a_seat
    for seat in seats:
        seat.context.close()
