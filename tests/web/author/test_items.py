from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from app.domain.bank import queries
from app.domain.bank.queries import finding
from app.domain.bank.rules import State
from app.engines import items as engine
from app.engines.bankfiles import Secrecy
from app.kernel.actor import Actor, Role
from app.kernel.scope import EVERYTHING
from tests.conftest import SignInAs
from tests.factories.bank import (
    OTHER_CITY,
    make_actor_row,
    make_bank,
    make_source,
    make_trainer,
    make_version,
)
from tests.web.author.conftest import Post

SINGLE = {
    "stem": "政务外网与互联网之间应当怎样隔离？",
    "options-0-text": "物理隔离",
    "options-0-why": "与内网混淆了。",
    "options-1-text": "逻辑隔离",
    "options-1-why": "正确。",
    "key": "B",
    "tiers": "USER",
    "domain": "D2",
    "level": "K",
    "difficulty": "0.7",
    "seconds": "60",
    "points": "1",
    "sources": "文件 二（一）\n",
}


def state_of(session: Session, code: str) -> tuple[int, State]:
    session.expire_all()
    filters = finding.ItemFilters(text=code)
    ids = finding.find_items(session, scope=EVERYTHING, filters=filters)
    found = finding.list_items(session, ids[:1], scope=EVERYTHING)
    return found[0].number, found[0].state


def test_the_list_can_be_filtered_and_says_when_nothing_matches(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    make_version(session, source=make_source("Q-ONE"))
    make_version(session, source=make_source("Q-TWO", "judge"))
    session.commit()
    assert "Q-ONE" in client.get("/author/items").text
    page = client.get("/author/items?kind=judge").text
    assert "Q-TWO" in page
    assert "Q-ONE" not in page
    assert "没有试题符合" in client.get("/author/items?text=zzz").text
    assert client.get("/author/items?kind=riddle&level=9&page=99").status_code == 200


def test_an_empty_bank_says_what_to_do(client: FlaskClient, trainer: Actor) -> None:
    assert "题库" in client.get("/author/items").text
    assert client.get("/author/items/new").status_code == 200


def test_the_list_turns_pages_and_keeps_its_filters(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    for number in range(21):
        make_version(session, source=make_source(f"Q{number:02}"))
    session.commit()
    page = client.get("/author/items?domain=D2").text
    assert "domain=D2&amp;page=2" in page
    assert "Q00" in client.get("/author/items?domain=D2&page=2").text


@pytest.mark.parametrize("kind", engine.KINDS)
def test_the_item_page_shows_every_kind_without_leaking_outside_the_fold(
    client: FlaskClient, session: Session, trainer: Actor, kind: str
) -> None:
    version = make_version(session, source=make_source("Q1", kind))
    session.commit()
    response = client.get(f"/author/items/{version.item.uuid}")
    assert response.status_code == 200
    assert "Q1" in response.text


def test_a_page_in_english_speaks_english(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    version = make_version(session, source=make_source("Q1"))
    session.commit()
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    page = client.get(f"/author/items/{version.item.uuid}").text
    assert "As the candidate sees it" in page
    assert "Single choice" in page


def test_items_of_another_unit_do_not_exist(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    version = make_version(session, state=State.IN_REVIEW)
    outsider = make_actor_row(session, Role.TRAINER, Role.REVIEWER, org_path=OTHER_CITY)
    session.commit()
    sign_in_as(outsider)
    uuid = version.item.uuid
    for url in (f"items/{uuid}", f"items/{uuid}/edit", f"reviews/{uuid}/1"):
        assert client.get(f"/author/{url}").status_code == 404
    assert "Q1" not in client.get("/author/items").text


def test_learners_have_no_business_here(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    learner = make_actor_row(session, Role.LEARNER)
    session.commit()
    sign_in_as(learner)
    for url in ("items", "items/new", "reviews", "coverage"):
        assert client.get(f"/author/{url}").status_code == 403


def test_a_new_item_is_saved_as_a_draft(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    make_bank(session)
    session.commit()
    url = "/author/items/new/user/single"
    response = post(url, url, code="U-NET-001", **SINGLE)
    assert response.status_code == 303
    assert state_of(session, "U-NET-001") == (1, State.DRAFT)


def test_faults_are_named_at_their_fields_and_what_was_typed_is_kept(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    make_bank(session)
    session.commit()
    url = "/author/items/new/user/single"
    wrong = {**SINGLE, "key": "D", "options-0-why": "", "seconds": "many", "sources": ""}
    response = post(url, url, code="U 1", **wrong)
    assert response.status_code == 422
    page = response.text
    for kept in ("逻辑隔离", "many", "U 1", "政务外网与互联网之间应当怎样隔离？"):
        assert kept in page
    for named in ("key", "seconds", "sources", "code"):
        assert f'id="{named}-error"' in page or f'href="#{named}"' in page
    assert "A - " in page  # the option without a reason, by its letter
    assert not finding.find_items(session, scope=EVERYTHING, filters=finding.ItemFilters())


def test_a_code_in_use_is_refused_at_its_field(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    make_version(session, source=make_source("Q1"))
    session.commit()
    url = "/author/items/new/user/single"
    response = post(url, url, code="Q1", **SINGLE)
    assert response.status_code == 422
    assert 'id="code-error"' in response.text


def test_preview_shows_the_item_and_saves_nothing(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    make_bank(session)
    session.commit()
    url = "/author/items/new/user/single"
    response = post(url, url, code="Q1", action="preview", **SINGLE)
    assert response.status_code == 200
    assert 'class="choice"' in response.text
    assert not finding.find_items(session, scope=EVERYTHING, filters=finding.ItemFilters())


@pytest.mark.parametrize("kind", [kind for kind in engine.KINDS if kind != "practical"])
def test_the_form_of_each_kind_gives_back_what_it_was_filled_with(
    client: FlaskClient, session: Session, trainer: Actor, kind: str
) -> None:
    """Send the form of a published item unchanged: nothing to save; with a word more: a draft."""
    source = make_source("Q1", kind)
    version = make_version(session, state=State.PUBLISHED, source=source)
    session.commit()
    url = f"/author/items/{version.item.uuid}/edit"
    fields = form_fields(client.get(url).text)
    unchanged = client.post(url, data=fields)
    assert unchanged.status_code == 422
    assert "没有改动" in unchanged.text
    fields["explain"] = ["A reason for all."]
    assert client.post(url, data=fields).status_code == 303
    assert state_of(session, "Q1") == (2, State.DRAFT)
    newest = queries.get_version(session, version.item.uuid, 2, scope=EVERYTHING)
    assert newest.content == {**source.content, "explain": "A reason for all."}


def test_somebody_elses_newer_version_is_not_overwritten(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    version = make_version(session, source=make_source("Q1"))
    session.commit()
    url = f"/author/items/{version.item.uuid}/edit"
    response = post(url, url, based_on="7", **SINGLE)
    assert response.status_code == 422
    assert "逻辑隔离" in response.text


def test_an_author_hands_in_and_sees_why_publishing_is_for_others(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    version = make_version(session, author=trainer, source=make_source("Q1"))
    session.commit()
    page = f"/author/items/{version.item.uuid}"
    assert post(f"{page}/versions/1/submit", page).status_code == 303
    assert state_of(session, "Q1") == (1, State.IN_REVIEW)
    assert client.post(f"{page}/versions/1/publish").status_code == 403


def test_a_reviewer_publishes_and_retires(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version = make_version(session, state=State.APPROVED, source=make_source("Q1"))
    session.commit()
    page = f"/author/items/{version.item.uuid}"
    assert post(f"{page}/versions/1/publish", page).status_code == 303
    assert state_of(session, "Q1") == (1, State.PUBLISHED)
    post(f"{page}/versions/1/retire", page, reason="")
    assert state_of(session, "Q1") == (1, State.PUBLISHED)
    post(f"{page}/versions/1/retire", page, reason="法规已修订")
    assert state_of(session, "Q1") == (1, State.RETIRED)


def test_publishing_without_a_token_does_nothing(
    client: FlaskClient, session: Session, reviewer: Actor
) -> None:
    version = make_version(session, state=State.APPROVED, source=make_source("Q1"))
    session.commit()
    client.post(f"/author/items/{version.item.uuid}/versions/1/publish")
    assert state_of(session, "Q1") == (1, State.APPROVED)


def test_the_key_is_hidden_from_a_reviewer_who_has_not_solved(
    client: FlaskClient, session: Session, reviewer: Actor
) -> None:
    version = make_version(session, state=State.IN_REVIEW, source=make_source("Q1"))
    session.commit()
    page = client.get(f"/author/items/{version.item.uuid}").text
    assert "3 leaves a remainder." not in page


def test_the_history_names_authors_and_versions(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    other = make_trainer(session, full_name="陈晓明")
    old = make_version(session, author=other, state=State.PUBLISHED, source=make_source("Q1"))
    new = make_source("Q1", content={"stem": "Which of these numbers is **odd**?"})
    make_version(session, author=trainer, item=old.item, source=new)
    session.commit()
    page = client.get(f"/author/items/{old.item.uuid}").text
    assert "陈晓明" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "Which of these numbers" in client.get(f"/author/items/{old.item.uuid}?version=1").text


def form_fields(page: str) -> dict[str, list[str]]:
    """Read every field of the editing form, as a browser would send it."""
    forms: Any = html.fromstring(page)
    form = next(f for f in forms.forms if "two-edit" in f.get("class", ""))
    fields: dict[str, list[str]] = {}
    for name, sent in form.form_values():
        fields.setdefault(name, []).append(sent.replace("\n", "\r\n"))
    return fields


def test_a_label_alone_is_changed_without_a_new_version(
    client: FlaskClient, session: Session, trainer: Actor, post: Post
) -> None:
    version = make_version(session, state=State.PUBLISHED, source=make_source("Q-LABEL"))
    session.commit()
    page = f"/author/items/{version.item.uuid}"
    fields = {**form_fields(client.get(f"{page}/edit").text), "action": "save"}
    answer = client.post(f"{page}/edit", data={**fields, "secrecy": "restricted"})
    assert answer.status_code == 303
    shown = client.get(page).text
    assert "试题密级现为：启用前保密" in shown
    assert state_of(session, "Q-LABEL") == (1, State.PUBLISHED)
    refused = client.post(f"{page}/edit", data={**fields, "secrecy": "public"})
    assert "只能由审题人办理" in refused.text
    post(f"{page}/label", page, secrecy="riddle")
    assert "启用前保密" in client.get(page).text


def test_a_reviewer_lowers_the_label_on_the_item_page(
    client: FlaskClient, session: Session, reviewer: Actor, post: Post
) -> None:
    version = make_version(session, source=make_source("Q-LABEL", secrecy=Secrecy.RESTRICTED))
    session.commit()
    page = f"/author/items/{version.item.uuid}"
    assert 'value="public"' in client.get(page).text
    post(f"{page}/label", page, secrecy="internal")
    session.expire_all()
    assert version.item.secrecy is Secrecy.INTERNAL
