"""Tables of the papers room."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.tier import Tier
from app.store.base import Base


class StoredBlueprint(Base):
    """One version of a blueprint, kept as the text it was loaded from. No personal data."""

    __tablename__ = "blueprint"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    tier: Mapped[Tier]
    title: Mapped[str]
    title_en: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]


class Paper(Base):
    """A paper: drawn, then sealed; never changed after. Personal data: who drew and sealed it."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("(sealed_at IS NULL) = (sealed_by_id IS NULL)", name="sealed_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"), index=True)
    org_path: Mapped[str] = mapped_column(index=True)
    tier: Mapped[Tier]
    seed: Mapped[int] = mapped_column(BigInteger)
    """With the blueprint and the bank it gives the same paper again."""
    snapshot: Mapped[dict[str, Any]]
    """Everything the paper asks, keys included: scores never come from a live item."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the snapshot in canonical form."""
    assembled_at: Mapped[datetime]
    assembled_by_id: Mapped[int]
    sealed_at: Mapped[datetime | None] = mapped_column(default=None)
    sealed_by_id: Mapped[int | None] = mapped_column(default=None)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)

    items: Mapped[list[PaperItem]] = relationship(
        order_by="PaperItem.position", default_factory=list
    )


class PaperItem(Base):
    """Which version of which item stands where, for item statistics. No personal data."""

    __tablename__ = "paper_item"
    __table_args__ = (UniqueConstraint("paper_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), init=False)
    position: Mapped[int]
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    section: Mapped[str] = mapped_column(String(40))
    points: Mapped[float]
