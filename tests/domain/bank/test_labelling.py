"""The secrecy label of items: who may change it, what files may do to it, what it keeps back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries, services
from app.domain.bank.models import Item
from app.domain.bank.queries import finding
from app.domain.bank.queries.finding import ItemFilters
from app.domain.bank.rules import State
from app.domain.bank.services import Action, Change, Selection
from app.engines.bankfiles import Secrecy
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from app.kernel.scope import EVERYTHING
from tests.domain.bank.test_importing import OURS, bring
from tests.factories.bank import (
    NOW,
    OTHER_CITY,
    PROVINCE,
    make_bank,
    make_reviewer,
    make_source,
    make_trainer,
    make_version,
)
from tests.factories.practicals import bank_task

TODAY = date(2026, 12, 1)
PUBLIC, INTERNAL, RESTRICTED = Secrecy


@pytest.fixture
def trainer(session: Session) -> Actor:
    make_bank(session)
    return make_trainer(session)


def label(session: Session, actor: Actor, item: Item, secrecy: Secrecy) -> bool:
    return services.label_item(session, actor=actor, uuid=item.uuid, secrecy=secrecy, now=NOW)


def test_a_trainer_makes_it_stricter_and_a_reviewer_laxer(session: Session, trainer: Actor) -> None:
    item = make_version(session, state=State.PUBLISHED).item
    assert label(session, trainer, item, RESTRICTED)
    assert not label(session, trainer, item, RESTRICTED)
    with pytest.raises(ForbiddenError, match="reviewer"):
        label(session, trainer, item, INTERNAL)
    assert label(session, make_reviewer(session), item, PUBLIC)
    assert item.version_count == 1
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "bank.item.labelled"))
    said = [(one.details["from"], one.details["to"]) for one in events]
    assert said == [("internal", "restricted"), ("restricted", "public")]


def test_elsewhere_there_is_no_such_item(session: Session, trainer: Actor) -> None:
    item = make_version(session).item
    with pytest.raises(NotFoundError):
        label(session, make_trainer(session, org_path=OTHER_CITY), item, RESTRICTED)


def test_many_are_labelled_at_once_and_found_by_it(session: Session, trainer: Actor) -> None:
    items = [make_version(session, source=make_source(f"L-{n}")).item for n in range(3)]
    label(session, trainer, items[0], RESTRICTED)
    change = Change(Action.LABEL, RESTRICTED.value)
    uuids = [one.uuid for one in items]
    done = services.change_items(session, actor=trainer, uuids=uuids, change=change, now=NOW)
    assert [one.refusal is None for one in done].count(True) == 2
    for wanted, count in ((RESTRICTED, 3), (INTERNAL, 0), (PUBLIC, 0)):
        filters = ItemFilters(secrecy=wanted.value)
        assert len(finding.find_items(session, scope=EVERYTHING, filters=filters)) == count


def test_saving_with_another_label_alone_makes_no_version(session: Session, trainer: Actor) -> None:
    source = make_source("S-1")
    made = services.create_item(session, actor=trainer, bank_code="user", source=source, now=NOW)
    same: dict[str, Any] = {"actor": trainer, "uuid": made.item.uuid, "based_on": 1, "now": NOW}
    services.save_draft(session, source=make_source("S-1", secrecy=RESTRICTED), **same)
    assert (made.item.version_count, made.item.secrecy) == (1, RESTRICTED)
    with pytest.raises(ConflictError):
        services.save_draft(session, source=make_source("S-1", secrecy=RESTRICTED), **same)


def test_a_file_closes_what_was_open_and_never_opens_what_was_closed(
    session: Session, trainer: Actor
) -> None:
    text = OURS.format(code="F-1", stem="甲是乙。")
    strict = f"{text}  secrecy: restricted\n"
    bring(session, text, trainer)
    (item,) = session.scalars(select(Item))
    assert item.secrecy is INTERNAL
    report = bring(session, strict, trainer)
    assert (report.unchanged, item.secrecy) == (1, RESTRICTED)
    assert "1 item(s) have a stricter secrecy label now." in map(str, report.notes)
    report = bring(session, strict.replace("restricted", "public"), trainer)
    assert item.secrecy is RESTRICTED
    assert any("keep the secrecy label of the bank" in str(note) for note in report.notes)
    bring(session, text, trainer)
    assert item.secrecy is RESTRICTED


def test_the_same_item_under_another_code_passes_its_stricter_label_on(
    session: Session, trainer: Actor
) -> None:
    bring(session, "1. 甲是？\nA. a\nB. b\n答案：A\n", trainer)
    bring(session, "1. 甲是？\nA. a\nB. b\n答案：A\n密级：启用前保密\n", trainer)
    (item,) = session.scalars(select(Item))
    assert item.secrecy is RESTRICTED


def test_what_is_restricted_is_not_practised(session: Session, trainer: Actor) -> None:
    content = {"kind": "practical", "task": dict(bank_task("gongwen-notice").mapping)}
    source = make_source("P-1", "practical", content=content)
    version = make_version(session, state=State.PUBLISHED, source=source)
    given: dict[str, Any] = {"org_path": PROVINCE, "on": TODAY}
    assert queries.list_practicals(session, **given) == [version]
    label(session, trainer, version.item, RESTRICTED)
    assert queries.list_practicals(session, **given) == []
    with pytest.raises(NotFoundError):
        queries.get_practical(session, version.item.uuid, **given)
    pool = queries.list_published(session, tier=source.tiers[0], on=TODAY)
    assert [one.code for one in pool] == ["P-1"]


def test_an_export_says_what_is_restricted_and_can_leave_it_out(
    session: Session, trainer: Actor
) -> None:
    for code, secrecy in (("E-1", INTERNAL), ("E-2", RESTRICTED)):
        source = make_source(code, secrecy=secrecy)
        services.create_item(session, actor=trainer, bank_code="user", source=source, now=NOW)
    every = Selection(bank_code="user")
    found = services.export_items(session, actor=SYSTEM, wanted=every, format_="text", now=NOW)
    assert services.count_restricted(one.secrecy for one in found) == 1
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "bank.items.exported")
    ).one()
    assert event.details["restricted"] == 1
    some = Selection(bank_code="user", has_restricted=False)
    left = services.items_to_export(session, actor=trainer, wanted=some)
    assert [one.code for one in left] == ["E-1"]
