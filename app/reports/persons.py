"""Persons with their tier and why it is that one: one query a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.people.models import Account, Assignment, Organization, Person
from app.domain.people.rules import Duty, PostLevel, derive_tier
from app.kernel.checkdigit import mask_id, tidy
from app.kernel.scope import Scope
from app.kernel.text import Message
from app.kernel.tier import Tier
from app.store.crypto import blind_index
from app.store.scoping import in_scope


class Standing(StrEnum):
    """How a person stands to the roster on a day."""

    SERVING = "serving"
    COMING = "coming"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """What the reader looks for; empty means all. Without a standing: who serves today."""

    text: str = ""
    org_path: str = ""
    tier: Tier | None = None
    overridden_only: bool = False
    standing: Standing = Standing.SERVING


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with the post of the day, else the last or the next one.

    `override_reason` is empty where the rule holds; `username` where there is no account.
    """

    uuid: UUID
    code: str
    full_name: str
    id_masked: str
    org_name: str
    post_title: str
    rank: str
    tier: Tier
    by_rule: Tier
    rule_reason: Message
    override_reason: str
    starts_on: date
    ends_on: date | None
    username: str
    is_enabled: bool


def list_persons(
    session: Session,
    scope: Scope,
    choice: PersonChoice,
    *,
    on: date,
    limit: int,
    offset: int,
) -> list[PersonRow]:
    """Return persons in scope who stand so on that day, by unit and staff number."""
    columns: list[Any] = [
        Person.uuid,
        Person.code,
        Person.full_name,
        Person.id_number,
        Organization.name,
        Assignment.post_title,
        Assignment.rank,
        Assignment.tier,
        Assignment.post_level,
        Assignment.duty,
        Assignment.tier_override_reason,
        Assignment.starts_on,
        Assignment.ends_on,
        Account.username,
        Account.is_enabled,
    ]
    query = _chosen(select(*columns), scope, choice, on)
    query = query.outerjoin(Account, Account.person_id == Person.id)
    query = query.order_by(Organization.path, Person.code).limit(limit).offset(offset)
    return [_row(*found) for found in session.execute(query)]


def count_persons(session: Session, scope: Scope, choice: PersonChoice, *, on: date) -> int:
    """Count what `list_persons` would give in all."""
    query = _chosen(select(func.count(Person.id)), scope, choice, on)
    return session.scalar(query) or 0


def _row(  # noqa: PLR0917 - the columns of one query
    uuid: UUID,
    code: str,
    full_name: str,
    id_number: str | None,
    org_name: str,
    post_title: str,
    rank: str | None,
    tier: Tier,
    post_level: PostLevel,
    duty: Duty,
    override_reason: str,
    starts_on: date,
    ends_on: date | None,
    username: str | None,
    is_enabled: bool | None,  # noqa: FBT001
) -> PersonRow:
    decision = derive_tier(post_level, duty)
    return PersonRow(
        uuid=uuid,
        code=code,
        full_name=full_name,
        id_masked=mask_id(id_number or ""),
        org_name=org_name,
        post_title=post_title,
        rank=rank or "",
        tier=tier,
        by_rule=decision.tier,
        rule_reason=decision.reason,
        override_reason=override_reason,
        starts_on=starts_on,
        ends_on=ends_on,
        username=username or "",
        is_enabled=bool(is_enabled),
    )


def _chosen(query: Select[Any], scope: Scope, choice: PersonChoice, on: date) -> Select[Any]:
    narrowed = scope.within(choice.org_path) if choice.org_path else scope
    query = (
        query.select_from(Person)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Organization, Assignment.organization_id == Organization.id)
        .where(
            in_scope(Organization.path, narrowed), _stands(choice.standing, on), Person.is_active
        )
    )
    if choice.tier:
        query = query.where(Assignment.tier == choice.tier)
    if choice.overridden_only:
        query = query.where(Assignment.tier_override_reason != "")
    if choice.text:
        query = query.where(_named(choice.text))
    return query


def _stands(standing: Standing, on: date) -> ColumnElement[bool]:
    """The post that counts: the one of the day, else the latest begun, else the next one."""
    if standing is Standing.SERVING:
        still = or_(Assignment.ends_on.is_(None), Assignment.ends_on >= on)
        return (Assignment.starts_on <= on) & still
    other = aliased(Assignment)
    begun_first = case((other.starts_on <= on, 0), else_=1)
    counts = (
        select(other.id)
        .where(other.person_id == Person.id)
        .order_by(begun_first, other.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    where = Assignment.starts_on > on if standing is Standing.COMING else Assignment.ends_on < on
    return where & (Assignment.id == counts)


def _named(text: str) -> ColumnElement[bool]:
    """A part of the name or of the post, a staff number or a whole ID number."""
    return or_(
        Person.full_name.contains(text, autoescape=True),
        Assignment.post_title.contains(text, autoescape=True),
        Person.code == text,
        Person.id_number_index == blind_index(tidy(text)),
    )
