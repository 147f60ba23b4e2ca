from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.rehearsal import instance, play, run, words
from app.rehearsal.instance import InstanceError
from app.rehearsal.report import Report
from app.rehearsal.run import Options
from app.store import crypto
from app.store.engine import make_engine
from app.web.i18n import translate
from tests.apart import apart
from tests.conftest import VAR

MANY = 24


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("IDLE_S", 0.3), ("QUIET_S", 2.0), ("SETTLE_S", 0.5)):
        monkeypatch.setattr(play, name, seconds)


def nothing(*_of_it: object) -> None:
    return None


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="xuekao-kept-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def report(kept: Path) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        for name, seconds in (("IDLE_S", 0.3), ("QUIET_S", 2.0), ("SETTLE_S", 0.5)):
            patch.setattr(play, name, seconds)
        patch.setattr(run, "ARRIVALS", 16)  # the others sit already
        options = Options(
            candidates=MANY, minutes=10, rooms=2, speed=240, disconnects=0.4, shared=VAR, keep=kept
        )
        return apart(lambda: run.rehearse(options, nothing, nothing))


def test_everybody_comes_through_and_no_answer_is_lost(report: Report) -> None:
    assert report.played.field.problems == []
    assert report.is_good
    assert report.answers is not None
    assert (report.answers.lost, report.answers.differing, report.answers.waiting) == (0, 0, 0)
    assert report.answers.acknowledged == report.answers.written == report.answers.stored
    came = MANY - report.played.count("absent")
    assert report.answers.handed_in == came <= report.answers.sittings
    assert report.played.field.tally.deeds["replayed"] > 0


def test_the_report_tells_costs_capacity_and_the_bottleneck(report: Report) -> None:
    told = json.loads(json.dumps(report.to_json()))
    assert [one["name"] for one in told["phases"]] == [
        "idle", "sign_in", "arrival", "board", "unchanged", "start", "quiet", "answering", "end",
        "after",
    ]  # fmt: skip
    assert told["capacity"]["start_patient"] > 0
    assert told["costs_cpu_ms"]["sign_in"] > 1
    starts = {one["name"]: one["requests"].get("open", 0) for one in told["phases"]}
    assert starts["start"] > MANY / 2
    assert starts["arrival"] == starts["board"] == starts["quiet"] == 0
    assert told["bottleneck"]["part"]
    assert {"save", "pulse", "open", "paper", "submit", "console"} <= {
        one["kind"] for one in told["requests"]
    }
    assert told["bytes"]["received"] > 10_000


def test_the_verdict_is_told_in_both_languages(app: Flask, report: Report) -> None:
    with app.test_request_context():
        lines = [translate(line) for line in words.verdict(report)]
    assert any("丢失 0 条" in line for line in lines)
    assert any("0 lost" in str(line) for line in words.verdict(report))


def test_what_is_kept_is_a_rehearsal_and_nothing_else(report: Report, kept: Path) -> None:
    engine = make_engine(f"sqlite:///{kept / 'xuekao.db'}")
    with engine.connect() as connection:
        names = connection.execute(text("SELECT full_name FROM person")).scalars().all()
        codes = connection.execute(text("SELECT code FROM exam_plan")).scalars().all()
    engine.dispose()
    assert all(name.startswith("演练") for name in names)
    assert all(code.startswith("DRILL-") for code in codes)
    assert report.instance.database.endswith("xuekao.db")


def test_a_prepared_rehearsal_is_played_against_a_server_and_against_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = Options(candidates=6, minutes=5, speed=300, shared=VAR)
    before = crypto.FieldKey.index()
    with ExitStack() as stack:
        one = stack.enter_context(instance.own_folder(VAR))
        other = stack.enter_context(instance.own_folder(VAR))
        made = run.make(options, one, nothing, stack)
        run.make(options, other, nothing, stack)
        serving = instance.own_server(one, made.database, made.keys, 1)
        server = stack.enter_context(serving)
        with pytest.raises(InstanceError, match="does not serve this rehearsal"):
            apart(lambda: run.rehearse_at(server.address, other, options, nothing))
        found = apart(lambda: run.rehearse_at(server.address, one, options, nothing))
        assert found.is_good
        assert found.costs is not None  # the process was found by its port
        folders = (one, other)
    assert not any(folder.exists() for folder in folders)
    assert crypto.FieldKey.index() == before


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "xuekao.db").write_text("real")
    options = Options(candidates=2, keep=tmp_path, shared=VAR)
    with pytest.raises(InstanceError, match="is not empty"):
        run.rehearse(options, nothing, nothing)
    assert (tmp_path / "xuekao.db").read_text() == "real"


@pytest.mark.parametrize(
    ("arguments", "words_of_it"),
    [
        (["--server", "http://127.0.0.1:9"], "belong together"),
        (["--workers", "2"], "PostgreSQL"),
        (["--compress", "fast"], "auto"),
        (["--candidates", "0"], "0"),
    ],
)
def test_bad_options_are_refused_before_anything_is_made(
    app: Flask, arguments: list[str], words_of_it: str
) -> None:
    result = app.test_cli_runner().invoke(args=["exams", "simulate", *arguments])
    assert result.exit_code != 0
    assert words_of_it in result.output


def test_a_file_that_is_no_rehearsal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rehearsal.json").write_text('{"seats": 3}')
    with pytest.raises(InstanceError, match="no prepared rehearsal"):
        instance.read_place(tmp_path)
