"""Units and persons for tests, made through the services."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.domain.people import accounts, services
from app.domain.people.models import Account, Organization, Person
from app.domain.people.rules import Duty, OrganizationKind, PostLevel
from app.kernel.actor import SYSTEM
from tests.conftest import NOW

PASSWORD = "Good-Password-1"
STARTED = date(2024, 1, 1)


def make_tree(session: Session) -> dict[str, Organization]:
    """A province with two cities, one department in each."""
    units: dict[str, Organization] = {}
    for code, parent, kind in (
        ("440000", None, OrganizationKind.PROVINCE),
        ("440100", "440000", OrganizationKind.CITY),
        ("440300", "440000", OrganizationKind.CITY),
        ("GZ-A", "440100", OrganizationKind.DEPARTMENT),
        ("SZ-A", "440300", OrganizationKind.DEPARTMENT),
    ):
        units[code] = services.add_organization(
            session, actor=SYSTEM, code=code, name=f"单位 {code}", kind=kind,
            parent=units[parent] if parent else None, now=NOW,
        )  # fmt: skip
    return units


def make_person(
    session: Session,
    unit: Organization,
    *,
    code: str = "P1",
    name: str = "李小红",
    post_level: PostLevel = PostLevel.NONE,
    duty: Duty = Duty.GENERAL,
) -> Person:
    """A person with a post in that unit since 2024."""
    return services.add_person(
        session, actor=SYSTEM, code=code, full_name=name, organization=unit,
        post_title="科员", starts_on=STARTED, now=NOW, post_level=post_level, duty=duty,
    )  # fmt: skip


def make_account(
    session: Session, person: Person, unit: Organization, *, must_change: bool = False
) -> Account:
    """An account whose user name is the staff number in small letters."""
    return accounts.open_account(
        session, actor=SYSTEM, person=person, org_path=unit.path, username=person.code,
        password=PASSWORD, now=NOW, must_change=must_change,
    )  # fmt: skip
