"""Persons, banks and items with sensible defaults: a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.domain.bank.models import Bank, Item, ItemVersion
from app.domain.bank.rules import State
from app.domain.bank.services.versions import add_version
from app.domain.people.models import Account, Organization, Person
from app.domain.people.rules import OrganizationKind
from app.engines import items
from app.engines.bankfiles import BankSource, ItemSource, Level
from app.kernel.actor import Actor, Grant, Role
from app.kernel.tier import Tier

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PROVINCE, CITY, OTHER_CITY = "/440000/", "/440000/440100/", "/440000/440300/"
_next = count(1)


def make_person(session: Session, full_name: str = "王芳") -> Person:
    """A person without posts."""
    person = Person(code=f"B{next(_next):06d}", full_name=full_name)
    session.add(person)
    session.flush()
    return person


def make_actor_row(
    session: Session, *roles: Role, full_name: str = "王芳", org_path: str = PROVINCE
) -> Actor:
    """A person with roles in one unit."""
    person = make_person(session, full_name)
    grants = tuple(Grant(role, org_path) for role in roles)
    return Actor(person.id, person.full_name, org_path, grants)


def make_trainer(session: Session, **changed: Any) -> Actor:
    """Someone who writes items."""
    return make_actor_row(session, Role.TRAINER, **changed)


def make_reviewer(session: Session, **changed: Any) -> Actor:
    """Someone who reviews and publishes items."""
    return make_actor_row(session, Role.REVIEWER, **{"full_name": "李慧", **changed})


def make_bank(session: Session, code: str = "user", org_path: str = PROVINCE) -> Bank:
    """A bank of the general-user tier."""
    bank = Bank(
        code=code,
        title="一般应用层题库",
        title_en="General-user tier",
        tier=Tier.USER,
        org_path=org_path,
        created_at=NOW,
    )
    session.add(bank)
    session.flush()
    return bank


def make_source(code: str = "Q1", kind: str = "single", **changed: Any) -> ItemSource:
    """An item as it stands in a file."""
    content = dict(items.KINDS[kind].EXAMPLES[0].content)
    content |= changed.pop("content", {})
    source = ItemSource(
        code=code,
        content=content,
        tiers=(Tier.USER,),
        domain="D2",
        level=Level.KNOW,
        module="EG201",
        difficulty=0.7,
        sources=("文件 二（一）",),
        where=f"a.yaml:{code}",
    )
    return replace(source, **changed)


def make_version(
    session: Session,
    *,
    state: State = State.DRAFT,
    author: Actor | None = None,
    bank: Bank | None = None,
    item: Item | None = None,
    source: ItemSource | None = None,
    now: datetime = NOW,
) -> ItemVersion:
    """A version in a given state; of a new item unless one is given."""
    source = source or make_source(f"Q{next(_next)}")
    item = item or Item(
        code=source.code,
        bank=bank or make_bank_once(session),
        created_at=now,
        secrecy=source.secrecy,
    )
    author_id = author.person_id if author else make_person(session, "陈晓明").id
    version = add_version(session, item=item, source=source, author_id=author_id, now=now)
    version.state = state
    version.submitted_at = None if state is State.DRAFT else now
    version.published_at = now if state is State.PUBLISHED else None
    session.flush()
    return version


def make_bank_once(session: Session) -> Bank:
    """The bank of the session, made when it is first needed."""
    from app.domain.bank import queries

    return queries.find_bank(session, "user") or make_bank(session)


def make_unit(session: Session, code: str = "440000", path: str = PROVINCE) -> Organization:
    """A unit of the organisation tree."""
    unit = Organization(code=code, name="广东省", kind=next(iter(OrganizationKind)), path=path)
    session.add(unit)
    session.flush()
    return unit


def make_account(session: Session, username: str, full_name: str = "王芳") -> Person:
    """A person who can be named in bank.yaml."""
    person = make_person(session, full_name)
    account = Account(
        person_id=person.id, username=username, password_digest="x", password_set_at=NOW
    )
    session.add(account)
    session.flush()
    return person


def make_bank_source(*sources: ItemSource, **changed: Any) -> BankSource:
    """A bank as it stands in files, written by wangfang and reviewed by lihui."""
    facts: dict[str, Any] = {
        "code": "user",
        "title": "一般应用层题库",
        "title_en": "General-user tier",
        "tier": Tier.USER,
        "organization": "440000",
        "author": "wangfang",
        "reviewer": "lihui",
        "files": ("a.yaml",),
        "items": sources,
    }
    return BankSource(**{**facts, **changed})
