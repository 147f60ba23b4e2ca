"""Certificates, their files, what was done to them, and what could not be issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.certificates.rules import ChangeState, Operation, State
from app.kernel.tier import Tier
from app.store.base import Base


class Certificate(Base):
    """One certificate; `facts` and the file never change, only the state. Personal data."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    number: Mapped[str] = mapped_column(unique=True)
    result_id: Mapped[int] = mapped_column(unique=True)
    """A result gets one certificate, however often its release is announced."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    full_name: Mapped[str] = mapped_column(index=True)
    org_path: Mapped[str] = mapped_column(index=True)
    tier: Mapped[Tier]
    grade: Mapped[str]
    facts: Mapped[dict[str, Any]]
    check_code: Mapped[str]
    issued_at: Mapped[datetime]
    issued_on: Mapped[date] = mapped_column(index=True)
    valid_until: Mapped[date | None] = mapped_column(default=None)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    state: Mapped[State] = mapped_column(default=State.VALID)
    state_since: Mapped[datetime | None] = mapped_column(default=None)


class CertificateFile(Base):
    """The bytes that were issued, known again by their digest. Personal data."""

    __tablename__ = "certificate_file"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateChange(Base):
    """What one person proposed and another decided. Personal data: both, and the reason."""

    __tablename__ = "certificate_change"
    __table_args__ = (
        Index(
            "uq_certificate_change_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    operation: Mapped[Operation]
    reason: Mapped[str]
    proposed_by_id: Mapped[int]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.PROPOSED)
    decided_by_id: Mapped[int | None] = mapped_column(default=None)
    decided_by_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


class CertificateBlock(Base):
    """A result whose certificate could not be printed, with the reason. Personal data."""

    __tablename__ = "certificate_block"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    result_id: Mapped[int] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    full_name: Mapped[str]
    org_path: Mapped[str] = mapped_column(index=True)
    reason: Mapped[dict[str, Any]]
    """A kernel Message as JSON."""
    blocked_at: Mapped[datetime]


class CertificateCounter(Base):
    """The last serial number given out per issuer, year and tier. No personal data."""

    __tablename__ = "certificate_counter"
    __table_args__ = (UniqueConstraint("issuer", "year", "tier"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    issuer: Mapped[str]
    year: Mapped[int]
    tier: Mapped[Tier]
    last: Mapped[int] = mapped_column(default=0)
