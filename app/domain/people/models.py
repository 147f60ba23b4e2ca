"""Organisations, persons, their dated assignments, roles and sign-in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.people.rules import Duty, Gender, OrganizationKind, PostLevel, Rank
from app.domain.people.rules_posts import Ending
from app.kernel.actor import Role
from app.kernel.tier import Tier
from app.store.base import Base
from app.store.crypto import EncryptedText


class Organization(Base):
    """A node of the organisation tree. No personal data."""

    __tablename__ = "organization"
    __table_args__ = (CheckConstraint("path LIKE '/%/'", name="path_has_slashes"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    """What people call it in files, such as `440100` or `GZ-DSJ`."""
    name: Mapped[str]
    kind: Mapped[OrganizationKind]
    path: Mapped[str] = mapped_column(unique=True)
    """`/code/code/…/`: everything below starts with it."""
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id"), default=None, index=True
    )
    short_name: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    is_active: Mapped[bool] = mapped_column(default=True)


class Person(Base):
    """A civil servant or a member of staff. Personal data; the ID number is encrypted."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    """The staff number, 工号."""
    full_name: Mapped[str] = mapped_column(index=True)
    gender: Mapped[Gender] = mapped_column(default=Gender.UNKNOWN)
    id_number: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    id_number_index: Mapped[str | None] = mapped_column(unique=True, default=None)
    """Keyed digest of the ID number, so that it is unique without being readable."""
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    is_active: Mapped[bool] = mapped_column(default=True)
    preferences: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Language, contrast, size: what the person set for themselves."""

    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="person", order_by="Assignment.starts_on", default_factory=list
    )


class Assignment(Base):
    """Where a person served, as what, from when to when. Personal data."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        UniqueConstraint("person_id", "starts_on"),
        Index(
            "uq_assignment_open",
            "person_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    post_title: Mapped[str]
    starts_on: Mapped[date]
    post_level: Mapped[PostLevel] = mapped_column(default=PostLevel.NONE)
    rank: Mapped[Rank | None] = mapped_column(default=None)
    duty: Mapped[Duty] = mapped_column(default=Duty.GENERAL)
    tier: Mapped[Tier] = mapped_column(default=Tier.USER)
    """The tier in force: derived by rule, or the override."""
    tier_override_reason: Mapped[str] = mapped_column(default="")
    """Filled if and only if a person set the tier by hand."""
    ends_on: Mapped[date | None] = mapped_column(default=None)
    ending: Mapped[Ending | None] = mapped_column(default=None)
    """Why the person left the roster after this post; empty where another post follows."""
    ending_note: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="assignments", kw_only=True)
    organization: Mapped[Organization] = relationship(init=False, lazy="joined")


class RoleGrant(Base):
    """A role of a person within one unit and below. Personal data."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_in_force",
            "person_id",
            "role",
            "organization_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    granted_by_id: Mapped[int]
    granted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_reason: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship(init=False, lazy="joined")


class Account(Base):
    """How a person signs in. Personal data; the password only as an argon2id digest."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_digest: Mapped[str]
    password_set_at: Mapped[datetime]
    must_change: Mapped[bool] = mapped_column(default=True)
    earlier_digests: Mapped[list[Any]] = mapped_column(default_factory=list)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(default=None)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    closes_on: Mapped[date | None] = mapped_column(default=None)
    """The last day on which a person who leaves may sign in."""

    person: Mapped[Person] = relationship(init=False, lazy="joined")


class SignIn(Base):
    """One signed-in browser, so that it can expire and be ended. Personal data: address."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("token_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class RosterFile(Base):
    """A roster that somebody has sent: before it is confirmed, and what came of it.

    Personal data: the file and the first passwords are encrypted, and deleted after a day or when
    the passwords have been fetched.
    """

    __tablename__ = "roster_file"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(index=True)
    """Who sent it, and who alone sees it; 0 is the command line."""
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[str] = mapped_column(EncryptedText, deferred=True)
    created_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    counts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """How many were added, moved, taken over and unchanged."""
    slips: Mapped[str] = mapped_column(EncryptedText, default="", deferred=True)
    """First passwords, until they are fetched once."""
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
