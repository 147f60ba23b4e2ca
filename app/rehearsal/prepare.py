"""The database of a rehearsal: a unit that does not exist, candidates who do not either, a paper.

It is filled table by table, and not through the services of each room, because ten thousand people
are made at once and because it is thrown away. Nothing here ever opens a database with real data.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from app.domain.exams import queries, services
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.prepared import lone_seed
from app.domain.exams.rules import PlanState, ticket_number
from app.domain.exams.rules import Seat as RoomSeat
from app.domain.papers.models import Paper, StoredBlueprint
from app.domain.people.accounts import token_digest
from app.domain.people.models import (
    Account,
    Assignment,
    Organization,
    Person,
    RoleGrant,
    SignIn,
)
from app.domain.people.passwords import digest
from app.domain.people.rules import OrganizationKind
from app.engines import assembly, items
from app.kernel.actor import SYSTEM, Role
from app.kernel.tier import Tier
from app.rehearsal.field import Place, Seat
from app.schema import Base
from app.store import crypto
from app.store.engine import make_engine

CODE = "XUEKAO-DRILL"
PATH = f"/{CODE}/"
KINDS = (
    ("single",) * 18 + ("multiple",) * 6 + ("judge",) * 6
    + ("blank", "blank", "number", "number", "cloze")
    + ("order", "match", "classify", "short", "essay")
)  # fmt: skip
"""A paper of forty items, most of them chosen, some typed, one written."""
ROOMS_OF_A_PLAN, SEATS_MOST = 90, 90
"""A ticket number has two digits for each."""
HOURS = 12
"""The exam of a rehearsal does not end by the clock of the server: it ends when it is played."""
SOME = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of the rehearsal's own installation: nothing signed with them is worth anything else."""

    secret_key: str
    field_key: str
    password: str

    @classmethod
    def make(cls) -> Secrets:
        """Draw new ones."""
        return cls(*(secrets.token_urlsafe(24) for _ in range(3)))

    def keep(self, folder: Path) -> None:
        """Write them where a server that is started with this folder finds them."""
        for name in ("secret_key", "field_key"):
            path = folder / name
            path.touch(mode=0o600)
            path.write_text(getattr(self, name), encoding="utf-8")


@contextmanager
def own_key(secret: str) -> Iterator[None]:
    """Use the field key of the rehearsal, and no other, for a while."""
    before = crypto.FieldKey._key  # noqa: SLF001 - put back as it was
    crypto.FieldKey.set(secret)
    try:
        yield
    finally:
        crypto.FieldKey._key = before  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large a rehearsal is.

    :ivar sign_ins: how many candidates sign in with a password; the others are signed in already.
    :ivar arrivals: how many come in and check in; the others sit already.
    """

    candidates: int
    rooms: int
    minutes: int
    sign_ins: int
    arrivals: int
    seed: int

    @property
    def per_room(self) -> int:
        """Seats of a room."""
        return -(-self.candidates // self.rooms)


def fill(url: str, keys: Secrets, wanted: Wanted, progress: Progress) -> Place:
    """Make the tables and the rehearsal in an empty database, and prepare all papers."""
    engine = make_engine(url)
    try:
        with own_key(keys.field_key):
            Base.metadata.create_all(engine)
            with Session(engine) as session, session.begin():
                place = _Maker(session, keys, wanted, datetime.now(UTC)).make()
            _prepare_papers(engine, progress)
    finally:
        engine.dispose()
    return place


def _prepare_papers(engine: Any, progress: Progress) -> None:  # noqa: ANN401
    with Session(engine) as session:
        ids = [plan.id for plan in session.query(ExamPlan).order_by(ExamPlan.id)]
        whole = session.query(Registration).count()
    before = 0
    for plan_id in ids:
        done = None
        while done is None or not done.is_whole:
            with Session(engine) as session, session.begin():
                plan = queries.get_plan_by_id(session, plan_id)
                done = services.prepare_some(
                    session, actor=SYSTEM, plan=plan, now=datetime.now(UTC), limit=SOME
                )
            progress(before + done.done, whole)
        before += done.total


class _Maker:
    """Makes the rows of one rehearsal."""

    def __init__(self, session: Session, keys: Secrets, wanted: Wanted, now: datetime) -> None:
        self.session, self.keys, self.wanted, self.now = session, keys, wanted, now
        self.unit = Organization(
            code=CODE, name="演练单位（虚构）", kind=OrganizationKind.UNIT, path=PATH,
            name_en="Rehearsal unit (fictitious)",
        )  # fmt: skip
        self.digest = digest(keys.password)
        self._sign = _signer(keys.secret_key)

    def make(self) -> Place:
        """Make everything; returns where who sits."""
        self._add(self.unit)
        plans = self._plans(self._paper())
        numbers = range(1, self.wanted.candidates + 1)
        watcher, *people = self._people(
            [(0, "演练监考员", Role.INVIGILATOR)]
            + [(number, name_of(number), Role.LEARNER) for number in numbers]
        )
        seats = [
            self._seat(number, account, plans) for number, account in enumerate(people, start=1)
        ]
        cookie = self._sign_in(watcher)
        return Place(tuple(seats), cookie, self.keys.password, self.wanted.minutes)

    def _add(self, *rows: Base) -> None:
        self.session.add_all(rows)
        self.session.flush()

    def _people(self, wanted: list[tuple[int, str, Role]]) -> list[Account]:
        """Make persons with a post, a role and an account; all have one password."""
        persons = [Person(code=f"DRILL{number:06}", full_name=name) for number, name, _ in wanted]
        self._add(*persons)
        accounts = []
        for person, (_, _, role) in zip(persons, wanted, strict=True):
            post = Assignment(
                person=person, organization_id=self.unit.id, post_title="演练", tier=Tier.USER,
                starts_on=self.now.date() - timedelta(days=1),
            )  # fmt: skip
            grant = RoleGrant(
                person_id=person.id, role=role, organization_id=self.unit.id, granted_by_id=0,
                granted_at=self.now,
            )  # fmt: skip
            account = Account(
                person_id=person.id, username=person.code.lower(), password_digest=self.digest,
                password_set_at=self.now, must_change=False,
            )  # fmt: skip
            self.session.add_all([post, grant, account])
            accounts.append(account)
        self.session.flush()
        return accounts

    def _sign_in(self, account: Account) -> str:
        """Return the cookie of a sign-in that was made beforehand."""
        token = secrets.token_urlsafe(24)
        self.session.add(SignIn(
            account_id=account.id, token_digest=token_digest(token), created_at=self.now,
            seen_at=self.now, address="127.0.0.1",
        ))  # fmt: skip
        return f"xuekao={self._sign(token)}"

    def _paper(self) -> Paper:
        blueprint = StoredBlueprint(
            code="drill", version=1, tier=Tier.USER, title="演练", title_en="Rehearsal", text="",
            loaded_at=self.now,
        )  # fmt: skip
        self._add(blueprint)
        whole = snapshot()
        paper = Paper(
            code="drill-0001", blueprint_id=blueprint.id, org_path=PATH, tier=Tier.USER, seed=1,
            snapshot=whole, digest=assembly.digest(whole), assembled_at=self.now,
            assembled_by_id=1, sealed_at=self.now, sealed_by_id=1,
        )  # fmt: skip
        self._add(paper)
        return paper

    def _plans(self, paper: Paper) -> list[ExamPlan]:
        count = -(-self.wanted.rooms // ROOMS_OF_A_PLAN)
        plans = [self._plan(paper, number) for number in range(1, count + 1)]
        self._add(*plans)
        return plans

    def _plan(self, paper: Paper, number: int) -> ExamPlan:
        return ExamPlan(
            code=f"DRILL-{number:02}", title=f"演练考核（第{number}考点）", tier=Tier.USER,
            org_path=PATH, blueprint_code="drill", starts_at=self.now - timedelta(seconds=1),
            entry_ends_at=self.now + timedelta(hours=HOURS),
            registration_ends_at=self.now - timedelta(seconds=2), site="演练考点",
            site_address="（虚构）", year=self.now.year, region="0000", serial=number,
            created_by_id=1, created_at=self.now, rooms=ROOMS_OF_A_PLAN,
            seats_per_room=self.wanted.per_room, state=PlanState.PUBLISHED, paper_id=paper.id,
            minutes=HOURS * 60,
        )  # fmt: skip

    def _seat(self, number: int, account: Account, plans: list[ExamPlan]) -> Seat:
        room, seat = divmod(number - 1, self.wanted.per_room)
        plan_number, room_number = divmod(room, ROOMS_OF_A_PLAN)
        plan = plans[plan_number]
        place = RoomSeat(room_number + 1, seat + 1)
        made = Registration(
            plan=plan, person_id=account.person_id, org_path=PATH, org_name=self.unit.name,
            full_name=name_of(number), room=place.room, seat_number=place.number,
            ticket_number=ticket_number(
                year=self.now.year, region="0000", plan=plan.serial, tier=Tier.USER, site=1,
                seat=place,
            ),
            registered_at=self.now,
        )  # fmt: skip
        self.session.add(made)
        sitting = "" if number <= self.wanted.arrivals else self._sitting(made, plan)
        is_prepared = number > self.wanted.sign_ins
        cookie = self._sign_in(account) if is_prepared else ""
        return Seat(
            number, str(made.uuid), account.username, str(plan.uuid), place.room, cookie, sitting
        )

    def _sitting(self, registration: Registration, plan: ExamPlan) -> str:
        """Seat somebody who came before the rehearsal began."""
        made = Sitting(
            registration=registration, plan_id=plan.id, person_id=registration.person_id,
            paper_id=plan.paper_id or 0, seed=lone_seed(str(registration.uuid)),
            checked_in_at=self.now,
        )  # fmt: skip
        self.session.add(made)
        return str(made.uuid)


def name_of(number: int) -> str:
    """Return the name of a candidate: nobody takes it for a person's."""
    return f"演练考生{number:05}"


def snapshot() -> dict[str, Any]:
    """Return the paper of a rehearsal: the examples of the kinds, none of a real bank."""
    rows = [
        {
            "position": position, "section": "knowledge", "area": "policy",
            "code": f"DRILL-{position:03}", "version_id": position, "kind": kind, "domain": "D2",
            "level": "K", "module": "", "difficulty": 0.6, "points": 1,
            "content": _example(kind, position),
        }
        for position, kind in enumerate(KINDS, start=1)
    ]  # fmt: skip
    section = {
        "code": "knowledge", "title": {"zh": "演练", "en": "Rehearsal"}, "minutes": HOURS * 60,
        "points": len(rows), "first": 1, "last": len(rows),
    }  # fmt: skip
    return {
        "schema": "xuekao-paper/1", "code": "drill-0001", "blueprint": "drill@1", "tier": "USER",
        "title": {"zh": "演练卷", "en": "Rehearsal paper"}, "seed": 1,
        "pass": {"total": 60, "sections": {}, "domains": {}, "grades": {}},
        "sections": [section], "items": rows,
    }  # fmt: skip


def _example(kind: str, position: int) -> dict[str, Any]:
    examples = items.KINDS[kind].EXAMPLES
    return dict(examples[position % len(examples)].content)


def _signer(secret: str) -> Callable[[str], str]:
    """Return what turns the token of a sign-in into the value of the session cookie."""
    app = Flask("rehearsal")
    app.secret_key = secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None  # noqa: S101 - there is a secret

    def sign(token: str) -> str:
        return str(serializer.dumps({"_user_id": token, "_fresh": True}))

    return sign
