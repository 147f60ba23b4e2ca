"""Take items out, correct them elsewhere, bring them back; templates."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank.models import Item
from app.engines.bankfiles import Secrecy, interchange
from app.engines.bankfiles.interchange import UnreadableError
from app.kernel.actor import Actor
from tests.factories.bank import make_bank
from tests.web.author.conftest import Post
from tests.web.author.test_importing import TWO

PAGE = "/author/export"


@pytest.fixture(autouse=True)
def _bank(session: Session, trainer: Actor) -> None:
    make_bank(session)
    session.commit()


def test_a_document_comes_out_and_is_logged(
    client: FlaskClient, session: Session, post: Post
) -> None:
    post("/author/import", "/author/import", text=TWO, action="save")
    answer = post(PAGE, PAGE, bank="user", format="docx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    result = interchange.read(answer.data, "a.docx")
    assert [one.kind for one in result.items] == ["single", "judge"]
    action = AuditEvent.action == "bank.items.exported"
    session.commit()
    (event,) = session.scalars(select(AuditEvent).where(action))
    assert event.details["count"] == 2
    only = post(PAGE, PAGE, bank="user", format="docx", kind="judge")
    assert interchange.read(only.data, "a.docx").found == 1


def test_what_a_format_cannot_carry_is_said_before_the_file_is_sent(
    client: FlaskClient, post: Post
) -> None:
    post("/author/import", "/author/import", text=TWO, action="save")
    page = post(PAGE, PAGE, bank="user", format="aiken")
    assert "USER-N0002" in page.text
    assert "有 1 道题不能写入文件" in page.text
    sent = post(PAGE, PAGE, bank="user", format="aiken", told="user:1:0")
    assert b"ANSWER: A" in sent.data


def test_restricted_items_leave_the_house_only_when_that_is_said(
    session: Session, post: Post
) -> None:
    post("/author/import", "/author/import", text=TWO, action="save")
    first = session.scalars(select(Item).where(Item.code == "USER-N0001")).one()
    first.secrecy = Secrecy.RESTRICTED
    session.commit()
    page = post(PAGE, PAGE, bank="user", format="xlsx")
    assert "文件中有 1 道题属启用前保密" in page.text
    exported = select(AuditEvent).where(AuditEvent.action == "bank.items.exported")
    assert not session.scalars(exported).all()
    sent = post(PAGE, PAGE, bank="user", format="xlsx", told="user:0:1")
    held = interchange.read(sent.data, "a.xlsx").items
    assert [one.metadata["secrecy"] for one in held] == ["restricted", "internal"]
    session.commit()
    assert session.scalars(exported).one().details["restricted"] == 1
    without = post(PAGE, PAGE, bank="user", format="xlsx", restricted="without")
    assert interchange.read(without.data, "a.xlsx").found == 1


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_template_holds_samples_that_are_passed_over(
    client: FlaskClient, post: Post, ending: str
) -> None:
    page = client.get("/author/import").text
    assert f"/author/import/template.{ending}" in page
    data = client.get(f"/author/import/template.{ending}").data
    with pytest.raises(UnreadableError):
        interchange.read(data, f"a.{ending}")
    where = post(
        "/author/import", "/author/import", file=(io.BytesIO(data), f"a.{ending}"), action="file"
    ).location
    assert client.get(where).status_code == 200
    assert client.get("/author/import/template.exe").status_code == 404


def test_an_empty_bank_says_so(client: FlaskClient, post: Post) -> None:
    assert "文件中将没有任何试题" in post(PAGE, PAGE, bank="user", format="xlsx").text


def test_others_have_no_export(client: FlaskClient, post: Post) -> None:
    assert post(PAGE, PAGE, bank="nobody", format="docx").status_code == 303


def test_an_import_may_be_restricted_as_a_whole(session: Session, post: Post) -> None:
    post("/author/import", "/author/import", text=TWO, action="save", secrecy="restricted")
    labels = set(session.scalars(select(Item.secrecy)))
    assert labels == {Secrecy.RESTRICTED}
