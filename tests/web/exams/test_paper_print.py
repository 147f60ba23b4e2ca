"""A sealed paper on paper: every kind in words, never a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.documents import paperprint
from app.domain.papers.rules import read_snapshot
from app.engines import items
from app.kernel.actor import Actor, Role
from app.web.exams.paper_facts import plain, printed
from tests.documents.pdfs import text_of
from tests.factories.exams import make_paper, make_plan, make_snapshot, make_staff


def every_kind() -> list[dict[str, object]]:
    return [dict(kind.EXAMPLES[0].content) for kind in items.KINDS.values()]


def test_every_kind_is_printed_without_its_key_and_reasons() -> None:
    paper = read_snapshot(make_snapshot(every_kind()))
    facts = printed(
        paper, exam_title="考核", form="B", digest="ab" * 32, issuer="厅", on=date(2026, 11, 28)
    )
    assert sum(len(section.items) for section in facts.sections) == len(items.KINDS)
    data = paperprint.render(facts)
    text = text_of(data)
    assert "答题卡" in text
    assert "ab" * 32 in text
    for secret in ("Right:", "leavesaremainder", "Lostfilescanberestored", "Namesanadvantage"):
        assert secret not in text, secret
    for shown in ("Whichofthesenumbersiseven?", "B.four", "Sortthenumbers"):
        assert shown in text, shown
    assert paperprint.render(facts) == data


@pytest.mark.parametrize(
    ("text", "told"),
    [("**粗** `码`", "粗 码"), ("![示意图](a.png)", "〔示意图〕"), ("# 题\n> 引", "题\n引")],
)
def test_marks_do_not_reach_the_paper(text: str, told: str) -> None:
    assert plain(text) == told


def test_a_form_is_printed_only_with_a_reason(
    client: FlaskClient,
    session: Session,
    csrf: Callable[[FlaskClient, str], str],
    sign_in_as: Callable[[Actor], None],
) -> None:
    sign_in_as(make_staff(session, Role.PERSONNEL))
    plan = make_plan(session, make_paper(session, make_snapshot(every_kind())))
    address, token = f"/plans/{plan.uuid}/forms/A.pdf", csrf(client, "/plans/new")
    assert client.get(address).status_code == 405
    assert client.post(address, data={"csrf_token": token}).status_code == 422
    answer = client.post(address, data={"csrf_token": token, "reason": "停电"})
    assert answer.mimetype == "application/pdf"
    assert "纸质应急试卷" in text_of(answer.data)
