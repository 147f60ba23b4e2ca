"""Papers, plans and sittings for the tests of exams and of the rooms above."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy.orm import Session

from app.domain.exams import emergency
from app.domain.exams.batch import Batch
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.rules import PlanState, SittingState, begin_sections, milliseconds
from app.domain.exams.services import exam_key
from app.domain.papers.models import Paper, StoredBlueprint
from app.domain.people.models import Assignment, Organization, Person
from app.domain.people.rules import OrganizationKind
from app.engines import assembly, items, journal, sealing
from app.engines.journal import ANSWER, Event
from app.kernel.actor import Actor, Grant, Role
from app.kernel.tier import Tier

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
GUANGDONG = "/440000/"
GUANGZHOU = "/440000/440100/"
KNOWLEDGE = ("single", "multiple", "judge", "blank", "number", "order", "match")
_next = count(1)


def make_organization(session: Session, path: str = GUANGZHOU) -> Organization:
    """A unit at a path, made once a test."""
    known = session.query(Organization).filter_by(path=path).one_or_none()
    if known is not None:
        return known
    code = path.strip("/").split("/")[-1]
    unit = Organization(code=code, name=f"单位{code}", kind=next(iter(OrganizationKind)), path=path)
    session.add(unit)
    session.flush()
    return unit


def make_candidate(
    session: Session, full_name: str = "陈晓明", *, path: str = GUANGZHOU, tier: Tier = Tier.USER
) -> Actor:
    """A learner with a post, so that an exam of the unit is theirs."""
    unit = make_organization(session, path)
    person = Person(code=f"X{next(_next):06}", full_name=full_name)
    post = Assignment(
        person=person,
        organization_id=unit.id,
        post_title="科员",
        starts_on=NOW.date() - timedelta(days=400),
        tier=tier,
    )
    session.add_all([person, post])
    session.flush()
    return Actor(person.id, full_name, path, (Grant(Role.LEARNER, path),))


def make_staff(session: Session, role: Role, *, path: str = GUANGDONG) -> Actor:
    """A person with a staff role in a part of the tree."""
    person = Person(code=f"S{next(_next):06}", full_name=f"{role.value}")
    session.add(person)
    session.flush()
    return Actor(person.id, person.full_name, path, (Grant(role, path),))


def make_snapshot(contents: list[dict[str, Any]] | None = None, **sections: int) -> dict[str, Any]:
    """A paper of one knowledge section (and one practical section, if there are such contents)."""
    chosen = contents or [dict(items.KINDS[kind].EXAMPLES[0].content) for kind in KNOWLEDGE]
    minutes = {"knowledge": 40, "practical": 80} | sections
    rows = [
        {
            "position": position,
            "section": "practical" if content["kind"] == "practical" else "knowledge",
            "area": "policy",
            "code": f"T-{position:03}",
            "version_id": position,
            "kind": content["kind"],
            "domain": "D6" if position % 2 else "D2",
            "level": "K",
            "module": "EG201",
            "difficulty": 0.6,
            "points": 1,
            "content": content,
        }
        for position, content in enumerate(chosen, start=1)
    ]
    codes = dict.fromkeys(row["section"] for row in rows)
    return {
        "schema": "xuekao-paper/1",
        "code": "test-0001",
        "blueprint": "test@1",
        "tier": "USER",
        "title": {"zh": "测试卷", "en": "Test paper"},
        "seed": 1,
        "pass": {"total": 60, "sections": {}, "domains": {"D6": 50}, "grades": {"GOOD": 80}},
        "sections": [
            {
                "code": code,
                "title": {"zh": "理论知识", "en": "Knowledge"},
                "minutes": minutes[code],
                "points": sum(row["points"] for row in rows if row["section"] == code),
                "first": min(row["position"] for row in rows if row["section"] == code),
                "last": max(row["position"] for row in rows if row["section"] == code),
            }
            for code in codes
        ],
        "items": rows,
    }


def make_paper(session: Session, snapshot: dict[str, Any] | None = None) -> Paper:
    """A sealed paper."""
    number = next(_next)
    blueprint = StoredBlueprint(
        code=f"test-{number}",
        version=1,
        tier=Tier.USER,
        title="测试",
        title_en="Test",
        text="",
        loaded_at=NOW,
    )
    session.add(blueprint)
    session.flush()
    whole = snapshot or make_snapshot()
    paper = Paper(
        code=f"test-{number}-0001",
        blueprint_id=blueprint.id,
        org_path=GUANGZHOU,
        tier=Tier.USER,
        seed=1,
        snapshot=whole,
        digest=assembly.digest(whole),
        assembled_at=NOW,
        assembled_by_id=1,
        sealed_at=NOW,
        sealed_by_id=1,
    )
    session.add(paper)
    session.flush()
    return paper


def make_plan(session: Session, paper: Paper | None = None, **changed: Any) -> ExamPlan:
    """An exam that begins now, open for registration until then, with a sealed paper."""
    number = next(_next)
    sealed = paper or make_paper(session)
    fields: dict[str, Any] = {
        "code": f"2026-4401-{number}",
        "title": "2026 年度电子政务应用水平考核",
        "tier": Tier.USER,
        "org_path": GUANGZHOU,
        "blueprint_code": "user-2026",
        "starts_at": NOW,
        "entry_ends_at": NOW + timedelta(minutes=30),
        "registration_ends_at": NOW,
        "site": "越秀考点",
        "site_address": "越秀区东风中路",
        "year": 2026,
        "region": f"{number:04}",
        "serial": 1,
        "created_by_id": 1,
        "created_at": NOW,
        "state": PlanState.PUBLISHED,
        "paper_id": sealed.id,
        "minutes": sum(section["minutes"] for section in sealed.snapshot["sections"]),
    }
    plan = ExamPlan(**(fields | changed))
    session.add(plan)
    session.flush()
    return plan


def make_registration(
    session: Session, actor: Actor, plan: ExamPlan | None = None, **changed: Any
) -> Registration:
    """A person's place in an exam."""
    fields: dict[str, Any] = {
        "plan": plan or make_plan(session),
        "person_id": actor.person_id,
        "org_path": actor.org_path,
        "org_name": "广州市政务服务和数据管理局",
        "full_name": actor.full_name,
        "room": 1,
        "seat_number": next(_next),
        "ticket_number": f"{next(_next):018}",
        "registered_at": NOW,
    }
    registration = Registration(**(fields | changed))
    session.add(registration)
    session.flush()
    return registration


def make_sitting(
    session: Session, actor: Actor | None = None, plan: ExamPlan | None = None, **changed: Any
) -> Sitting:
    """A sitting that started now and whose first writer is the browser `pc-1`."""
    person = actor or make_candidate(session)
    registration = make_registration(session, person, plan)
    paper = session.get_one(Paper, registration.plan.paper_id)
    parts = [
        (one["code"], one["first"], one["last"], one["minutes"])
        for one in paper.snapshot["sections"]
    ]
    sections = begin_sections(parts, NOW, 0)
    fields: dict[str, Any] = {
        "registration": registration,
        "plan_id": registration.plan_id,
        "person_id": person.person_id,
        "paper_id": paper.id,
        "seed": 7,
        "checked_in_at": NOW,
        "state": SittingState.STARTED,
        "started_at": NOW,
        "sections": [section.to_json() for section in sections],
        "ends_at": datetime.fromtimestamp(sections[-1].ends_at / 1000, tz=UTC),
        "epoch": 1,
        "writer": "pc-1",
        "writer_since": NOW,
    }
    sitting = Sitting(**(fields | changed))
    session.add(sitting)
    session.flush()
    return sitting


class Pen:
    """A candidate's machine: numbers its events and chains their hashes, as the player does."""

    def __init__(self, sitting: Sitting, *, epoch: int = 1) -> None:
        self.sitting_id, self.uuid, self.epoch = sitting.id, str(sitting.uuid), epoch
        self.seq = 0
        self.before = journal.genesis(self.uuid, epoch)

    def write(
        self,
        item: int,
        value: object = "B",
        *,
        at: datetime = NOW,
        kind: str = ANSWER,
        of: str = "single",
    ) -> Event:
        """Write one event; `of` is the kind of item that is answered."""
        self.seq += 1
        answer = {"kind": of, "value": value} if kind == ANSWER else value
        payload = json.dumps(answer, separators=(",", ":"), ensure_ascii=False)
        moment = milliseconds(at)
        draft = Event(self.epoch, self.seq, item, kind, payload, moment, self.seq, moment, "")
        self.before = journal.entry_hash(self.before, draft)
        return Event(
            self.epoch, self.seq, item, kind, payload, moment, self.seq, moment, self.before
        )

    def batch(self, *events: Event, writer: int | None = None) -> Batch:
        """Put events into the envelope of a save."""
        brought_by = self.epoch if writer is None else writer
        epoch = self.epoch if events else None
        return Batch(self.sitting_id, brought_by, epoch, len(events), tuple(events))


def body(batch: Batch) -> dict[str, Any]:
    """Return a batch as the player sends it."""
    return {
        "epoch": batch.epoch,
        "waiting": batch.waiting,
        "events": [
            [e.seq, e.item, e.kind, e.payload, e.at_ms, e.mono_ms, e.wall_ms, e.hash]
            for e in batch.events
        ],
    }


def make_emergency(
    sitting: Sitting, token: str, *batches: Batch, files: dict[int, tuple[str, bytes]] | None = None
) -> bytes:
    """Return an emergency file as the player makes it."""
    plan = sitting.registration.plan
    head = {
        "format": emergency.FORMAT,
        "exam": plan.code,
        "sitting": str(sitting.uuid),
        "ticket": sitting.registration.ticket_number,
    }
    line = json.dumps(head, separators=(",", ":")).encode()
    inner = {
        "token": token,
        "client": "pc-1",
        "saved_at": milliseconds(NOW),
        "journal": [
            {key: one for key, one in body(batch).items() if key != "waiting"} for batch in batches
        ],
        "files": [
            {"position": position, "name": name, "size": len(data)}
            for position, (name, data) in (files or {}).items()
        ],
    }
    plain = b"\n".join(
        [json.dumps(inner).encode(), b"".join(data for _, data in (files or {}).values())]
    )
    return line + b"\n" + sealing.seal(plain, exam_key(plan.uuid), line)


def stop_clock(app: Flask, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let every request of the test happen at this moment; to be called after signing in."""
    before = app.before_request_funcs
    functions = {**before, None: [*before.get(None, []), lambda: setattr(g, "now", moment)]}
    monkeypatch.setattr(app, "before_request_funcs", functions)
    monkeypatch.setattr(app.wsgi_app, "clock", lambda: moment)  # the door of the hot path
