"""Two cities with an officer each, and a sender of forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.domain.people.models import Organization, Person
from app.kernel.actor import Actor, Role
from tests.conftest import SignInAs, make_actor
from tests.factories.people import make_account, make_person, make_tree
from tests.web.hr.conftest import Post, officer, outsider, post

__all__ = ["Post", "officer", "outsider", "post"]

ID_NUMBER = "11010519491231002X"


@pytest.fixture
def units(session: Session) -> dict[str, Organization]:
    made = make_tree(session)
    session.commit()
    return made


@pytest.fixture
def li(session: Session, units: dict[str, Organization]) -> Person:
    """A learner of Guangzhou with an account."""
    made = make_person(session, units["GZ-A"])
    make_account(session, made, units["GZ-A"])
    session.commit()
    return made


@pytest.fixture
def guangzhou(units: dict[str, Organization], sign_in_as: SignInAs) -> Actor:
    """The personnel officer of Guangzhou, signed in."""
    actor = make_actor(Role.PERSONNEL, person_id=901, org_path=units["440100"].path)
    sign_in_as(actor)
    return actor


@pytest.fixture
def as_shenzhen(units: dict[str, Organization], sign_in_as: SignInAs) -> Callable[[], None]:
    """Let the personnel officer of Shenzhen go on."""

    def change() -> None:
        sign_in_as(make_actor(Role.PERSONNEL, person_id=902, org_path=units["440300"].path))

    return change
