from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams import queries, services
from app.domain.exams.journal_store import Memory, store
from app.domain.exams.models import ExamPlan, Sitting, SittingFile
from app.domain.exams.rules import (
    PlanState,
    RegistrationState,
    SittingState,
    Standing,
    SubmittedBy,
)
from app.domain.exams.services import Opened
from app.domain.jobs.models import OutboxFact
from app.engines import items, journal
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.store.files import FileStore
from tests.factories.exams import (
    KNOWLEDGE,
    NOW,
    Pen,
    make_candidate,
    make_paper,
    make_plan,
    make_registration,
    make_sitting,
    make_snapshot,
    make_staff,
)

MINUTE = timedelta(minutes=1)
PRACTICAL = dict(items.KINDS["practical"].EXAMPLES[0].content)


@pytest.fixture
def candidate(session: Session) -> Actor:
    return make_candidate(session)


@pytest.fixture
def invigilator(session: Session) -> Actor:
    return make_staff(session, Role.INVIGILATOR)


def save(session: Session, pen: Pen, *values: tuple[int, object], late: timedelta = MINUTE) -> None:
    events = [pen.write(item, value, at=NOW + late) for item, value in values]
    store(session.connection(), [pen.batch(*events)], NOW + late, Memory())


def facts(session: Session) -> list[dict[str, object]]:
    query = select(OutboxFact.payload).where(OutboxFact.kind == "SittingSubmitted")
    return list(session.scalars(query))


def opened(session: Session, actor: Actor, sitting: Sitting, client: str, **changed: Any) -> Opened:
    arguments: dict[str, Any] = {"is_taking_over": False, "now": NOW} | changed
    return services.open_sitting(
        session,
        actor=actor,
        uuid=sitting.uuid,
        client=client,
        **arguments,
    )


def checked_in(session: Session, actor: Actor, plan: ExamPlan | None = None) -> Sitting:
    registration = make_registration(session, actor, plan)
    return services.check_in(
        session, actor=actor, registration_uuid=registration.uuid, seed=5, now=NOW - 10 * MINUTE
    )


def test_checking_in_twice_gives_the_same_sitting(session: Session, candidate: Actor) -> None:
    registration = make_registration(session, candidate)
    made = [
        services.check_in(
            session, actor=candidate, registration_uuid=registration.uuid, seed=seed, now=NOW
        )
        for seed in (1, 2)
    ]
    assert made[0] is made[1]
    assert made[0].seed == 1


@pytest.mark.parametrize("minutes", [-31, 31])
def test_the_doors_are_open_from_before_the_start_until_the_entry_closes(
    session: Session, candidate: Actor, minutes: int
) -> None:
    registration = make_registration(session, candidate)
    with pytest.raises(ConflictError):
        services.check_in(
            session,
            actor=candidate,
            registration_uuid=registration.uuid,
            seed=1,
            now=NOW + minutes * MINUTE,
        )


def test_who_withdrew_does_not_get_in(session: Session, candidate: Actor) -> None:
    registration = make_registration(session, candidate, state=RegistrationState.WITHDRAWN)
    with pytest.raises(ConflictError):
        services.check_in(
            session, actor=candidate, registration_uuid=registration.uuid, seed=1, now=NOW
        )


def test_nobody_checks_in_for_somebody_else(session: Session, candidate: Actor) -> None:
    registration = make_registration(session, make_candidate(session))
    with pytest.raises(NotFoundError):
        services.check_in(
            session, actor=candidate, registration_uuid=registration.uuid, seed=1, now=NOW
        )


def test_opening_starts_the_clock_and_the_exam(session: Session, candidate: Actor) -> None:
    sitting = checked_in(session, candidate)
    with pytest.raises(ConflictError):
        opened(session, candidate, sitting, "pc-1", now=NOW - MINUTE)

    result = opened(session, candidate, sitting, "pc-1", now=NOW + 2 * MINUTE)
    assert result.is_writer
    assert (sitting.state, sitting.epoch) == (SittingState.STARTED, 1)
    assert sitting.ends_at == NOW + 42 * MINUTE
    assert sitting.registration.plan.state is PlanState.IN_PROGRESS


def test_a_reload_on_the_same_machine_goes_on(session: Session, candidate: Actor) -> None:
    sitting = checked_in(session, candidate)
    opened(session, candidate, sitting, "pc-1")
    again = opened(session, candidate, sitting, "pc-1", now=NOW + 9 * MINUTE)
    assert (again.is_writer, sitting.epoch) == (True, 1)
    assert sitting.ends_at == NOW + 40 * MINUTE


def test_another_machine_looks_on_until_it_takes_over(session: Session, candidate: Actor) -> None:
    sitting = checked_in(session, candidate)
    opened(session, candidate, sitting, "pc-1")
    assert not opened(session, candidate, sitting, "pc-2").is_writer
    assert opened(session, candidate, sitting, "pc-2", is_taking_over=True).is_writer
    assert (sitting.epoch, sitting.writer) == (2, "pc-2")
    assert not opened(session, candidate, sitting, "pc-1").is_writer


def test_extra_time_is_in_the_end(session: Session, candidate: Actor) -> None:
    registration = make_registration(session, candidate, extra_minutes=20)
    sitting = services.check_in(
        session, actor=candidate, registration_uuid=registration.uuid, seed=1, now=NOW
    )
    opened(session, candidate, sitting, "pc-1")
    assert sitting.ends_at == NOW + 60 * MINUTE


def hand_in(session: Session, sitting: Sitting, actor: Actor, through: int) -> Sitting:
    return services.hand_in(
        session,
        actor=actor,
        sitting_id=sitting.id,
        epoch=1,
        through=through,
        by=SubmittedBy.CANDIDATE,
        now=NOW + 20 * MINUTE,
    )


def test_handing_in_seals_the_journal_and_tells_marking(session: Session, candidate: Actor) -> None:
    sitting = make_sitting(session, candidate)
    pen = Pen(sitting)
    save(session, pen, (1, "B"), (2, None))
    hand_in(session, sitting, candidate, 2)

    assert sitting.state is SittingState.SUBMITTED
    assert sitting.answered == 1
    events = [stored.event for stored in queries.list_events(session, sitting.id)]
    assert sitting.journal_digest == journal.seal(str(sitting.uuid), events)
    assert sitting.is_chain_whole
    assert facts(session) == [{"sitting_id": sitting.id}]


def test_handing_in_waits_for_the_last_answer(session: Session, candidate: Actor) -> None:
    sitting = make_sitting(session, candidate)
    save(session, Pen(sitting), (1, "B"))
    with pytest.raises(ConflictError):
        hand_in(session, sitting, candidate, 2)
    assert sitting.state is SittingState.STARTED


def test_handing_in_twice_tells_marking_once(session: Session, candidate: Actor) -> None:
    sitting = make_sitting(session, candidate)
    for _ in range(2):
        hand_in(session, sitting, candidate, 0)
    assert len(facts(session)) == 1


def test_nobody_hands_in_for_somebody_else(session: Session, candidate: Actor) -> None:
    sitting = make_sitting(session)
    with pytest.raises(ForbiddenError):
        hand_in(session, sitting, candidate, 0)


def test_a_machine_that_was_taken_over_from_cannot_hand_in(
    session: Session, candidate: Actor
) -> None:
    sitting = make_sitting(session, candidate, epoch=2)
    with pytest.raises(ConflictError):
        hand_in(session, sitting, candidate, 0)


def test_an_altered_journal_is_noted_on_the_receipt(session: Session, candidate: Actor) -> None:
    sitting = make_sitting(session, candidate)
    pen = Pen(sitting)
    forged = pen.write(1, "B")._replace(payload='{"kind":"single","value":"D"}')
    batch = pen.batch(forged)
    store(session.connection(), [batch], NOW, Memory())
    assert not hand_in(session, sitting, candidate, 1).is_chain_whole


def test_an_extension_needs_a_reason_and_moves_the_end(
    session: Session, invigilator: Actor
) -> None:
    sitting = make_sitting(session)
    with pytest.raises(InvalidError):
        services.extend_sitting(
            session, actor=invigilator, uuid=sitting.uuid, minutes=10, reason=" ", now=NOW
        )
    services.extend_sitting(
        session, actor=invigilator, uuid=sitting.uuid, minutes=10, reason="断电", now=NOW
    )
    assert sitting.ends_at == NOW + 50 * MINUTE


@pytest.mark.parametrize("minutes", [0, 121])
def test_an_extension_has_bounds(session: Session, invigilator: Actor, minutes: int) -> None:
    sitting = make_sitting(session)
    with pytest.raises(InvalidError):
        services.extend_sitting(
            session, actor=invigilator, uuid=sitting.uuid, minutes=minutes, reason="断电", now=NOW
        )


def test_a_forced_hand_in_takes_what_has_arrived(session: Session, invigilator: Actor) -> None:
    sitting = make_sitting(session)
    save(session, Pen(sitting), (1, "B"))
    services.force_hand_in(
        session, actor=invigilator, uuid=sitting.uuid, reason="违纪", now=NOW + 5 * MINUTE
    )
    assert (sitting.submitted_by, sitting.answered) == (SubmittedBy.INVIGILATOR, 1)


def test_an_invigilator_of_another_city_sees_nothing(session: Session) -> None:
    stranger = make_staff(session, Role.INVIGILATOR, path="/440000/440300/")
    sitting = make_sitting(session)
    with pytest.raises(NotFoundError):
        services.force_hand_in(session, actor=stranger, uuid=sitting.uuid, reason="违纪", now=NOW)


@pytest.mark.parametrize("is_admitted", [True, False])
def test_late_answers_count_only_by_a_decision(
    session: Session,
    candidate: Actor,
    invigilator: Actor,
    is_admitted: bool,  # noqa: FBT001
) -> None:
    singles = [dict(items.KINDS["single"].EXAMPLES[0].content) for _ in range(2)]
    plan = make_plan(session, make_paper(session, make_snapshot(singles)))
    sitting = make_sitting(session, candidate, plan)
    pen = Pen(sitting)
    save(session, pen, (1, "B"))
    hand_in(session, sitting, candidate, 1)
    before = sitting.journal_digest
    save(session, pen, (2, "B"), late=50 * MINUTE)
    assert sitting.answered == 1

    services.decide_late(
        session,
        actor=invigilator,
        uuid=sitting.uuid,
        is_admitted=is_admitted,
        reason="考场断网",
        now=NOW + 60 * MINUTE,
    )
    assert sitting.answered == (2 if is_admitted else 1)
    assert (sitting.journal_digest != before) is is_admitted
    assert len(facts(session)) == (2 if is_admitted else 1)
    with pytest.raises(ConflictError):  # nothing is left to decide
        services.decide_late(
            session,
            actor=invigilator,
            uuid=sitting.uuid,
            is_admitted=True,
            reason="再次",
            now=NOW + 61 * MINUTE,
        )


def practical_sitting(session: Session, actor: Actor) -> Sitting:
    contents = [dict(items.KINDS[kind].EXAMPLES[0].content) for kind in KNOWLEDGE]
    paper = make_paper(session, make_snapshot([*contents, PRACTICAL]))
    return make_sitting(session, actor, make_plan(session, paper))


def keep(session: Session, actor: Actor, sitting: Sitting, **changed: Any) -> SittingFile:
    arguments: dict[str, Any] = {
        "writer": 1,
        "position": 8,
        "name": "通知.docx",
        "data": b"PK...",
        "notes": [],
        "now": NOW + MINUTE,
    } | changed
    return services.keep_file(session, actor=actor, sitting_id=sitting.id, **arguments)


@pytest.fixture
def _files(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)


@pytest.mark.usefixtures("_files")
def test_every_file_is_kept_and_the_journal_says_which_counts(
    session: Session, candidate: Actor
) -> None:
    sitting = practical_sitting(session, candidate)
    one = keep(session, candidate, sitting, data=b"PK 1")
    keep(session, candidate, sitting, data=b"PK 2")
    pen = Pen(sitting)
    value = {"file": one.sha256, "name": one.name, "size": one.size}
    payload = json.dumps({"kind": "practical", "value": value}, separators=(",", ":"))
    batch = pen.batch(pen.write(8)._replace(payload=payload))
    store(session.connection(), [batch], NOW + MINUTE, Memory())

    handed_in = queries.get_handed_in(session, sitting.id)
    assert handed_in.responses[8] == {"kind": "practical", "value": value}
    assert FileStore.get(one.sha256) == b"PK 1"


@pytest.mark.usefixtures("_files")
def test_a_file_whose_journal_entry_was_lost_still_counts(
    session: Session, candidate: Actor
) -> None:
    sitting = practical_sitting(session, candidate)
    file = keep(session, candidate, sitting)
    response = queries.get_handed_in(session, sitting.id).responses[8]
    assert response is not None
    assert response["value"]["file"] == file.sha256


@pytest.mark.usefixtures("_files")
def test_a_file_after_the_end_is_kept_but_does_not_count(
    session: Session, candidate: Actor
) -> None:
    sitting = practical_sitting(session, candidate)
    file = keep(session, candidate, sitting, now=NOW + 126 * MINUTE)
    assert file.standing is Standing.LATE
    assert queries.get_handed_in(session, sitting.id).responses[8] is None


@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize(
    ("made", "began", "standing"),
    [
        (-1, -1, Standing.COUNTED),
        (-1, 2, Standing.COUNTED),  # chosen in time, the line was away
        (-1, 300, Standing.COUNTED),
        (-1, 301, Standing.LATE),
        (1, 1, Standing.LATE),
    ],
)
def test_a_file_is_taken_until_the_end_and_the_grace_as_answers_are(
    session: Session, candidate: Actor, made: int, began: int, standing: Standing
) -> None:
    sitting = practical_sitting(session, candidate)
    end = max(section["ends_at"] for section in sitting.sections)
    now = datetime.fromtimestamp(end / 1000 + began, tz=NOW.tzinfo)
    file = keep(session, candidate, sitting, made_at=end + made * 1000, now=now)
    assert file.standing is standing


@pytest.mark.usefixtures("_files")
def test_a_file_after_the_hand_in_is_kept_as_late(session: Session, candidate: Actor) -> None:
    sitting = practical_sitting(session, candidate)
    sitting.state = SittingState.SUBMITTED
    file = keep(session, candidate, sitting)
    assert file.standing is Standing.LATE
    assert FileStore.get(file.sha256) == b"PK..."


@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize("change", [{"position": 1}, {"position": 99}, {"name": "x" * 201}])
def test_a_file_for_something_else_is_refused(
    session: Session, candidate: Actor, change: dict[str, object]
) -> None:
    with pytest.raises(InvalidError):
        keep(session, candidate, practical_sitting(session, candidate), **change)


def test_an_unreadable_answer_is_named_and_not_marked(session: Session, candidate: Actor) -> None:
    sitting = make_sitting(session, candidate)
    save(session, Pen(sitting), (3, "B"))  # item 3 is a judgement
    handed_in = queries.get_handed_in(session, sitting.id)
    assert handed_in.malformed == (3,)
    assert handed_in.responses[3] is None
    assert set(handed_in.responses) == set(range(1, 8))
