from __future__ import annotations

import pytest

from app.domain.bank import policy
from app.domain.bank.rules import Verdict
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from tests.factories.bank import CITY, OTHER_CITY, PROVINCE


def actor(*roles: Role, person_id: int = 1, org_path: str = CITY) -> Actor:
    return Actor(person_id, "x", org_path, tuple(Grant(role, org_path) for role in roles))


TRAINER, REVIEWER = actor(Role.TRAINER), actor(Role.REVIEWER)
BOTH = actor(Role.TRAINER, Role.REVIEWER)
EVERYONE_ELSE = [actor(role) for role in Role if role not in (Role.TRAINER, Role.REVIEWER)]


def test_trainers_write_in_the_banks_of_their_part_of_the_tree() -> None:
    assert policy.can_edit(TRAINER, org_path=CITY)
    assert not policy.can_edit(TRAINER, org_path=OTHER_CITY)
    assert not policy.can_edit(TRAINER, org_path=PROVINCE)
    assert not policy.can_edit(REVIEWER, org_path=CITY)


@pytest.mark.parametrize("other", EVERYONE_ELSE, ids=lambda a: a.grants[0].role)
def test_nobody_else_touches_items(other: Actor) -> None:
    assert not policy.can_edit(other, org_path=CITY)
    assert not policy.can_review(other, author_id=9, org_path=CITY)
    assert not policy.can_publish(other, author_id=9, org_path=CITY)
    assert not policy.can_retire(other, org_path=CITY)
    assert not policy.can_load(other, org_path=CITY)


def test_nobody_reviews_or_publishes_their_own() -> None:
    assert policy.can_review(BOTH, author_id=9, org_path=CITY)
    assert not policy.can_review(BOTH, author_id=1, org_path=CITY)
    assert policy.can_publish(BOTH, author_id=9, org_path=CITY)
    assert not policy.can_publish(BOTH, author_id=1, org_path=CITY)


def test_only_the_author_hands_in() -> None:
    assert policy.can_submit(TRAINER, author_id=1, org_path=CITY)
    assert not policy.can_submit(TRAINER, author_id=2, org_path=CITY)


@pytest.mark.parametrize(
    ("verdict", "is_solved", "is_right", "is_allowed"),
    [
        (Verdict.APPROVE, True, True, True),
        (Verdict.APPROVE, True, False, False),
        (Verdict.APPROVE, False, False, False),
        (Verdict.RETURN, True, False, True),
        (Verdict.RETURN, True, True, True),
        (Verdict.RETURN, False, False, False),
    ],
)
def test_a_verdict_comes_after_solving_and_approval_after_solving_right(
    verdict: Verdict, *, is_solved: bool, is_right: bool, is_allowed: bool
) -> None:
    decision = policy.can_decide(verdict=verdict, is_solved=is_solved, is_solved_right=is_right)
    assert bool(decision) is is_allowed


def test_the_platform_loads_banks_everywhere() -> None:
    assert policy.can_load(SYSTEM, org_path=OTHER_CITY)
    assert policy.can_load(REVIEWER, org_path=CITY)
    assert not policy.can_load(REVIEWER, org_path=OTHER_CITY)
    assert not policy.can_load(TRAINER, org_path=CITY)
