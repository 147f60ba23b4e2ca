"""Practicals in the making: begun, saved, proved in a job, handed in, published when sound."""

from __future__ import annotations

import copy
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import prover, queries, services
from app.domain.bank.models import PracticalDraft
from app.domain.bank.rules import State, Verdict
from app.domain.jobs.runner import Worker
from app.engines import practicals
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.wiring import FACTS, JOBS
from tests.factories.bank import NOW, OTHER_CITY, make_bank, make_reviewer, make_trainer
from tests.factories.practicals import two_file_task


@pytest.fixture
def trainer(session: Session) -> Actor:
    return make_trainer(session)


def begin(session: Session, trainer: Actor, task: dict[str, Any] | None = None) -> PracticalDraft:
    if queries.find_bank(session, "user") is None:
        make_bank(session)
    draft = services.Draft(task=task or two_file_task("word-roster"), extra={"difficulty": 0.5})
    return services.begin_practical(session, actor=trainer, bank_code="user", draft=draft, now=NOW)


def keep(session: Session, task: dict[str, Any], *, is_sound: bool = True) -> None:
    services.keep_proof(
        session,
        task_version=practicals.version_of(task),
        rows=[{"light": "green" if is_sound else "red"}],
        is_sound=is_sound,
        now=NOW,
    )


def hand_in(session: Session, trainer: Actor, uuid: UUID) -> Any:
    return services.hand_in_practical(session, actor=trainer, uuid=uuid, now=NOW)


def test_a_proved_task_becomes_an_item_that_reviewers_publish(
    session: Session, trainer: Actor
) -> None:
    made = begin(session, trainer)
    keep(session, made.task)
    version = hand_in(session, trainer, made.uuid)
    assert (version.state, version.kind, version.item.code) == (
        State.IN_REVIEW,
        "practical",
        "word-roster-2",
    )
    assert version.points == made.task["points"]
    reviewer = make_reviewer(session)
    where: dict[str, Any] = {"uuid": version.item.uuid, "number": 1, "now": NOW}
    services.solve(session, actor=reviewer, answer={}, **where)
    services.decide(session, actor=reviewer, verdict=Verdict.APPROVE, comment="", **where)
    assert services.publish(session, actor=reviewer, **where).state is State.PUBLISHED
    assert queries.list_practical_drafts(session, person_id=trainer.person_id) == []
    with pytest.raises(ConflictError):
        services.save_practical(
            session,
            actor=trainer,
            uuid=made.uuid,
            draft=services.Draft(task=made.task, extra={}),
            revision=made.revision,
            now=NOW,
        )


@pytest.mark.parametrize("proof", [None, False])
def test_without_a_sound_proof_nothing_is_handed_in(
    session: Session,
    trainer: Actor,
    proof: bool | None,  # noqa: FBT001
) -> None:
    made = begin(session, trainer)
    if proof is not None:
        keep(session, made.task, is_sound=proof)
    with pytest.raises(ConflictError):
        hand_in(session, trainer, made.uuid)


def test_a_proof_holds_for_exactly_the_task_it_was_made_of(
    session: Session, trainer: Actor
) -> None:
    made = begin(session, trainer)
    keep(session, made.task)
    changed = copy.deepcopy(made.task)
    changed["checks"][0]["title"] = "纸张"
    services.save_practical(
        session,
        actor=trainer,
        uuid=made.uuid,
        draft=services.Draft(task=changed, extra={}),
        revision=1,
        now=NOW,
    )
    with pytest.raises(ConflictError):
        hand_in(session, trainer, made.uuid)


def test_an_unsound_task_is_kept_and_not_handed_in(session: Session, trainer: Actor) -> None:
    task = two_file_task("word-roster")
    task["checks"][0]["expect"] = {"no.such.key": 1}
    made = begin(session, trainer, task)
    with pytest.raises(InvalidError):
        hand_in(session, trainer, made.uuid)
    kept = queries.get_practical_draft(session, made.uuid, person_id=trainer.person_id)
    assert kept.task["checks"][0]["expect"] == {"no.such.key": 1}


def test_of_two_windows_the_later_one_is_refused(session: Session, trainer: Actor) -> None:
    made = begin(session, trainer)
    draft = services.Draft(task=made.task, extra={})
    save: dict[str, Any] = {"actor": trainer, "uuid": made.uuid, "draft": draft, "now": NOW}
    assert services.save_practical(session, revision=1, **save).revision == 2
    with pytest.raises(ConflictError):
        services.save_practical(session, revision=1, **save)


def test_a_task_in_the_making_is_its_authors_alone(session: Session, trainer: Actor) -> None:
    made = begin(session, trainer)
    other = make_trainer(session, full_name="另一人")
    with pytest.raises(NotFoundError):
        services.discard_practical(session, actor=other, uuid=made.uuid, now=NOW)
    with pytest.raises(ForbiddenError):
        begin(session, make_trainer(session, full_name="外市", org_path=OTHER_CITY))
    services.discard_practical(session, actor=trainer, uuid=made.uuid, now=NOW)
    actions = set(session.scalars(select(AuditEvent.action)))
    assert {"bank.practical.begun", "bank.practical.discarded"} <= actions


def test_an_item_is_opened_again_as_a_new_version(session: Session, trainer: Actor) -> None:
    made = begin(session, trainer)
    keep(session, made.task)
    version = hand_in(session, trainer, made.uuid)
    reviewer = make_reviewer(session)
    where: dict[str, Any] = {"uuid": version.item.uuid, "number": 1, "now": NOW}
    services.solve(session, actor=reviewer, answer={}, **where)
    services.decide(session, actor=reviewer, verdict=Verdict.RETURN, comment="改", **where)
    again = services.open_practical(session, actor=trainer, uuid=version.item.uuid, now=NOW)
    changed = copy.deepcopy(again.task)
    changed["title"] = "签到表（修订）"
    services.save_practical(
        session,
        actor=trainer,
        uuid=again.uuid,
        draft=services.Draft(task=changed, extra=again.extra),
        revision=1,
        now=NOW,
    )
    keep(session, changed)
    second = hand_in(session, trainer, again.uuid)
    assert (second.number, second.item.id) == (2, version.item.id)


def test_the_job_proves_the_task_with_progress_and_keeps_the_rows(
    session: Session, connection: Connection, trainer: Actor
) -> None:
    made = begin(session, trainer)
    job = services.ask_for_proof(session, actor=trainer, uuid=made.uuid, now=NOW)
    session.commit()
    Worker(bind=connection, jobs=JOBS, facts=FACTS, clock=lambda: NOW).drain()
    session.expire_all()
    assert job.result == {"rows": prover.size(made.task), "is_sound": True}
    assert (job.progress_done, job.progress_total) == (job.result["rows"],) * 2
    proof = queries.find_proof(session, practicals.version_of(made.task))
    assert proof is not None
    assert proof.is_sound
    assert hand_in(session, trainer, made.uuid).state is State.IN_REVIEW


def test_a_child_that_is_stopped_proves_nothing() -> None:
    task = two_file_task("word-roster")
    rows = list(prover.prove(task, command=("sleep", "60"), wall_seconds=0.3))
    assert rows == []
