"""One candidate at one computer: the deeds of the script, carried out against a real server."""

from __future__ import annotations

import asyncio
import random
import re
from time import monotonic, perf_counter, time

from app.engines.rehearsal import Act, Deed, ItemSeen, Machine, arrival, working
from app.rehearsal.browser import Browser, RefusedError, read_json
from app.rehearsal.field import Field, Seat
from app.rehearsal.line import LineError, Reply
from app.rehearsal.sender import Sender

TOKEN = re.compile(rb'data-token="([^"]+)"')
SITTING = re.compile(r"/sitting/([0-9a-f-]{36})")
AGAIN_S = 3.0
MOST_STARTS = 60
ANSWER_OK, CONFLICT = 200, 409


class Candidate:
    """Plays one seat from the door to the receipt.

    :ivar state: `absent`, `coming`, `waiting`, `working`, `done`, `left`.
    """

    def __init__(self, field: Field, seat: Seat) -> None:
        self.field, self.seat = field, seat
        self.chance = random.Random(f"{field.seed}-{seat.number}")  # noqa: S311 - a rehearsal
        self.browser = Browser(field.address, field.tally, seat.cookie)
        self.state = "coming"
        self.path = ""
        self.client = f"drill-{seat.number}"
        self.machine = Machine("")
        self.sender = Sender(self)
        self.opened_at = monotonic()
        self.facts = 0
        self.ends_at = 0
        self.extra_ms = 0
        self.items: list[ItemSeen] = []
        self.is_late = False
        """Comes after the start."""
        self.is_ending = False
        """Has begun to hand in, and the server has not said yes yet."""

    @property
    def is_on_the_way(self) -> bool:
        """Whether the candidate should sit by the start, and does not sit yet."""
        return self.state == "coming" and not self.is_late

    async def live(self) -> None:
        """Play all deeds; a refusal of the server ends the seat and is counted."""
        try:
            await self._live()
        except (RefusedError, LineError) as error:
            self._fail(str(error))
        except Exception as error:  # a fault of the rehearsal ends one seat, not the whole
            self._fail(repr(error))
            raise
        finally:
            self.field.heart.forget(self)

    def _fail(self, why: str) -> None:
        self.state, self.is_ending = "failed", False
        self.field.problem(self.seat, why)

    async def _live(self) -> None:
        acts = arrival(self.chance, self.field.habits)
        if not acts:
            self.state = "absent"
            return
        if self.seat.sitting:
            acts = acts[-1:]
            self._sit_down(self.seat.sitting)
        self.is_late = acts[-1].at > self.field.habits.jitter_ms
        for act in acts:
            await self.field.clock.until(act.at)
            await self._do(act)
        for act in working(self.chance, self.field.habits, acts[-1].at, self.items):
            await self.field.clock.until(act.at)
            await self._do(act)

    async def _do(self, act: Act) -> None:
        if act.deed is Deed.WRITE:  # most of all deeds, and nobody waits for it
            self.write(act)
            return
        self.field.tally.deeds[act.deed.value] += 1
        await getattr(self, f"_{act.deed.value}")(act)

    def write(self, act: Act) -> None:
        """Put an entry into the journal of the machine, and let it be sent."""
        mono = round((monotonic() - self.opened_at) * 1e3)
        self.machine.write(act.item, act.kind, act.payload, at=round(time() * 1e3), mono=mono)
        self.sender.kick()

    async def sign_in(self) -> None:
        """Sign in with the password; those who have a sign-in already do not come here."""
        page = await self.browser.page("sign_in_page", "/sign-in", files="file")
        fields = {"username": self.seat.username, "password": self.field.password}
        reply = await self.browser.send_form("sign_in", "/sign-in", page, fields)
        await self.browser.follow("first_page", reply)

    async def _sign_in(self, _act: Act) -> None:
        await self.browser.page("exam_list", "/exams")

    async def _enter(self, _act: Act) -> None:
        path = f"/exams/registrations/{self.seat.registration}/enter"
        page = await self.browser.page("enter_page", path)
        reply = await self.browser.send_form("check_in", path, page, {})
        place, page = await self.browser.follow("wait_page", reply, files="file")
        found, token = SITTING.search(place), TOKEN.search(page)
        if not found or not token:
            raise RefusedError(f"no waiting page at {place}")
        self._sit_down(found[1])
        self.browser.bearer = token[1].decode()

    def _sit_down(self, sitting: str) -> None:
        self.path = f"/sitting/{sitting}"
        self.machine.sitting = sitting
        self.machine.begin(0)
        self.state = "waiting"

    async def _try(self, act: Act) -> None:
        self.write(act)

    async def _start(self, _act: Act) -> None:
        started = perf_counter()
        for _ in range(MOST_STARTS):
            if await self._try_to_start():
                break
            await asyncio.sleep(AGAIN_S * self.chance.uniform(0.7, 1.3))
        else:
            raise RefusedError("the exam could not be started")
        self.field.tally.note("paper_on_screen", perf_counter() - started, 0, 0)
        self.state = "working"
        self.field.heart.take(self)
        self.note_fact("opened", {})

    async def _try_to_start(self) -> bool:
        """Open the player; a person whose page does not come presses reload."""
        try:
            await self.sender.drain()
            await self.browser.page("player_page", self.path, files="file")
            opened = await self._open("open", take_over=False)
            if opened.status != ANSWER_OK:
                self.field.tally.fail("open", f"{opened.status} {opened.body[:80].decode()}")
                return False
            return self._read_paper(
                await self.browser.script("paper", "GET", self._at("paper.json"))
            )
        except LineError:
            return False  # counted already
        except RefusedError as error:
            self.field.tally.fail("start", str(error)[:120])
            return False

    async def _open(self, kind: str, *, take_over: bool) -> Reply:
        """Open the sitting as the writer; what is known of it is written on."""
        body = {"client": self.client, "take_over": take_over}
        reply = await self.browser.script(kind, "POST", self._at("open"), body)
        if reply.status == ANSWER_OK:
            told = read_json(reply)
            if told["writer"]:
                self.browser.bearer = told["token"]
                self.machine.begin(told["epoch"], told["last"]["seq"], told["last"]["hash"])
                self.ends_at = self.ends_at or told["sections"][-1]["ends_at"]
                self.opened_at = monotonic()
        return reply

    async def renew(self) -> Reply:
        """Get a new token for an old one."""
        return await self._open("open_again", take_over=False)

    def _read_paper(self, reply: Reply) -> bool:
        if reply.status == ANSWER_OK and not self.items:
            self.items = [self.field.seen(one) for one in read_json(reply)["items"]]
        return reply.status == ANSWER_OK

    async def _reload(self, _act: Act) -> None:
        if self.sender.is_cut:
            return  # the page would not come
        await self.sender.drain()
        await self.browser.page("player_page", self.path)
        await self.renew()
        await self.browser.script("paper", "GET", self._at("paper.json"))
        self.sender.kick()

    async def _cut(self, _act: Act) -> None:
        self.sender.cut()

    async def _back(self, _act: Act) -> None:
        self.sender.back()

    async def _second_tab(self, _act: Act) -> None:
        """Look at the exam in another tab: it may watch, and must not write."""
        tab = Browser(self.field.address, self.field.tally, self.browser.cookie)
        await tab.page("player_page", self.path)
        reply = await tab.script("open_again", "POST", self._at("open"), {"client": ""})
        if reply.status == ANSWER_OK and read_json(reply)["writer"]:
            self.field.problem(self.seat, "a second tab became the writer by itself")
        tab.line.cut()

    async def _move(self, _act: Act) -> None:
        """Go on at another computer; the one before must be told that it may not write any more."""
        if self.sender.is_cut:
            self.sender.back()
        await self.sender.drain()
        before, token = self.browser, self.browser.bearer
        self.browser = Browser(self.field.address, self.field.tally, before.cookie)
        self.client = f"{self.client}-b"
        await self.browser.page("player_page", self.path, files="file")
        await self._open("take_over", take_over=True)
        await self.browser.script("paper", "GET", self._at("paper.json"))
        before.bearer = token
        body: dict[str, object] = {"epoch": None, "waiting": 0, "events": []}
        reply = await before.with_token("replaced_pulse", "PUT", self._at("answers"), body)
        if reply.status != CONFLICT:
            self.field.problem(self.seat, f"the replaced computer was answered {reply.status}")
        before.line.cut()

    async def _away(self, _act: Act) -> None:
        self.note_fact("focus_lost", {"seconds": self.chance.randint(2, 90)})

    def note_fact(self, kind: str, details: dict[str, int]) -> None:
        """Report what the machine notes about itself; nobody waits for it."""
        self.facts += 1
        row = {"number": self.facts, "kind": kind, "at": round(time() * 1e3), **details}
        self.field.spawn(self._send_fact(row))

    async def _send_fact(self, row: dict[str, object]) -> None:
        await asyncio.sleep(1)
        body = {"client": self.client, "facts": [row]}
        try:
            await self.browser.with_token("facts", "POST", self._at("facts"), body)
        except LineError:
            return  # counted already; a machine would try again in five seconds

    async def _hand_in(self, _act: Act) -> None:
        await self._finish("candidate")

    async def _time(self, act: Act) -> None:
        known = 0
        while known < self.extra_ms:  # the invigilator gave more time, perhaps more than once
            known = self.extra_ms
            await self.field.clock.until(act.at + known)
        await self._finish("time")

    async def _finish(self, reason: str) -> None:
        """Send everything, hand in, look at the receipt; go on trying as the player does."""
        started, self.is_ending = perf_counter(), True
        if self.sender.is_cut:
            self.sender.back()
        while not await self._submit(reason):  # noqa: ASYNC110 - it is the asking itself
            await asyncio.sleep(AGAIN_S)
        self.field.tally.note("handed_in", perf_counter() - started, 0, 0)
        self.sender.stop()
        self.state, self.is_ending = "done", False
        await self.browser.page("receipt", self._at("receipt"))
        await self.field.clock.until(self.field.clock.now + self.field.stay_ms)

    async def _submit(self, reason: str) -> bool:
        if not await self.sender.drain():
            return False
        epoch = self.machine.epoch
        through = self.machine.acknowledged.get(epoch, 0)
        body = {"epoch": epoch, "through": through, "reason": reason}
        try:
            reply = await self.browser.with_token("submit", "POST", self._at("submit"), body)
        except LineError:
            return False
        if reply.status != ANSWER_OK:
            self.field.tally.fail("submit", str(reply.status))
        return reply.status == ANSWER_OK

    async def _leave(self, _act: Act) -> None:
        """Close the browser and go: what was written is sent on the way out."""
        if self.sender.is_cut:
            self.sender.back()
        await self.sender.drain()
        self.sender.stop()
        self.state = "left"
        self.browser.line.cut()

    def _at(self, name: str) -> str:
        return f"{self.path}/{name}"

    async def look_at_receipt(self) -> None:
        """Ask whether the sitting was opened again, as the page of the receipt does."""
        try:
            await self.browser.ask("receipt_pulse", "GET", self._at("receipt/state.json"))
        except LineError:
            return  # counted; the page asks again
