"""How a test fills a list: the table behind the guard of query counts.

Whoever adds a page that lists rows adds a line to LISTS: a function that makes that many rows for
the reader and returns what stands in the address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import services as bank_services
from app.domain.bank.rules import State
from app.domain.certificates import services as certificates
from app.domain.certificates.rules import Operation
from app.domain.exams.models import Accommodation
from app.domain.exams.rules import PlanState
from app.domain.jobs import services as jobs
from app.domain.learning import services as learning_services
from app.domain.learning.rules import HoursState
from app.domain.marking import services as marking
from app.domain.people import services as people
from app.domain.people.models import Assignment, Person
from app.domain.people.rules import OrganizationKind
from app.domain.practice.models import PracticeRun
from app.domain.practice.rules import Mode
from app.domain.results import services as results
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from tests.architecture.things import GUANGZHOU
from tests.conftest import NOW
from tests.factories import bank as make_bank
from tests.factories import certificates as make_certificates
from tests.factories import doubts as make_doubts
from tests.factories import exams as make
from tests.factories import figures
from tests.factories import learning as make_learning
from tests.factories import people as make_people
from tests.factories import regrades as make_regrades
from tests.factories import results as make_results

Filler = Callable[[Session, Connection, Actor, int], dict[str, Any]]


def _units(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    city = make_people.make_tree(session)["440100"]
    for number in range(rows):
        people.add_organization(
            session, actor=SYSTEM, code=f"GZ-{number}", name=f"第{number}局", parent=city,
            kind=OrganizationKind.DEPARTMENT, now=NOW,
        )  # fmt: skip
    return {}


def _persons(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    units = make_people.make_tree(session)
    for number in range(rows):
        unit = units["GZ-A" if number % 2 else "440100"]
        person = make_people.make_person(session, unit, code=f"N{number}")
        make_people.make_account(session, person, unit)
        people.grant_role(
            session, actor=SYSTEM, person=person, role=Role.LEARNER, organization=unit, now=NOW
        )
    return {}


def _events(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    for number in range(rows):
        audit.record(session, actor=reader, action="a.b.c", subject=str(number), at=NOW)
    return {}


def _versions(state: State) -> Filler:
    def fill(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
        bank = make_bank.make_bank(session, org_path=GUANGZHOU)
        for number in range(rows):
            author = make_bank.make_trainer(session, full_name=f"作者{number}")
            make_bank.make_version(session, state=state, bank=bank, author=author)
        return {}

    return fill


def _practicals(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    bank = make_bank.make_bank(session, org_path=GUANGZHOU)
    for number in range(rows):
        task = {"title": f"上机题{number}", "module": "word"}
        draft = bank_services.Draft(task=task, extra={})
        bank_services.begin_practical(
            session, actor=reader, bank_code=bank.code, draft=draft, now=NOW
        )
    return {}


def _asked(session: Session, _c: Connection, _r: Actor, rows: int) -> dict[str, Any]:
    plan = figures.over(session)
    for number in range(rows):
        version = figures.practical(session, f"P{number}")
        version.item.bank.org_path = GUANGZHOU
        figures.mark(session, version, plan, figures.GOOD)
    return {"plan": plan.uuid}


def _regrades(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    case = make_regrades.mended(session, b"PK a file")
    for _ in range(rows):
        made = marking.open_regrade(
            session, actor=reader, plan_uuid=case.plan.uuid, item_uuid=case.asked.item.uuid,
            number=2, now=NOW,
        )  # fmt: skip
        marking.close_regrade(session, actor=reader, uuid=made.uuid, reason="x", now=NOW)
    return {"plan": case.plan.uuid}


def _own_exams(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    unit = make.make_organization(session, GUANGZHOU)
    session.add(
        Assignment(
            person=session.get_one(Person, reader.person_id), organization_id=unit.id,
            post_title="科员", starts_on=NOW.date(), tier=Tier.USER,
        )
    )  # fmt: skip
    month = NOW + timedelta(days=30)
    for number in range(rows):
        make.make_plan(
            session, starts_at=month, entry_ends_at=month + timedelta(minutes=30),
            registration_ends_at=month,
        )  # fmt: skip
        if number % 2:
            make.make_sitting(session, reader)
        else:
            make.make_registration(session, reader)
    return {}


def _plans(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    for number in range(rows):
        plan = make.make_plan(session, org_path=f"{GUANGZHOU}{number}/")
        make.make_registration(session, make.make_candidate(session), plan)
    return {}


def _plan(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    plan = make.make_plan(session, state=PlanState.IN_PROGRESS)
    for number in range(rows):
        make.make_sitting(session, plan=plan, state="started") if number % 2 else (
            make.make_registration(session, make.make_candidate(session), plan)
        )
    return {"uuid": plan.uuid}


def _room(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    plan = make.make_plan(session, state=PlanState.IN_PROGRESS)
    for _ in range(rows):
        sitting = make.make_sitting(session, plan=plan)
        make_results.write(session, sitting, {1: "B"})
    return {"uuid": plan.uuid, "number": 1}


def _results(session: Session, connection: Connection, _r: Actor, rows: int) -> dict[str, Any]:
    plan = make_results.exam(session)
    for number in range(rows):
        make_results.hand_in(session, plan, number % 5, path=f"{GUANGZHOU}{number % 7}/")
    make_results.collected(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    make_results.release(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    return {"plan": plan.uuid}


def _own_results(session: Session, connection: Connection, r: Actor, rows: int) -> dict[str, Any]:
    plans = [make_results.exam(session) for _ in range(rows)]
    for plan in plans:
        make_results.hand_in(session, plan, 4, r)
        make_results.collected(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    for plan in plans[1:]:
        make_results.release(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    return {}


def _accommodations(session: Session, _c: Connection, r: Actor, rows: int) -> dict[str, Any]:
    for _ in range(rows):
        session.add(
            Accommodation(
                person_id=make.make_candidate(session).person_id, org_path=GUANGZHOU,
                extra_percent=30, break_minutes=0, is_large_print=False, is_high_contrast=False,
                is_separate_room=False, grounds="证明编号 1", valid_until=NOW.date(),
                asked_by_id=r.person_id, asked_at=NOW,
            )
        )  # fmt: skip
    session.flush()
    return {}


def _register(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    officer = make_certificates.make_officer(session)
    for number in range(rows):
        made = make_certificates.make_certificate(session, org_path=f"{GUANGZHOU}{number}/")
        award = make_certificates.make_award(session, full_name="陈\U000323af")
        certificates.issue_or_block(session, actor=SYSTEM, award=award, now=NOW)
        certificates.propose_change(
            session, actor=officer, uuid=made.uuid, operation=Operation.SUSPEND,
            reason="等待核查结果。", now=NOW,
        )  # fmt: skip
    return {}


def _own_certificates(session: Session, _c: Connection, reader: Actor, n: int) -> dict[str, Any]:
    for _ in range(n):
        make_certificates.make_certificate(session, person_id=reader.person_id)
    return {}


def _exports(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    for number in range(rows):
        results.request_export(
            session, actor=reader, scope=Scope((GUANGZHOU,)), filters={"year": str(2000 + number)},
            unit_name="广州市", locale="zh_CN", now=NOW,
        )  # fmt: skip
    return {}


def _jobs(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    for number in range(rows):
        jobs.enqueue(session, actor=reader, kind="x", args={}, title=f"第{number}项", now=NOW)
    return {}


def _modules(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    codes = [one.code for one in make_learning.shipped().modules]
    make_learning.load_courses(session, *codes[: 2 if rows == FEW else len(codes)])
    return {}


def _hours(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    codes = [one.code for one in make_learning.shipped().modules][:3]
    make_learning.load_courses(session, *codes)
    for number in range(rows):
        make_learning.make_hours(
            session, reader.person_id, codes[number % len(codes)],
            earned_on=NOW.date() - timedelta(days=number),
        )  # fmt: skip
    return {}


def _hours_of_units(session: Session, _c: Connection, _r: Actor, rows: int) -> dict[str, Any]:
    codes = [one.code for one in make_learning.shipped().modules][:3]
    make_learning.load_courses(session, *codes)
    officer = make.make_staff(session, Role.PERSONNEL)
    for number in range(rows):
        person = make.make_candidate(session).person_id
        record = make_learning.make_hours(session, person, codes[number % len(codes)])
        if number % 2:
            for state in (HoursState.RETURNED, HoursState.PENDING):
                learning_services.decide_hours(
                    session, actor=officer, uuid=record.uuid, state=state, reason="再核", now=NOW
                )
    return {}


def _runs(session: Session, _c: Connection, reader: Actor, rows: int) -> dict[str, Any]:
    for _ in range(rows):
        session.add(
            PracticeRun(
                person_id=reader.person_id, mode=Mode.MOCK, tier=Tier.USER, snapshot={}, seed=-1,
                sections=[], begun_at=NOW, ends_at=NOW, item_count=0,
            )
        )  # fmt: skip
    session.flush()
    return {}


def _doubts(session: Session, _c: Connection, _reader: Actor, rows: int) -> dict[str, Any]:
    found = make_doubts.grading(
        make_doubts.check("a", "pass", 2), make_doubts.check("b", "review", 0)
    )
    for number in range(rows):
        plan = make_doubts.plan_with_file(session)
        make_doubts.graded(session, plan, found, data=f"PK {number}".encode())
    return {}


FEW, MANY = 5, 25
LISTS: dict[str, Filler] = {
    "account.job_list": _jobs,
    "admin.accounts": _persons,
    "admin.audit_log": _events,
    "admin.organizations": _units,
    "author.check_list": _asked,
    "author.coverage": _versions(State.PUBLISHED),
    "author.duplicates": _versions(State.PUBLISHED),
    "author.exposure": _versions(State.PUBLISHED),
    "author.item_list": _versions(State.DRAFT),
    "author.practical_list": _practicals,
    "author.review_list": _versions(State.IN_REVIEW),
    "candidate.exams": _own_exams,
    "certificates.mine": _own_certificates,
    "certificates.register": _register,
    "exams.accommodations": _accommodations,
    "exams.plan": _plan,
    "exams.plans": _plans,
    "exams.registrations": _plan,
    "exams.seats": _plan,
    "hr.dashboard": _results,
    "hr.exam_practicals": _asked,
    "hr.export_list": _exports,
    "hr.hours_list": _hours_of_units,
    "hr.regrade_list": _regrades,
    "hr.result_list": _results,
    "invigilator.end": _room,
    "invigilator.people_list": _room,
    "invigilator.record": _room,
    "invigilator.room": _room,
    "invigilator.rooms": _plans,
    "invigilator.state": _room,
    "learner.courses": _modules,
    "learner.home": _modules,
    "practice.home": _runs,
    "learner.hours": _hours,
    "persons.person_list": _persons,
    "marking.queue": _doubts,
    "results.mine": _own_results,
}
"""Endpoint → how to make that many rows for its reader."""

NO_LISTS: dict[str, str] = {"author.import_page": "a form; its banks are few"}
"""Pages of the navigation that list nothing, with the reason."""
