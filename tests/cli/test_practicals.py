"""`flask practicals` on the delivered tasks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.store.libreoffice import Office
from tests.factories.legacy import compound
from tests.factories.practicals import TASKS

TASK = str(TASKS / "gongwen-notice" / "task.yaml")


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def make(runner: FlaskCliRunner, target: Path, *options: str) -> None:
    result = runner.invoke(args=["practicals", "starter", TASK, "-o", str(target), *options])
    assert result.exit_code == 0, result.output


def test_starters_are_made_and_graded(runner: FlaskCliRunner, tmp_path: Path) -> None:
    target = tmp_path / "培训通知.docx"
    make(runner, target, "--seed", "4", "--key", "k")
    result = runner.invoke(
        args=["practicals", "grade", TASK, str(target), "--seed", "4", "--key", "k", "--json"]
    )
    assert result.exit_code == 0
    grading = json.loads(result.output)
    assert (grading["score"], grading["points"], grading["seed"]) == (0, 20, 4)
    assert len(grading["marks"]["own"]) == 3
    assert grading["checks"][0]["found"].startswith("第 1 节纸张 184\u00d7260 毫米")


def test_findings_are_told_in_natural_chinese(runner: FlaskCliRunner, tmp_path: Path) -> None:
    target = tmp_path / "培训通知.docx"
    make(runner, target)
    output = runner.invoke(args=["practicals", "grade", TASK, str(target)]).output
    assert "gongwen-notice 0 / 20" in output
    assert "第 4 段“为落实年度公务员培训…”等 13 处首行缩进 0 字符（来自内置默认值）" in output
    assert "删去段首空格；在“段落”对话框的“特殊格式”中选“首行缩进”，填写字符数。" in output


def test_the_model_answer_gets_all_points(runner: FlaskCliRunner, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    make(runner, target, "--answer")
    result = runner.invoke(args=["practicals", "grade", TASK, str(target)])
    assert "gongwen-notice 20 / 20" in result.output
    assert "文件名不影响得分" in result.stderr


def test_a_refused_file_ends_with_an_error(
    runner: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "program", lambda: None)
    target = tmp_path / "a.doc"
    target.write_bytes(compound({"WordDocument": b""}))
    result = runner.invoke(args=["practicals", "grade", TASK, str(target)])
    assert result.exit_code == 1
    assert "另存为" in result.stderr
    assert "LibreOffice 中选择" in result.stderr


@pytest.mark.skipif(Office.program() is None, reason="LibreOffice is not installed")
def test_a_file_of_another_format_is_converted_and_says_so(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    make(runner, tmp_path / "a.docx", "--answer")
    target = tmp_path / "通知.odt"
    target.write_bytes(Office.convert((tmp_path / "a.docx").read_bytes(), "docx", "odt"))
    result = runner.invoke(args=["practicals", "grade", TASK, str(target), "--json"])
    grading = json.loads(result.stdout)
    assert grading["score"] == grading["points"]
    assert grading["converted"]["kind"] == "odt"
    assert "由 LibreOffice" in grading["notes"][0]
    assert "bookmark" in grading["marks"]["own"]


SHAPE = {
    "engine", "task", "version", "seed", "points", "score", "status", "checks", "guards", "marks",
    "notes",
}  # fmt: skip
KINDS = [
    ("word-survey", "word"),
    ("slides-duty-report", "slides"),
    ("files-archive", "files"),
    ("typing-notice", "typing"),
    ("inbox-secrecy", "inbox"),
]


@pytest.mark.parametrize(("name", "module"), KINDS)
def test_every_kind_of_task_is_graded_and_looked_at_in_one_shape(
    runner: FlaskCliRunner, tmp_path: Path, name: str, module: str
) -> None:
    task, target = str(TASKS / name / "task.yaml"), tmp_path / "answer"
    made = runner.invoke(
        args=["practicals", "starter", task, "--answer", "--seed", "3", "-o", str(target)]
    )
    assert made.exit_code == 0, made.output
    result = runner.invoke(args=["practicals", "grade", task, str(target), "--seed", "3", "--json"])
    grading = json.loads(result.output)
    assert set(grading) == SHAPE
    assert (grading["score"], grading["status"]) == (grading["points"], "pass")
    assert all(
        {"id", "title", "points", "score", "status", "expected", "found", "where"} <= set(check)
        for check in grading["checks"]
    )
    found = runner.invoke(args=["practicals", "inspect", str(target), "--json"])
    assert json.loads(found.output)["module"] == module


def test_everything_in_a_file_can_be_looked_at(runner: FlaskCliRunner, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    make(runner, target, "--answer")
    found = json.loads(runner.invoke(args=["practicals", "inspect", str(target), "--json"]).output)
    title = next(p for p in found["paragraphs"] if p["text"].startswith("关于举办"))
    assert (found["module"], title["align"]["value"]) == ("word", "center")
    assert title["runs"][0]["size"] == {"value": 22.0, "layer": "direct", "name": ""}
    target.write_bytes(b"%PDF-1.7")
    refused = runner.invoke(args=["practicals", "inspect", str(target)])
    assert refused.exit_code == 1
    assert "PDF" in refused.stderr


def test_lint_tells_sound_tasks_from_others(runner: FlaskCliRunner, tmp_path: Path) -> None:
    sound = tmp_path / "sound"
    for name in ("typing-notice", "meeting-table"):  # test_bank_tasks lints them all
        shutil.copytree(TASKS / name, sound / name)
    result = runner.invoke(args=["practicals", "lint", str(sound), "--seeds", "1"])
    assert result.exit_code == 0
    assert result.output.count("检查通过") == 2
    unsound = tmp_path / "unsound"
    unsound.mkdir()
    (unsound / "task.yaml").write_text("schema: skilltask/1\ncolour: red\n", encoding="utf-8")
    result = runner.invoke(args=["practicals", "lint", str(unsound), "--json"])
    assert result.exit_code == 1
    row = json.loads(result.output)
    assert any("未知的键“colour”" in line for line in row["problems"])


def test_lint_asks_for_a_folder_with_tasks(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["practicals", "lint", str(tmp_path)])
    assert result.exit_code == 1
    assert "task.yaml" in result.output


BOOK = str(TASKS / "sheet-petitions" / "task.yaml")


def made_book(runner: FlaskCliRunner, folder: Path, *options: str) -> Path:
    target = folder / "信访台账.xlsx"
    args = ["practicals", "starter", BOOK, "-o", str(target), "--seed", "3", "--key", "k", *options]
    assert runner.invoke(args=args).exit_code == 0
    return target


def test_workbooks_are_made_graded_and_looked_at(runner: FlaskCliRunner, tmp_path: Path) -> None:
    target = made_book(runner, tmp_path, "--answer")
    args = ["practicals", "grade", BOOK, str(target), "--seed", "3", "--key", "k", "--json"]
    grading = json.loads(runner.invoke(args=args).output)
    assert (grading["task"], grading["status"]) == ("sheet-petitions", "pass")
    assert (grading["score"], grading["points"]) == (30, 30)
    assert grading["marks"]["own"] == ["customxml", "docprops", "name"]
    assert {"id", "title", "points", "score", "status", "expected", "found", "where"} <= set(
        grading["checks"][0]
    )
    found = json.loads(runner.invoke(args=["practicals", "inspect", str(target), "--json"]).output)
    assert (found["module"], found["sheets"][0]["name"]) == ("sheet", "台账")


def test_findings_on_workbooks_are_told_in_natural_chinese(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    target = made_book(runner, tmp_path)
    args = ["practicals", "grade", BOOK, str(target), "--seed", "3"]
    said = runner.invoke(args=args).output
    assert "台账!G2等 48 处：单元格为空" in said
    assert "没有数据透视表" in said
    target.write_bytes(b"%PDF-1.7")
    refused = runner.invoke(args=args)
    assert refused.exit_code == 1
    assert "PDF 文件，不是电子表格" in refused.stderr


def test_the_referee_is_libreoffice_and_may_be_absent(
    runner: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    target = made_book(runner, tmp_path, "--answer")
    result = runner.invoke(args=["practicals", "grade", BOOK, str(target), "--referee"])
    assert result.exit_code == 1
    assert "没有安装 LibreOffice" in result.stderr


def test_two_files_make_a_task_that_reads_again(runner: FlaskCliRunner, tmp_path: Path) -> None:
    start, final, folder = tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "new"
    make(runner, start)
    make(runner, final, "--answer")
    result = runner.invoke(
        args=["practicals", "propose", str(start), str(final), "-o", str(folder), "--id", "mine"]
    )
    assert result.exit_code == 0, result.output
    assert "全部页面：纸张A4" in result.output.replace(" ", "")
    task = str(folder / "task.yaml")
    full = runner.invoke(args=["practicals", "grade", task, str(final), "--json"])
    grading = json.loads(full.stdout)
    assert grading["score"] == grading["points"] > 0
    again = tmp_path / "again.docx"
    runner.invoke(args=["practicals", "starter", task, "-o", str(again), "--key", "k"])
    marks = json.loads(
        runner.invoke(args=["practicals", "grade", task, str(again), "--key", "k", "--json"]).stdout
    )["marks"]
    assert len(marks["own"]) == 3


def test_a_task_whose_file_is_not_beside_it_is_refused(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    start, final, folder = tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "new"
    make(runner, start)
    make(runner, final, "--answer")
    runner.invoke(args=["practicals", "propose", str(start), str(final), "-o", str(folder)])
    (folder / "start.docx").unlink()
    result = runner.invoke(args=["practicals", "grade", str(folder / "task.yaml"), str(final)])
    assert result.exit_code == 1
    assert "题目没有附带文件“start.docx”" in result.stderr


def test_two_kinds_of_files_propose_nothing(runner: FlaskCliRunner, tmp_path: Path) -> None:
    start, other = tmp_path / "a.docx", tmp_path / "b.txt"
    make(runner, start)
    other.write_text("x")
    result = runner.invoke(args=["practicals", "propose", str(start), str(other)])
    assert result.exit_code == 1
    assert "final" in result.stderr
