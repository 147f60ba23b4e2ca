"""The form of an item: rows, pictures, the preview while somebody writes."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.bank import queries
from app.domain.bank.rules import State
from app.engines import items as engine
from app.kernel.actor import Actor
from tests.factories.bank import make_bank, make_source, make_version
from tests.web.author.conftest import Post
from tests.web.author.test_items import SINGLE, form_fields

KINDS = sorted(kind for kind in engine.KINDS if kind != "practical")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAMgAAABkCAYAAADDhn8LAAAADElEQVR4nGNgGAUAAQwAAUJJ1mYAAAAASUVORK5CYII="
)
META = {
    "code": "N1",
    "tiers": "USER",
    "domain": "D2",
    "level": "K",
    "difficulty": "0.7",
    "seconds": "60",
    "points": "1",
    "sources": "文件 二（一）",
}


@pytest.fixture
def url(session: Session, trainer: Actor) -> str:
    """Where items of a bank are written."""
    make_bank(session)
    session.commit()
    return "/author/items/new/user"


def content_of(session: Session, code: str) -> dict[str, Any]:
    session.expire_all()
    bank = queries.find_bank(session, "user")
    assert bank is not None
    return next(s.content for s in queries.list_newest_sources(session, bank.id) if s.code == code)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_is_previewed_and_says_what_is_missing(
    client: FlaskClient, url: str, post: Post, kind: str
) -> None:
    page = f"{url}/{kind}"
    assert client.get(page).status_code == 200
    answer = post(page, page, live="1")
    assert answer.status_code == 200
    assert "stem" in answer.json["errors"]  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_of_a_sound_item_has_both_views(
    client: FlaskClient, session: Session, trainer: Actor, kind: str
) -> None:
    version = make_version(session, state=State.PUBLISHED, source=make_source("Q1", kind))
    session.commit()
    page = f"/author/items/{version.item.uuid}/edit"
    fields = form_fields(client.get(page).text)
    answer = client.post(page, data={**fields, "live": "1"}).json
    assert answer["errors"] == {}  # type: ignore[index]
    assert "view-exam" in answer["preview"]  # type: ignore[index]
    assert "view-after" in answer["preview"]  # type: ignore[index]
    assert "还没有" not in answer["preview"]  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_every_list_come_and_go_without_a_script(
    client: FlaskClient, session: Session, trainer: Actor, kind: str
) -> None:
    """Adding a row after the first, moving it up and taking it away gives back the same item."""
    source = make_source("Q1", kind)
    version = make_version(session, state=State.PUBLISHED, source=source)
    session.commit()
    page = f"/author/items/{version.item.uuid}/edit"
    first = client.get(page).text
    for command in sorted(set(_adders(first))):
        name = command.removeprefix("add:")
        if name == "parts" and kind == "case":
            continue
        fields = form_fields(first)
        for step in (f"add:{name}-0", f"up:{name}-1", f"down:{name}-0", f"drop:{name}-1"):
            answer = client.post(page, data={**fields, "rows": step})
            assert answer.status_code == 200, step
            fields = form_fields(answer.text)
        stem = form_fields(first)["stem"]
        fields["stem"] = stem  # a gap added leaves its mark in the stem
        unchanged = client.post(page, data=fields)
        assert "没有改动" in unchanged.text, command


def _adders(page: str) -> list[str]:
    return [
        part.split('"')[0] for part in page.split('name="rows" value="')[1:] if part[:4] == "add:"
    ]


def test_the_key_follows_its_option(client: FlaskClient, url: str, post: Post) -> None:
    page = f"{url}/single"
    answer = post(page, page, rows="up:options-1", **{**SINGLE, "code": "N1"})
    fields = form_fields(answer.text)
    assert fields["key"] == ["A"]
    assert fields["options-0-text"] == ["逻辑隔离"]
    gone = client.post(page, data={**fields, "rows": "drop:options-0"})
    assert "key" not in form_fields(gone.text)


def test_partners_and_groups_follow_their_rows(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    version = make_version(session, state=State.PUBLISHED, source=make_source("Q1", "classify"))
    session.commit()
    page = f"/author/items/{version.item.uuid}/edit"
    fields = form_fields(client.get(page).text)
    moved = form_fields(client.post(page, data={**fields, "rows": "down:groups-0"}).text)
    assert moved["groups-0-text"] == ["odd"]
    assert [moved[f"entries-{n}-group"] for n in range(3)] == [["B"], ["A"], ["B"]]


def test_a_new_gap_leaves_its_mark_in_the_stem(client: FlaskClient, url: str, post: Post) -> None:
    page = f"{url}/blank"
    answer = post(page, page, rows="add:gaps", stem="最小的质数是【1】，", **{"gaps-0-accept": "2"})
    assert form_fields(answer.text)["stem"][0].strip() == "最小的质数是【1】，【2】"


def test_a_cloze_is_written_in_the_form(session: Session, url: str, post: Post) -> None:
    page = f"{url}/cloze"
    saved = post(
        page, page, stem="一字节有【1】位；【2】；2+2=【3】；【4】", action="save",
        **{
            "gaps-0-answers": "4\r\n*8\r\n\\*16", "gaps-0-replies": "4 = 半个",
            "gaps-1-way": "typed", "gaps-1-answers": "KiB\r\nkibibyte", "gaps-1-weight": "2",
            "gaps-2-way": "number", "gaps-2-answers": "4", "gaps-2-tolerance": "0.1",
            "gaps-3-way": "common", "gaps-3-answers": "乙", "common": "甲\r\n乙",
            "match-case": "y", "scoring": "per_gap",
        }, **META,
    )  # fmt: skip
    assert saved.status_code == 303, saved.text
    content = content_of(session, "N1")
    assert content["gaps"] == {
        "1": {"options": {"A": "4", "B": "8", "C": "*16"}, "key": "B", "replies": {"A": "半个"}},
        "2": {"accept": ["KiB", "kibibyte"], "weight": 2},
        "3": {"value": 4, "tolerance": 0.1},
        "4": {"key": "B"},
    }
    assert content["match"] == {"case": "exact"}


def test_a_hotspot_is_written_with_its_picture(
    client: FlaskClient, session: Session, url: str, post: Post
) -> None:
    page = f"{url}/hotspot"
    shown = post(
        page, page, rows="upload:figures", stem="选出左半部分。",
        figure_file=(io.BytesIO(PNG), "图.png"),
    )  # fmt: skip
    assert "data:image/png" in shown.text
    fields = form_fields(shown.text)
    assert fields["figures-0-number"] == ["1"]
    fields.pop("figure_file", None)
    regions = {
        "figures-0-alt": "左右两半",
        "regions-0-coords": "0,0, 100，100", "regions-0-is_key": "y", "regions-0-why": "对。",
        "regions-1-shape": "circle", "regions-1-coords": "150 50 20", "action": "save",
    }  # fmt: skip
    live = client.post(page, data={**fields, **META, **regions, "live": "1"}).json
    assert "ZmlndXJlIDE=" in live["preview"]  # type: ignore[index]
    assert live["errors"] == {}  # type: ignore[index]
    assert client.post(page, data={**fields, **META, **regions}).status_code == 303
    content = content_of(session, "N1")
    assert (content["width"], content["height"], content["image"]) == (200, 100, "1")
    assert content["regions"]["B"] == {"shape": "circle", "coords": [150, 50, 20]}
    assert content["figures"]["1"]["alt"] == "左右两半"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "请先选择"), (b"MZ" + b"0" * 50, "PNG"), (PNG + b"0" * 1_600_000, "太大")],
)
def test_what_is_no_picture_is_refused_and_nothing_is_lost(
    url: str, post: Post, data: bytes, said: str
) -> None:
    page = f"{url}/single"
    sent = {"figure_file": (io.BytesIO(data), "a.png")} if data else {}
    answer = post(page, page, rows="upload:figures", stem="已经写好的题干", **sent)
    assert said in answer.text
    assert "已经写好的题干" in answer.text


def test_a_picture_that_somebody_else_sent_does_not_exist(
    client: FlaskClient, session: Session, url: str, post: Post, sign_in_as: Any
) -> None:
    from tests.factories.bank import make_trainer

    page = f"{url}/hotspot"
    shown = post(page, page, rows="upload:figures", figure_file=(io.BytesIO(PNG), "图.png"))
    ref = form_fields(shown.text)["figures-0-ref"]
    other = make_trainer(session, full_name="别人")
    session.commit()
    sign_in_as(other)
    stolen = post(
        page, page, stem="x", live="1", **{"figures-0-ref": ref[0], "figures-0-number": "1"}
    )
    assert "ZmlndXJlIDE=" not in stolen.json["preview"]  # type: ignore[index]


def test_a_case_grows_question_by_question(
    client: FlaskClient, session: Session, url: str, post: Post
) -> None:
    page = f"{url}/case"
    fields = sent(post(page, page, rows="add:parts", next_kind="judge", stem="某局……"))
    assert fields["plan"] == "q1:judge"
    fields |= {
        "part-q1-stem": "她卖苹果。",
        "part-q1-key": "false",
        "part-q1-why_false": "她买。",
        "part-q1-why_true": "不是。",
        "next_kind": "single",
    }
    fields = sent(client.post(page, data={**fields, "rows": "add:parts"}))
    assert fields["plan"] == "q1:judge q2:single"
    fields |= {
        "part-q2-stem": "几个？",
        "part-q2-options-0-text": "三",
        "part-q2-options-0-why": "少。",
        "part-q2-options-1-text": "五",
        "part-q2-options-1-why": "对。",
        "part-q2-key": "A",
        "part-q2-points": "2",
    }
    fields = sent(client.post(page, data={**fields, "rows": "up:part-q2-options-1"}))
    assert fields["part-q2-options-0-text"] == "五"
    assert fields["part-q2-key"] == "B"
    whole = {**fields, **META, "action": "save"}
    wrong = client.post(page, data={**whole, "part-q2-options-0-why": ""})
    assert wrong.status_code == 422
    assert "第 2 题" in wrong.text
    assert client.post(page, data={**whole, "part-q2-key": "A"}).status_code == 303
    parts = content_of(session, "N1")["parts"]
    assert list(parts) == ["q1", "q2"]
    assert parts["q1"]["content"]["key"] is False
    assert parts["q2"]["points"] == 2
    assert parts["q2"]["content"]["key"] == "A"


def sent(answer: Any) -> dict[str, str]:
    """Return the fields of a form whose names are used once each."""
    return {name: values[0] for name, values in form_fields(answer.text).items()}


def test_questions_are_moved_and_taken_away(client: FlaskClient, url: str, post: Post) -> None:
    page = f"{url}/case"
    fields = form_fields(post(page, page, rows="add:parts", next_kind="number").text)
    fields = form_fields(
        client.post(page, data={**fields, "next_kind": "short", "rows": "add:parts"}).text
    )
    fields = form_fields(client.post(page, data={**fields, "rows": "up:parts-1"}).text)
    assert fields["plan"] == ["q2:short q1:number"]
    fields = form_fields(client.post(page, data={**fields, "rows": "drop:parts-0"}).text)
    assert fields["plan"] == ["q1:number"]


def test_an_essay_and_a_short_answer_have_rows_for_the_rubric(
    session: Session, url: str, post: Post
) -> None:
    page = f"{url}/short"
    fields = {
        "answers-0-text": "政务外网", "answers-1-text": "*内网*", "answers-1-share": "0.5",
        "answers-1-why": "差一点。", "rubric-0-text": "说出网名", "rubric-0-points": "1.5",
        "limit": "50", "action": "save",
    }  # fmt: skip
    assert post(page, page, stem="哪个网？", **fields, **META).status_code == 303
    content = content_of(session, "N1")
    assert content["answers"][1] == {"text": "*内网*", "share": 0.5, "why": "差一点。"}
    assert content["rubric"] == [{"id": "a", "points": 1.5, "text": "说出网名"}]
    assert content["limit"] == 50


def test_the_address_says_for_which_cell_an_item_is_written(client: FlaskClient, url: str) -> None:
    page = client.get(f"{url}/single?domain=D6&level=A&module=EG201&tiers=TECH").text
    fields = form_fields(page)
    assert (fields["domain"], fields["level"], fields["module"]) == (["D6"], ["A"], ["EG201"])
    assert fields["tiers"] == ["TECH"]
    assert client.get(f"{url}/single?domain=D99&level=Z").status_code == 200
