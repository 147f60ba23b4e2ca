"""The typefaces of printed documents: Song, Hei and Kai, with a fallback for every character.

A name is printed whole or not at all: a character that no font draws raises MissingGlyphError, it
is never dropped (domain.md 3.5). Fonts are read when first used, 0.1 s each; they come into
var/fonts by scripts/fetch_fonts.py. HanaMin (Debian: fonts-hanazono) adds the extensions B to F
where it is installed and is never required.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from app.documents import internals
from app.kernel.errors import DomainError
from app.kernel.text import msg

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "var" / "fonts"
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")


class Family(StrEnum):
    """What a text is set in; the fallback follows from it."""

    SONG = "Song"
    SONG_BOLD = "SongBold"
    HEI = "Hei"
    KAI = "Kai"


INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories: control, format, unassigned, private use, line and paragraph separators."""
HANA = ("HanaMinA", "HanaMinB")
FALLBACK: dict[Family, tuple[str, ...]] = {
    Family.SONG: ("Song", "Hei", *HANA, "Kai"),
    Family.SONG_BOLD: ("SongBold", "Song", "Hei", *HANA, "Kai"),
    Family.HEI: ("Hei", "Song", *HANA, "Kai"),
    Family.KAI: ("Kai", "Song", "Hei", *HANA),
}


class MissingGlyphError(DomainError):
    """A text holds characters that no installed font can draw."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        super().__init__(
            msg(
                "No font can print these characters: %(characters)s. Check the spelling, or have "
                "the administrator install the font package fonts-hanazono, then try again.",
                characters=", ".join(_spelled(character) for character in self.characters),
            )
        )


class FontsNotInstalledError(RuntimeError):
    """The fonts were not brought at set-up."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is missing. Run `npm ci` and `python scripts/fetch_fonts.py` (or ./run)."
        )


class _Folder:
    """Where this process reads its fonts."""

    path = DEFAULT_FOLDER


def use_folder(path: Path) -> None:
    """Read the fonts from another folder from now on; called once at start."""
    _Folder.path = path
    load.cache_clear()


@cache
def load(name: str) -> ttfonts.TTFont | None:
    """Register one font; None for an optional one that is not installed."""
    path = (HANAZONO if name in HANA else _Folder.path) / f"{name}.ttf"
    if not path.exists():
        if name in HANA:
            return None
        raise FontsNotInstalledError(path)
    font = ttfonts.TTFont(name, str(path), asciiReadable=0)
    _forget_invisible(font.face)
    _slim(font.face)
    pdfmetrics.registerFont(font)
    return font


def font_of(character: str, family: Family) -> str | None:
    """Return the name of the first font of the family's chain that draws this character."""
    code = ord(character)
    for name in FALLBACK[family]:
        font = load(name)
        if font is not None and code in font.face.charToGlyph:
            return name
    return None


def missing(text: str, family: Family = Family.SONG) -> set[str]:
    """Return the characters of a text that no font of the chain can draw."""
    return {character for character in set(text) if font_of(character, family) is None}


def require(text: str, family: Family = Family.SONG) -> None:
    """Go on silently, or raise MissingGlyphError with the characters."""
    if lacking := missing(text, family):
        raise MissingGlyphError(lacking)


def runs(text: str, family: Family) -> list[tuple[str, str]]:
    """Cut a text into (font name, piece); raises MissingGlyphError.

    Most texts need one font, which is found without asking character by character.
    """
    first = FALLBACK[family][0]
    font = load(first)
    if font is not None and set(map(ord, text)) <= font.face.charToGlyph.keys():
        return [(first, text)] if text else []
    require(text, family)
    pieces: list[tuple[str, str]] = []
    for character in text:
        name = font_of(character, family) or first
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + character)
        else:
            pieces.append((name, character))
    return pieces


def width(text: str, family: Family, size: float) -> float:
    """Return the width of a text in points."""
    return sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in runs(text, family))


def to_unicode_cmap(_font_name: str, subset: Sequence[int]) -> str:
    """Return the map from codes to characters by which a reader copies and searches text.

    reportlab 5.1 writes `%04X` of the code point, which is wrong above U+FFFF: 𬍛 would copy out
    as another character. PDF asks for UTF-16BE (ISO 32000-1, 9.10.3), at most 100 lines a block.
    """
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = [line for b in blocks for line in (f"{len(b)} beginbfchar", *b, "endbfchar")]
    return "\n".join((*CMAP_HEAD, *body, *CMAP_FOOT))


CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin",
    "12 dict begin",
    "begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def",
    "/CMapType 2 def",
    "1 begincodespacerange",
    "<00> <FF>",
    "endcodespacerange",
)
CMAP_FOOT = (
    "endcmap",
    "CMapName currentdict /CMap defineresource pop",
    "end",
    "end",
)


def _forget_invisible(face: ttfonts.TTFontFace) -> None:
    """Let no character pass that prints as nothing, such as a zero-width space in a name."""
    for code in [code for code in face.charToGlyph if category(chr(code)) in INVISIBLE]:
        del face.charToGlyph[code]


def _slim(face: ttfonts.TTFontFace) -> None:
    """Leave out of the subsets what a PDF does not need, and copy no outline table whole.

    `name` and `OS/2` are not read by a PDF viewer (ISO 32000-1, 9.9). The outlines, 14 MB, are
    handed over as a view: reportlab only cuts single glyphs out of them.
    """
    whole: Callable[[str], Any] = face.get_table
    start, length = face.get_table_pos("glyf")
    outlines = _Outlines(memoryview(internals.font_bytes(face))[start : start + length])

    def get_table(tag: str) -> Any:  # noqa: ANN401 - bytes, or the view that stands for them
        if tag in {"name", "OS/2"}:
            raise KeyError(tag)
        return outlines if tag == "glyf" else whole(tag)

    internals.replace_table_reader(face, get_table)


class _Outlines:
    """The glyf table, of which reportlab asks only slices, as bytes."""

    def __init__(self, view: memoryview) -> None:
        self._view = view

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._view[part])


def _spelled(character: str) -> str:
    """Name a character: itself where a screen may show it, and always its code point.

    >>> _spelled("A")
    'A (U+0041)'
    """
    shown = f"{character} " if re.match(r"[^\W_]|[^\w\s]", character) else ""
    return f"{shown}(U+{ord(character):04X})"


rl_config.useA85 = 0
internals.replace_unicode_map(to_unicode_cmap)
