from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from scripts import fetch_fonts
from scripts.fetch_fonts import SOURCES, Source


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty node_modules and an empty target; any size counts as a font."""
    monkeypatch.setattr(fetch_fonts, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(fetch_fonts, "TARGET", tmp_path / "fonts")
    monkeypatch.setattr(fetch_fonts, "MEGABYTE", 1)
    return tmp_path


def install(source: Source, data: bytes) -> None:
    source.origin.parent.mkdir(parents=True, exist_ok=True)
    source.origin.write_bytes(data)


def web_font(path: Path) -> bytes:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupPost()
    builder.font.flavor = "woff"
    builder.save(path)
    return path.read_bytes()


def install_all(place: Path) -> None:
    for source in SOURCES:
        is_woff = source.origin.suffix == ".woff"
        install(source, web_font(place / "w.woff") if is_woff else zlib.compress(b"outlines"))


def test_fonts_are_brought_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install_all(place)
    assert fetch_fonts.main([]) == 0
    assert {path.stem for path in (place / "fonts").iterdir()} == {s.name for s in SOURCES}
    assert (place / "fonts" / "Kai.ttf").read_bytes()[:4] == b"\0\1\0\0"
    capsys.readouterr()
    assert fetch_fonts.main([]) == 0
    assert capsys.readouterr().out.count("is there") == len(SOURCES)


def test_unused_weights_leave_the_disk_and_the_used_ones_stay(place: Path) -> None:
    install_all(place)
    unused = SOURCES[0].origin.parent / "Other_900Black.ttf"
    unused.write_bytes(b"0" * 10)
    assert fetch_fonts.main(["--keep-all"]) == 0
    assert unused.exists()
    assert fetch_fonts.main([]) == 0
    assert not unused.exists()
    assert all(source.origin.exists() for source in SOURCES)


def test_a_missing_package_is_told_with_its_cure(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch_fonts.main([]) == 1
    assert "npm ci" in capsys.readouterr().err
    assert not list((place / "fonts").iterdir())
