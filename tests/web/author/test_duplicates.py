"""Items that read alike: listed, compared, dismissed, kept apart, taken out of use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries
from app.domain.bank.models import DismissedPair, ItemVersion
from app.domain.bank.rules import State
from app.kernel.actor import Actor
from app.kernel.scope import EVERYTHING
from app.web.author.views import duplicates as view
from tests.factories.bank import make_bank, make_source, make_version
from tests.factories.results import worker
from tests.web.author.conftest import Post

PAGE = "/author/duplicates"
STEM = "政务外网与互联网之间应当采用哪一种方式隔离"


@pytest.fixture
def pair(session: Session) -> list[ItemVersion]:
    """Two published items that differ in a word, and one that is quite another."""
    texts = {"Q1": STEM, "Q2": f"{STEM}？", "Q3": "公文的紧急程度分为哪几种，怎样标注"}
    made = [
        make_version(
            session,
            state=State.PUBLISHED,
            source=make_source(code, "judge", content={"stem": text}),
        )
        for code, text in texts.items()
    ]
    session.commit()
    return made


def decide(post: Post, one: ItemVersion, other: ItemVersion, **data: Any) -> int:
    """Press a button of a pair."""
    return post(f"{PAGE}/{one.item.uuid}/{other.item.uuid}", PAGE, **data).status_code


def test_pairs_are_listed_side_by_side(
    client: FlaskClient, trainer: Actor, pair: list[ItemVersion]
) -> None:
    page = client.get(PAGE).text
    assert "Q1" in page
    assert "Q2" in page
    assert "Q3" not in page
    assert client.get(f"{PAGE}?bank=user&threshold=0.9").status_code == 200
    assert client.get(f"{PAGE}?bank=nowhere&threshold=x&page=9").status_code == 200


def test_a_pair_that_is_no_duplicate_stays_dismissed_until_it_is_taken_back(
    client: FlaskClient, session: Session, trainer: Actor, pair: list[ItemVersion], post: Post
) -> None:
    one, other, _third = pair
    assert decide(post, other, one, action="dismiss", reason=" ") == 303
    assert session.scalars(select(DismissedPair)).all() == []
    assert decide(post, other, one, action="dismiss", reason="问的是不同的网") == 303
    assert decide(post, one, other, action="dismiss", reason="再说一次") == 303
    assert "Q1" not in client.get(PAGE).text
    assert "问的是不同的网" in client.get(f"{PAGE}?dismissed=1").text
    history = client.get(f"/author/items/{one.item.uuid}").text
    assert "认定与 Q2 不重复" in history
    decide(post, one, other, action="restore")
    assert "Q1" in client.get(PAGE).text
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("bank.pair.dismissed") == actions.count("bank.pair.restored") == 1


def test_enemies_come_as_a_draft_and_what_is_in_use_stays(
    session: Session, trainer: Actor, pair: list[ItemVersion], post: Post
) -> None:
    one, other, _third = pair
    assert decide(post, one, other, action="enemies") == 303
    session.expire_all()
    newest = queries.get_version(session, other.item.uuid, 2, scope=EVERYTHING)
    assert (newest.state, newest.enemies) == (State.DRAFT, ["Q1"])
    assert other.state is State.PUBLISHED
    assert decide(post, one, other, action="enemies") == 303  # says that it is so already
    assert other.item.version_count == 2


def test_a_reviewer_takes_one_out_of_use_and_a_trainer_cannot(
    client: FlaskClient, session: Session, reviewer: Actor, pair: list[ItemVersion], post: Post
) -> None:
    one, other, _third = pair
    assert "停用 Q2" in client.get(PAGE).text
    assert decide(post, one, other, action="retire", number="1") == 303
    session.expire_all()
    assert other.state is State.RETIRED
    assert "Q1" not in client.get(PAGE).text


def test_a_trainer_is_not_offered_to_retire(
    client: FlaskClient, session: Session, trainer: Actor, pair: list[ItemVersion], post: Post
) -> None:
    one, other, _third = pair
    assert "停用 Q2" not in client.get(PAGE).text
    assert decide(post, one, other, action="retire", number="1") == 403
    assert other.state is State.PUBLISHED


def test_pairs_of_other_units_do_not_exist(
    client: FlaskClient, session: Session, trainer: Actor, pair: list[ItemVersion], post: Post
) -> None:
    far = make_bank(session, "far", org_path="/110000/")
    source = make_source("Q9", "judge", content={"stem": STEM})
    stranger = make_version(session, state=State.PUBLISHED, bank=far, source=source)
    session.commit()
    assert "Q9" not in client.get(PAGE).text
    assert decide(post, pair[0], stranger, action="dismiss", reason="x") == 404


@pytest.mark.usefixtures("trainer")
def test_a_large_bank_is_compared_in_the_background(
    client: FlaskClient,
    session: Session,
    post: Post,
    pair: list[ItemVersion],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(view, "MOST_COMPARED", 1)
    assert "后台比较" in client.get(PAGE).text
    assert "Q2" not in client.get(PAGE).text
    assert post(f"{PAGE}/compare", PAGE, bank="").status_code == 303
    session.commit()
    worker(session.connection(), datetime(2100, 1, 1, tzinfo=UTC)).drain()
    session.expire_all()
    assert "Q2" in client.get(PAGE).text
