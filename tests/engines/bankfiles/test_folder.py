from __future__ import annotations

from types import SimpleNamespace

from app.engines import bankfiles
from app.engines.assembly import read_blueprint
from tests.engines.bankfiles.test_bank import HEAD
from tests.engines.bankfiles.test_reader import FILE


def where(texts: dict[str, str]) -> list[str]:
    return [problem.where for problem in bankfiles.read_folder(texts).errors]


def test_a_folder_is_counted_by_tier_kind_and_area() -> None:
    folder = bankfiles.read_folder({"user/bank.yaml": HEAD, "user/a.yaml": FILE})
    assert folder.errors == []
    assert [bank.code for bank in folder.banks] == ["user"]
    assert folder.counts() == {
        "items": 2,
        "by_tier": {"USER": 2},
        "by_kind": {"judge": 1, "number": 1},
        "by_area": {"D10": 1, "D2": 1},
    }


def test_items_without_a_head_are_read_too() -> None:
    folder = bankfiles.read_folder({"a.yaml": FILE})
    assert (folder.banks, len(folder.items), folder.errors) == ((), 2, [])


def test_a_file_that_the_head_does_not_name_is_an_error() -> None:
    texts = {"user/bank.yaml": HEAD, "user/a.yaml": FILE, "user/b.yaml": FILE}
    assert where(texts) == ["user/b.yaml"]


def test_a_head_may_name_its_files_by_a_pattern() -> None:
    head = HEAD.replace("[a.yaml]", "['*/task.yaml']")
    texts = {"p/bank.yaml": head, "p/one/task.yaml": FILE}
    assert where(texts) == []
    assert where({"p/bank.yaml": head}) == ["p/bank.yaml"]


def test_a_practical_task_is_an_item_of_its_bank() -> None:
    head = HEAD.replace("[a.yaml]", "['*/task.yaml']")
    task = "schema: skilltask/1\nid: notice\ntitle: 通知\ndue: 2026-03-01\n"
    texts = {"p/bank.yaml": head, "p/one/task.yaml": task}
    facts = SimpleNamespace(id="notice", module="word", points=20, minutes=25)
    folder = bankfiles.read_folder(texts, bankfiles.Readers(task=lambda _mapping: facts))
    assert folder.errors == []
    (item,) = folder.items
    assert (item.code, item.kind, item.module, item.seconds) == (
        "notice",
        "practical",
        "CS103",
        1500,
    )
    assert item.content["task"]["due"] == "2026-03-01"
    assert where(texts) == ["p/one/task.yaml"]


def test_an_id_of_another_bank_is_an_error() -> None:
    other = HEAD.replace("code: user", "code: lead")
    texts = {"user/bank.yaml": HEAD, "user/a.yaml": FILE, "x/bank.yaml": other, "x/a.yaml": FILE}
    assert where(texts) == ["x/a.yaml:5", "x/a.yaml:15"]


def test_a_file_of_no_known_schema_is_an_error() -> None:
    assert where({"a.yaml": "schema: other/1\n", "b.yaml": ""}) == ["a.yaml", "b.yaml"]


def test_a_faulty_blueprint_is_an_error() -> None:
    readers = bankfiles.Readers(blueprint=read_blueprint)
    folder = bankfiles.read_folder({"b.yaml": "schema: xuekao-blueprint/1\n"}, readers)
    assert folder.errors
