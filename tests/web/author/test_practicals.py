"""The page of practicals from two files: proposed, saved as typed, previewed, given out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.bank.models import PracticalDraft
from app.domain.bank.rules import State
from app.engines import practicals
from app.kernel.actor import Actor
from app.web.author import workbench
from tests.conftest import SignInAs
from tests.factories import bank as make
from tests.factories.practicals import bank_task, two_file_task

LIST = "/author/practicals"


@dataclass(frozen=True)
class Author:
    """A trainer at the page."""

    client: FlaskClient
    csrf: Callable[[FlaskClient, str], str]
    actor: Actor

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def post(
        self, address: str, data: dict[str, Any], headers: dict[str, str] | None = None
    ) -> TestResponse:
        sent = {"csrf_token": self.csrf(self.client, LIST), **data}
        return self.client.post(address, data=sent, headers=headers)


@pytest.fixture
def author(client: FlaskClient, csrf: Callable[[FlaskClient, str], str], trainer: Actor) -> Author:
    return Author(client, csrf, trainer)


def files(name: str = "word-minutes") -> dict[str, Any]:
    task = practicals.bound(bank_task(name), 3)
    start, final = practicals.starter(task, 3), practicals.model_answer(task, 3)
    return {"start": (io.BytesIO(start), "a.docx"), "final": (io.BytesIO(final), "b.docx")}


@pytest.fixture
def draft(session: Session, author: Author) -> PracticalDraft:
    make.make_bank(session, "user", author.actor.org_path)
    sent = {"title": "会议纪要", "code": "w-1", "bank": "user", **files()}
    answer = author.post(LIST, sent)
    assert answer.status_code == 303
    return session.scalars(select(PracticalDraft)).one()


def fields(draft: PracticalDraft, **changed: str) -> dict[str, Any]:
    """Return what the page would send back untouched."""
    page = workbench.page_of(draft.task)
    sent: dict[str, Any] = {
        "revision": str(draft.revision),
        "title": draft.task["title"],
        "code": draft.task["id"],
        "minutes": "20",
        "instructions": draft.task["instructions"],
        "name": "答题.docx",
        "check": [str(line.number) for line in page.checks],
        "guard": [str(line.number) for line in page.guards],
    }
    for name, lines in (("check", page.checks), ("guard", page.guards)):
        for line in lines:
            start = f"{name}-{line.number}-"
            sent |= {f"{start}id": line.id, f"{start}title": line.title}
            sent |= {f"{start}points": line.points, f"{start}rest": line.rest}
            sent |= {f"{start}find": line.find} if line.find else {}
            sent |= {f"{start}x-{wish.key}": wish.value for wish in line.wishes}
    return sent | changed


def test_two_files_become_a_task_in_the_making(author: Author, draft: PracticalDraft) -> None:
    assert len(draft.task["checks"]) == 15
    page = author.get(f"{LIST}/{draft.uuid}").text
    assert "37mm ± 1mm" in page
    assert "“帐”改为“账”" in page
    assert "会议纪要" in author.get(LIST).text


def test_files_that_do_not_open_say_what_to_do_and_keep_what_was_typed(
    session: Session,
    author: Author,
) -> None:
    make.make_bank(session, "user", author.actor.org_path)
    sent = {"title": "会议纪要", "code": "w-1", "bank": "user", **files()}
    sent["final"] = (io.BytesIO(b"%PDF-1.7"), "b.pdf")
    answer = author.post(LIST, sent)
    assert answer.status_code == 422
    assert "最终文件：" in answer.text
    assert 'value="会议纪要"' in answer.text


def test_what_is_sent_back_untouched_changes_nothing(
    session: Session,
    author: Author,
    draft: PracticalDraft,
) -> None:
    before = practicals.version_of(draft.task)
    answer = author.post(
        f"{LIST}/{draft.uuid}", fields(draft), headers={"Accept": "application/json"}
    )
    assert answer.get_json()["problems"] == []
    session.expire_all()
    assert practicals.version_of({**draft.task, "points": 16.0}) in {
        before,
        practicals.version_of({**draft.task}),
    }
    assert draft.revision == 2


def test_values_weights_and_order_are_saved_and_problems_stand_beside_their_check(
    session: Session,
    author: Author,
    draft: PracticalDraft,
) -> None:
    changed = fields(draft, **{"check-1-points": "3", "check-1-x-margin.top": "40mm ± 2mm"})
    changed["check"] = ["2", "1", *changed["check"][2:]]
    changed["check-3-x-size"] = "巨大"
    answer = author.post(
        f"{LIST}/{draft.uuid}", changed, headers={"Accept": "application/json"}
    ).get_json()
    assert list(answer["lines"]) == ["3"]
    session.expire_all()
    second = draft.task["checks"][1]
    assert (second["points"], second["expect"]["margin.top"]) == (3, "40mm ± 2mm")
    assert draft.task["checks"][2]["expect"]["size"] == "巨大"
    assert draft.task["points"] == sum(check["points"] for check in draft.task["checks"])


@pytest.mark.parametrize(("button", "count"), [({"drop": "2"}, 14), ({"action": "add"}, 16)])
def test_without_scripts_buttons_take_out_and_add_checks(
    session: Session,
    author: Author,
    draft: PracticalDraft,
    button: dict[str, str],
    count: int,
) -> None:
    sent = fields(draft, **button)
    if "action" in button:
        sent["add"] = "1|columns"
    assert author.post(f"{LIST}/{draft.uuid}", sent).status_code == 303
    session.expire_all()
    assert len(draft.task["checks"]) == count


def test_a_second_window_is_told_and_loses_nothing(author: Author, draft: PracticalDraft) -> None:
    first = fields(draft)
    author.post(f"{LIST}/{draft.uuid}", first)
    answer = author.post(f"{LIST}/{draft.uuid}", first, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "另一个窗口" in answer.get_json()["refused"]


def test_the_preview_grades_start_final_and_a_trial_file(
    author: Author,
    draft: PracticalDraft,
) -> None:
    address = f"{LIST}/{draft.uuid}/preview"
    assert _points(author.get(address).text) == 16
    assert _points(author.get(f"{address}?of=start").text) == 0
    trial = author.post(address, {"file": files()["final"]})
    assert _points(trial.text) > 10
    strange = author.post(address, {"file": (io.BytesIO(b"x"), "a.docx")})
    assert "docx" in strange.text
    assert "v num" not in strange.text


def _points(page: str) -> float:
    found = re.search(r'class="v num">([\d.]+)<', page)
    assert found
    return float(found[1])


def test_the_folder_reads_as_the_task(author: Author, draft: PracticalDraft) -> None:
    data = author.get(f"{LIST}/{draft.uuid}/folder").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        words = yaml.safe_load(archive.read("w-1/task.yaml"))
        task = practicals.with_files(words, lambda name: archive.read(f"w-1/{name}"))
    assert practicals.version_of(task) == practicals.version_of(draft.task)


def test_a_task_that_is_not_proved_cannot_be_handed_in(
    author: Author,
    draft: PracticalDraft,
) -> None:
    answer = author.post(f"{LIST}/{draft.uuid}/hand-in", {})
    assert answer.status_code == 409
    assert "没有通过自检" in answer.text


def test_only_its_author_sees_a_task_in_the_making(
    author: Author, draft: PracticalDraft, session: Session, sign_in_as: SignInAs
) -> None:
    other = make.make_trainer(session, full_name="另一人")
    session.commit()
    sign_in_as(other)
    assert author.get(f"{LIST}/{draft.uuid}").status_code == 404


def test_values_keep_their_meaning_on_the_way_through_the_page() -> None:
    for value in (True, 3, 2.5, "三号", "37mm ± 1mm", {"font": "仿宋"}, ["甲", "乙"], "是: 否", ""):
        assert workbench.typed(workbench.written(value)) == value
    assert workbench.typed("{broken") == "{broken"
    assert workbench.page_of(two_file_task("word-roster")).is_sound


def test_a_new_practical_item_leads_to_the_page_of_practicals(
    author: Author, session: Session
) -> None:
    make.make_bank(session, "p-new")
    session.commit()
    assert "/author/items/new/p-new/practical" in author.get("/author/items/new").text
    answer = author.get("/author/items/new/p-new/practical")
    assert answer.location.endswith(f"{LIST}?bank=p-new")
    assert 'value="p-new" selected' in author.get(answer.location).text


def published_task(session: Session, name: str = "word-minutes") -> Any:
    content = {"kind": "practical", "task": dict(bank_task(name).mapping)}
    source = make.make_source(name, "practical", content=content)
    version = make.make_version(session, state=State.PUBLISHED, source=source)
    session.commit()
    return version.item


def test_a_task_is_begun_like_one_there_is(author: Author, session: Session) -> None:
    item = published_task(session)
    assert str(item.uuid) in author.get(LIST).text
    sent = {
        "task": str(item.uuid),
        "code": "word-minutes-2",
        "title": "会议纪要（二）",
        "bank": "user",
    }
    answer = author.post(f"{LIST}/copy", sent)
    assert answer.status_code == 303
    assert "会议纪要（二）" in author.get(answer.location).text
    draft = session.scalars(select(PracticalDraft)).one()
    original = bank_task("word-minutes").mapping
    assert draft.item_id is None
    assert draft.task["id"] == "word-minutes-2"
    assert draft.task["checks"] == original["checks"]
    taken = author.post(f"{LIST}/copy", {**sent, "code": item.code})
    assert taken.status_code == 422
    assert item.code in taken.text
    assert author.post(f"{LIST}/copy", {**sent, "task": "nonsense"}).status_code == 422


def test_a_task_of_another_city_cannot_be_copied(author: Author, session: Session) -> None:
    other = make.make_bank(session, "p-other", "/110000/")
    content = {"kind": "practical", "task": dict(bank_task("word-minutes").mapping)}
    source = make.make_source("elsewhere", "practical", content=content)
    item = make.make_version(session, bank=other, source=source).item
    make.make_bank(session)
    session.commit()
    assert str(item.uuid) not in author.get(LIST).text
    sent = {"task": str(item.uuid), "code": "mine-1", "bank": "user"}
    assert author.post(f"{LIST}/copy", sent).status_code == 404


def packed(task: dict[str, Any], folder: str = "x/") -> io.BytesIO:
    text, held = practicals.to_folder(task)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"{folder}task.yaml", text)
        for name, content in held.items():
            archive.writestr(f"{folder}{name}", content)
    data.seek(0)
    return data


@pytest.mark.parametrize("name", ["word-minutes", "inbox-phishing"])
def test_a_folder_that_was_taken_out_comes_back_as_the_same_task(
    author: Author, session: Session, name: str
) -> None:
    make.make_bank(session)
    session.commit()
    task = dict(bank_task(name).mapping)
    sent = {"bank": "user", "folder": (packed(task), "a.zip")}
    answer = author.post(f"{LIST}/folder", sent)
    assert answer.status_code == 303
    assert author.get(answer.location).status_code == 200
    draft = session.scalars(select(PracticalDraft)).one()
    assert practicals.version_of(draft.task) == practicals.version_of(task)
    assert draft.item_id is None


def test_a_folder_with_files_of_its_author_comes_back_whole(
    author: Author, session: Session
) -> None:
    make.make_bank(session)
    session.commit()
    task = two_file_task("word-roster")
    author.post(f"{LIST}/folder", {"bank": "user", "folder": (packed(task, ""), "a.zip")})
    draft = session.scalars(select(PracticalDraft)).one()
    assert practicals.version_of(draft.task) == practicals.version_of(task)


def test_a_folder_of_a_task_in_the_bank_is_opened_as_its_new_version(
    author: Author, session: Session
) -> None:
    item = published_task(session)
    task = {**bank_task("word-minutes").mapping, "id": item.code, "minutes": 33}
    author.post(f"{LIST}/folder", {"bank": "user", "folder": (packed(task), "a.zip")})
    draft = session.scalars(select(PracticalDraft)).one()
    assert (draft.item_id, draft.based_on) == (item.id, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有题目"),
        (b"PK\x03\x04 broken", "压缩"),
        (b"schema: skilltask/1\nid: [", "无法读取"),
        (b"schema: skilltask/1\nid: x\n", "module"),
        (b"\x00\x01\x02", ""),
    ],
)
def test_a_folder_that_is_none_is_refused_with_the_reason(
    author: Author, session: Session, data: bytes, said: str
) -> None:
    make.make_bank(session)
    session.commit()
    answer = author.post(f"{LIST}/folder", {"bank": "user", "folder": (io.BytesIO(data), "a.zip")})
    assert answer.status_code == 422
    assert said in answer.text
    assert not session.scalars(select(PracticalDraft)).all()
