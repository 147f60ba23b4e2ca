"""The life of a version: written, handed in, solved blind, decided, published, retired."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries, rules, services
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State, Verdict
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.kernel.scope import EVERYTHING
from tests.factories.bank import (
    NOW,
    OTHER_CITY,
    make_bank,
    make_reviewer,
    make_source,
    make_trainer,
    make_version,
)

LEGAL = {
    (State.DRAFT, State.IN_REVIEW),
    (State.DRAFT, State.RETIRED),
    (State.IN_REVIEW, State.APPROVED),
    (State.IN_REVIEW, State.RETURNED),
    (State.RETURNED, State.RETIRED),
    (State.APPROVED, State.PUBLISHED),
    (State.APPROVED, State.RETIRED),
    (State.PUBLISHED, State.RETIRED),
}


@pytest.fixture
def trainer(session: Session) -> Actor:
    return make_trainer(session)


@pytest.fixture
def reviewer(session: Session) -> Actor:
    return make_reviewer(session)


def solve(session: Session, actor: Actor, version: ItemVersion, value: str = "B") -> None:
    services.solve(
        session,
        actor=actor,
        uuid=version.item.uuid,
        number=version.number,
        answer={"kind": "single", "value": value},
        now=NOW,
    )


def decide(
    session: Session, actor: Actor, version: ItemVersion, verdict: Verdict, comment: str = ""
) -> None:
    services.decide(
        session,
        actor=actor,
        uuid=version.item.uuid,
        number=version.number,
        verdict=verdict,
        comment=comment,
        now=NOW,
    )


@pytest.mark.parametrize(("old", "new"), product(State, State))
def test_only_the_legal_transitions_are_possible(old: State, new: State) -> None:
    if (old, new) in LEGAL:
        rules.require_transition(old, new)
    else:
        with pytest.raises(ConflictError):
            rules.require_transition(old, new)


def test_an_item_goes_from_draft_to_published(
    session: Session, trainer: Actor, reviewer: Actor
) -> None:
    make_bank(session)
    version = services.create_item(
        session, actor=trainer, bank_code="user", source=make_source("Q1"), now=NOW
    )
    uuid = version.item.uuid
    services.submit(session, actor=trainer, uuid=uuid, number=1, now=NOW)
    solve(session, reviewer, version)
    decide(session, reviewer, version, Verdict.APPROVE)
    services.publish(session, actor=reviewer, uuid=uuid, number=1, now=NOW)

    assert version.state is State.PUBLISHED
    assert version.published_by_id == reviewer.person_id
    assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all() == [
        "bank.item.created",
        "bank.version.submitted",
        "bank.version.solved",
        "bank.version.approved",
        "bank.version.published",
    ]


def test_a_code_is_used_once(session: Session, trainer: Actor) -> None:
    make_version(session, source=make_source("Q1"))
    with pytest.raises(InvalidError, match="Q1"):
        services.create_item(
            session, actor=trainer, bank_code="user", source=make_source("Q1"), now=NOW
        )


def test_an_enemy_must_exist(session: Session, trainer: Actor) -> None:
    make_bank(session)
    source = replace(make_source("Q1"), enemies=("Q9",))
    with pytest.raises(InvalidError, match="Q9"):
        services.create_item(session, actor=trainer, bank_code="user", source=source, now=NOW)


def test_a_new_draft_leaves_the_published_version_in_use(session: Session, trainer: Actor) -> None:
    old = make_version(session, state=State.PUBLISHED)
    source = make_source(old.item.code, content={"explain": "new"})
    new = services.save_draft(
        session, actor=trainer, uuid=old.item.uuid, source=source, based_on=1, now=NOW
    )
    assert (old.state, new.state, new.number) == (State.PUBLISHED, State.DRAFT, 2)
    assert old.content != new.content


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.APPROVED])
def test_a_new_draft_takes_the_place_of_an_open_version(
    session: Session, trainer: Actor, state: State
) -> None:
    old = make_version(session, state=state)
    source = make_source(old.item.code, content={"explain": "new"})
    services.save_draft(
        session, actor=trainer, uuid=old.item.uuid, source=source, based_on=1, now=NOW
    )
    assert old.state is State.RETIRED


def test_a_draft_over_an_unseen_version_is_refused(session: Session, trainer: Actor) -> None:
    old = make_version(session)
    make_version(session, item=old.item, source=make_source(content={"explain": "other"}))
    source = make_source(old.item.code, content={"explain": "mine"})
    with pytest.raises(ConflictError, match="Version 2 was saved meanwhile"):
        services.save_draft(
            session, actor=trainer, uuid=old.item.uuid, source=source, based_on=1, now=NOW
        )


def test_a_version_in_review_waits_for_its_verdict(session: Session, trainer: Actor) -> None:
    old = make_version(session, state=State.IN_REVIEW)
    source = make_source(old.item.code, content={"explain": "new"})
    with pytest.raises(ConflictError, match="in review"):
        services.save_draft(
            session, actor=trainer, uuid=old.item.uuid, source=source, based_on=1, now=NOW
        )


def test_saving_without_a_change_makes_no_version(session: Session, trainer: Actor) -> None:
    old = make_version(session, source=make_source("Q1"))
    with pytest.raises(ConflictError, match="Nothing was changed"):
        services.save_draft(
            session,
            actor=trainer,
            uuid=old.item.uuid,
            source=make_source("Q1"),
            based_on=1,
            now=NOW,
        )


def test_nobody_reviews_their_own_item(session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.IN_REVIEW, author=reviewer)
    with pytest.raises(ForbiddenError):
        solve(session, reviewer, version)


def test_a_verdict_before_solving_is_refused(session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.IN_REVIEW)
    with pytest.raises(ForbiddenError, match="solve"):
        decide(session, reviewer, version, Verdict.RETURN, "why")


def test_the_blind_answer_is_given_once_and_not_empty(session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.IN_REVIEW)
    with pytest.raises(InvalidError):
        solve(session, reviewer, version, "")
    solve(session, reviewer, version, "A")
    with pytest.raises(ConflictError, match="already"):
        solve(session, reviewer, version, "B")


def test_who_answered_otherwise_returns_with_a_reason(session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.IN_REVIEW)
    solve(session, reviewer, version, "A")
    with pytest.raises(ForbiddenError, match="differs"):
        decide(session, reviewer, version, Verdict.APPROVE)
    with pytest.raises(InvalidError, match="change"):
        decide(session, reviewer, version, Verdict.RETURN, "  ")
    decide(session, reviewer, version, Verdict.RETURN, "Two right answers.")
    assert version.state is State.RETURNED
    (_number, review), *_ = queries.list_reviews(session, version.item.id)
    assert (review.verdict, review.comment) == (Verdict.RETURN, "Two right answers.")


def test_publishing_retires_the_version_before(session: Session, reviewer: Actor) -> None:
    old = make_version(session, state=State.PUBLISHED)
    new = make_version(session, state=State.APPROVED, item=old.item)
    services.publish(session, actor=reviewer, uuid=old.item.uuid, number=2, now=NOW)
    assert (old.state, new.state, old.retired_at) == (State.RETIRED, State.PUBLISHED, NOW)


@pytest.mark.parametrize("state", sorted(set(State) - {State.APPROVED}))
def test_only_an_approved_version_is_published(
    session: Session, reviewer: Actor, state: State
) -> None:
    version = make_version(session, state=state)
    with pytest.raises(ConflictError):
        services.publish(session, actor=reviewer, uuid=version.item.uuid, number=1, now=NOW)


def test_an_author_cannot_publish_their_own(session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.APPROVED, author=reviewer)
    with pytest.raises(ForbiddenError, match="own"):
        services.publish(session, actor=reviewer, uuid=version.item.uuid, number=1, now=NOW)


def test_the_database_keeps_one_published_version_an_item(session: Session) -> None:
    old = make_version(session, state=State.PUBLISHED)
    with pytest.raises(IntegrityError):
        make_version(session, state=State.PUBLISHED, item=old.item)


def test_an_item_of_another_unit_does_not_exist(session: Session) -> None:
    version = make_version(session, state=State.APPROVED)
    outsider = make_reviewer(session, org_path=OTHER_CITY)
    with pytest.raises(NotFoundError):
        services.publish(session, actor=outsider, uuid=version.item.uuid, number=1, now=NOW)
    assert queries.get_item(session, version.item.uuid, scope=EVERYTHING) is version.item


def test_retiring_keeps_the_row_and_the_reason(session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.PUBLISHED)
    services.retire(
        session, actor=reviewer, uuid=version.item.uuid, number=1, reason=" outdated ", now=NOW
    )
    assert version.state is State.RETIRED
    assert queries.find_published(session, version.item.id) is None
    assert session.scalars(select(AuditEvent.details)).all() == [{"reason": "outdated"}]
