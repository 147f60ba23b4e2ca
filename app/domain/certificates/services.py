"""Issue certificates and change their state. Nothing issued is ever rewritten."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.documents import certificate as document
from app.documents.fonts import MissingGlyphError
from app.domain.audit import services as audit
from app.domain.certificates import issuer, policy, queries, rules
from app.domain.certificates.models import (
    Certificate,
    CertificateBlock,
    CertificateChange,
    CertificateCounter,
    CertificateFile,
)  # fmt: skip
from app.domain.certificates.rules import Award, ChangeState, Operation, State
from app.kernel.actor import Actor
from app.kernel.checkdigit import mask_id
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.numbers import CertificateNumber
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier
from app.store.crypto import blind_index


def issue(session: Session, *, actor: Actor, award: Award, now: datetime) -> Certificate:
    """Number, freeze and print the certificate of a result; the one there is, if there is one.

    Raises MissingGlyphError when the name cannot be printed: then nothing may be kept, so the
    caller wraps it in a savepoint, as `issue_or_block` does.
    """
    policy.can_issue(actor, person_id=award.person_id, org_path=award.org_path).require()
    if existing := queries.find_by_result(session, award.result_id):
        return existing
    if not award.is_passed:
        raise ConflictError(msg("This result is not a pass: there is nothing to certify."))
    made = _write(session, award, now)
    audit.record(
        session, actor=actor, action="certificates.certificate.issued", subject=made.number, at=now,
        details={"result_id": award.result_id, "person_id": award.person_id},
    )  # fmt: skip
    return made


def issue_or_block(
    session: Session, *, actor: Actor, award: Award, now: datetime
) -> Certificate | CertificateBlock:
    """Issue, or note why it cannot be printed, so that people see it and can try again."""
    policy.can_issue(actor, person_id=award.person_id, org_path=award.org_path).require()
    try:
        with session.begin_nested():
            made = issue(session, actor=actor, award=award, now=now)
    except MissingGlyphError as error:
        return _block(session, actor, award, error, now)
    if block := queries.find_block(session, award.result_id):
        session.delete(block)
        session.flush()
    return made


def note_not_reissued(
    session: Session, *, actor: Actor, award: Award, ended: Certificate, now: datetime
) -> None:
    """Note that a corrected pass gets no certificate: its certificate was ended by two officers."""
    policy.can_issue(actor, person_id=award.person_id, org_path=award.org_path).require()
    audit.record(
        session, actor=actor, action="certificates.certificate.not-reissued", subject=ended.number,
        at=now, details={"result_id": award.result_id, "state": ended.state.value},
    )  # fmt: skip


def propose_change(
    session: Session, *, actor: Actor, uuid: UUID, operation: Operation, reason: str, now: datetime
) -> CertificateChange:
    """Propose to suspend, restore, revoke, withdraw or cancel; a second person decides."""
    certificate = queries.get_certificate(session, uuid, lock=True)
    _require_visible(actor, certificate)
    policy.can_propose(actor, **_about(certificate)).require()
    if operation not in rules.BY_HAND:
        raise ConflictError(msg("This is not done by hand: correct the result instead."))
    rules.next_state(certificate.state, operation)
    if fault := rules.reason_fault(reason):
        raise InvalidError([Problem("reason", fault)])
    if queries.find_open_change(session, certificate.id):
        raise ConflictError(msg("A change of this certificate already waits for a decision."))
    change = _new_change(actor, certificate, operation, reason.strip(), now)
    session.add(change)
    session.flush()
    _trace(session, actor, "certificates.change.proposed", certificate, change)
    return change


def confirm_change(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Certificate:
    """Put a proposed change into force, as a second person."""
    certificate, change = _open_change(session, actor, uuid)
    policy.can_decide(actor, **_about(certificate), proposed_by_id=change.proposed_by_id).require()
    certificate.state = rules.next_state(certificate.state, change.operation)
    certificate.state_since = now
    _decide(change, actor, ChangeState.CONFIRMED, now)
    _trace(session, actor, "certificates.change.confirmed", certificate, change)
    return certificate


def decline_change(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Certificate:
    """Refuse a proposed change, as a second person: the certificate stays as it is."""
    certificate, change = _open_change(session, actor, uuid)
    policy.can_decide(actor, **_about(certificate), proposed_by_id=change.proposed_by_id).require()
    _decide(change, actor, ChangeState.DECLINED, now)
    _trace(session, actor, "certificates.change.declined", certificate, change)
    return certificate


def replace(session: Session, *, actor: Actor, result_id: int, by: str, now: datetime) -> None:
    """Take back what was issued for a result that was corrected, if anything was.

    `by` is the number of the new certificate, empty if the correction is not a pass. Two persons
    have already checked and released the correction, so nobody is asked again. What was suspended
    stays so: the new certificate takes the suspension over, with its reason.
    """
    if block := queries.find_block(session, result_id):
        session.delete(block)
    certificate = queries.find_by_result(session, result_id)
    if certificate is None or Operation.REPLACE not in rules.POSSIBLE.get(certificate.state, ()):
        return
    policy.can_issue(actor, **_about(certificate)).require()
    if waiting := queries.find_open_change(session, certificate.id):
        _decide(waiting, actor, ChangeState.DECLINED, now)
    if certificate.state is State.SUSPENDED and by:
        _take_over(session, actor, certificate, by, now)
    _change_at_once(session, actor, certificate, Operation.REPLACE, by, now)


def _take_over(
    session: Session, actor: Actor, certificate: Certificate, by: str, now: datetime
) -> None:
    """Suspend the certificate that takes the place of a suspended one."""
    made = queries.find_by_number(session, by)
    if made is None or made.state is not State.VALID:
        return
    earlier = queries.list_changes(session, certificate.id)
    why = next((one.reason for one in earlier if one.operation is Operation.SUSPEND), "")
    _change_at_once(session, actor, made, Operation.SUSPEND, why, now)


def _change_at_once(  # noqa: PLR0917 - a change and who makes it when
    session: Session,
    actor: Actor,
    certificate: Certificate,
    operation: Operation,
    reason: str,
    now: datetime,
) -> None:
    """Put into force what follows from a decision that two persons have taken already."""
    change = _new_change(actor, certificate, operation, reason, now)
    _decide(change, actor, ChangeState.CONFIRMED, now)
    session.add(change)
    certificate.state = rules.next_state(certificate.state, operation)
    certificate.state_since = now
    session.flush()
    _trace(session, actor, "certificates.change.confirmed", certificate, change)


def _new_change(
    actor: Actor, certificate: Certificate, operation: Operation, reason: str, now: datetime
) -> CertificateChange:
    return CertificateChange(
        certificate_id=certificate.id,
        operation=operation,
        reason=reason,
        proposed_by_id=actor.person_id,
        proposed_by_name=actor.full_name,
        proposed_at=now,
    )


def _write(session: Session, award: Award, now: datetime) -> Certificate:
    """Draw the number, print, store."""
    by = issuer.current()
    today = by.day(now)
    number = str(_draw_number(session, by.code, today.year, award.tier))
    until = rules.years_later(today, by.years)
    facts = frozen_facts(award, number=number, issued_on=today, valid_until=until)
    data = document.render(printed(facts))
    made = Certificate(
        number=number,
        result_id=award.result_id,
        person_id=award.person_id,
        full_name=award.full_name,
        org_path=award.org_path,
        tier=award.tier,
        grade=award.grade,
        facts=facts,
        check_code=facts["check_code"],
        issued_at=now,
        issued_on=today,
        valid_until=until,
    )
    session.add(made)
    session.flush()
    session.add(CertificateFile(certificate_id=made.id, sha256=rules.sha256(data), data=data))
    session.flush()
    return made


def frozen_facts(
    award: Award, *, number: str, issued_on: date, valid_until: date | None
) -> dict[str, Any]:
    """Return everything that is printed, as JSON; the check code seals it."""
    by = issuer.current()
    facts: dict[str, Any] = {
        "number": number,
        "full_name": award.full_name,
        "id_masked": mask_id(award.id_number or ""),
        "org_name": award.org_name,
        "tier": award.tier.value,
        "exam_title": award.exam_title,
        "standard": award.standard or by.standard,
        "taken_on": award.taken_on.isoformat(),
        "total": str(award.total),
        "sections": [[section.title, str(section.points)] for section in award.sections],
        "grade": award.grade,
        "issuer": by.name,
        "issued_on": issued_on.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "verify_address": by.verify_address,
    }
    code = rules.check_code(blind_index(rules.canonical(facts)))
    return {**facts, "check_code": code, "verify_url": f"{by.verify_address}/{number}?code={code}"}


def printed(facts: dict[str, Any]) -> document.CertificateFacts:
    """Return stored facts as the document takes them."""
    until = facts["valid_until"]
    return document.CertificateFacts(
        number=facts["number"],
        full_name=facts["full_name"],
        id_masked=facts["id_masked"],
        org_name=facts["org_name"],
        tier=Tier(facts["tier"]),
        exam_title=facts["exam_title"],
        standard=facts["standard"],
        taken_on=date.fromisoformat(facts["taken_on"]),
        total=Decimal(facts["total"]),
        sections=tuple(
            document.Section(title, Decimal(points)) for title, points in facts["sections"]
        ),
        grade=facts["grade"],
        issuer=facts["issuer"],
        issued_on=date.fromisoformat(facts["issued_on"]),
        valid_until=date.fromisoformat(until) if until else None,
        verify_url=facts["verify_url"],
        verify_address=facts["verify_address"],
        check_code=facts["check_code"],
    )


def _draw_number(session: Session, code: str, year: int, tier: Tier) -> CertificateNumber:
    """Take the next serial number; a number whose certificate fails is given back."""
    counter = queries.find_counter(session, issuer=code, year=year, tier=tier)
    if counter is None:
        counter = CertificateCounter(issuer=code, year=year, tier=tier)
        session.add(counter)
    counter.last += 1
    session.flush()
    return CertificateNumber(code, year, tier, counter.last)


def _block(
    session: Session, actor: Actor, award: Award, error: MissingGlyphError, now: datetime
) -> CertificateBlock:
    reason = error.message.to_json()
    block = queries.find_block(session, award.result_id)
    if block is None:
        block = CertificateBlock(
            result_id=award.result_id,
            person_id=award.person_id,
            full_name=award.full_name,
            org_path=award.org_path,
            reason=reason,
            blocked_at=now,
        )
        session.add(block)
    block.reason, block.full_name, block.blocked_at = reason, award.full_name, now
    session.flush()
    audit.record(
        session, actor=actor, action="certificates.certificate.blocked",
        subject=f"result:{award.result_id}", at=now,
        details={"characters": [f"U+{ord(character):04X}" for character in error.characters]},
    )  # fmt: skip
    return block


def _open_change(
    session: Session, actor: Actor, uuid: UUID
) -> tuple[Certificate, CertificateChange]:
    """Return a change that waits, and its certificate; for those outside it does not exist."""
    change = queries.get_change(session, uuid, lock=True)
    certificate = session.get_one(Certificate, change.certificate_id, with_for_update=True)
    _require_visible(actor, certificate)
    if change.state is not ChangeState.PROPOSED:
        raise ConflictError(msg("This proposal has already been decided."))
    return certificate, change


def _about(certificate: Certificate) -> dict[str, Any]:
    """What the policies ask about a certificate."""
    return {"person_id": certificate.person_id, "org_path": certificate.org_path}


def _require_visible(actor: Actor, certificate: Certificate) -> None:
    """For those outside, the certificate does not exist."""
    if not policy.can_read(actor, **_about(certificate)):
        raise NotFoundError(msg("There is no such certificate."))


def _decide(change: CertificateChange, actor: Actor, state: ChangeState, now: datetime) -> None:
    change.state = state
    change.decided_by_id, change.decided_by_name = actor.person_id, actor.full_name
    change.decided_at = now


def _trace(
    session: Session, actor: Actor, action: str, certificate: Certificate, change: CertificateChange
) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=certificate.number,
        at=change.decided_at or change.proposed_at,
        details={"operation": change.operation.value, "reason": change.reason},
    )
