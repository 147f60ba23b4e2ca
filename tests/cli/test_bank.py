from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.bank import queries
from app.engines import bankfiles
from tests.engines.bankfiles.test_bank import HEAD
from tests.engines.bankfiles.test_reader import FILE
from tests.factories.bank import make_account, make_unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank of two items."""
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "bank.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "user" / "a.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _people(session: Session, client: FlaskClient) -> None:
    make_unit(session)
    make_account(session, "wangfang")
    make_account(session, "lihui", "李慧")
    session.commit()


def run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["bank", *map(str, args)])


def test_check_ends_with_one_json_object(app: Flask, folder: Path) -> None:
    result = run(app, "check", folder, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout.strip().splitlines()[-1]) == {
        "items": 2,
        "by_tier": {"USER": 2},
        "by_kind": {"judge": 1, "number": 1},
        "by_area": {"D10": 1, "D2": 1},
        "problems": [],
    }


def test_check_names_every_fault_and_exits_with_1(app: Flask, folder: Path) -> None:
    path = folder / "user" / "a.yaml"
    path.write_text(FILE.replace("key: 错", "key: 也许").replace("domain: D10", "domain: X"))
    result = run(app, "check", folder, "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout.strip().splitlines()[-1])["problems"]) == 2
    assert "user/a.yaml:12 Q1 key" in result.stderr


def test_load_may_be_repeated(app: Flask, session: Session, folder: Path) -> None:
    assert "2 new, 0 changed" in run(app, "load", folder).stdout
    assert "0 new, 0 changed, 2 unchanged" in run(app, "load", folder).stdout
    assert len(queries.list_sources(session, queries.get_bank(session, "user").id)) == 2


def test_load_is_all_or_nothing(app: Flask, session: Session, folder: Path) -> None:
    other = folder / "lead"
    other.mkdir()
    head = HEAD.replace("code: user", "code: lead").replace("wangfang", "nobody")
    (other / "bank.yaml").write_text(head, encoding="utf-8")
    (other / "a.yaml").write_text(FILE.replace("id: Q", "id: L"), encoding="utf-8")
    result = run(app, "load", folder)
    assert result.exit_code == 1
    assert "nobody" in result.stderr
    assert queries.find_bank(session, "user") is None


def test_load_refuses_files_with_errors(app: Flask, session: Session, folder: Path) -> None:
    (folder / "user" / "a.yaml").write_text(FILE.replace("level: K", "level: Z"))
    result = run(app, "load", folder)
    assert result.exit_code == 1
    assert "nothing was loaded" in result.stderr
    assert queries.find_bank(session, "user") is None


def test_accounts_can_be_named_when_loading(app: Flask, session: Session, folder: Path) -> None:
    make_account(session, "zhao", "赵立新")
    session.commit()
    assert run(app, "load", folder, "--reviewer", "zhao").exit_code == 0
    assert "两个人" in run(app, "load", folder, "--reviewer", "wangfang").stderr


def test_load_needs_a_head(app: Flask, tmp_path: Path) -> None:
    assert "no bank.yaml" in run(app, "load", tmp_path).stderr


def test_export_writes_what_was_loaded(app: Flask, folder: Path, tmp_path: Path) -> None:
    run(app, "load", folder)
    out = tmp_path / "out.yaml"
    assert run(app, "export", "user", "-o", out).exit_code == 0
    before, _ = bankfiles.read_items(FILE, "a")
    again, problems = bankfiles.read_items(out.read_text(encoding="utf-8"), "out")
    assert problems == []
    assert [item.digest for item in again] == [item.digest for item in before]


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
def test_export_writes_every_version_of_qti_it_offers(
    app: Flask, folder: Path, tmp_path: Path, version: str
) -> None:
    run(app, "load", folder)
    options = ("--format", "qti", "--qti-version", version, "--json")
    result = run(app, "export", "user", "-o", tmp_path / "x.zip", *options)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["exported"] == 2
    assert (tmp_path / "x.zip").read_bytes().startswith(b"PK")


def test_export_refuses_a_version_of_qti_it_cannot_write(app: Flask, tmp_path: Path) -> None:
    options = ("--format", "qti", "--qti-version", "1.1", "-o", tmp_path / "x.zip")
    assert run(app, "export", "user", *options).exit_code == 2


def test_export_of_an_unknown_bank_says_so(app: Flask, tmp_path: Path) -> None:
    result = run(app, "export", "nowhere", "-o", tmp_path / "x.yaml")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


def test_restricted_items_are_told_left_out_and_labelled_as_a_whole(
    app: Flask, session: Session, folder: Path, tmp_path: Path
) -> None:
    run(app, "load", folder)
    paper = tmp_path / "卷.txt"
    paper.write_text("MC\t密卷问什么？\t甲\tcorrect\t乙\tincorrect\n", encoding="utf-8")
    made = run(
        app, "import", paper, "--bank", "user", "--author", "wangfang", "--secrecy", "restricted",
        "--json",
    )  # fmt: skip
    told = json.loads(made.stdout)
    assert (told["format"], told["imported"], made.exit_code) == ("blackboard", 1, 0)
    out = tmp_path / "x.yaml"
    every = json.loads(run(app, "export", "user", "-o", out, "--drafts", "--json").stdout)
    assert (every["exported"], every["restricted"]) == (3, 1)
    assert "secrecy: restricted" in out.read_text(encoding="utf-8")
    options = ("--drafts", "--without-restricted", "--json")
    some = json.loads(run(app, "export", "user", "-o", out, *options).stdout)
    assert (some["exported"], some["restricted"]) == (2, 0)
