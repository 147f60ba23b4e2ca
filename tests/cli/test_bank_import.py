"""`flask bank import` and its kin: what is printed, and the exit codes other tools rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.bank.queries import finding
from app.domain.bank.queries.finding import ItemFilters
from app.kernel.scope import EVERYTHING
from tests.cli.test_bank import run
from tests.engines.bankfiles.interchange.test_formats import AIKEN, CSV, GIFT, MOODLE, QTI, TEXT
from tests.factories.bank import make_account, make_bank, make_unit

KEYS = {"format", "items_found", "imported", "warned", "refused", "kinds"}


@pytest.fixture(autouse=True)
def _bank(session: Session, client: FlaskClient) -> None:
    make_unit(session)
    make_account(session, "wangfang")
    make_bank(session)
    session.commit()


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def bring(app: Flask, path: Path, *more: str) -> tuple[int, dict[str, Any]]:
    options = ("--bank", "user", "--author", "wangfang", "--json")
    result = run(app, "import", path, *options, *more)
    assert len(result.stdout.strip().splitlines()) == 1
    answer: dict[str, Any] = json.loads(result.stdout)
    assert set(answer) >= KEYS
    return result.exit_code, answer


def count(session: Session) -> int:
    return len(finding.find_items(session, scope=EVERYTHING, filters=ItemFilters()))


@pytest.mark.parametrize(
    ("name", "data", "format_", "found", "code"),
    [
        ("a.gift", GIFT, "gift", 8, 0),
        ("a.xml", MOODLE, "moodle-xml", 3, 1),
        ("a.qti", QTI, "qti", 1, 0),
        ("a.txt", AIKEN, "aiken", 1, 0),
        ("a.csv", CSV, "csv", 1, 0),
        ("卷.txt", TEXT, "text", 1, 0),
    ],
)
def test_a_file_of_each_format_is_imported(  # noqa: PLR0917 - one case
    app: Flask, session: Session, tmp_path: Path, name: str, data: str | bytes, format_: str,
    found: int, code: int,
) -> None:  # fmt: skip
    exit_code, answer = bring(app, write(tmp_path, name, data))
    assert (exit_code, answer["format"], answer["items_found"]) == (code, format_, found)
    assert answer["imported"] == found - len(answer["refused"]) == sum(answer["kinds"].values())
    assert count(session) == answer["imported"]
    for refused in answer["refused"]:
        assert set(refused) == {"where", "reason", "cure"}
        assert all(refused.values())


def test_a_dry_run_saves_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    code, answer = bring(app, write(tmp_path, "a.gift", GIFT), "--dry-run")
    assert (code, answer["imported"], answer["batch"]) == (0, 8, None)
    assert count(session) == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xml", MOODLE[:200]), ("a.pdf", b"%PDF-1.7"), ("a.txt", b""), ("a.zip", b"PK\x03\x04x")],
)
def test_a_file_that_cannot_be_read_exits_with_2(
    app: Flask, session: Session, tmp_path: Path, name: str, data: bytes
) -> None:
    code, answer = bring(app, write(tmp_path, name, data))
    assert code == 2
    assert answer["items_found"] == answer["imported"] == 0
    assert answer["refused"][0]["where"].startswith(name)
    assert count(session) == 0


def test_a_missing_file_and_an_unknown_bank_exit_with_2(app: Flask, tmp_path: Path) -> None:
    assert bring(app, tmp_path / "nowhere.xml")[0] == 2
    path = write(tmp_path, "a.gift", GIFT)
    result = run(app, "import", path, "--bank", "nowhere", "--json")
    assert result.exit_code == 2
    assert "nowhere" in json.loads(result.stdout)["refused"][0]["reason"]


def test_a_format_named_by_hand_is_believed(app: Flask, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", AIKEN)
    assert bring(app, path, "--format", "aiken")[1]["format"] == "aiken"
    assert bring(app, path, "--format", "qti")[0] == 2


def test_without_json_people_read_lines(app: Flask, tmp_path: Path) -> None:
    path = write(tmp_path, "a.xml", MOODLE)
    result = run(app, "import", path, "--bank", "user", "--author", "wangfang")
    assert result.exit_code == 1
    assert "3 found, 2 imported" in result.stdout
    assert "refused: a.xml:18" in result.stderr


def test_an_import_is_undone_by_its_number(app: Flask, session: Session, tmp_path: Path) -> None:
    _code, answer = bring(app, write(tmp_path, "a.gift", GIFT))
    result = run(app, "undo", answer["batch"], "--json")
    assert len(json.loads(result.stdout)["removed"]) == 8
    assert count(session) == 0
    assert run(app, "undo", answer["batch"]).exit_code == 1


def test_duplicates_are_listed_in_pairs(app: Flask, tmp_path: Path) -> None:
    text = TEXT + TEXT.replace("1. 下列哪个是偶数？", "2. 下列哪个数是偶数？")
    bring(app, write(tmp_path, "卷.txt", text))
    result = run(app, "duplicates", "user", "--threshold", "0.5", "--json")
    assert result.exit_code == 1
    (pair,) = json.loads(result.stdout)["pairs"]
    assert pair["first"] == "USER-N0001"
    assert run(app, "duplicates", "user").exit_code == 0


def test_coverage_says_which_cells_are_short(app: Flask) -> None:
    result = run(app, "coverage", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer["short"] == len(answer["cells"]) > 0
    assert run(app, "coverage", "nowhere").exit_code == 1


@pytest.mark.parametrize("format_", ["qti", "moodle-xml", "gift", "csv", "xlsx", "text"])
def test_what_is_exported_is_imported_again_without_a_change(
    app: Flask, session: Session, tmp_path: Path, format_: str
) -> None:
    bring(app, write(tmp_path, "卷.txt", TEXT))
    out = tmp_path / "out"
    options = ("--format", format_, "--drafts", "--json", "-o", out)
    result = run(app, "export", "user", *options)
    assert json.loads(result.stdout)["exported"] == 1
    _code, answer = bring(app, out)
    assert (answer["format"], answer["imported"], answer["unchanged"]) == (format_, 0, 1)
    assert count(session) == 1


def test_what_a_format_cannot_carry_is_told(app: Flask, tmp_path: Path) -> None:
    bring(app, write(tmp_path, "a.gift", GIFT))
    options = ("--format", "aiken", "--drafts", "-o", tmp_path / "a.txt")
    result = run(app, "export", "user", *options)
    assert "1 items written" in result.stdout
    assert result.stderr.count("omitted: ") == 7
    assert result.stderr.count("reduced: ") == 1
