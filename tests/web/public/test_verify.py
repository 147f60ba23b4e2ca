from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import config as settings
from app.domain.certificates import queries, services
from app.domain.certificates.models import Certificate
from app.domain.certificates.rules import Operation
from app.factory import create_app
from app.web import access
from tests.factories.certificates import NOW, make_certificate, make_officer

Csrf = Callable[[FlaskClient, str], str]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which what the factory issues is valid."""
    for module in (access, __import__("app.web.public.views", fromlist=["now"])):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def certificate(session: Session) -> Certificate:
    made = make_certificate(session)
    session.commit()
    return made


def send(client: FlaskClient, csrf: Csrf, url: str, data: bytes, name: str = "c.pdf") -> str:
    token = csrf(client, url)
    sent = {"csrf_token": token, "file": (io.BytesIO(data), name)}
    return client.post(url, data=sent, content_type="multipart/form-data").text


def change(session: Session, certificate: Certificate, operation: Operation) -> None:
    proposal = services.propose_change(
        session, actor=make_officer(session), uuid=certificate.uuid, operation=operation,
        reason="测试用的理由。", now=NOW,
    )  # fmt: skip
    officer = make_officer(session, "王芳")
    services.confirm_change(session, actor=officer, uuid=proposal.uuid, now=NOW)
    session.commit()


def test_the_first_page_leads_to_signing_in_and_verifying(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/sign-in"' in page
    assert 'action="/verify"' in page


def test_a_valid_certificate_is_told_first_with_masked_facts(
    client: FlaskClient, certificate: Certificate
) -> None:
    answer = client.get(f"/verify/{certificate.number}")
    assert answer.status_code == 200
    assert answer.text.index("<h1>证书有效</h1>") < answer.text.index("陈晓明")
    assert "4401**********1238" in answer.text
    assert "440106199001011238" not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("operation", "verdict"),
    [
        (Operation.REVOKE, "证书无效：已吊销"),
        (Operation.WITHDRAW, "证书无效：已撤销"),
        (Operation.CANCEL, "证书无效：已注销"),
        (Operation.SUSPEND, "证书已被暂扣"),
    ],
)
def test_what_was_taken_back_shows_at_once(
    client: FlaskClient,
    session: Session,
    certificate: Certificate,
    operation: Operation,
    verdict: str,
) -> None:
    change(session, certificate, operation)
    page = client.get(f"/verify/{certificate.number}").text
    assert verdict in page
    assert "证书有效" not in page


def test_an_expired_one_is_told_so(client: FlaskClient, session: Session) -> None:
    old = make_certificate(session, now=datetime(2020, 1, 1, tzinfo=UTC))
    session.commit()
    assert "证书已过有效期" in client.get(f"/verify/{old.number}").text


def test_the_code_of_the_qr_is_compared(client: FlaskClient, certificate: Certificate) -> None:
    good = client.get(f"/verify/{certificate.number}?code={certificate.check_code.lower()}").text
    bad = client.get(f"/verify/{certificate.number}?code=AAAA-AAAA-AAAA").text
    assert "核验码相符" in good
    assert "<h1>核验码与编号不符</h1>" in bad
    assert certificate.check_code not in bad


def test_the_address_in_the_qr_leads_to_the_answer(
    client: FlaskClient, certificate: Certificate
) -> None:
    path = certificate.facts["verify_url"].split("/verify/")[1]
    assert "核验码相符" in client.get(f"/verify/{path}").text


@pytest.mark.parametrize(
    "dress",
    [str.lower, lambda n: n.replace("-", ""), lambda n: f" {n} "],
    ids=["small letters", "no dashes", "blanks"],
)
def test_a_number_is_found_however_it_is_typed(
    client: FlaskClient, certificate: Certificate, dress: Callable[[str], str]
) -> None:
    answer = client.get("/verify", query_string={"number": dress(certificate.number)})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/verify/{certificate.number}"


@pytest.mark.parametrize("typed", ["", "4400", "<script>", "4400-2026-1-000123-D", "x" * 99])
def test_a_number_that_cannot_be_is_told_why_and_kept(client: FlaskClient, typed: str) -> None:
    answer = client.get("/verify", query_string={"number": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "<script>" not in answer.text
    assert 'id="number-error"' in answer.text


def test_an_unknown_number_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/verify/4400-2026-1-000123-C")
    assert answer.status_code == 404
    assert "没有这个编号的证书" in answer.text


def test_the_issued_file_is_known_again(
    client: FlaskClient, session: Session, certificate: Certificate, csrf: Csrf
) -> None:
    data = queries.get_file(session, certificate.id).data
    page = send(client, csrf, "/verify", data)
    assert "<h1>证书有效</h1>" in page
    assert "PDF 文件未被改动" in page


def test_one_changed_byte_is_found_and_the_certified_facts_are_shown(
    client: FlaskClient, session: Session, certificate: Certificate, csrf: Csrf
) -> None:
    data = queries.get_file(session, certificate.id).data
    middle = len(data) // 2
    edited = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    page = send(client, csrf, "/verify", edited)
    assert "<h1>文件与签发的不一致</h1>" in page
    assert "陈晓明" in page


def test_the_file_of_another_certificate_does_not_pass_under_this_number(
    client: FlaskClient, session: Session, certificate: Certificate, csrf: Csrf
) -> None:
    other = make_certificate(session, full_name="黄丽")
    session.commit()
    data = queries.get_file(session, other.id).data
    page = send(client, csrf, f"/verify/{certificate.number}", data)
    assert "<h1>文件与签发的不一致</h1>" in page
    assert "黄丽" not in page


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "", "请选择证书的 PDF 文件"),
        (b"PK\x03\x04", "c.pdf", "这不是 PDF 文件"),
        (b"%PDF-" + b"0" * 2 * 1024 * 1024, "c.pdf", "文件超过 2 MB"),
        (b"%PDF-1.7 of someone else", "c.pdf", "这不是本机关签发的证书文件"),
    ],
)
def test_a_file_that_cannot_be_compared_is_told_why(
    client: FlaskClient, csrf: Csrf, data: bytes, name: str, reason: str
) -> None:
    assert reason in send(client, csrf, "/verify", data, name)


def test_a_file_without_our_token_is_refused(client: FlaskClient) -> None:
    sent = {"file": (io.BytesIO(b"%PDF-1.7"), "c.pdf")}
    answer = client.post("/verify", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_english_is_complete(client: FlaskClient, certificate: Certificate) -> None:
    with client.session_transaction() as browser:
        browser["locale"] = "en"
    page = client.get(f"/verify/{certificate.number}").text
    assert "<h1>The certificate is valid</h1>" in page
    assert "took the" in page


def test_the_register_cannot_be_read_out_number_by_number() -> None:
    config = settings.Testing()
    config.RATELIMIT_ENABLED = True
    config.SQLALCHEMY_DATABASE_URI = "sqlite://"
    limited = create_app(config).test_client()
    answers = [limited.get("/verify?number=x").status_code for _ in range(61)]
    assert answers[:60] == [422] * 60
    assert answers[60] == 429
