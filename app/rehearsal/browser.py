"""A browser without a screen: cookies, forms, files it has already, one connection."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from html import unescape
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.rehearsal.line import LATE, TIMEOUT_S, Line, LineError, Reply, request
from app.rehearsal.tally import Tally

COOKIE = re.compile(r"([^=;\s]+)=([^;]*)")
FORM_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
FILES = re.compile(rb'<(?:link rel="stylesheet" href|script[^>]* src)="(/static/[^"]+)"')
MOST_REDIRECTS = 4
NOT_MODIFIED = 304
SCRIPT = {"X-Xuekao": "player", "Content-Type": "application/json"}


class RefusedError(RuntimeError):
    """The server answered otherwise than a rehearsal needs."""


class Browser:
    """Asks the server as a candidate's or an invigilator's browser does, and counts it."""

    def __init__(self, address: str, tally: Tally, cookie: str = "") -> None:
        place = urlsplit(address)
        self.host = place.netloc
        self.tally = tally
        self.line = Line(place.hostname or "", place.port or 80)
        self.cookie = cookie
        self.bearer = ""
        self._files: set[bytes] = set()

    async def ask(  # noqa: PLR0917 - as HTTP has it
        self, kind: str, method: str, path: str, data: bytes = b"",
        headers: Mapping[str, str] | None = None, timeout: float = LATE,  # noqa: ASYNC109
    ) -> Reply:  # fmt: skip
        """Send one request and count it.

        :raises LineError: there was no answer.
        """
        sent = {**(headers or {})}
        if self.cookie and "Authorization" not in sent:
            sent["Cookie"] = self.cookie
        raw = request(method, path, self.host, sent, data)
        self.tally.under_way += 1
        started = perf_counter()
        try:
            reply = await self.line.ask(raw, timeout)
        except LineError as error:
            self.tally.fail(kind, str(error))
            raise
        finally:
            self.tally.under_way -= 1
        size = len(reply.head) + len(reply.body)
        counted = f"{kind}_same" if reply.status == NOT_MODIFIED else kind
        self.tally.note(counted, perf_counter() - started, len(raw), size)
        if reply.status >= 500:  # noqa: PLR2004
            self.tally.fail(kind, str(reply.status))
        if fresh := reply.header(b"set-cookie"):
            self._keep(fresh)
        return reply

    def _keep(self, header: str) -> None:
        found = COOKIE.match(header)
        if found:
            self.cookie = f"{found[1]}={found[2]}"

    async def page(self, kind: str, path: str, files: str = "") -> bytes:
        """Fetch a page, through redirections, with the files it needs and does not have yet.

        :param files: as what these are counted; empty to leave them.
        """
        return (await self.follow(kind, await self.ask(kind, "GET", path), files))[1]

    async def follow(self, kind: str, reply: Reply, files: str = "") -> tuple[str, bytes]:
        """Follow redirections; returns the address of the page and the page."""
        path = ""
        for _ in range(MOST_REDIRECTS):
            if reply.status not in {301, 302, 303, 307}:
                break
            place = urlsplit(reply.header(b"location"))
            path = place.path + (f"?{place.query}" if place.query else "")
            reply = await self.ask(kind, "GET", path)
        if reply.status != 200:  # noqa: PLR2004
            raise RefusedError(f"{kind}: {reply.status} {reply.body[:200]!r}")
        if files:
            await self._fetch_files(files, reply.body)
        return path, reply.body

    async def _fetch_files(self, kind: str, page: bytes) -> None:
        for name in FILES.findall(page):
            if name not in self._files:
                self._files.add(name)
                await self.ask(kind, "GET", unescape(name.decode()))

    async def send_form(
        self, kind: str, path: str, page: bytes, fields: Mapping[str, str]
    ) -> Reply:
        """Send a form that stands on a page."""
        token = FORM_TOKEN.search(page)
        body = urlencode({"csrf_token": token[1].decode() if token else "", **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.ask(kind, "POST", path, body, headers)

    async def script(self, kind: str, method: str, path: str, body: Any = None) -> Reply:  # noqa: ANN401
        """Send what the player's script sends with the cookie."""
        data = b"" if body is None else _json(body)
        headers = {**SCRIPT, "Accept-Encoding": "gzip"}
        return await self.ask(kind, method, path, data, headers)

    async def with_token(
        self, kind: str, method: str, path: str, body: Any = None,  # noqa: ANN401
    ) -> Reply:  # fmt: skip
        """Send what the player's script sends with the token of the sitting."""
        headers = {**SCRIPT, "Authorization": f"Bearer {self.bearer}"}
        data = b"" if body is None else _json(body)
        return await self.ask(kind, method, path, data, headers, TIMEOUT_S)


def read_json(reply: Reply) -> Any:  # noqa: ANN401
    """Return the JSON of an answer, unpacked."""
    body = reply.body
    return json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
