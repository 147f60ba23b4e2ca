"""Tables of the practice room. Nothing here counts for anything but the person's own learning."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.practice.rules import Mode
from app.kernel.tier import Tier
from app.store.base import Base

BigKey = BigInteger().with_variant(Integer(), "sqlite")


class PracticeRun(Base):
    """One mock exam or drill of one person. Personal data."""

    __tablename__ = "practice_run"
    __table_args__ = (Index("ix_practice_run_person_id_begun_at", "person_id", "begun_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mode: Mapped[Mode]
    tier: Mapped[Tier]
    snapshot: Mapped[dict[str, Any]]
    """The paper, keys included, in the form of `papers.rules`; it never changes."""
    seed: Mapped[int] = mapped_column(BigInteger)
    """Below zero, while those of exams are above: no exam has these names and figures."""
    sections: Mapped[list[Any]]
    """With their ends, as `exams.rules.TimedSection`."""
    begun_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    item_count: Mapped[int]
    epoch: Mapped[int] = mapped_column(default=0)
    writer: Mapped[str] = mapped_column(String(32), default="")
    writer_since: Mapped[datetime | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    marks: Mapped[list[Any]] = mapped_column(default_factory=list)
    """One for each item after the hand-in, as `marking.rules.Marked`."""
    points: Mapped[float | None] = mapped_column(default=None)
    max_points: Mapped[float] = mapped_column(default=0.0)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class PracticeEvent(Base):
    """One event of the journal of a run; inserted, never changed. Personal data."""

    __tablename__ = "practice_event"
    __table_args__ = (UniqueConstraint("run_id", "epoch", "seq"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, init=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("practice_run.id"))
    epoch: Mapped[int]
    seq: Mapped[int]
    item: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    payload: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    mono_ms: Mapped[int] = mapped_column(BigInteger)
    wall_ms: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]


class PracticeFile(Base):
    """A file handed in for a practical of a run; the newest counts. Personal data."""

    __tablename__ = "practice_file"
    __table_args__ = (Index("ix_practice_file_run_id_position", "run_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("practice_run.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    received_at: Mapped[datetime]
    notes: Mapped[list[Any]] = mapped_column(default_factory=list)
