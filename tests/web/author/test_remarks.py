"""Remarks at fields, the diff of any two versions, the history, the exposure page."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries
from app.domain.bank import services as bank
from app.domain.bank.models import ItemReview, ItemVersion
from app.domain.bank.rules import State, Verdict
from app.kernel.actor import Actor
from app.kernel.errors import NotFoundError
from tests.conftest import NOW
from tests.factories.bank import (
    OTHER_CITY,
    make_reviewer,
    make_source,
    make_trainer,
    make_version,
)
from tests.web.author.conftest import Post
from tests.web.author.test_items import form_fields


def returned(session: Session, author: Actor, remarks: dict[str, str]) -> ItemVersion:
    """A version of this author that a reviewer returned with remarks."""
    source = make_source("Q1")
    version = make_version(session, state=State.IN_REVIEW, author=author, source=source)
    who: dict[str, Any] = {"actor": make_reviewer(session), "uuid": version.item.uuid, "number": 1}
    bank.solve(session, **who, answer={"kind": "single", "value": "B"}, now=NOW)
    bank.decide(session, **who, verdict=Verdict.RETURN, comment="", remarks=remarks, now=NOW)
    session.commit()
    return version


def test_a_remark_at_a_field_is_reason_enough_to_return(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version = make_version(session, state=State.IN_REVIEW, source=make_source("Q1"))
    session.commit()
    url = f"/author/reviews/{version.item.uuid}/1"
    post(f"{url}/answer", url, value="B")
    assert post(f"{url}/verdict", url, verdict="return").status_code == 422
    said = {"remark~options.A.why": "理由与题干重复", "remark~nonsense": "x", "remark~stem": " "}
    assert post(f"{url}/verdict", url, verdict="return", **said).status_code == 303
    session.expire_all()
    review = queries.find_review(session, version.id, reviewer.person_id)
    assert review is not None
    assert review.remarks == {"options.A.why": "理由与题干重复"}
    assert version.state is State.RETURNED


def test_what_was_typed_is_kept_when_the_verdict_is_refused(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version = make_version(session, state=State.IN_REVIEW, source=make_source("Q1"))
    session.commit()
    url = f"/author/reviews/{version.item.uuid}/1"
    post(f"{url}/answer", url, value="B")
    answer = post(f"{url}/verdict", url, verdict="return", **{"remark~stem": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.text


def test_the_author_sees_remarks_at_the_fields_and_ticks_them(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    remarks = {"stem": "题干有歧义", "options.A.text": "太短", "needs_figure": "请核对"}
    version = returned(session, trainer, remarks)
    url = f"/author/items/{version.item.uuid}/edit"
    page = client.get(url).text
    for said in (*remarks.values(), "three"):
        assert said in page
    at_stem = page.split('id="stem"')[1].split('class="remark')[1]
    assert "题干有歧义" in at_stem[:400]
    fields = form_fields(page)
    review = session.scalars(select(ItemReview)).one()
    fields |= {"explain": ["改过了。"], "handled": [f"{review.id}:stem"]}
    assert client.post(url, data=fields).status_code == 303
    session.expire_all()
    assert list(review.handled) == ["stem"]
    assert review.handled["stem"]["by"] == trainer.person_id
    assert review.remarks == remarks
    shown = client.get(f"/author/items/{version.item.uuid}").text
    assert "已处理" in shown
    assert "尚未处理" in shown
    events = session.scalars(select(AuditEvent.action)).all()
    assert "bank.remarks.handled" in events
    fields = form_fields(client.get(url).text)
    assert fields["handled"] == [f"{review.id}:stem"]


def test_rows_that_come_and_go_keep_the_ticks(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    version = returned(session, trainer, {"stem": "题干有歧义"})
    url = f"/author/items/{version.item.uuid}/edit"
    fields = form_fields(client.get(url).text)
    review = session.scalars(select(ItemReview)).one()
    key = f"{review.id}:stem"
    answer = client.post(url, data={**fields, "handled": key, "rows": "add:options", "live": "1"})
    assert f'value="{key}" checked' in answer.json["fields"]  # type: ignore[index]


def test_others_cannot_tick(session: Session, trainer: Actor) -> None:
    version = returned(session, trainer, {"stem": "x"})
    stranger = make_trainer(session, org_path=OTHER_CITY)
    with pytest.raises(NotFoundError):
        bank.handle_remarks(session, actor=stranger, uuid=version.item.uuid, marks={}, now=NOW)


def test_the_next_reviewer_sees_earlier_remarks_and_the_diff(
    client: FlaskClient, session: Session, trainer: Actor, sign_in_as: Any, post: Post
) -> None:
    version = returned(session, trainer, {"stem": "题干有歧义"})
    changed = make_source("Q1", content={"stem": "Which of these numbers is **odd**?"})
    make_version(session, author=trainer, item=version.item, source=changed, state=State.IN_REVIEW)
    other = make_reviewer(session, full_name="周敏")
    session.commit()
    sign_in_as(other)
    url = f"/author/reviews/{version.item.uuid}/2"
    item = f"/author/items/{version.item.uuid}"
    assert client.get(f"{item}/compare?old=1&new=2").status_code == 303  # solve it first
    assert "题干有歧义" not in client.get(item).text.replace("退回", "")
    post(f"{url}/answer", url, value="B")
    page = client.get(url).text
    assert "题干有歧义" in page
    assert "<del>" in page
    diff = client.get(f"{item}/compare?old=1&new=2").text
    assert "even" in diff
    assert "odd" in diff
    assert client.get(f"{item}/compare?old=9&new=x").status_code == 200


def test_the_history_tells_who_did_what(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    version = returned(session, trainer, {"stem": "x"})
    uuid = version.item.uuid
    page = f"/author/items/{uuid}"
    sent = {"item": str(uuid), "action": "tag", "value": "待改"}
    assert post("/author/items/bulk/do", page, **sent).status_code == 303
    shown = client.get(page).text
    for said in ("第 1 版写成", "第 1 版退回", "逐项意见 1 条", "添加标签 待改", "李慧", "王芳"):
        assert said in shown, said


def test_the_exposure_page_and_its_tables(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    source = make_source("Q1", content={"stem": "=HYPERLINK(1)"})
    make_version(session, state=State.PUBLISHED, source=source)
    session.commit()
    assert "Q1" in client.get("/author/exposure?used=never&tier=USER&level=K").text
    assert "Q1" not in client.get("/author/exposure?used=often").text
    table = client.get("/author/exposure/file?as=csv")
    assert table.text.startswith("\ufeff")
    assert "'=HYPERLINK" in table.text
    book = load_workbook(io.BytesIO(client.get("/author/exposure/file?as=xlsx").data))
    assert "Q1" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_the_fields_of_a_case_are_named_by_their_question(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    source = make_source("Q1", "case")
    version = make_version(session, state=State.IN_REVIEW, source=source)
    session.commit()
    url = f"/author/reviews/{version.item.uuid}/1"
    post(f"{url}/answer", url, **{"a~value": "5", "b~value": "false"})
    page = client.get(url).text
    assert "第 a 题 - 题干" in page
    assert 'name="remark~parts.b.content.why.true"' in page
    assert "content.kind" not in page
    said = {"remark~parts.b.content.why.true": "说得不清楚"}
    assert post(f"{url}/verdict", url, verdict="return", **said).status_code == 303
