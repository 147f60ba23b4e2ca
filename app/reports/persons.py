"""Persons with their tier and why it is that one: one query a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.domain.people.models import Assignment, Organization, Person
from app.domain.people.rules import Duty, PostLevel, derive_tier
from app.kernel.checkdigit import mask_id
from app.kernel.scope import Scope
from app.kernel.text import Message
from app.kernel.tier import Tier
from app.store.scoping import in_scope


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """What the reader looks for; empty means all."""

    text: str = ""
    org_path: str = ""
    tier: Tier | None = None
    overridden_only: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with the post of the day; `override_reason` is empty where the rule holds."""

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


def list_persons(
    session: Session,
    scope: Scope,
    choice: PersonChoice,
    *,
    on: date,
    limit: int,
    offset: int,
) -> list[PersonRow]:
    """Return persons in scope who hold a post on that day, by unit and staff number."""
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
    ]
    query = _chosen(select(*columns), scope, choice, on)
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
    )


def _chosen(query: Select[Any], scope: Scope, choice: PersonChoice, on: date) -> Select[Any]:
    narrowed = scope.within(choice.org_path) if choice.org_path else scope
    query = (
        query.select_from(Person)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Organization, Assignment.organization_id == Organization.id)
        .where(
            in_scope(Organization.path, narrowed),
            Assignment.starts_on <= on,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= on),
            Person.is_active,
        )
    )
    if choice.tier:
        query = query.where(Assignment.tier == choice.tier)
    if choice.overridden_only:
        query = query.where(Assignment.tier_override_reason != "")
    if choice.text:
        name = Person.full_name.contains(choice.text, autoescape=True)
        query = query.where(or_(name, Person.code == choice.text))
    return query
