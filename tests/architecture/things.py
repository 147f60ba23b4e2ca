"""How a test gets hold of the thing an address names: the table behind the guards of endpoints.

Whoever adds an endpoint with an id in its address adds a line to THINGS; the guards then ask that
the thing is there for those it belongs to, and is not there for another city.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.domain.bank import services as bank_services
from app.domain.bank.models import SavedView
from app.domain.bank.rules import State
from app.domain.certificates import services as certificates
from app.domain.certificates.models import CertificateBlock
from app.domain.certificates.rules import Operation
from app.domain.exams import services as exams
from app.domain.exams.models import Accommodation, SittingFile
from app.domain.exams.rules import PlanState, SubmittedBy
from app.domain.exams.rules_plans import Review
from app.domain.jobs import services as jobs
from app.domain.learning import queries as learning
from app.domain.learning.models import QuizAttempt
from app.domain.learning.rules import HoursState
from app.domain.marking import queries as marking_queries
from app.domain.marking import services as marking
from app.domain.papers.models import StoredBlueprint
from app.domain.people import services as people
from app.domain.people.models import Person
from app.domain.practice.models import PracticeRun
from app.domain.practice.rules import Mode
from app.domain.results import services as results
from app.domain.results.models import Result
from app.engines import items
from app.engines.lessons import draw_quiz
from app.engines.practicals.results import ENGINE
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from app.store.files import FileStore
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
from tests.factories.practicals import bank_task, two_file_task

GUANGZHOU, SHENZHEN = "/440000/440100/", "/440000/440300/"
GRADING: dict[str, Any] = {
    "engine": ENGINE, "version": "v1",
    "points": 1.0, "score": 1.0, "status": "pass", "checks": [], "guards": [],
    "notes": [],
}  # fmt: skip
UNPRINTABLE = "\U000323af"
_MADE = iter(range(1, 10**6))


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands in the address, who may see it, and what is sent along."""

    values: dict[str, Any]
    owner: Actor | None = None
    """The person it belongs to; None where everyone with the right role in Guangzhou will do."""
    data: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] | None = None


def someone(session: Session, path: str, *roles: Role) -> Actor:
    """A person who holds these roles, or all of them, in one unit."""
    person = Person(code=f"G{next(_MADE):06}", full_name="林一帆")
    session.add(person)
    session.flush()
    grants = tuple(Grant(role, path) for role in roles or tuple(Role))
    return Actor(person.id, person.full_name, path, grants)


Maker = Callable[[Session, Connection], Thing]


def _person(session: Session, _: Connection, *, is_account_there: bool = True) -> Thing:
    units = make_people.make_tree(session)
    person = make_people.make_person(session, units["GZ-A"])
    if is_account_there:
        make_people.make_account(session, person, units["GZ-A"])
    grant = people.grant_role(
        session, actor=SYSTEM, person=person, role=Role.LEARNER, organization=units["GZ-A"], now=NOW
    )
    data = {"username": "newcomer", "role": "learner", "organization": "GZ-A", "reason": "新任"}
    return Thing({"uuid": person.uuid, "grant_id": grant.id}, data=data)


def _version(state: State) -> Maker:
    def make_one(session: Session, _: Connection) -> Thing:
        bank = make_bank.make_bank(session, org_path=GUANGZHOU)
        version = make_bank.make_version(session, state=state, bank=bank)
        values = {"uuid": version.item.uuid, "number": 1, "bank_code": bank.code, "kind": "single"}
        return Thing(
            values, data={"value": "B", "verdict": "return", "comment": "再想想", "reason": "过时"}
        )

    return make_one


def _pair(session: Session, _: Connection) -> Thing:
    bank = make_bank.make_bank(session, org_path=GUANGZHOU)
    first, second = (make_bank.make_version(session, bank=bank).item.uuid for _n in range(2))
    return Thing({"first": first, "second": second}, data={"action": "dismiss", "reason": "不同"})


def _practical(session: Session, _: Connection) -> Thing:
    bank = make_bank.make_bank(session, org_path=GUANGZHOU)
    content = {"kind": "practical", "task": dict(bank_task("word-roster").mapping)}
    source = make_bank.make_source("word-roster", "practical", content=content)
    version = make_bank.make_version(session, state=State.PUBLISHED, bank=bank, source=source)
    return Thing({"uuid": version.item.uuid})


def _of_trainer(kind: str) -> Maker:
    """Something of the item list that belongs to one trainer of Guangzhou."""

    def make_one(session: Session, _: Connection) -> Thing:
        bank = make_bank.make_bank(session, org_path=GUANGZHOU)
        owner = make_bank.make_trainer(session, org_path=GUANGZHOU)
        if kind == "file":
            staged = bank_services.stage_file(
                session, actor=owner, bank_code=bank.code, name="a.txt", data=b"1.", now=NOW
            )
            return Thing({"uuid": staged.uuid}, owner=owner, data={"action": "discard"})
        report = bank_services.import_items(
            session, actor=owner, bank_code=bank.code, entries=[], author_id=owner.person_id,
            file=bank_services.ImportFile(name="a.txt", digest="0", format="text"),
            now=datetime.now(UTC),
        )  # fmt: skip
        return Thing({"uuid": report.uuid}, owner=owner)

    return make_one


def _plan(state: PlanState, **values: Any) -> Maker:
    def make_one(session: Session, _: Connection) -> Thing:
        plan = make.make_plan(session, state=state)
        blueprint = session.query(StoredBlueprint).order_by(StoredBlueprint.id.desc()).first()
        plan.blueprint_code = blueprint.code if blueprint else ""
        return Thing({"uuid": plan.uuid, **values}, data={"reason": "场地有变。"})

    return make_one


def _registration(session: Session, _: Connection) -> Thing:
    candidate = make.make_candidate(session)
    registration = make.make_registration(session, candidate)
    return Thing({"uuid": registration.uuid}, owner=candidate)


def _registration_to_review(session: Session, _: Connection) -> Thing:
    registration = make.make_registration(
        session, make.make_candidate(session), review=Review.PENDING
    )
    return Thing({"uuid": registration.uuid, "step": "pass"})


def _accommodation(session: Session, _: Connection) -> Thing:
    row = Accommodation(
        person_id=make.make_candidate(session).person_id, org_path=make.GUANGZHOU, asked_by_id=1,
        asked_at=NOW, extra_percent=10, break_minutes=0, is_large_print=False,
        is_high_contrast=False, is_separate_room=False, grounds="证", valid_until=NOW.date(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return Thing({"uuid": row.uuid, "step": "grant"})


def _practice(
    session: Session, _: Connection, *, is_done: bool = False, position: int = 1
) -> Thing:
    """A mock exam of one learner, with a practical on it."""
    owner = make.make_candidate(session)
    content = make_results.TASK
    snapshot = make.make_snapshot([dict(items.KINDS["single"].EXAMPLES[0].content), content])
    grading = {"grading": GRADING, "parts": [], "explain": ""}
    run = PracticeRun(
        person_id=owner.person_id, mode=Mode.DRILL, tier=Tier.USER, snapshot=snapshot, seed=-5,
        sections=[{"code": one["code"], "first": one["first"], "last": one["last"], "ends_at": 0}
                  for one in snapshot["sections"]],
        begun_at=NOW, ends_at=NOW, item_count=2, max_points=2.0,
    )  # fmt: skip
    if is_done:
        sealed = snapshot["items"][1]
        run.submitted_at, run.points = NOW, 1.0
        run.marks = [{
            "position": 2, "item_version_id": 1, "digest": "", "kind": "practical",
            "section": sealed["section"], "domain": sealed["domain"], "response": None,
            "points": 1.0, "max_points": 1.0, "status": "right", "explanation": grading,
            "engine": ENGINE,
        }]  # fmt: skip
    session.add(run)
    session.flush()
    return Thing(
        {"uuid": run.uuid, "position": 2 if is_done else position}, owner=owner,
        json={"client": "pc-1", "response": None},
    )  # fmt: skip


def _open_plan(session: Session, _: Connection) -> Thing:
    candidate = make.make_candidate(session)
    return Thing({"uuid": make.make_plan(session).uuid}, owner=candidate)


def _sitting(session: Session, _: Connection) -> Thing:
    candidate = make.make_candidate(session)
    task = make_results.TASK
    contents = [dict(items.KINDS["single"].EXAMPLES[0].content), task]
    plan = make.make_plan(session, make.make_paper(session, make.make_snapshot(contents)))
    sitting = make.make_sitting(session, candidate, plan)
    values = {"uuid": sitting.uuid, "position": 2, "event": uuid4()}
    return Thing(values, owner=candidate, json={"client": "pc-1"})


def _sealed_sitting(session: Session, _: Connection) -> Thing:
    candidate = make.make_candidate(session)
    sitting = make.make_sitting(session, candidate)
    staff = make.make_staff(session, Role.INVIGILATOR)
    by = SubmittedBy.INVIGILATOR
    exams.seal_sitting(session, actor=staff, sitting=sitting, by=by, now=make.NOW)
    return Thing({"uuid": sitting.uuid}, owner=candidate)


def _room(session: Session, _: Connection, act: str = "") -> Thing:
    sitting = make.make_sitting(session)
    plan, person = sitting.registration.plan, sitting.registration.uuid
    invigilator = make.make_staff(session, Role.INVIGILATOR)
    event = exams.record_violation(
        session, actor=invigilator, uuid=person, code="G8", account="回头看屏幕。", now=NOW
    )
    values = {
        "uuid": plan.uuid, "number": 1, "sitting": sitting.uuid, "person": person, "act": act,
        "event": event.uuid,
    }  # fmt: skip
    data = {"minutes": "5", "reason": "停电。", "admit": "yes", "whole": "yes", "text": "请安静。"}
    return Thing(values, data=data)


def _result(session: Session, connection: Connection) -> Thing:
    """A released result with a practical on it, its file already graded."""
    owner = make.make_candidate(session)
    plan = make_results.exam(session, make_results.SINGLE, make_results.TASK)
    sitting = make.make_sitting(session, owner, plan)
    digest = FileStore.put(b"PK what was handed in")
    session.add(
        SittingFile(sitting_id=sitting.id, position=2, sha256=digest, name="通知.docx", size=21,
                    received_at=NOW)
    )  # fmt: skip
    session.flush()
    for submission in marking_queries.list_ungraded(session, sitting.id):
        marking.keep_grading(session, actor=SYSTEM, submission=submission, grading=GRADING,
                             is_sound=True, now=NOW)  # fmt: skip
    make_results.seal(session, sitting)
    make_results.collected(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    make_results.release(session, plan)
    session.commit()
    result = session.query(Result).filter_by(person_id=owner.person_id).one()
    return Thing({"uuid": result.uuid, "position": 2}, owner=owner)


def _result_of_unit(session: Session, connection: Connection) -> Thing:
    """The same, for the personnel officers of the unit."""
    made = _result(session, connection)
    data = {"reason": "携带手机。", "position": "2", "points": "1"}
    return Thing(made.values, data=data)


def _doubt(session: Session, _: Connection) -> Thing:
    """A check that no machine could judge, in a file that was handed in."""
    found = make_doubts.grading(
        make_doubts.check("a", "pass", 2), make_doubts.check("b", "review", 0)
    )
    sitting = make_doubts.graded(session, make_doubts.plan_with_file(session), found)
    doubt = make_doubts.doubts_of(session, sitting)[0]
    data = {"seen": "1", "verdict": "pass", "reason": "看过文件。"}
    return Thing({"uuid": doubt.uuid}, data=data)


def _settled(session: Session, connection: Connection) -> Thing:
    """The same, judged by someone."""
    thing = _doubt(session, connection)
    marking.judge(
        session, actor=someone(session, GUANGZHOU, Role.MARKER), uuid=thing.values["uuid"],
        points=2, reason="看过文件。", seen=1, now=NOW,
    )  # fmt: skip
    return thing


def _list(session: Session, _: Connection) -> Thing:
    plan = make_results.exam(session)
    make_results.absent(session, plan)
    make_results.collected(session, plan)
    results.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=NOW)
    return Thing({"plan": plan.uuid}, data={"reason": "名单有误。"})


def _regradable(session: Session, _: Connection) -> Thing:
    """An exam with a practical that has a mended version."""
    case = make_regrades.mended(session, b"PK a file")
    return Thing({"plan": case.plan.uuid}, data={"what": f"{case.asked.item.uuid}:2"})


def _regrade(session: Session, connection: Connection) -> Thing:
    """A regrade that waits for its grader."""
    made = _regradable(session, connection)
    item, _, number = made.data["what"].partition(":")
    found = marking.open_regrade(
        session, actor=someone(session, GUANGZHOU, Role.PERSONNEL),
        plan_uuid=made.values["plan"], item_uuid=UUID(item), number=int(number), now=NOW,
    )  # fmt: skip
    data = {"close-reason": "改用下一版。"}
    return Thing({"uuid": found.uuid, "step": "close"}, data=data)


def _asked(session: Session, _: Connection) -> Thing:
    """A practical that was graded in an exam that is over."""
    version = figures.practical(session)
    version.item.bank.org_path = GUANGZHOU
    plan = figures.over(session)
    figures.mark(session, version, plan, figures.GOOD)
    return Thing({"plan": plan.uuid, "uuid": version.item.uuid})


def _posted(session: Session, _: Connection) -> Thing:
    person = session.get_one(Person, make.make_candidate(session).person_id)
    return Thing({"uuid": person.uuid}, data={"tier": "TECH", "reason": "负责机房运维。"})


def _roster(session: Session, _: Connection) -> Thing:
    owner = someone(session, GUANGZHOU, Role.PERSONNEL)
    held = people.stage_roster(session, actor=owner, name="a.csv", data="工号".encode(), now=NOW)
    return Thing({"uuid": held.uuid}, owner=owner, data={"action": "failed"})


def _export(session: Session, _: Connection) -> Thing:
    owner = someone(session, GUANGZHOU, Role.PERSONNEL)
    made = results.request_export(
        session, actor=owner, scope=Scope((GUANGZHOU,)), filters={}, unit_name="广州市",
        locale="zh_CN", now=NOW,
    )  # fmt: skip
    return Thing({"uuid": made.uuid}, owner=owner)


def _certificate(session: Session, _: Connection) -> Thing:
    return Thing({"uuid": make_certificates.make_certificate(session).uuid})


def _number(session: Session, _: Connection) -> Thing:
    return Thing({"number": make_certificates.make_certificate(session).number})


def _own_certificate(session: Session, _: Connection) -> Thing:
    owner = make.make_candidate(session)
    made = make_certificates.make_certificate(session, person_id=owner.person_id)
    return Thing({"uuid": made.uuid}, owner=owner)


def _certificate_change(session: Session, _: Connection) -> Thing:
    certificate = make_certificates.make_certificate(session)
    change = certificates.propose_change(
        session, actor=make_certificates.make_officer(session), uuid=certificate.uuid,
        operation=Operation.REVOKE, reason="经查系替考。", now=make_certificates.NOW,
    )  # fmt: skip
    return Thing({"uuid": change.uuid})


def _blocked(session: Session, connection: Connection) -> Thing:
    plan = make_results.exam(session, org_path="/440000/")
    candidate = make.make_candidate(session, f"陈{UNPRINTABLE}")
    make_results.hand_in(session, plan, actor=candidate)
    make_results.collected(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    make_results.release(session, plan)
    session.commit()
    make_results.worker(connection).drain()
    block = session.query(CertificateBlock).one()
    return Thing({"result_id": block.result_id})


def _course(session: Session, _: Connection) -> Thing:
    """A module of the shipped courseware: the same for every learner."""
    module = next(one for one in make_learning.shipped().modules if one.figures)
    make_learning.load_courses(session, module.code)
    version = learning.get_version(session, module.code)
    values = {
        "code": module.code,
        "number": 1,
        "checkpoint": module.checkpoint_codes[0],
        "place": module.lessons[0].code,
        "version": version.uuid,
        "name": next(iter(module.figures)).removeprefix("figures/"),
    }
    data = {"page": "page-1", "kind": "opened", "value": "A"}
    return Thing(values, owner=make_learning.make_learner(session), data=data)


def _hours(session: Session, _: Connection) -> Thing:
    code = make_learning.shipped().modules[0].code
    make_learning.load_courses(session, code)
    person = make.make_candidate(session).person_id
    record = make_learning.make_hours(session, person, code, path=GUANGZHOU)
    return Thing({"uuid": record.uuid}, data={"to": "verified", "reason": "属实。", "seen": "0"})


def _returned(session: Session, _: Connection) -> Thing:
    """Hours of a learner that were sent back."""
    code = make_learning.shipped().modules[0].code
    make_learning.load_courses(session, code)
    owner = make.make_candidate(session)
    record = make_learning.make_hours(
        session, owner.person_id, code, path=GUANGZHOU, state=HoursState.RETURNED
    )
    return Thing({"uuid": record.uuid}, owner=owner, data={"reason": "当晚值班。"})


def _quiz(session: Session, _: Connection) -> Thing:
    """An attempt that is open, on a module of the shipped courseware."""
    code = make_learning.shipped().modules[0].code
    make_learning.load_courses(session, code)
    owner = make_learning.make_learner(session)
    version = learning.get_version(session, code)
    drawn = draw_quiz(learning.get_content(version), 1)
    attempt = QuizAttempt(
        person_id=owner.person_id, module_id=version.module_id, version_id=version.id, number=1,
        seed=1, items=[{"code": item.code, "content": item.content} for item in drawn],
        pass_correct=1, begun_at=NOW,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return Thing({"code": code, "uuid": attempt.uuid}, owner=owner)


def _practical_draft(session: Session, _: Connection) -> Thing:
    """A practical in the making: only its author sees it."""
    bank = make_bank.make_bank(session, org_path=GUANGZHOU)
    owner = make_bank.make_trainer(session, org_path=GUANGZHOU)
    draft = bank_services.Draft(
        task=two_file_task("word-roster"),
        extra={"tiers": [], "difficulty": 0.6, "unsaid": []},
    )
    made = bank_services.begin_practical(
        session, actor=owner, bank_code=bank.code, draft=draft, now=NOW
    )
    return Thing({"uuid": made.uuid}, owner=owner, data={"revision": "1"})


def _search(session: Session, _: Connection) -> Thing:
    owner = someone(session, GUANGZHOU, Role.TRAINER)
    view = SavedView(person_id=owner.person_id, title="我的", query="", created_at=NOW)
    session.add(view)
    session.flush()
    return Thing({"uuid": view.uuid}, owner=owner)


def _template(_session: Session, _: Connection) -> Thing:
    """The template for new items: the same for every trainer."""
    return Thing({"name": "docx"})


def _job(session: Session, _: Connection) -> Thing:
    owner = make.make_candidate(session)
    job = jobs.enqueue(session, actor=owner, kind="x", args={}, title="导出", now=NOW)
    return Thing({"uuid": job.uuid}, owner=owner)


THINGS: dict[str, Maker] = {
    "account.cancel_job": _job,
    "account.job": _job,
    "admin.account": _person,
    "admin.enable_account": _person,
    "admin.grant_role": _person,
    "admin.open_account": partial(_person, is_account_there=False),
    "admin.reset_password": _person,
    "admin.revoke_role": _person,
    "author.answer_review": _version(State.IN_REVIEW),
    "author.compare_versions": _version(State.PUBLISHED),
    "author.decide_pair": _pair,
    "author.decide_review": _version(State.IN_REVIEW),
    "author.delete_search": _search,
    "author.decide_file": _of_trainer("file"),
    "author.edit_item": _version(State.PUBLISHED),
    "author.import_file": _of_trainer("file"),
    "author.discard_practical": _practical_draft,
    "author.hand_in_practical": _practical_draft,
    "author.check_file": _asked,
    "author.check_report": _asked,
    "author.item": _version(State.PUBLISHED),
    "author.open_practical": _practical,
    "author.practical": _practical_draft,
    "author.practical_folder": _practical_draft,
    "author.preview_practical": _practical_draft,
    "author.prove_practical": _practical_draft,
    "author.save_practical": _practical_draft,
    "author.label_item": _version(State.PUBLISHED),
    "author.new_item": _version(State.PUBLISHED),
    "author.publish_version": _version(State.APPROVED),
    "author.retire_version": _version(State.PUBLISHED),
    "author.review": _version(State.IN_REVIEW),
    "author.submit_version": _version(State.DRAFT),
    "author.undo_import": _of_trainer("import"),
    "candidate.enter": _registration,
    "candidate.open_sitting": _sitting,
    "candidate.paper": _sitting,
    "candidate.play": _sitting,
    "candidate.receipt": _sitting,
    "candidate.receipt_file": _sealed_sitting,
    "candidate.receipt_state": _sitting,
    "candidate.register": _open_plan,
    "candidate.sealed_paper": _sitting,
    "candidate.starter": _sitting,
    "candidate.ticket": _registration,
    "candidate.wait": _sitting,
    "candidate.withdraw": _registration,
    "certificates.certificate": _certificate,
    "certificates.confirm": _certificate_change,
    "certificates.decline": _certificate_change,
    "certificates.issue_again": _blocked,
    "certificates.my_pdf": _own_certificate,
    "certificates.pdf": _certificate,
    "exams.add_people": _plan(PlanState.PUBLISHED),
    "exams.add_form": _plan(PlanState.PUBLISHED),
    "exams.all_tickets": _plan(PlanState.ARRANGED),
    "exams.arrange": _plan(PlanState.REGISTRATION_CLOSED),
    "exams.bring_unsuccessful": _plan(PlanState.PUBLISHED),
    "exams.decide_accommodation": _accommodation,
    "exams.decide_registration": _registration_to_review,
    "exams.draw_file": _plan(PlanState.COLLECTED),
    "exams.draw_paper": _plan(PlanState.APPROVED),
    "exams.draw_proctors": _plan(PlanState.ARRANGED),
    "exams.edit_plan": _plan(PlanState.DRAFT),
    "exams.failed_rows": _plan(PlanState.PUBLISHED),
    "exams.import_people": _plan(PlanState.PUBLISHED),
    "exams.plan": _plan(PlanState.PUBLISHED),
    "exams.print_paper": _plan(PlanState.PUBLISHED, letter="A"),
    "exams.registrations": _plan(PlanState.PUBLISHED),
    "exams.reopen": _plan(PlanState.REGISTRATION_CLOSED),
    "exams.resume": _plan(PlanState.POSTPONED),
    "exams.room_papers": _plan(PlanState.ARRANGED),
    "exams.seats": _plan(PlanState.ARRANGED),
    "exams.set_rooms": _plan(PlanState.APPROVED),
    "exams.take_reasoned_step": _plan(PlanState.PUBLISHED, step="cancel"),
    "exams.take_step": _plan(PlanState.DRAFT, step="submit"),
    "exams.undo": _plan(PlanState.ARRANGED),
    "hr.cancel_export": _export,
    "hr.begin_regrade": _regradable,
    "hr.check_list": _list,
    "hr.decide": _result_of_unit,
    "hr.exam_practical": _asked,
    "hr.exam_practical_file": _asked,
    "hr.exam_practicals": _asked,
    "hr.export_file": _export,
    "hr.decide_hours": _hours,
    "hr.handed_in_file": _result_of_unit,
    "hr.hours_record": _hours,
    "hr.practical": _result_of_unit,
    "hr.practical_pdf": _result_of_unit,
    "hr.regrade": _regrade,
    "hr.regrade_list": _regradable,
    "hr.regrade_step": _regrade,
    "hr.release_list": _list,
    "hr.result": _result_of_unit,
    "hr.return_list": _list,
    "hr.void": _result_of_unit,
    "invigilator.all_absent": _room,
    "invigilator.collect": _room,
    "invigilator.emergency_files": _room,
    "invigilator.end": _room,
    "invigilator.finish": _room,
    "invigilator.import_emergency": _room,
    "invigilator.message": _room,
    "invigilator.note": _room,
    "invigilator.people_list": _room,
    "invigilator.person_act": partial(_room, act="machine"),
    "invigilator.record": _room,
    "invigilator.room": _room,
    "invigilator.sitting_act": partial(_room, act="hand-in"),
    "invigilator.state": _room,
    "invigilator.time_act": partial(_room, act="pause"),
    "invigilator.withdraw_violation": _room,
    "learner.check_practical": _practical,
    "learner.practical": _practical,
    "learner.practical_answer": _practical,
    "learner.practical_starter": _practical,
    "learner.quiz_result": _quiz,
    "learner.resubmit_hours": _returned,
    "persons.correct": _posted,
    "persons.correct_post": _posted,
    "persons.decide_roster": _roster,
    "persons.enable": _person,
    "persons.leave": _posted,
    "persons.move": _posted,
    "persons.open_account": partial(_person, is_account_there=False),
    "persons.person": _person,
    "persons.reset_password": _person,
    "persons.roster": _roster,
    "persons.roster_slips": _roster,
    "persons.take_back": _posted,
    "persons.tier": _posted,
    "persons.unlock": _person,
    "practice.check": _practice,
    "practice.open_run": _practice,
    "practice.paper": _practice,
    "practice.play": _practice,
    "practice.report": partial(_practice, is_done=True),
    "practice.result": partial(_practice, is_done=True),
    "practice.starter": partial(_practice, position=2),
    "practice.submit": _practice,
    "marking.alike": _doubt,
    "marking.doubt": _doubt,
    "marking.file": _doubt,
    "marking.judge": _doubt,
    "marking.judge_alike": _settled,
    "marking.reopen": _settled,
    "marking.set_readers": _plan(PlanState.PUBLISHED),
    "results.own_file": _result,
    "results.practical": _result,
    "results.practical_pdf": _result,
    "results.slip": _result,
}
"""Endpoint → how to make what its address names, in Guangzhou."""

BY_TOKEN: dict[str, Maker] = {
    "candidate.confirm_message": _sitting,
    "candidate.instructions": _sitting,
    "candidate.put_file": _sitting,
    "candidate.report_facts": _sitting,
    "candidate.save_answers": _sitting,
    "candidate.submit": _sitting,
    "practice.put_file": _practice,
    "practice.save_answers": _practice,
}
"""Endpoints to which the signed token of a sitting or exercise opens the door, whoever has it."""

SHARED: dict[str, Maker] = {
    "author.template_file": _template,
    "learner.activity": _course,
    "learner.answer": _course,
    "learner.begin_quiz": _course,
    "learner.figure": _course,
    "learner.lesson": _course,
    "learner.module": _course,
    "learner.practice": _course,
    "learner.quiz": _course,
    "public.verify_number": _number,
}
"""What everyone may see: courseware is the same for every learner and the progress shown is one's
own; whoever holds a certificate may have it verified by anyone."""

ALL = THINGS | BY_TOKEN | SHARED


def rules_with_something(app: Flask) -> dict[str, Rule]:
    """Endpoint → its rule, of those that have something in their address."""
    return {rule.endpoint: rule for rule in app.url_map.iter_rules() if rule.arguments}
