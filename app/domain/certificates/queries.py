"""Find certificates. Whoever lists those of others brings a scope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.certificates.models import (
    Certificate,
    CertificateBlock,
    CertificateChange,
    CertificateCounter,
    CertificateFile,
)  # fmt: skip
from app.domain.certificates.rules import (
    ENDED,
    SOON,
    ChangeState,
    Check,
    State,
    Verification,
    compare,
    sha256,
    state_on,
    tidy_code,
)
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.numbers import read_certificate_number
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.kernel.tier import Tier
from app.store.scoping import in_scope

CLAIMED = re.compile(rb"[0-9A-Z]{2,8}-\d{4}-[1-4]-\d{6}-[0-9A-Z]")
"""A certificate number as our files carry it in clear, in their metadata."""


def get_certificate(session: Session, uuid: UUID, *, lock: bool = False) -> Certificate:
    """Return the certificate, or refuse."""
    query = select(Certificate).where(Certificate.uuid == uuid)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such certificate."))
    return found


def find_by_number(session: Session, number: str) -> Certificate | None:
    """Return the certificate with that number, written as it is printed."""
    return session.scalars(select(Certificate).where(Certificate.number == number)).one_or_none()


def find_by_result(session: Session, result_id: int) -> Certificate | None:
    """Return the certificate of a result."""
    query = select(Certificate).where(Certificate.result_id == result_id)
    return session.scalars(query).one_or_none()


def find_ended(session: Session, result_ids: Sequence[int]) -> Certificate | None:
    """Return the certificate of one of these results that two officers revoked or cancelled."""
    query = select(Certificate).where(
        Certificate.result_id.in_(result_ids), Certificate.state.in_(ENDED)
    )
    return session.scalars(query.order_by(Certificate.id.desc()).limit(1)).one_or_none()


def find_by_digest(session: Session, sha256: str) -> Certificate | None:
    """Return the certificate whose issued file has this digest."""
    query = (
        select(Certificate)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(CertificateFile.sha256 == sha256)
    )
    return session.scalars(query).one_or_none()


def get_file(session: Session, certificate_id: int) -> CertificateFile:
    """Return the issued bytes, or refuse."""
    query = select(CertificateFile).where(CertificateFile.certificate_id == certificate_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such certificate."))
    return found


def list_for_person(session: Session, person_id: int) -> Sequence[Certificate]:
    """Return a person's certificates, newest first."""
    query = select(Certificate).where(Certificate.person_id == person_id)
    return session.scalars(query.order_by(Certificate.id.desc())).all()


def list_blocks_for_person(session: Session, person_id: int) -> Sequence[CertificateBlock]:
    """Return what of a person's could not be issued yet."""
    query = select(CertificateBlock).where(CertificateBlock.person_id == person_id)
    return session.scalars(query.order_by(CertificateBlock.id)).all()


@dataclass(frozen=True, slots=True)
class CertificateFilters:
    """What the reader of the register looks for; empty means all. `on` decides what has expired."""

    on: date
    text: str = ""
    tier: Tier | None = None
    state: State | None = None
    year: int = 0
    ending_only: bool = False
    """Only valid ones whose last day comes soon."""

    def conditions(self, scope: Scope) -> list[ColumnElement[bool]]:
        """Return the WHERE parts."""
        found = [in_scope(Certificate.org_path, scope)]
        if self.text:
            found.append(self._named())
        if self.tier:
            found.append(Certificate.tier == self.tier)
        if self.state:
            found.append(self._in_state(self.state))
        if self.year:
            first, last = date(self.year, 1, 1), date(self.year, 12, 31)
            found.append(Certificate.issued_on.between(first, last))
        if self.ending_only:
            found.append(Certificate.state == State.VALID)
            found.append(Certificate.valid_until.between(self.on, self.on + SOON))
        return found

    def _named(self) -> ColumnElement[bool]:
        text = self.text.strip()
        return or_(
            Certificate.full_name.contains(text, autoescape=True),
            Certificate.number.startswith(text.upper(), autoescape=True),
        )

    def _in_state(self, state: State) -> ColumnElement[bool]:
        is_over = and_(Certificate.valid_until.is_not(None), Certificate.valid_until < self.on)
        if state is State.EXPIRED:
            return and_(Certificate.state == State.VALID, is_over)
        if state is State.VALID:
            return and_(Certificate.state == State.VALID, ~is_over)
        return Certificate.state == state


def list_certificates(
    session: Session, *, scope: Scope, filters: CertificateFilters, limit: int, offset: int
) -> Sequence[Certificate]:
    """Return the register in scope, newest first."""
    query = select(Certificate).where(*filters.conditions(scope)).order_by(Certificate.id.desc())
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_certificates(session: Session, *, scope: Scope, filters: CertificateFilters) -> int:
    """Count what `list_certificates` would give in all."""
    query = select(func.count()).select_from(Certificate).where(*filters.conditions(scope))
    return session.scalar(query) or 0


def iter_register(
    session: Session, *, scope: Scope, filters: CertificateFilters
) -> Iterator[Certificate]:
    """Stream the register for an export, by number; 1,000 rows are held at a time."""
    query = select(Certificate).where(*filters.conditions(scope)).order_by(Certificate.number)
    yield from session.scalars(query).yield_per(1000)


def numbers_by_result(session: Session, result_ids: Sequence[int]) -> dict[int, str]:
    """Return result → certificate number for those that have one, in one query."""
    query = select(Certificate.result_id, Certificate.number)
    rows = session.execute(query.where(Certificate.result_id.in_(result_ids)))
    return {row.result_id: row.number for row in rows}


def get_change(session: Session, uuid: UUID, *, lock: bool = False) -> CertificateChange:
    """Return a proposed or decided change, or refuse."""
    query = select(CertificateChange).where(CertificateChange.uuid == uuid)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such proposal."))
    return found


def find_open_change(session: Session, certificate_id: int) -> CertificateChange | None:
    """Return the change that waits for a second person."""
    query = select(CertificateChange).where(
        CertificateChange.certificate_id == certificate_id,
        CertificateChange.state == ChangeState.PROPOSED,
    )
    return session.scalars(query).one_or_none()


def list_changes(session: Session, certificate_id: int) -> Sequence[CertificateChange]:
    """Return what was proposed and decided about one certificate, newest first."""
    query = select(CertificateChange).where(CertificateChange.certificate_id == certificate_id)
    return session.scalars(query.order_by(CertificateChange.id.desc())).all()


def list_open_changes(
    session: Session, *, scope: Scope, limit: int = 50
) -> list[tuple[CertificateChange, Certificate]]:
    """Return what waits for a second person in scope, oldest first."""
    query = (
        select(CertificateChange, Certificate)
        .join(Certificate, Certificate.id == CertificateChange.certificate_id)
        .where(CertificateChange.state == ChangeState.PROPOSED)
        .where(in_scope(Certificate.org_path, scope))
    )
    rows = session.execute(query.order_by(CertificateChange.id).limit(limit))
    return [(change, certificate) for change, certificate in rows]


def get_block(session: Session, result_id: int, *, lock: bool = False) -> CertificateBlock:
    """Return the block of a result, or refuse."""
    query = select(CertificateBlock).where(CertificateBlock.result_id == result_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("Nothing waits to be issued for this result."))
    return found


def find_block(session: Session, result_id: int) -> CertificateBlock | None:
    """Return the block of a result."""
    query = select(CertificateBlock).where(CertificateBlock.result_id == result_id)
    return session.scalars(query).one_or_none()


def list_blocks(session: Session, *, scope: Scope, limit: int = 50) -> Sequence[CertificateBlock]:
    """Return what could not be issued in scope, oldest first."""
    query = select(CertificateBlock).where(in_scope(CertificateBlock.org_path, scope))
    return session.scalars(query.order_by(CertificateBlock.id).limit(limit)).all()


def get_block_in_scope(session: Session, result_id: int, *, scope: Scope) -> CertificateBlock:
    """Return a block that the actor may know of; the others do not exist for them."""
    block = get_block(session, result_id, lock=True)
    if not scope.contains(block.org_path):
        raise NotFoundError(msg("Nothing waits to be issued for this result."))
    return block


def find_counter(
    session: Session, *, issuer: str, year: int, tier: Tier
) -> CertificateCounter | None:
    """Return the counter of serial numbers, locked."""
    query = select(CertificateCounter).where(
        CertificateCounter.issuer == issuer,
        CertificateCounter.year == year,
        CertificateCounter.tier == tier,
    )
    return session.scalars(query.with_for_update()).one_or_none()


def verify(
    session: Session, certificate: Certificate, *, code: str = "", data: bytes | None, on: date
) -> Verification:
    """Test a certificate as it stands on a day, and what was brought with it.

    `code` as typed, empty if none; `data` the bytes of a file, None if none.
    """
    file = Check.SKIPPED
    if data is not None:
        file = compare(sha256(data), get_file(session, certificate.id).sha256)
    return Verification(
        state=state_on(certificate.state, certificate.valid_until, on),
        code=compare(tidy_code(code), certificate.check_code),
        file=file,
    )


def find_of_file(session: Session, data: bytes) -> Certificate | None:
    """Return the certificate that a file is, or that an altered file still says it is."""
    if exact := find_by_digest(session, sha256(data)):
        return exact
    for claimed in CLAIMED.findall(data):
        try:
            number = str(read_certificate_number(claimed.decode("ascii")))
        except InvalidError:
            continue
        return find_by_number(session, number)
    return None


def get_in_scope(session: Session, uuid: UUID, *, scope: Scope) -> Certificate:
    """Return a certificate that the reader may know of; the others do not exist for them."""
    certificate = get_certificate(session, uuid)
    if not scope.contains(certificate.org_path):
        raise NotFoundError(msg("There is no such certificate."))
    return certificate


def get_own(session: Session, uuid: UUID, *, person_id: int) -> Certificate:
    """Return one's own certificate, or refuse."""
    certificate = get_certificate(session, uuid)
    if certificate.person_id != person_id:
        raise NotFoundError(msg("There is no such certificate."))
    return certificate
