from __future__ import annotations

import pytest

from app.domain.certificates import policy
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from tests.factories.certificates import GUANGZHOU, SHENZHEN

UNIT = f"{GUANGZHOU}440103/"
HOLDER = Actor(1, "陈晓明", UNIT, (Grant(Role.LEARNER, UNIT),))
OFFICER = Actor(2, "李慧", GUANGZHOU, (Grant(Role.PERSONNEL, GUANGZHOU),))
COLLEAGUE = Actor(3, "王芳", GUANGZHOU, (Grant(Role.PERSONNEL, GUANGZHOU),))
ELSEWHERE = Actor(4, "赵强", SHENZHEN, (Grant(Role.PERSONNEL, SHENZHEN),))
ADMIN = Actor(5, "孙伟", "/440000/", (Grant(Role.ADMINISTRATOR, "/440000/"),))
HOLDING_OFFICER = Actor(1, "陈晓明", GUANGZHOU, (Grant(Role.PERSONNEL, GUANGZHOU),))


@pytest.mark.parametrize(
    ("actor", "reads", "issues", "proposes", "decides"),
    [
        (SYSTEM, True, True, True, False),
        (HOLDER, True, False, False, False),
        (OFFICER, True, True, True, False),
        (COLLEAGUE, True, True, True, True),
        (ELSEWHERE, False, False, False, False),
        (ADMIN, False, False, False, False),
        (HOLDING_OFFICER, True, False, False, False),
    ],
)
def test_who_may_do_what(
    actor: Actor, *, reads: bool, issues: bool, proposes: bool, decides: bool
) -> None:
    thing = {"person_id": 1, "org_path": UNIT}
    assert bool(policy.can_read(actor, **thing)) is reads  # type: ignore[arg-type]
    assert bool(policy.can_issue(actor, **thing)) is issues  # type: ignore[arg-type]
    assert bool(policy.can_propose(actor, **thing)) is proposes  # type: ignore[arg-type]
    decision = policy.can_decide(actor, **thing, proposed_by_id=OFFICER.person_id)  # type: ignore[arg-type]
    assert bool(decision) is decides
