from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.bank import queries
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.kernel.actor import Actor
from app.kernel.scope import EVERYTHING
from tests.factories.bank import make_source, make_version
from tests.web.author.conftest import Post

ANSWERS: dict[str, dict[str, Any]] = {
    "single": {"value": "B"},
    "multiple": {"value": ["A", "C"]},
    "judge": {"value": "false"},
    "blank": {"gap-1": "two", "gap-2": "three"},
    "number": {"value": "87.5"},
    "order": {"place-1": "B", "place-2": "C", "place-3": "A"},
    "match": {"pair-1": "C", "pair-2": "A"},
    "practical": {},
}


def make(session: Session, kind: str = "single") -> tuple[ItemVersion, str]:
    version = make_version(session, state=State.IN_REVIEW, source=make_source("Q1", kind))
    session.commit()
    return version, f"/author/reviews/{version.item.uuid}/1"


def state(session: Session, version: ItemVersion) -> State:
    session.expire_all()
    return queries.get_version(session, version.item.uuid, 1, scope=EVERYTHING).state


def test_the_queue_lists_what_waits_and_says_when_nothing_does(
    client: FlaskClient, session: Session, reviewer: Actor
) -> None:
    assert "没有等待您审核的试题" in client.get("/author/reviews").text
    make(session)
    assert "Q1" in client.get("/author/reviews").text


def test_the_item_is_solved_blind(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version, url = make(session)
    blind = client.get(url).text
    assert "3 leaves a remainder." not in blind
    assert "文件 二（一）" not in blind
    assert post(f"{url}/answer", url, value="B").status_code == 303
    seen = client.get(url).text
    assert "3 leaves a remainder." in seen
    assert post(f"{url}/verdict", url, verdict="approve").status_code == 303
    assert state(session, version) is State.APPROVED


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_can_be_solved_without_scripts(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post, kind: str
) -> None:
    version, url = make(session, kind)
    assert post(f"{url}/answer", url, **ANSWERS[kind]).status_code == 303
    review = queries.find_review(session, version.id, reviewer.person_id)
    assert review is not None
    assert review.is_right
    assert client.get(url).status_code == 200


def test_an_empty_answer_comes_back(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    _version, url = make(session)
    response = post(f"{url}/answer", url)
    assert response.status_code == 422
    assert "3 leaves a remainder." not in response.text


def test_another_answer_than_the_key_cannot_be_approved(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version, url = make(session)
    post(f"{url}/answer", url, value="A")
    assert 'value="approve"' not in client.get(url).text
    assert post(f"{url}/verdict", url, verdict="approve").status_code == 403
    assert state(session, version) is State.IN_REVIEW


def test_returning_needs_a_comment_which_the_author_reads(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version, url = make(session)
    post(f"{url}/answer", url, value="A")
    response = post(f"{url}/verdict", url, verdict="return", comment=" ")
    assert response.status_code == 422
    assert post(f"{url}/verdict", url, verdict="return", comment="两个答案").status_code == 303
    assert state(session, version) is State.RETURNED
    assert "两个答案" in client.get(f"/author/items/{version.item.uuid}").text


def test_a_verdict_before_solving_leads_back_to_solving(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version, url = make(session)
    assert post(f"{url}/verdict", url, verdict="approve").status_code == 303
    assert state(session, version) is State.IN_REVIEW


def test_ones_own_item_is_refused(client: FlaskClient, session: Session, reviewer: Actor) -> None:
    version = make_version(session, state=State.IN_REVIEW, author=reviewer)
    session.commit()
    assert client.get(f"/author/reviews/{version.item.uuid}/1").status_code == 403
    assert version.item.code not in client.get("/author/reviews").text


def test_the_reviewer_sees_what_changed_since_the_published_version(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    old = make_version(session, state=State.PUBLISHED, source=make_source("Q1"))
    new = make_source("Q1", content={"stem": "Which of these numbers is **odd**?", "key": "A"})
    make_version(session, state=State.IN_REVIEW, item=old.item, source=new)
    session.commit()
    url = f"/author/reviews/{old.item.uuid}/2"
    post(f"{url}/answer", url, value="A")
    page = client.get(url).text
    assert "<del>" in page
    assert "<ins>" in page


@pytest.mark.parametrize(("days", "count"), [(-1, 1), (30, 1), (400, 0)])
def test_what_goes_out_of_force_is_put_before_the_reviewers(
    client: FlaskClient, session: Session, reviewer: Actor, days: int, count: int
) -> None:
    ends = datetime.now(UTC).date() + timedelta(days=days)
    make_version(session, state=State.PUBLISHED, source=make_source("LAW-1", valid_to=ends))
    session.commit()
    assert client.get("/author/reviews").text.count("LAW-1") == count
