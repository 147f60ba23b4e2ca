from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import certificate, fonts
from app.documents.fonts import Family, FontsNotInstalledError, MissingGlyphError
from tests.factories.documents import certificate_facts


def test_nothing_is_missing_in_common_text() -> None:
    for family in Family:
        assert fonts.missing("2026年广东省公务员，“计算机”（应用）·ABCabc〇", family) == set()


def test_missing_names_the_characters_and_only_those() -> None:
    assert fonts.missing("张\U000323af三\u200b") == {"\U000323af", "\u200b"}


def test_a_character_falls_back_to_the_next_face() -> None:
    pieces = fonts.runs("陈𠮷𰻞", Family.SONG)
    assert "".join(text for _, text in pieces) == "陈𠮷𰻞"
    assert pieces[0][0] == "Song"
    assert len({name for name, _ in pieces}) == 3


def test_the_refusal_names_the_character_and_the_cure() -> None:
    with pytest.raises(MissingGlyphError, match=r"U\+200B.*fonts-hanazono"):
        fonts.require("张\u200b三")


def test_fonts_that_were_not_brought_say_how_to_bring_them(tmp_path: Path) -> None:
    fonts.use_folder(tmp_path)
    try:
        with pytest.raises(FontsNotInstalledError, match="fetch_fonts"):
            fonts.load("Song")
    finally:
        fonts.use_folder(fonts.DEFAULT_FOLDER)


@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x3FFFF, exclude_categories=["Cs"]),
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_a_text_is_drawn_whole_or_refused(text: str) -> None:
    lacking = fonts.missing(text, Family.KAI)
    if lacking:
        with pytest.raises(MissingGlyphError):
            fonts.runs(text, Family.KAI)
    else:
        assert "".join(piece for _, piece in fonts.runs(text, Family.KAI)) == text


def test_the_unicode_map_writes_pairs_above_the_basic_plane() -> None:
    cmap = fonts.to_unicode_cmap("AAAAAA+X", [0, 0x5F20, 0x2C35B])
    assert "<01> <5F20>" in cmap
    assert "<02> <D870DF5B>" in cmap
    assert "<00>" not in cmap.split("beginbfchar")[1]


def test_two_threads_do_not_mix_their_glyphs() -> None:
    expected = certificate.render(certificate_facts())
    found: list[bytes] = []
    work = lambda: found.extend(certificate.render(certificate_facts()) for _ in range(5))  # noqa: E731
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 20
