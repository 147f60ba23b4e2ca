"""What an import must know of a bank, and the imports themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.bank.models import Bank, Item, ItemImport, ItemVersion, StagedFile
from app.domain.bank.queries.items import to_source, versions
from app.domain.bank.rules import Standing, State, standing
from app.engines.bankfiles import ItemSource
from app.engines.bankfiles.interchange import Defaults, Found, code_of, drafts
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.store.scoping import in_scope


def list_imports(session: Session, *, scope: Scope, limit: int = 50) -> Sequence[ItemImport]:
    """Return the imports into banks in scope, the newest first."""
    query = (
        select(ItemImport)
        .join(Bank, Bank.id == ItemImport.bank_id)
        .where(in_scope(Bank.org_path, scope))
        .order_by(ItemImport.created_at.desc(), ItemImport.id.desc())
    )
    return session.scalars(query.limit(limit)).all()


def get_import(
    session: Session, uuid: UUID, *, scope: Scope, lock: bool = False
) -> tuple[ItemImport, Bank]:
    """Return an import into a bank in scope, or refuse as if there were none."""
    query = (
        select(ItemImport, Bank)
        .join(Bank, Bank.id == ItemImport.bank_id)
        .where(ItemImport.uuid == uuid, in_scope(Bank.org_path, scope))
    )
    found = session.execute(query.with_for_update(of=ItemImport) if lock else query).one_or_none()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def import_names(session: Session, import_ids: Iterable[int]) -> dict[int, str]:
    """Return id of an import → name of its file."""
    query = select(ItemImport.id, ItemImport.file_name).where(ItemImport.id.in_(set(import_ids)))
    return {row.id: row.file_name for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Imported:
    """A version that an import brought in, and how things stand with it."""

    version_id: int
    item_id: int
    code: str
    number: int
    state: State
    newest: int

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has worked on it since."""
        return self.state is State.DRAFT and self.number == self.newest


def list_imported(session: Session, import_id: int) -> list[Imported]:
    """Return the versions that an import brought in, without their wordings."""
    query = (
        select(
            *(ItemVersion.id, Item.id, Item.code, ItemVersion.number, ItemVersion.state),
            Item.version_count,
        )
        .join(ItemVersion.item)
        .where(ItemVersion.import_id == import_id)
        .order_by(ItemVersion.id)
    )
    return [Imported(*row) for row in session.execute(query)]


def list_before_newest(session: Session, item_ids: Sequence[int]) -> Sequence[ItemVersion]:
    """Return the last version but one, by its number, of each of these items."""
    query = versions().where(Item.id.in_(item_ids), ItemVersion.number == Item.version_count - 1)
    return session.scalars(query).all()


def ids_of(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Return code → number of the row of each of these items."""
    query = select(Item.code, Item.id).where(Item.code.in_(set(codes)))
    return {row.code: row.id for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Newest:
    """What an import must know of an item that is there already."""

    item_id: int
    version_id: int
    bank_id: int
    number: int
    state: State
    digest: str


def newest_by_code(session: Session, codes: Iterable[str]) -> dict[str, Newest]:
    """Return code → newest version of these items, in any bank."""
    query = (
        select(
            *(Item.code, Item.id, ItemVersion.id, Item.bank_id, ItemVersion.number),
            *(ItemVersion.state, ItemVersion.content_digest),
        )
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(ItemVersion.number == Item.version_count, Item.code.in_(set(codes)))
    )
    return {row[0]: Newest(*row[1:]) for row in session.execute(query)}


def bank_digests(session: Session, bank_id: int) -> dict[str, str]:
    """Return digest → code of the newest versions of a bank, retired ones left out."""
    query = (
        select(ItemVersion.content_digest, Item.code)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(
            Item.bank_id == bank_id,
            ItemVersion.number == Item.version_count,
            ItemVersion.state != State.RETIRED,
        )
    )
    return {row.content_digest: row.code for row in session.execute(query)}


FALLBACK_DOMAIN = "D10"
PORTION = 1000


def defaults_of(session: Session, bank: Bank, file_name: str) -> Defaults:
    """Return what an import into this bank takes where the file says nothing."""
    domain = main_domain(session, bank.id) or FALLBACK_DOMAIN
    return Defaults(tier=bank.tier, domain=domain, source=file_name)


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would do with one item of a file that names an item of ours.

    :ivar before: the wording that the file was written from, or the newest one.
    """

    standing: Standing
    version: ItemVersion
    before: ItemSource
    after: ItemSource


def plan_import(
    session: Session, bank: Bank, founds: Iterable[Found], file_name: str
) -> dict[str, Planned]:
    """Return where → what would be done, for the items that the bank knows by their codes."""
    by_code = {code: one for one in founds if (code := code_of(one))}
    if not by_code:
        return {}
    defaults = defaults_of(session, bank, file_name)
    planned: dict[str, Planned] = {}
    for version in _newest_of(session, list(by_code)):
        found = by_code[version.item.code]
        after = drafts.to_source(found, version.item.code, defaults)
        stands = standing(
            after.digest,
            found.base,
            version.content_digest,
            is_own=version.item.bank_id == bank.id,
            state=version.state,
        )
        if stands is not Standing.NEW:
            base = _written_from(session, version, found.base, stands)
            planned[found.where] = Planned(stands, version, to_source(base), after)
    return planned


def _newest_of(session: Session, codes: Sequence[str]) -> Iterator[ItemVersion]:
    """Yield the newest versions of these items; a database takes only so many at once."""
    for start in range(0, len(codes), PORTION):
        portion = codes[start : start + PORTION]
        query = versions().where(ItemVersion.number == Item.version_count, Item.code.in_(portion))
        yield from session.scalars(query)


def _written_from(
    session: Session, newest: ItemVersion, base: str, stands: Standing
) -> ItemVersion:
    """Return the version that a file was written from, as far as it is known."""
    if stands is not Standing.CONFLICT:
        return newest
    query = versions().where(
        Item.id == newest.item_id, ItemVersion.content_digest.startswith(base, autoescape=True)
    )
    found = session.scalars(query.order_by(ItemVersion.number.desc()).limit(1)).first()
    return found or newest


def newest_contents(session: Session, bank_ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    """Return code → content of the newest versions of banks, retired ones left out."""
    query = (
        select(Item.code, ItemVersion.content)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(
            Item.bank_id.in_(set(bank_ids)),
            ItemVersion.number == Item.version_count,
            ItemVersion.state != State.RETIRED,
        )
        .order_by(Item.code)
    )
    return {row.code: row.content for row in session.execute(query)}


def main_domain(session: Session, bank_id: int) -> str | None:
    """Return the area that most items of a bank belong to."""
    query = (
        select(ItemVersion.domain)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_id == bank_id)
        .group_by(ItemVersion.domain)
        .order_by(func.count().desc(), ItemVersion.domain)
    )
    return session.scalars(query.limit(1)).first()


def latest_author(session: Session, bank_id: int) -> int | None:
    """Return the person who wrote the newest version of a bank."""
    query = (
        select(ItemVersion.author_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_id == bank_id)
        .order_by(ItemVersion.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def last_import_number(session: Session, bank_id: int) -> int:
    """Return the highest number that an import has given to a code of this bank."""
    query = select(func.max(ItemImport.last_number)).where(ItemImport.bank_id == bank_id)
    return session.scalar(query) or 0


def get_staged(session: Session, uuid: UUID, *, person_id: int) -> tuple[StagedFile, Bank]:
    """Return a file that waits for this person, with its bank, or refuse as if there were none."""
    query = (
        select(StagedFile, Bank)
        .join(Bank, Bank.id == StagedFile.bank_id)
        .where(StagedFile.uuid == uuid, StagedFile.person_id == person_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def count_bank(session: Session, bank_id: int) -> int:
    """Count the items of a bank."""
    return session.scalar(select(func.count(Item.id)).where(Item.bank_id == bank_id)) or 0
