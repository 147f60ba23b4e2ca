"""The list: words, filters, kept searches; many items at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.bank.models import Item
from app.domain.bank.queries import finding
from app.domain.bank.rules import State
from app.kernel.actor import Actor
from app.kernel.scope import EVERYTHING
from tests.factories.bank import CITY, make_bank, make_source, make_version
from tests.web.author.conftest import Post

LIST = "/author/items"
BULK, DO = "/author/items/bulk", "/author/items/bulk/do"


@pytest.fixture
def three(session: Session, trainer: Actor) -> list[Item]:
    """A draft of the trainer, a draft of another, a published item."""
    versions = [
        make_version(session, author=trainer, source=make_source("X-1")),
        make_version(session, source=make_source("X-2")),
        make_version(session, state=State.PUBLISHED, source=make_source("X-3", "judge")),
    ]
    session.commit()
    return [version.item for version in versions]


def newest(session: Session, item: Item) -> Any:
    session.expire_all()
    return finding.list_newest(session, [item.uuid], scope=EVERYTHING)[0]


def test_words_of_the_item_and_its_code_find_it(client: FlaskClient, three: list[Item]) -> None:
    page = client.get(f"{LIST}?text=x-2").text
    assert "X-2" in page
    assert "X-1" not in page
    assert "没有" in client.get(f"{LIST}?text=%22%27*%25").text


def test_a_search_is_kept_used_and_forgotten(
    client: FlaskClient, three: list[Item], post: Post, session: Session, trainer: Actor
) -> None:
    answer = post("/author/searches", f"{LIST}?kind=judge", title="判断题", query="kind=judge")
    assert answer.location.endswith("?kind=judge")
    assert "判断题" in client.get(LIST).text
    view = finding.list_views(session, person_id=trainer.person_id)[0]
    post(f"/author/searches/{view.uuid}/delete", f"{LIST}?kind=judge")
    assert finding.list_views(session, person_id=trainer.person_id) == []


def test_a_search_without_a_name_is_refused(
    client: FlaskClient, three: list[Item], post: Post
) -> None:
    post("/author/searches", f"{LIST}?kind=judge", title=" ", query="kind=judge")
    assert "请填写常用筛选的名称" in client.get(LIST).text


def test_a_preview_changes_nothing_and_says_what_would_not_be_done(
    client: FlaskClient, three: list[Item], post: Post, session: Session
) -> None:
    chosen = [str(item.uuid) for item in three]
    page = post(BULK, LIST, action="submit", item=chosen).text
    assert "命题人本人" in page or "X-2" in page
    assert newest(session, three[0]).state is State.DRAFT
    post(DO, LIST, action="submit", item=chosen)
    states = [newest(session, item).state for item in three]
    assert states == [State.IN_REVIEW, State.DRAFT, State.PUBLISHED]


def test_items_are_tagged_and_found_by_their_tag(
    client: FlaskClient, three: list[Item], post: Post
) -> None:
    post(DO, LIST, action="tag", value="复习", all="1", query="kind=judge")
    page = client.get(f"{LIST}?tag=复习").text
    assert "X-3" in page
    assert "X-1" not in page
    post(DO, LIST, action="untag", value="复习", item=str(three[2].uuid))
    assert "X-3" not in client.get(f"{LIST}?tag=复习").text


def test_items_move_to_another_bank_but_not_out_of_reach(
    client: FlaskClient, three: list[Item], post: Post, session: Session
) -> None:
    make_bank(session, "gz", CITY)
    make_bank(session, "bj", "/110000/")
    session.commit()
    post(DO, LIST, action="move", value="gz", item=str(three[0].uuid))
    assert newest(session, three[0]).item.bank.code == "gz"
    assert post(DO, LIST, action="move", value="bj", item=str(three[1].uuid)).status_code == 403
    assert newest(session, three[1]).item.bank.code == "user"


def test_a_trainer_does_not_retire(
    client: FlaskClient, three: list[Item], post: Post, session: Session
) -> None:
    post(DO, LIST, action="retire", value="过时", item=str(three[2].uuid))
    assert newest(session, three[2]).state is State.PUBLISHED


@pytest.mark.parametrize("data", [{}, {"action": "explode"}, {"action": "tag", "item": "no-uuid"}])
def test_a_choice_that_makes_no_sense_leads_back(
    client: FlaskClient, three: list[Item], post: Post, data: dict[str, str]
) -> None:
    assert post(BULK, LIST, **data).status_code == 303


def test_the_secrecy_label_is_chosen_filtered_and_told(
    client: FlaskClient, three: list[Item], post: Post, session: Session
) -> None:
    chosen = {"item": [str(one.uuid) for one in three[:2]], "action": "label"}
    page = post(BULK, LIST, **chosen)
    assert "试题密级" in page.text
    page = post(BULK, LIST, **chosen, value="restricted")
    assert "X-1" in page.text
    post(DO, LIST, **chosen, value="restricted")
    listed = client.get(f"{LIST}?secrecy=restricted").text
    assert "X-1" in listed and "X-2" in listed and "X-3" not in listed  # noqa: PT018
    assert "启用前保密" in listed
    shown = client.get(f"/author/items/{three[0].uuid}").text
    assert "密级由“内部”调整为“启用前保密”" in shown
    assert "降低密级" not in shown  # a trainer has nothing stricter left to choose
