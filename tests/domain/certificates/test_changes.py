from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.certificates import queries, services
from app.domain.certificates.models import Certificate, CertificateChange
from app.domain.certificates.rules import ChangeState, Operation, State
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tests.factories.certificates import NOW, SHENZHEN, make_certificate, make_officer

REASON = "经查系替考，依规吊销。"


def propose(
    session: Session,
    actor: Actor,
    certificate: Certificate,
    operation: Operation = Operation.REVOKE,
) -> CertificateChange:
    return services.propose_change(
        session, actor=actor, uuid=certificate.uuid, operation=operation, reason=REASON, now=NOW
    )


def test_a_proposal_changes_nothing_yet(session: Session) -> None:
    certificate = make_certificate(session)
    propose(session, make_officer(session), certificate)
    assert certificate.state is State.VALID
    assert queries.find_open_change(session, certificate.id) is not None


def test_a_second_person_puts_it_into_force(session: Session) -> None:
    certificate = make_certificate(session)
    facts = dict(certificate.facts)
    change = propose(session, make_officer(session), certificate)
    services.confirm_change(session, actor=make_officer(session, "王芳"), uuid=change.uuid, now=NOW)
    assert (certificate.state, certificate.state_since) == (State.REVOKED, NOW)
    assert certificate.facts == facts
    assert change.state is ChangeState.CONFIRMED


def test_one_person_alone_cannot(session: Session) -> None:
    certificate, officer = make_certificate(session), make_officer(session)
    change = propose(session, officer, certificate)
    with pytest.raises(ForbiddenError, match="Another person"):
        services.confirm_change(session, actor=officer, uuid=change.uuid, now=NOW)
    assert certificate.state is State.VALID


def test_a_declined_proposal_leaves_the_certificate_and_allows_another(session: Session) -> None:
    certificate, officer = make_certificate(session), make_officer(session)
    change = propose(session, officer, certificate)
    colleague = make_officer(session, "王芳")
    services.decline_change(session, actor=colleague, uuid=change.uuid, now=NOW)
    assert certificate.state is State.VALID
    assert propose(session, officer, certificate, Operation.SUSPEND).state is ChangeState.PROPOSED


def test_a_decision_is_taken_once(session: Session) -> None:
    change = propose(session, make_officer(session), make_certificate(session))
    colleague = make_officer(session, "王芳")
    services.decline_change(session, actor=colleague, uuid=change.uuid, now=NOW)
    with pytest.raises(ConflictError, match="already been decided"):
        services.confirm_change(session, actor=colleague, uuid=change.uuid, now=NOW)


def test_two_proposals_do_not_wait_at_once(session: Session) -> None:
    certificate, officer = make_certificate(session), make_officer(session)
    propose(session, officer, certificate)
    with pytest.raises(ConflictError, match="already waits"):
        propose(session, officer, certificate, Operation.CANCEL)


def test_a_suspended_certificate_comes_back(session: Session) -> None:
    certificate, officer = make_certificate(session), make_officer(session)
    colleague = make_officer(session, "王芳")
    for operation, state in (
        (Operation.SUSPEND, State.SUSPENDED),
        (Operation.RESTORE, State.VALID),
    ):
        change = propose(session, officer, certificate, operation)
        services.confirm_change(session, actor=colleague, uuid=change.uuid, now=NOW)
        assert certificate.state is state


def test_a_reason_is_asked_for(session: Session) -> None:
    certificate = make_certificate(session)
    with pytest.raises(InvalidError) as refusal:
        services.propose_change(
            session, actor=make_officer(session), uuid=certificate.uuid,
            operation=Operation.REVOKE, reason=" ", now=NOW,
        )  # fmt: skip
    assert refusal.value.problems[0].where == "reason"


def test_another_city_may_not(session: Session) -> None:
    certificate = make_certificate(session)
    with pytest.raises(NotFoundError):
        propose(session, make_officer(session, org_path=SHENZHEN), certificate)


def test_each_step_leaves_its_trace(session: Session) -> None:
    certificate = make_certificate(session)
    change = propose(session, make_officer(session), certificate)
    services.confirm_change(session, actor=make_officer(session, "王芳"), uuid=change.uuid, now=NOW)
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["certificates.change.proposed", "certificates.change.confirmed"]
