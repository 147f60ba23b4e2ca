from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents import certificate as document
from app.documents.fonts import MissingGlyphError
from app.domain.audit.models import AuditEvent
from app.domain.certificates import queries, rules, services
from app.domain.certificates.models import Certificate, CertificateBlock
from app.domain.certificates.rules import State
from app.kernel.actor import SYSTEM
from app.kernel.errors import ConflictError, ForbiddenError
from app.kernel.numbers import read_certificate_number
from app.kernel.tier import Tier
from tests.factories.certificates import NOW, make_award, make_certificate, make_officer

UNPRINTABLE = "\U000323af"


def test_a_certificate_is_numbered_frozen_and_printed(session: Session) -> None:
    made = make_certificate(session)
    number = read_certificate_number(made.number)
    assert (number.year, number.tier) == (2026, Tier.USER)
    assert (made.state, made.issued_on, made.valid_until) == (
        State.VALID, date(2026, 11, 23), date(2031, 11, 22),
    )  # fmt: skip
    file = queries.get_file(session, made.id)
    assert file.sha256 == rules.sha256(file.data)
    assert made.number in PdfReader(io.BytesIO(file.data)).pages[0].extract_text()


def test_serial_numbers_follow_without_a_gap_per_year_and_tier(session: Session) -> None:
    first, second = make_certificate(session), make_certificate(session)
    other = make_certificate(session, tier=Tier.TECH)
    serials = [read_certificate_number(c.number).serial for c in (first, second, other)]
    assert serials[1] == serials[0] + 1
    assert read_certificate_number(other.number).tier is Tier.TECH


def test_the_year_is_that_of_the_issuer_not_of_greenwich(session: Session) -> None:
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # 00:30 on 1 January in China
    made = make_certificate(session, now=new_year)
    assert made.issued_on == date(2027, 1, 1)
    assert read_certificate_number(made.number).year == 2027


def test_a_result_gets_one_certificate_however_often_it_is_announced(session: Session) -> None:
    award = make_award(session)
    first = services.issue(session, actor=SYSTEM, award=award, now=NOW)
    assert services.issue(session, actor=SYSTEM, award=award, now=NOW) is first
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_the_id_number_is_stored_nowhere_in_clear(session: Session) -> None:
    award = make_award(session)
    made = services.issue(session, actor=SYSTEM, award=award, now=NOW)
    assert award.id_number is not None
    assert made.facts["id_masked"] == "4401**********1238"
    assert award.id_number not in str(made.facts)
    assert award.id_number.encode() not in queries.get_file(session, made.id).data


def test_the_stored_facts_print_the_stored_bytes_again(session: Session) -> None:
    made = make_certificate(session, full_name="张䶮㛃𬍛·买买提")
    again = document.render(services.printed(made.facts))
    assert again == queries.get_file(session, made.id).data


def test_the_check_code_changes_with_any_fact(session: Session) -> None:
    award = make_award(session)
    frozen = [
        services.frozen_facts(a, number="n", issued_on=date(2026, 1, 1), valid_until=None)
        for a in (award, make_award(session, full_name="陈晓朋"))
    ]
    assert frozen[0]["check_code"] != frozen[1]["check_code"]


def test_issuing_leaves_a_trace(session: Session) -> None:
    made = make_certificate(session)
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.subject) == ("certificates.certificate.issued", made.number)


def test_a_fail_is_not_certified(session: Session) -> None:
    award = make_award(session, grade="FAIL")
    with pytest.raises(ConflictError, match="not a pass"):
        services.issue(session, actor=SYSTEM, award=award, now=NOW)


def test_a_name_that_cannot_be_printed_is_refused(session: Session) -> None:
    award = make_award(session, full_name=f"张{UNPRINTABLE}")
    with pytest.raises(MissingGlyphError):
        services.issue(session, actor=SYSTEM, award=award, now=NOW)


def test_a_blocked_issue_keeps_its_reason_and_no_number(session: Session) -> None:
    award = make_award(session, full_name=f"张{UNPRINTABLE}")
    block = services.issue_or_block(session, actor=SYSTEM, award=award, now=NOW)
    assert isinstance(block, CertificateBlock)
    assert "U+323AF" in str(block.reason)
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.action == "certificates.certificate.blocked"
    assert read_certificate_number(make_certificate(session).number).serial == 1


def test_a_block_is_lifted_by_issuing_again(session: Session) -> None:
    award = make_award(session, full_name=f"张{UNPRINTABLE}")
    services.issue_or_block(session, actor=SYSTEM, award=award, now=NOW)
    services.issue_or_block(session, actor=SYSTEM, award=award, now=NOW)
    mended = make_award(session, result_id=award.result_id, full_name="张三")
    officer = make_officer(session)
    made = services.issue_or_block(session, actor=officer, award=mended, now=NOW)
    assert isinstance(made, Certificate)
    assert queries.find_block(session, award.result_id) is None


def test_nobody_issues_to_themselves(session: Session) -> None:
    officer = make_officer(session)
    award = make_award(session, person_id=officer.person_id)
    with pytest.raises(ForbiddenError):
        services.issue(session, actor=officer, award=award, now=NOW)
