"""A whole rehearsal in one call: make what is needed, play, compare, clean up."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from app.engines.rehearsal import Habits
from app.rehearsal import check, instance, prepare
from app.rehearsal.field import Place
from app.rehearsal.instance import Instance, InstanceError
from app.rehearsal.meter import Meter, listener
from app.rehearsal.play import Progress, Rules, play
from app.rehearsal.prepare import Secrets, Wanted
from app.rehearsal.report import Report, costs_of

SEATS_OF_A_ROOM = 40
SIGN_INS, ARRIVALS = 100, 400
"""So many sign in with their password, and so many arrive: what it costs is known then, and the
same for all. The others are signed in, and sit, when the rehearsal begins."""
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
Preparing = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for.

    :ivar database: address of a PostgreSQL server on which a database may be made; empty: SQLite.
    :ivar speed: None: as fast as the server stays clear of saturation.
    """

    candidates: int = 200
    minutes: int = 60
    rooms: int = 0
    seed: int = 1
    disconnects: float = 0.01
    speed: float | None = None
    database: str = ""
    workers: int = 1
    shared: Path = Path("var")
    keep: Path | None = None

    @property
    def wanted(self) -> Wanted:
        """The size of what is prepared."""
        rooms = self.rooms or -(-self.candidates // SEATS_OF_A_ROOM)
        rooms = max(1, min(self.candidates, max(rooms, -(-self.candidates // prepare.SEATS_MOST))))
        sign_ins = min(self.candidates, SIGN_INS)
        arrivals = min(self.candidates, ARRIVALS)
        return Wanted(self.candidates, rooms, self.minutes, sign_ins, arrivals, self.seed)

    def habits(self, minutes: int) -> Habits:
        """How the candidates behave."""
        return Habits(minutes=minutes, disconnects=self.disconnects)


def make(options: Options, folder: Path, preparing: Preparing, stack: ExitStack) -> Made:
    """Make the database of a rehearsal in a folder."""
    keep = options.keep is not None
    url = stack.enter_context(instance.own_database(options.database, folder, keep=keep))
    keys = Secrets.make()
    keys.keep(folder)
    place = prepare.fill(url, keys, options.wanted, preparing)
    instance.keep_place(place, folder, url)
    return Made(place, url, keys)


@dataclass(frozen=True, slots=True)
class Made:
    """A rehearsal that lies ready."""

    place: Place
    database: str
    keys: Secrets


def rehearse(options: Options, preparing: Preparing, progress: Progress) -> Report:
    """Make an installation of its own, play on it, and leave nothing behind."""
    with ExitStack() as stack:
        folder = stack.enter_context(instance.own_folder(options.shared, options.keep))
        made = make(options, folder, preparing, stack)
        server = instance.own_server(folder, made.database, made.keys, options.workers)
        return _play(options, made.place, stack.enter_context(server), progress)


def rehearse_at(
    address: str, prepared: Path, options: Options, progress: Progress, pid: int | None = None
) -> Report:
    """Play a prepared rehearsal against a server that was started with it.

    :raises InstanceError: the server does not know the rehearsal; nothing has been sent to it but
        one look at a page.
    """
    place, database = instance.read_place(prepared)
    require_rehearsal(address, place)
    parts = urlsplit(address)
    if pid is None and parts.hostname in LOCAL:
        pid = listener(parts.port or 80)
    reachable = database if _is_reachable(database) else ""
    found = Instance(address.rstrip("/"), pid, reachable, options.workers)
    return _play(options, place, found, progress)


def require_rehearsal(address: str, place: Place) -> None:
    """Make sure that a server serves the rehearsal, and not an exam that counts.

    The sign-in of the rehearsal's invigilator is signed with the rehearsal's own key: on every
    other installation it opens nothing.
    """
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        raise InstanceError(f"{address}: give an address like http://127.0.0.1:8000")
    plan, room = place.rooms[0]
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=15)
    try:
        connection.request("GET", f"/rooms/{plan}/{room}", headers={"Cookie": place.invigilator})
        status = connection.getresponse().status
    except OSError as error:
        raise InstanceError(f"{address} does not answer: {error}") from error
    finally:
        connection.close()
    if status != 200:  # noqa: PLR2004
        raise InstanceError(
            f"{address} does not serve this rehearsal (answer {status}). Nothing was played."
            " Start a server with the prepared folder; a server with real exams is never used."
        )


def _is_reachable(database: str) -> bool:
    try:
        check.is_idle(database)
    except SQLAlchemyError:
        return False
    return True


def _play(options: Options, place: Place, server: Instance, progress: Progress) -> Report:
    reachable = bool(server.database)
    rules = Rules(
        address=server.address,
        habits=options.habits(place.minutes),
        seed=options.seed,
        speed=options.speed,
        meter=Meter(server.pid, check.database_process(server.database) if reachable else None),
        workers=server.workers,
        progress=progress,
        idle=lambda: not server.database or check.is_idle(server.database),
    )
    played = asyncio.run(play(place, rules))
    answers = check.compare(server.database, played.candidates) if server.database else None
    return Report(played, server, answers, costs_of(played) if server.pid else None)


@contextmanager
def prepared_folder(options: Options, preparing: Preparing) -> Iterator[Made]:
    """Prepare a rehearsal in a folder that stays."""
    with ExitStack() as stack:
        assert options.keep is not None  # noqa: S101 - asked for by the caller
        folder = stack.enter_context(instance.own_folder(options.shared, options.keep))
        yield make(options, folder, preparing, stack)
