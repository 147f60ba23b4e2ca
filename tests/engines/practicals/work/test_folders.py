"""Files and folders: what operations do, how a tree is judged, folders handed in as archives."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.engines.practicals import (
    CheckResult,
    Grading,
    RefusedError,
    Status,
    Task,
    grade,
    inspect,
    model_answer,
    preflight,
    read_task,
    starter,
)
from app.engines.practicals.folders.archive import MARK, name_in, read_archive
from app.engines.practicals.folders.doing import replay
from app.engines.practicals.folders.tree import Entry, Tree, matches
from app.kernel.errors import InvalidError
from tests.factories.practicals import bank_task, mapping


def tree(*paths: str) -> Tree:
    """Folders end with a stroke."""
    found = Tree()
    for path in paths:
        is_folder = path.endswith("/")
        found.entries[path.rstrip("/")] = Entry(is_folder, "" if is_folder else f"c:{path}")
    return found


VECTORS = json.loads(Path(__file__).with_name("operations.json").read_text(encoding="utf-8"))
GIVEN = ("收件/", "收件/甲.docx", "收件/乙.docx", "存档/", "存档/丙.txt")


@pytest.mark.parametrize(
    ("operations", "expected", "refused"),
    [
        ([["mkdir", "存档/2025"]], {"存档/2025"}, 0),
        ([["mkdir", "无/2025"]], set(), 1),
        ([["mkdir", "存档"]], set(), 1),
        ([["mkdir", "存档/a:b"]], set(), 1),
        ([["move", ["收件/甲.docx"], "存档"]], {"存档/甲.docx"}, 0),
        ([["move", ["收件/甲.docx", "收件/无.docx"], "存档"]], {"存档/甲.docx"}, 0),
        ([["move", ["收件"], "收件"]], set(), 1),
        ([["move", ["收件"], "存档"]], {"存档/收件/甲.docx"}, 0),
        ([["copy", ["收件/甲.docx"], "收件"]], {"收件/甲 - 副本.docx"}, 0),
        ([["copy", ["收件/甲.docx"], ""]], {"甲.docx", "收件/甲.docx"}, 0),
        ([["rename", "收件/甲.docx", "乙.docx"]], {"收件/甲.docx"}, 1),
        ([["rename", "收件/甲.docx", "甲.DOCX"]], {"收件/甲.DOCX"}, 0),
        ([["rename", "收件", "来文"]], {"来文/甲.docx", "来文/乙.docx"}, 0),
        ([["delete", ["收件"]]], {"存档/丙.txt"}, 0),
        ([["zip", ["收件"], "收件.zip"]], {"收件.zip"}, 0),
        ([["zip", ["收件"], "收件.rar"]], set(), 1),
        ([["zip", ["收件"], "a.zip"], ["unzip", "a.zip", "存档"]], {"存档/收件/甲.docx"}, 0),
        ([["unzip", "存档/丙.txt", ""]], set(), 1),
        ([["attr", "存档/丙.txt", {"readonly": True}]], set(), 0),
        ([["attr", "存档/丙.txt", {"colour": True}]], set(), 1),
        ([["new", "存档/记录.txt"]], {"存档/记录.txt"}, 0),
        (["x", [], ["fly", "a"], ["move", 3, 4], ["mkdir"], None], set(), 6),
    ],
)
def test_operations_do_what_a_file_manager_does(
    operations: list[Any], expected: set[str], refused: int
) -> None:
    found, number = replay(tree(*GIVEN), operations)
    assert number == refused
    assert expected <= set(found.entries)


@pytest.mark.parametrize("row", VECTORS["rows"])
def test_page_and_engine_do_the_same(row: dict[str, Any]) -> None:
    found, refused = replay(tree(*VECTORS["given"]), row["operations"])
    told = [
        path
        + "/" * entry.is_folder
        + " r" * entry.readonly
        + " h" * entry.hidden
        + (f" [{','.join(name for name, _content in entry.members)}]" if entry.members else "")
        for path, entry in found.entries.items()
    ]
    assert sorted(told) == row["after"]
    assert refused == row["refused"]


def test_names_differ_by_more_than_capitals() -> None:
    found, _refused = replay(tree("A/", "A/x.TXT"), [["move", ["a/X.txt"], ""]])
    assert "x.TXT" in found.entries
    assert matches("待整理/关于.DOCX", "待整理/*.docx")
    assert not matches("待整理/内/关于.docx", "待整理/*.docx")
    assert matches("a/[机密].docx", "a/[机密]*")


def task(rule: dict[str, Any], steps: list[Any], **more: Any) -> Task:
    checks = [{"id": "c", "title": "C", "points": 4, "tree": rule}]
    given = {"root": "根", "tree": {"收件": ["甲.docx", "乙.docx"], "存档": ["丙.txt"]}}
    return read_task(
        mapping(
            module="files",
            starter={**given, **more.pop("starter", {})},
            checks=checks,
            solution={"steps": [{"id": "s", "do": steps}]},
            **more,
        )
    )


READONLY = ["attr", "收件/甲.docx", {"readonly": True}]
RULES: list[tuple[dict[str, Any], list[Any], float]] = [
    ({"exists": ["存档/甲.docx"]}, [["copy", ["收件/甲.docx"], "存档"]], 4),
    ({"exists": ["存档/甲.docx", "存档/乙.docx"]}, [["copy", ["收件/甲.docx"], "存档"]], 2),
    ({"exists_dir": ["存档/2025"]}, [["mkdir", "存档/2025"]], 4),
    ({"exists_dir": ["存档/2025"]}, [["mkdir", "2025"]], 0),
    ({"absent": ["收件/*.docx"]}, [["delete", ["收件/甲.docx"]]], 2),
    ({"moved": [{"from": "收件/*.docx", "to": "存档"}]}, [["move", ["收件/*.docx"], "存档"]], 4),
    ({"moved": [{"from": "收件/甲.docx", "to": "存档"}]}, [["copy", ["收件/甲.docx"], "存档"]], 2),
    ({"copied": [{"from": "收件/甲.docx", "to": "存档"}]}, [["copy", ["收件/甲.docx"], "存档"]], 4),
    ({"copied": [{"from": "收件/甲.docx", "to": "存档"}]}, [["move", ["收件/甲.docx"], "存档"]], 2),
    (
        {"renamed": [{"content_of": "收件/甲.docx", "to": "收件/新.docx"}]},
        [["rename", "收件/甲.docx", "新.docx"]],
        4,
    ),
    (
        {"renamed": [{"content_of": "收件/甲.docx", "to": "收件/新.docx"}]},
        [["delete", ["收件/甲.docx"]], ["new", "收件/新.docx"]],
        0,
    ),
    ({"attr": {"收件/甲.docx": {"readonly": True}}}, [READONLY], 4),
    ({"attr": {"收件/甲.docx": {"hidden": True}}}, [READONLY], 0),
    ({"zip_contains": {"a.zip": ["收件/*"]}}, [["zip", ["收件"], "a.zip"]], 4),
    ({"zip_contains": {"a.zip": ["收件/*"]}}, [["zip", ["收件/甲.docx"], "a.zip"]], 2),
    ({"untouched": ["收件/甲.docx"]}, [["copy", ["收件/甲.docx"], "存档"]], 0),
    ({"untouched": ["收件/甲.docx"]}, [["zip", ["收件"], "a.zip"]], 0),
    ({"untouched": ["收件/甲.docx"]}, [["mkdir", "x"]], 4),
    ({"only": {"收件": ["*.docx"]}}, [["move", ["存档/丙.txt"], "收件"]], 2.5),
    ({"only": {"收件": ["*.docx"]}}, [["mkdir", "x"]], 4),
    ({"count": {"收件": 2}}, [["mkdir", "x"]], 4),
    ({"count": {"收件": {"min": 3}}}, [["mkdir", "x"]], 0),
    ({"empty": ["存档"]}, [["delete", ["存档/丙.txt"]]], 4),
    ({"empty": ["存档"]}, [["delete", ["存档"]]], 0),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "steps", "score"), RULES)
def test_every_rule_tells_right_from_wrong(
    rule: dict[str, Any], steps: list[Any], score: float
) -> None:
    given = task(rule, steps)
    result = grade(given, model_answer(given, 1), 1).checks[0]
    assert result.score == score, str(result.found)
    assert str(result.expected)
    if score < 4:
        assert result.hint is not None
        assert result.where


def guarded(steps: list[Any]) -> Grading:
    guard = {"id": "g", "title": "G", "penalty": 0.5, "tree": {"only_expected_changes": True}}
    given = task({"absent": ["收件/甲.docx"]}, steps, guards=[guard])
    return grade(given, model_answer(given, 1), 1)


def test_the_guard_lets_through_what_the_task_asks_for_and_nothing_else() -> None:
    assert guarded([["delete", ["收件/甲.docx"]]]).guards[0].deducted == 0
    damaged = guarded([["delete", ["收件"]]])
    assert damaged.guards[0].deducted == 0.5
    assert "收件/乙.docx" in str(damaged.guards[0].found)
    assert guarded([["move", ["存档/丙.txt"], "收件"]]).guards[0].deducted == 0.5


def as_zip(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in entries.items():
            archive.writestr(path, data)
    return target.getvalue()


def test_archives_of_old_programs_and_of_other_systems_are_read() -> None:
    body = MARK + b"abc\nx"
    plain = as_zip({"收件/甲.docx": body, "__MACOSX/收件/._甲.docx": b"", "收件/Thumbs.db": b"x"})
    found = read_archive(plain)
    assert set(found.entries) == {"收件", "收件/甲.docx"}
    assert found.entries["收件/甲.docx"].content == "abc"
    wrapped = read_archive(as_zip({"考生/收件/甲.docx": body}))
    assert set(wrapped.entries) == {"收件", "收件/甲.docx"}


def test_names_in_gbk_are_known_without_the_flag() -> None:
    info = zipfile.ZipInfo("x")

    info.orig_filename = "收件/甲.docx".encode("gbk").decode("cp437")
    info.flag_bits = 0
    assert name_in(info) == "收件/甲.docx"
    info.orig_filename, info.flag_bits = "收件/甲.docx", 0x800
    assert name_in(info) == "收件/甲.docx"


def test_a_folder_handed_in_as_an_archive_is_judged_by_content() -> None:
    rule = {
        "moved": [{"from": "收件/甲.docx", "to": "存档"}],
        "zip_contains": {"a.zip": ["存档/*"]},
    }
    steps = [["move", ["收件/甲.docx"], "存档"], ["zip", ["存档"], "a.zip"],
             ["attr", "收件/乙.docx", {"readonly": True}]]  # fmt: skip
    given = task(rule, steps, submit={"accept": ["zip"], "name": "考生.zip"})
    answer = model_answer(given, 3)
    assert grade(given, answer, 3).score == 4
    assert grade(given, starter(given, 3), 3).score == 0
    other = grade(given, model_answer(given, 4), 3)
    assert other.score == 0, "the files of another candidate are other files"
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        readonly = archive.getinfo("收件/乙.docx").external_attr
    assert readonly & 1
    assert preflight(given, answer, seed=3).ok
    strange = preflight(given, as_zip({"照片.jpg": b"x"}), seed=3)
    assert "none of the files" in str(strange.problems[0].reason)


def test_hostile_archives_are_refused() -> None:
    given = task({"exists": ["a"]}, [], submit={"accept": ["zip"]})
    for data in (as_zip({"../x": b"1"}), b"PK\x03\x04rubbish"):
        found = grade(given, data, 1)
        assert found.checks[0].status is Status.REVIEW
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * (300 << 20))
    assert not preflight(given, target.getvalue()).ok


def test_archives_in_an_archive_share_one_budget() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"{number}.txt", b"0" * (1 << 20))
    data = as_zip({f"{number}.zip": inner.getvalue() for number in range(3)})
    with pytest.raises(RefusedError) as refused:
        read_archive(data)
    assert refused.value.code == "bomb"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"module":"chess"}', b"x" * (2 << 20), b"[" * 50_000]
)
def test_what_the_page_did_not_make_is_refused(data: bytes) -> None:
    given = task({"exists": ["a"]}, [])
    result: CheckResult = grade(given, data, 1).checks[0]
    assert result.status is Status.REVIEW
    with pytest.raises(RefusedError):
        inspect(data)


def test_the_log_can_be_looked_at() -> None:
    data = model_answer(bank_task("files-archive"), 1)
    found = inspect(data)
    assert found["module"] == "files"
    assert found["operations"][0] == json.loads(data)["ops"][0]


@pytest.mark.parametrize(
    "change",
    [
        {"starter": {"root": "根", "tree": {}}},
        {"starter": {"root": "根", "tree": {"a": ["x?.txt"]}}},
        {"starter": {"root": "根", "tree": {"a": ["x", "x"]}}},
        {"starter": {"root": "根", "tree": {"a": ["x"]}, "texts": {"b": "t"}}},
        {"starter": {"root": "根", "tree": "a"}},
        {"checks": [{"id": "c", "title": "C", "points": 4, "tree": {}}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "tree": {"flown": ["a"]}}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "tree": {"attr": {"a": {"x": 1}}}}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "tree": {"only": {"a": 3}}}]},
        {"checks": [{"id": "c", "title": "C", "points": 4, "tree": {"count": {"a": "x"}}}]},
        {"solution": {"steps": [{"id": "s", "do": [["fly"]]}]}},
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, Any]) -> None:
    given = {"root": "根", "tree": {"a": ["x.txt"]}}
    checks = [{"id": "c", "title": "C", "points": 4, "tree": {"exists": ["a/x.txt"]}}]
    with pytest.raises(InvalidError):
        read_task(mapping(**{"module": "files", "starter": given, "checks": checks, **change}))
