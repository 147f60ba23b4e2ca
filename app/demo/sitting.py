"""Sit an exam as a candidate of a given ability would, through the journal and the services."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.exams import journal_store, rules
from app.domain.exams import services as exams
from app.domain.exams.batch import Batch
from app.domain.exams.models import Sitting
from app.domain.exams.rules import SubmittedBy
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedItem
from app.engines import items, journal, practicals
from app.engines.journal import ANSWER, Event
from app.kernel.actor import Actor
from app.store.crypto import MARKS, purpose_key

CLIENT = "demo"
Change = Callable[[bytes], bytes]
SKIPPED = 0.03
"""Share of the items a candidate leaves blank."""


def sit(
    session: Session,
    actor: Actor,
    registration: Any,  # noqa: ANN401 - a row of the exams room
    *,
    ability: float,
    chance: random.Random,
    at: datetime,
    change: Change = lambda data: data,
) -> None:
    """Check in, answer, hand in the files, hand in the sitting.

    :param change: what some other program did to the files before they were handed in.
    """
    seed = chance.randrange(2**31)
    sitting = exams.check_in(
        session, actor=actor, registration_uuid=registration.uuid, seed=seed,
        now=at - timedelta(minutes=10),
    )  # fmt: skip
    opened = exams.open_sitting(
        session, actor=actor, uuid=sitting.uuid, client=CLIENT, is_taking_over=False, now=at
    )
    session.flush()
    paper = papers.read_paper(session, sitting.paper_id)
    known = [item for item in paper.items if item.kind != "practical"]
    events = list(_answer_all(opened.sitting, known, ability, chance, at))
    _store(session, sitting, events, at + timedelta(minutes=38))
    answered = len(events)
    for item in paper.items:
        if item.kind == "practical":
            events.append(
                _hand_in_file(session, actor, sitting, item, ability, chance, events, at, change)
            )
    _store(session, sitting, events[answered:], at + timedelta(minutes=100))
    exams.hand_in(
        session, actor=actor, sitting_id=sitting.id, epoch=sitting.epoch, through=len(events),
        by=SubmittedBy.CANDIDATE, now=at + timedelta(minutes=105),
    )  # fmt: skip


def _answer_all(
    sitting: Sitting,
    known: Iterable[SealedItem],
    ability: float,
    chance: random.Random,
    at: datetime,
) -> Iterable[Event]:
    before = journal.genesis(str(sitting.uuid), sitting.epoch)
    seq = 0
    for item in known:
        if chance.random() < SKIPPED:
            continue
        seq += 1
        is_right = chance.random() < _chance_of(item, ability)
        response = items.full_response(item.content) if is_right else wrong(item.content, chance)
        event = _event(sitting, seq, item.position, response, at + timedelta(seconds=50 * seq), at)
        before = journal.entry_hash(before, event)
        yield event._replace(hash=before)


def _chance_of(item: SealedItem, ability: float) -> float:
    """Easier items are answered right more often; a guess remains."""
    return min(0.98, max(0.15, item.difficulty + ability))


def _event(  # noqa: PLR0917 - the fields of one entry
    sitting: Sitting, seq: int, position: int, response: object, made: datetime, began: datetime
) -> Event:
    moment = rules.milliseconds(made)
    return Event(
        epoch=sitting.epoch,
        seq=seq,
        item=position,
        kind=ANSWER,
        payload=json.dumps(response, ensure_ascii=False),
        at_ms=moment,
        mono_ms=moment - rules.milliseconds(began),
        wall_ms=moment,
        hash="",
    )


def _store(session: Session, sitting: Sitting, events: list[Event], now: datetime) -> None:
    batch = Batch(sitting.id, sitting.epoch, sitting.epoch, 0, tuple(events))
    journal_store.store(session.connection(), [batch], now, journal_store.Memory())


def _hand_in_file(  # noqa: PLR0917 - one file
    session: Session,
    actor: Actor,
    sitting: Sitting,
    item: SealedItem,
    ability: float,
    chance: random.Random,
    events: list[Event],
    at: datetime,
    change: Change,
) -> Event:
    task = practicals.read_task(item.content["task"])
    data = _work(task, rules.item_seed(sitting.seed, item.position), ability, chance)
    now = at + timedelta(minutes=60 + item.position)
    if not practicals.takes_files(task):
        done = {"kind": "practical", "value": {"work": json.loads(data)}}
        return _chained(
            _event(sitting, len(events) + 1, item.position, done, now, at), events, sitting
        )
    file = exams.keep_file(
        session, actor=actor, sitting_id=sitting.id, writer=sitting.epoch, position=item.position,
        name=task.starter_name, data=change(data), notes=[], now=now,
    )  # fmt: skip
    response = {
        "kind": "practical",
        "value": {"file": file.sha256, "name": file.name, "size": file.size},
    }
    event = _event(sitting, len(events) + 1, item.position, response, now, at)
    return _chained(event, events, sitting)


def _chained(event: Event, events: list[Event], sitting: Sitting) -> Event:
    before = events[-1].hash if events else journal.genesis(str(sitting.uuid), sitting.epoch)
    return event._replace(hash=journal.entry_hash(before, event))


def _work(task: practicals.Task, seed: int, ability: float, chance: random.Random) -> bytes:
    """The model answer, one of the task's own wrong answers, or the untouched starter."""
    luck, key = chance.random() - ability, purpose_key(MARKS)
    if luck < 0.35 or not task.wrong:  # noqa: PLR2004
        return practicals.model_answer(task, seed, key=key)
    if luck < 0.9:  # noqa: PLR2004
        return practicals.wrong_answer(task, seed, chance.randrange(len(task.wrong)), key=key)
    return practicals.starter(task, seed, key=key)


def wrong(content: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a plausible wrong response of the item's kind."""
    full = items.full_response(content)
    kind, value = content["kind"], full["value"]
    changed: Any
    match kind:
        case "single":
            changed = chance.choice([key for key in content["options"] if key != value])
        case "multiple":
            changed = value[:-1]
        case "judge":
            changed = not value
        case "order":
            changed = [*value[1:], value[0]]
        case "match" | "classify":
            turned = [*list(value.values())[1:], next(iter(value.values()))]
            changed = dict(zip(value, turned, strict=True))
        case "blank":
            changed = dict.fromkeys(value, "不清楚")
        case _:
            changed = "0"
    return {"kind": kind, "value": changed}
