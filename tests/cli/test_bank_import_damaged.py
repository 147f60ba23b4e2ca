"""Damaged files: whatever happens to a file, `flask bank import` answers in its form."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.engines.bankfiles.interchange import Format, export
from app.engines.bankfiles.interchange.export.samples import samples
from tests.cli.test_bank import run
from tests.cli.test_bank_import import KEYS
from tests.engines.bankfiles.interchange import test_formats as formats
from tests.factories.bank import make_account, make_bank, make_unit

TURNS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SEEDS = st.integers(0, 1 << 32)
"""What is damaged follows from a number: files are too long to be printed."""
SHIPPED = [replace(one, code=f"S-{n}") for n, one in enumerate(samples())]
PLAIN = {
    "a.gift": formats.GIFT.encode(),
    "a.xml": formats.MOODLE,
    "qti.xml": formats.QTI,
    "qti3.xml": formats.QTI3,
    "a.txt": formats.AIKEN.encode(),
    "卷.txt": formats.TEXT.encode(),
    "卷.csv": formats.CSV.encode("gb18030"),
    "wide.csv": formats.CSV.encode("utf-16"),
    "items.yaml": export.write(SHIPPED, Format.TEXT).data,
    "moodle.xml": export.write(SHIPPED, Format.MOODLE).data,
}
PACKED = {
    "paper.docx": export.write(SHIPPED, Format.DOCX).data,
    "package.zip": export.write(SHIPPED, Format.QTI).data,
}
SPLICES = (
    *(b"", b"\x00", b"\xff\xfe", b"<![CDATA[", b"<!--", b"</text>", b"{=", b"}", b"\n\n", b"%s%n"),
    *(b"&#0;", b"&x;", b"9" * 400, b"-1e999", "答案：".encode(), b"\xd6\xd0", b"[" * 50, b": - "),
)


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - not for secrets


def damaged(dice: random.Random, data: bytes) -> bytes:
    """Bytes changed here and there, pieces cut out, repeated or put in, perhaps cut off."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randint(0, len(made))
        deed = dice.choice(("flip", "cut", "repeat", "splice", "end"))
        to = min(len(made), at + dice.randint(1, 200))
        if deed == "flip" and at < len(made):
            made[at] = dice.randrange(256)
        elif deed == "cut":
            del made[at:to]
        elif deed == "repeat":
            made[at:at] = made[at:to] * dice.randint(1, 3)
        elif deed == "splice":
            made[at:at] = dice.choice(SPLICES)
        elif deed == "end" and dice.random() < 0.3:
            del made[at:]
    return bytes(made)


def repacked(dice: random.Random, data: bytes) -> bytes:
    """An archive with one of its parts damaged, the archive itself sound."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w") as after:
        names = before.namelist()
        chosen = dice.choice(names)
        for name in names:
            part = before.read(name)
            after.writestr(name, damaged(dice, part) if name == chosen else part)
    return held.getvalue()


@pytest.fixture
def place(session: Session, client: FlaskClient, tmp_path: Path) -> Path:
    make_unit(session)
    make_account(session, "wangfang")
    make_bank(session)
    session.commit()
    return tmp_path


def check(app: Flask, path: Path, data: bytes, *more: str) -> None:
    path.write_bytes(data)
    options = ("--bank", "user", "--author", "wangfang", "--dry-run", "--json", *more)
    result = run(app, "import", path, *options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    answer = json.loads(result.stdout)
    assert set(answer) >= KEYS
    assert (result.exit_code == 0) == (not answer["refused"])
    assert all(one["reason"] and one["cure"] for one in answer["refused"])


@pytest.mark.parametrize("name", PLAIN)
def test_a_damaged_text_is_answered_in_form(app: Flask, place: Path, name: str) -> None:
    @TURNS
    @given(seed=SEEDS)
    def turn(seed: int) -> None:
        check(app, place / name, damaged(dice(seed), PLAIN[name]))

    turn()


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("way", [damaged, repacked])
def test_a_damaged_archive_is_answered_in_form(
    app: Flask, place: Path, name: str, way: Callable[[random.Random, bytes], bytes]
) -> None:
    @TURNS
    @given(seed=SEEDS)
    def turn(seed: int) -> None:
        check(app, place / name, way(dice(seed), PACKED[name]))

    turn()


@pytest.mark.parametrize("format_", list(Format))
def test_any_bytes_in_any_format_are_answered_in_form(
    app: Flask, place: Path, format_: Format
) -> None:
    every = [*PLAIN.values(), *PACKED.values()]

    @settings(TURNS, max_examples=15)
    @given(seed=SEEDS, data=st.binary(max_size=300))
    def turn(seed: int, data: bytes) -> None:
        chance = dice(seed)
        check(app, place / "x", data, "--format", format_.value)
        check(app, place / "x", damaged(chance, chance.choice(every)), "--format", format_.value)

    turn()
