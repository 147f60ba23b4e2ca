"""Find organisations, persons, accounts. A scope is required wherever persons are listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.domain.people.models import (
    Account,
    Assignment,
    Organization,
    Person,
    RoleGrant,
    RosterFile,
    SignIn,
)
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.kernel.tier import Tier
from app.store.crypto import blind_index
from app.store.scoping import in_scope


@dataclass(frozen=True, slots=True)
class Posting:
    """A person with the assignment in force on a day: what other rooms need to know."""

    person_id: int
    person_uuid: UUID
    code: str
    full_name: str
    gender: str
    id_number: str | None
    organization_id: int
    organization_name: str
    org_path: str
    post_title: str
    rank: str
    tier: Tier


def get_organization(session: Session, code: str) -> Organization:
    """Return the unit of that code, or refuse."""
    found = find_organization(session, code)
    if found is None:
        raise NotFoundError(msg("There is no unit with the code %(code)s.", code=code))
    return found


def find_organization(session: Session, code: str) -> Organization | None:
    """Return the unit of that code."""
    return session.scalars(select(Organization).where(Organization.code == code)).one_or_none()


def find_organization_by_path(session: Session, path: str) -> Organization | None:
    """Return the unit at that path."""
    return session.scalars(select(Organization).where(Organization.path == path)).one_or_none()


def list_organizations(session: Session, *, scope: Scope) -> Sequence[Organization]:
    """Return the units in scope in tree order."""
    query = select(Organization).where(in_scope(Organization.path, scope))
    return session.scalars(query.order_by(Organization.path)).all()


def organization_names(session: Session, paths: Sequence[str]) -> dict[str, str]:
    """Return path → name for these units, in one query."""
    query = select(Organization.path, Organization.name).where(Organization.path.in_(paths))
    return dict(session.execute(query).tuples().all())


def get_person(session: Session, uuid: UUID) -> Person:
    """Return the person, or refuse."""
    found = session.scalars(select(Person).where(Person.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such person."))
    return found


def person_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return id → full name for these persons, in one query."""
    query = select(Person.id, Person.full_name).where(Person.id.in_(set(ids)))
    return dict(session.execute(query).tuples().all())


def person_codes(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return id → staff number for these persons, in one query."""
    query = select(Person.id, Person.code).where(Person.id.in_(set(ids)))
    return dict(session.execute(query).tuples().all())


def find_person_by_code(session: Session, code: str) -> Person | None:
    """Return the person with that staff number."""
    return session.scalars(select(Person).where(Person.code == code)).one_or_none()


def find_person_by_id_number(session: Session, number: str) -> Person | None:
    """Return the person with that ID number."""
    if not number:
        return None
    query = select(Person).where(Person.id_number_index == blind_index(number))
    return session.scalars(query).one_or_none()


def _current(on: date) -> ColumnElement[bool]:
    return (Assignment.starts_on <= on) & (
        Assignment.ends_on.is_(None) | (Assignment.ends_on >= on)
    )


def find_assignment(session: Session, person_id: int, on: date) -> Assignment | None:
    """Return the assignment in force on that day; the newest if there are several."""
    query = select(Assignment).where(Assignment.person_id == person_id, _current(on))
    return session.scalars(query.order_by(Assignment.starts_on.desc()).limit(1)).one_or_none()


def find_latest_assignment(session: Session, person_id: int) -> Assignment | None:
    """Return the assignment that began last."""
    query = select(Assignment).where(Assignment.person_id == person_id)
    return session.scalars(query.order_by(Assignment.starts_on.desc()).limit(1)).one_or_none()


def list_assignments(
    session: Session, person_id: int, *, lock: bool = False
) -> Sequence[Assignment]:
    """Return all posts of a person, the first one first."""
    if lock:
        session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    query = select(Assignment).where(Assignment.person_id == person_id)
    return session.scalars(query.order_by(Assignment.starts_on)).all()


def home_path(session: Session, person_id: int, on: date) -> str:
    """Return the unit a person belongs to: that of the post of the day, else the latest one."""
    found = find_assignment(session, person_id, on) or find_latest_assignment(session, person_id)
    return found.organization.path if found else ""


def get_posting(session: Session, person_id: int, on: date) -> Posting:
    """Return a person with the post held on that day, or refuse."""
    found = list_postings_of(session, [person_id], on)
    if not found:
        raise NotFoundError(msg("This person holds no post on that day."))
    return found[0]


def list_postings_of(session: Session, person_ids: Sequence[int], on: date) -> list[Posting]:
    """Return the postings of these persons, in one query."""
    rows = session.execute(_postings(on).where(Person.id.in_(person_ids)))
    return [_posting(person, assignment) for person, assignment in rows]


def list_role_holders(session: Session, role: Role, *, org_path: str, on: date) -> list[Posting]:
    """Return who holds a role that covers the unit of `org_path`, with the posts held on a day."""
    query = (
        select(RoleGrant.person_id)
        .join(Organization, RoleGrant.organization_id == Organization.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.revoked_at.is_(None),
            Organization.path.in_(_and_above(org_path)),
        )
    )
    return list_postings_of(session, list(session.scalars(query)), on)


def _and_above(org_path: str) -> list[str]:
    """Return the path and those of all units above: `/a/b/` → `/a/`, `/a/b/`."""
    parts = org_path.strip("/").split("/")
    return [f"/{'/'.join(parts[: n + 1])}/" for n in range(len(parts))]


def list_postings_by_numbers(
    session: Session,
    *,
    codes: Sequence[str],
    id_numbers: Sequence[str],
    scope: Scope,
    on: date,
) -> dict[str, Posting]:
    """Return staff number or ID number → posting of the persons in scope, in one query."""
    indexes = {blind_index(number.upper()): number.upper() for number in id_numbers}
    query = _postings(on).where(
        in_scope(Organization.path, scope),
        or_(Person.code.in_(codes), Person.id_number_index.in_(indexes)),
    )
    found: dict[str, Posting] = {}
    for person, assignment in session.execute(query):
        posting = _posting(person, assignment)
        found[posting.code] = posting
        if person.id_number_index in indexes:
            found[indexes[person.id_number_index]] = posting
    return found


def _postings(on: date) -> Select[Person, Assignment]:
    return (
        select(Person, Assignment)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Organization, Assignment.organization_id == Organization.id)
        .options(contains_eager(Assignment.organization))
        .where(_current(on))
    )


def _posting(person: Person, assignment: Assignment) -> Posting:
    return Posting(
        person_id=person.id,
        person_uuid=person.uuid,
        code=person.code,
        full_name=person.full_name,
        gender=person.gender.value,
        id_number=person.id_number,
        organization_id=assignment.organization_id,
        organization_name=assignment.organization.name,
        org_path=assignment.organization.path,
        post_title=assignment.post_title,
        rank=assignment.rank.value if assignment.rank else "",
        tier=assignment.tier,
    )


@dataclass(frozen=True, slots=True)
class PersonFilters:
    """What the reader of the list looks for; empty means all."""

    text: str = ""
    org_path: str = ""
    tier: str = ""

    def apply(self, query: Select[Person, Assignment], scope: Scope) -> Select[Person, Assignment]:
        """Add the WHERE parts."""
        query = query.where(in_scope(Organization.path, scope))
        if self.org_path:
            query = query.where(Organization.path.startswith(self.org_path, autoescape=True))
        if self.tier:
            query = query.where(Assignment.tier == Tier(self.tier))
        if self.text:
            query = query.where(
                or_(
                    Person.full_name.contains(self.text, autoescape=True),
                    Person.code == self.text,
                )
            )
        return query


def list_postings(
    session: Session, *, scope: Scope, filters: PersonFilters, on: date, limit: int, offset: int
) -> list[Posting]:
    """Return persons in scope with their posts, by unit and staff number."""
    query = filters.apply(_postings(on), scope).order_by(Organization.path, Person.code)
    rows = session.execute(query.limit(limit).offset(offset))
    return [_posting(person, assignment) for person, assignment in rows]


def count_postings(session: Session, *, scope: Scope, filters: PersonFilters, on: date) -> int:
    """Count what `list_postings` would give in all."""
    query = filters.apply(_postings(on), scope).order_by(None)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def find_account(session: Session, username: str, *, lock: bool = False) -> Account | None:
    """Return the account with that user name."""
    query = select(Account).where(Account.username == username.strip().lower())
    return session.scalars(query.with_for_update(of=Account) if lock else query).one_or_none()


def find_account_of(session: Session, person_id: int) -> Account | None:
    """Return the account of that person."""
    return session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()


def find_sign_in(session: Session, token_digest: str) -> tuple[SignIn, Account] | None:
    """Return a living sign-in with its account."""
    query = (
        select(SignIn, Account)
        .join(Account, SignIn.account_id == Account.id)
        .where(SignIn.token_digest == token_digest, SignIn.ended_at.is_(None))
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def list_sign_ins(session: Session, account_id: int) -> Sequence[SignIn]:
    """Return the living sign-ins of an account."""
    query = select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    return session.scalars(query).all()


def list_grants(session: Session, person_id: int) -> Sequence[RoleGrant]:
    """Return the roles in force of a person."""
    query = select(RoleGrant).where(
        RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None)
    )
    return session.scalars(query.order_by(RoleGrant.id)).all()


def find_role_holder(session: Session, role: Role, *, org_path: str) -> int | None:
    """Return the person who has held a role for this unit longest, if anybody does."""
    covers = literal(org_path).like(Organization.path + "%")
    query = (
        select(RoleGrant.person_id)
        .join(RoleGrant.organization)
        .where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None), covers)
        .order_by(RoleGrant.id)
    )
    return session.scalars(query.limit(1)).first()


def make_actor(session: Session, person: Person, on: date) -> Actor:
    """Return the person as an actor with the roles in force."""
    assignment = find_assignment(session, person.id, on)
    grants = list_grants(session, person.id)
    home = assignment.organization.path if assignment else ""
    return Actor(
        person_id=person.id,
        full_name=person.full_name,
        org_path=home or (grants[0].organization.path if grants else "/-/"),
        grants=tuple(Grant(role=g.role, org_path=g.organization.path) for g in grants),
    )


def get_actor(session: Session, person_id: int, on: date) -> Actor:
    """Return who acts in a job by the rights of that day; 0 is the platform itself."""
    if person_id == SYSTEM.person_id:
        return SYSTEM
    return make_actor(session, session.get_one(Person, person_id), on)


def get_roster(session: Session, uuid: UUID, *, person_id: int, lock: bool = False) -> RosterFile:
    """Return a roster that this person sent, or refuse."""
    query = select(RosterFile).where(RosterFile.uuid == uuid, RosterFile.person_id == person_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such file, or it was not you who sent it."))
    return found


def get_roster_by_uuid(session: Session, uuid: UUID) -> RosterFile:
    """Return a roster, for the job that takes it."""
    return session.scalars(select(RosterFile).where(RosterFile.uuid == uuid)).one()


def list_rosters(session: Session, *, person_id: int, limit: int = 10) -> Sequence[RosterFile]:
    """Return the rosters that this person sent, the newest first."""
    query = select(RosterFile).where(RosterFile.person_id == person_id)
    return session.scalars(query.order_by(RosterFile.id.desc()).limit(limit)).all()


def get_grant(session: Session, grant_id: int, *, person_id: int) -> RoleGrant:
    """Return a role grant in force of that person, or refuse."""
    for grant in list_grants(session, person_id):
        if grant.id == grant_id:
            return grant
    raise NotFoundError(msg("There is no such role grant."))


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What a list shows of a person's account and roles."""

    username: str
    is_enabled: bool
    roles: tuple[Role, ...]


def account_cards(session: Session, person_ids: Sequence[int]) -> dict[int, AccountCard]:
    """Return person id → account and roles, in two queries for all of them."""
    accounts = select(Account.person_id, Account.username, Account.is_enabled).where(
        Account.person_id.in_(person_ids)
    )
    grants = select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_(person_ids), RoleGrant.revoked_at.is_(None)
    )
    roles: dict[int, list[Role]] = {}
    for person_id, role in session.execute(grants):
        roles.setdefault(person_id, []).append(role)
    names = {row.person_id: (row.username, row.is_enabled) for row in session.execute(accounts)}
    return {
        person_id: AccountCard(
            *names.get(person_id, ("", False)), tuple(dict.fromkeys(roles.get(person_id, ())))
        )
        for person_id in person_ids
    }
