from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.certificates import handlers, queries, services
from app.domain.certificates.models import Certificate
from app.domain.certificates.rules import Award, Operation, State
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from tests.factories.certificates import (
    GUANGZHOU,
    NOW,
    SHENZHEN,
    make_award,
    make_certificate,
    make_officer,
    make_person,
)

Csrf = Callable[[FlaskClient, str], str]
SignInAs = Callable[[Actor], None]
UNPRINTABLE = "\U000323af"


def learner(session: Session) -> Actor:
    person = make_person(session)
    return Actor(person.id, person.full_name, GUANGZHOU, (Grant(Role.LEARNER, GUANGZHOU),))


@pytest.fixture
def certificate(session: Session) -> Certificate:
    made = make_certificate(session)
    session.commit()
    return made


@pytest.fixture
def proposed(session: Session, certificate: Certificate) -> str:
    change = services.propose_change(
        session, actor=make_officer(session), uuid=certificate.uuid, operation=Operation.REVOKE,
        reason="经查系替考。", now=NOW,
    )  # fmt: skip
    session.commit()
    return str(change.uuid)


def test_one_sees_ones_own_certificates_and_no_others(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    me = learner(session)
    mine = make_certificate(session, person_id=me.person_id)
    other = make_certificate(session, full_name="黄丽")
    session.commit()
    sign_in_as(me)
    page = client.get("/my/certificates").text
    assert mine.number in page
    assert other.number not in page
    assert client.get(f"/my/certificates/{other.uuid}.pdf").status_code == 404


def test_the_download_is_the_issued_bytes(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    me = learner(session)
    mine = make_certificate(session, person_id=me.person_id)
    session.commit()
    sign_in_as(me)
    answer = client.get(f"/my/certificates/{mine.uuid}.pdf")
    assert answer.data == queries.get_file(session, mine.id).data
    assert answer.mimetype == "application/pdf"
    assert mine.number in answer.headers["Content-Disposition"]


def test_no_certificate_yet_is_told(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    sign_in_as(learner(session))
    assert "还没有证书" in client.get("/my/certificates").text


def test_a_blocked_one_is_told_with_its_reason(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    me = learner(session)
    award = make_award(session, person_id=me.person_id, full_name=f"张{UNPRINTABLE}")
    services.issue_or_block(session, actor=SYSTEM, award=award, now=NOW)
    session.commit()
    sign_in_as(me)
    page = client.get("/my/certificates").text
    assert "U+323AF" in page
    assert "还没有证书" not in page


def test_the_register_shows_ones_own_units_with_filters(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    here = make_certificate(session, full_name="陈晓明")
    there = make_certificate(session, full_name="黄丽", org_path=SHENZHEN)
    session.commit()
    sign_in_as(make_officer(session))
    page = client.get("/hr/certificates").text
    assert here.number in page
    assert there.number not in page
    assert here.number in client.get("/hr/certificates?text=晓明&tier=USER&year=2026").text
    assert "没有符合条件的证书" in client.get("/hr/certificates?text=无此人").text
    assert client.get("/hr/certificates?tier=x&state=77&year=abc&page=-1").status_code == 200


def test_long_registers_have_pages(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    for _ in range(21):
        make_certificate(session)
    session.commit()
    sign_in_as(make_officer(session))
    assert "page=2" in client.get("/hr/certificates?tier=USER").text
    second = client.get("/hr/certificates?tier=USER&page=2").text
    assert second.count("4400-2026-1-") >= 1
    assert "page=3" not in second


def test_another_city_does_not_learn_that_it_exists(
    client: FlaskClient, session: Session, certificate: Certificate, sign_in_as: SignInAs
) -> None:
    sign_in_as(make_officer(session, org_path=SHENZHEN))
    assert client.get(f"/hr/certificates/{certificate.uuid}").status_code == 404
    assert client.get(f"/hr/certificates/{certificate.uuid}.pdf").status_code == 404


def test_a_learner_has_no_register(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    sign_in_as(learner(session))
    assert client.get("/hr/certificates").status_code == 403


def test_personnel_propose_and_what_was_typed_is_kept_on_error(
    client: FlaskClient,
    session: Session,
    certificate: Certificate,
    sign_in_as: SignInAs,
    csrf: Csrf,
) -> None:
    sign_in_as(make_officer(session))
    url = f"/hr/certificates/{certificate.uuid}"
    sent = {"csrf_token": csrf(client, url), "operation": "revoke", "reason": "替"}
    refused = client.post(url, data=sent)
    assert refused.status_code == 422
    assert ">替</textarea>" in refused.text.replace("\r", "").replace("\n", "")
    answer = client.post(url, data={**sent, "reason": "经查系替考。"}, follow_redirects=True)
    assert "等待另一人复核" in answer.text
    assert "您提出的变更须由另一人复核" in answer.text


def test_an_operation_that_is_not_offered_is_refused(
    client: FlaskClient,
    session: Session,
    certificate: Certificate,
    sign_in_as: SignInAs,
    csrf: Csrf,
) -> None:
    sign_in_as(make_officer(session))
    url = f"/hr/certificates/{certificate.uuid}"
    sent = {"csrf_token": csrf(client, url), "operation": "restore", "reason": "没有暂扣过。"}
    assert client.post(url, data=sent).status_code == 422


def test_a_second_person_confirms(  # noqa: PLR0917 - fixtures
    client: FlaskClient, session: Session, certificate: Certificate, proposed: str,
    sign_in_as: SignInAs, csrf: Csrf,
) -> None:  # fmt: skip
    sign_in_as(make_officer(session, "王芳"))
    token = csrf(client, f"/hr/certificates/{certificate.uuid}")
    assert "陈晓明" in client.get("/hr/certificates").text.split('<form class="filters"')[0]
    url = f"/hr/certificates/changes/{proposed}/confirm"
    assert "已吊销" in client.post(url, data={"csrf_token": token}, follow_redirects=True).text
    session.expire_all()
    assert certificate.state is State.REVOKED


def test_a_second_person_declines(  # noqa: PLR0917 - fixtures
    client: FlaskClient, session: Session, certificate: Certificate, proposed: str,
    sign_in_as: SignInAs, csrf: Csrf,
) -> None:  # fmt: skip
    sign_in_as(make_officer(session, "王芳"))
    token = csrf(client, f"/hr/certificates/{certificate.uuid}")
    url = f"/hr/certificates/changes/{proposed}/decline"
    assert "未同意" in client.post(url, data={"csrf_token": token}, follow_redirects=True).text
    session.expire_all()
    assert certificate.state is State.VALID


def test_a_button_without_our_token_does_nothing(
    client: FlaskClient, session: Session, certificate: Certificate, proposed: str,
    sign_in_as: SignInAs,
) -> None:  # fmt: skip
    sign_in_as(make_officer(session, "王芳"))
    assert client.post(f"/hr/certificates/changes/{proposed}/confirm").status_code == 400
    session.expire_all()
    assert certificate.state is State.VALID


def test_what_was_blocked_is_issued_after_the_name_is_mended(
    client: FlaskClient, session: Session, sign_in_as: SignInAs, csrf: Csrf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    award = make_award(session, full_name=f"张{UNPRINTABLE}")
    services.issue_or_block(session, actor=SYSTEM, award=award, now=NOW)
    session.commit()
    names = iter([award.full_name, "张三"])

    def award_now(db: Session, result_id: int) -> Award:
        return make_award(db, result_id=result_id, person_id=award.person_id, full_name=next(names))

    monkeypatch.setattr(handlers, "award_of", award_now)
    sign_in_as(make_officer(session))
    token = csrf(client, "/hr/certificates")
    url = f"/hr/certificates/waiting/{award.result_id}/issue"
    first = client.post(url, data={"csrf_token": token}, follow_redirects=True).text
    assert "仍然不能印出" in first
    assert "U+323AF" in first
    second = client.post(url, data={"csrf_token": token}, follow_redirects=True).text
    assert "已签发" in second
    assert queries.find_by_result(session, award.result_id) is not None
