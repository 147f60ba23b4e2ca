"""Tables of the question bank.

An `Item` is a name that lasts; what is asked lives in numbered `ItemVersion`s that never change
once published. A paper always points at a version.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.bank.rules import State, Verdict
from app.engines.bankfiles import Level, Secrecy, Use
from app.kernel.tier import Tier
from app.store import fulltext
from app.store.base import Base

LISTED = (
    *("item_id", "number", "state", "kind", "domain", "level"),
    *("difficulty", "author_id", "tier_names", "module", "valid_to"),
)
"""What lists filter by: kept together in one index, so that no long row is read for it."""

POOLED = (
    *("state", "domain", "level", "kind", "module", "use", "tier_names"),
    *("valid_from", "valid_to", "item_id"),
)
"""What decides whether papers may draw an item, and for which cell: likewise."""


class Bank(Base):
    """A collection of items that belongs to one unit. No personal data."""

    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    tier: Mapped[Tier]
    org_path: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class ItemImport(Base):
    """One file of items brought in, which can be undone as a whole. Personal data: who did it."""

    __tablename__ = "item_import"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    format: Mapped[str] = mapped_column(String(20))
    found: Mapped[int]
    created: Mapped[int]
    changed: Mapped[int]
    warned: Mapped[int]
    refused: Mapped[int]
    last_number: Mapped[int]
    """The highest number given to a code so far in this bank; codes are never used again."""
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class Item(Base):
    """A stable identity, quoted by papers, exports and audit events. No personal data."""

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """What people call it, such as `U-SEC-001`; never used again."""
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), init=False, index=True)
    created_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    version_count: Mapped[int] = mapped_column(default=0)
    """The number of the newest version: lists show that one."""
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.INTERNAL)
    """Who may see it before it is used; it changes without a new version (decision 0014)."""
    words: Mapped[str] = mapped_column(Text, default="", deferred=True)
    """What the newest version can be found by, as a line of `store.fulltext`."""

    bank: Mapped[Bank] = relationship(kw_only=True, lazy="joined", innerjoin=True)


class ItemVersion(Base):
    """One wording of an item, with its key and its marking rule. Personal data: who wrote it."""

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        Index(
            "uq_item_version_published",
            "item_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index("ix_item_version_pool", *POOLED),
        Index("ix_item_version_list", *LISTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), init=False)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]
    stem_text: Mapped[str]
    """The stem in plain words, for lists and search."""
    tier_names: Mapped[str] = mapped_column(String(40))
    """Tiers in one word each, parted by blanks."""
    domain: Mapped[str] = mapped_column(String(4))
    level: Mapped[Level]
    difficulty: Mapped[float]
    seconds: Mapped[int]
    points: Mapped[float]
    content_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of content and metadata: the same text gives no new version."""
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    module: Mapped[str] = mapped_column(String(10), default="")
    goal: Mapped[str] = mapped_column(String(10), default="")
    enemies: Mapped[list[Any]] = mapped_column(default_factory=list)
    sources: Mapped[list[Any]] = mapped_column(default_factory=list)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=1)
    needs_figure: Mapped[bool] = mapped_column(default=False)
    use: Mapped[Use] = mapped_column(default=Use.EXAM)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    import_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_import.id"), default=None, index=True
    )
    """The import that brought this wording in."""

    item: Mapped[Item] = relationship(kw_only=True, lazy="joined", innerjoin=True)

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers the item is for."""
        return tuple(Tier(name) for name in self.tier_names.split())


class ItemReview(Base):
    """One reviewer's work on one version: solved blind, then decided. Personal data: who."""

    __tablename__ = "item_review"
    __table_args__ = (UniqueConstraint("version_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[dict[str, Any]]
    """The answer given before the key was shown."""
    is_right: Mapped[bool]
    """Whether that answer earned all points; a practical, which is not solved here, counts."""
    solved_at: Mapped[datetime]
    verdict: Mapped[Verdict | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    remarks: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Path of a field → what the reviewer says about it."""
    handled: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Path of a remark → who has dealt with it and when (`by`, `at`)."""


class ItemTag(Base):
    """A word that trainers put on items to find them again. No personal data."""

    __tablename__ = "item_tag"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class DismissedPair(Base):
    """Two items that read alike and may both stay. Personal data: who said so."""

    __tablename__ = "dismissed_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    first_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    dismissed_at: Mapped[datetime]


class SavedView(Base):
    """A search of the item list kept under a name. Personal data: whose it is."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class StagedFile(Base):
    """A file that waits for its owner to confirm the import. Personal data: whose it is."""

    __tablename__ = "staged_file"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class PracticalDraft(Base):
    """A practical task in the making, with its files: saved at every change until it is handed in.

    Personal data: whose it is.
    """

    __tablename__ = "practical_draft"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    task: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """The task as `read_task` reads it; it may still be unsound."""
    extra: Mapped[dict[str, Any]]
    """What belongs to the item and not to the task: tier, difficulty, sources; what was unsaid."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every save: of two windows the later one is refused, not lost."""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)
    """The job that tries the task against its own files."""
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), default=None, index=True)
    """The item it was handed in as; then the draft is closed."""
    based_on: Mapped[int] = mapped_column(default=0)
    """The version of the item it was opened from, 0 for a new one."""
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)

    bank: Mapped[Bank] = relationship(init=False, lazy="joined", innerjoin=True)


class TaskProof(Base):
    """What a task's own files say about it, row by row. No personal data."""

    __tablename__ = "task_proof"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_version: Mapped[str] = mapped_column(String(12), unique=True)
    """The digest of everything a task says, its files included."""
    rows: Mapped[list[Any]]
    is_sound: Mapped[bool]
    proved_at: Mapped[datetime]


_ITEM = Item.__table__
if isinstance(_ITEM, Table):
    fulltext.index_column(_ITEM, "words")
