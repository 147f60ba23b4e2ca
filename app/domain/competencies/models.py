"""Tables of the training standard. No personal data."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.tier import Tier
from app.store.base import Base


class Standard(Base):
    """A version of the training standard, in force until a later one begins. No personal data."""

    __tablename__ = "standard"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    title_en: Mapped[str]
    valid_from: Mapped[date] = mapped_column(index=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]

    modules: Mapped[list[StandardModule]] = relationship(
        order_by="StandardModule.position", cascade="all, delete-orphan", default_factory=list
    )


class StandardModule(Base):
    """A module as a standard names it, with or without courseware. No personal data."""

    __tablename__ = "standard_module"
    __table_args__ = (UniqueConstraint("standard_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"), init=False)
    code: Mapped[str] = mapped_column(String(10))
    title: Mapped[str]
    title_en: Mapped[str]
    domain: Mapped[str] = mapped_column(String(3))
    seed: Mapped[str]
    """The section of the founding document that it serves."""
    position: Mapped[int]
    is_shipped: Mapped[bool]

    requirements: Mapped[list[TierRequirement]] = relationship(
        cascade="all, delete-orphan", default_factory=list
    )


class TierRequirement(Base):
    """What one tier must learn of one module. No personal data."""

    __tablename__ = "tier_requirement"
    __table_args__ = (
        UniqueConstraint("standard_module_id", "tier"),
        CheckConstraint("is_elective OR hours > 0", name="hours_unless_elective"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    standard_module_id: Mapped[int] = mapped_column(ForeignKey("standard_module.id"), init=False)
    tier: Mapped[Tier]
    hours: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    is_elective: Mapped[bool]
    is_required_for_exam: Mapped[bool]
