"""Bring the fonts of certificates and tickets into var/fonts, out of the npm packages.

    npm ci && python scripts/fetch_fonts.py [--keep-all]

reportlab embeds TrueType outlines only, so every font here is TrueType: Song and Hei as they lie
in their packages, Kai unpacked from its .woff (zlib tables, a third of a second; the .woff2 of the
same font takes a minute). Safe to repeat: what is there is left alone. The weights that nobody
uses are removed from node_modules afterwards, 190 MB, unless --keep-all is given.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
TARGET = ROOT / "var" / "fonts"
FONT_SUFFIXES = {".ttf", ".woff", ".woff2", ".png"}
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where one font comes from, and the name documents know it by."""

    name: str
    package: str
    path: str

    @property
    def origin(self) -> Path:
        """The file inside node_modules."""
        return MODULES / self.package / self.path

    @property
    def target(self) -> Path:
        """The file that app/documents/fonts.py reads."""
        return TARGET / f"{self.name}.ttf"


SERIF, SANS = "@expo-google-fonts/noto-serif-sc", "@expo-google-fonts/noto-sans-sc"
SOURCES = (
    Source("Song", SERIF, "400Regular/NotoSerifSC_400Regular.ttf"),
    Source("SongBold", SERIF, "700Bold/NotoSerifSC_700Bold.ttf"),
    Source("Hei", SANS, "400Regular/NotoSansSC_400Regular.ttf"),
    Source("Kai", "@fontsource/lxgw-wenkai", "files/lxgw-wenkai-latin-500-normal.woff"),
)


def main(arguments: list[str] | None = None) -> int:
    """Bring all fonts; return the exit code."""
    parser = argparse.ArgumentParser(description="Bring the fonts of documents into var/fonts.")
    parser.add_argument("--keep-all", action="store_true", help="leave node_modules as it is")
    keep_all = parser.parse_args(arguments).keep_all
    TARGET.mkdir(parents=True, exist_ok=True)
    missing = [source for source in SOURCES if not bring(source)]
    if missing:
        print("Run `npm ci` first, then this script again.", file=sys.stderr)
        return 1
    if not keep_all:
        prune()
    return 0


def bring(source: Source) -> bool:
    """Make the target of one font; False when its package is not installed."""
    if source.target.exists() and source.target.stat().st_size > MEGABYTE:
        print(f"fonts: {source.name} is there", flush=True)
        return True
    if not source.origin.exists():
        print(f"fonts: {source.name} is missing ({source.package})", file=sys.stderr)
        return False
    started = time.perf_counter()
    part = source.target.with_suffix(".part")
    part.unlink(missing_ok=True)
    (unpack if source.origin.suffix == ".woff" else link)(source.origin, part)
    part.replace(source.target)
    size, seconds = source.target.stat().st_size / MEGABYTE, time.perf_counter() - started
    print(f"fonts: {source.name} {size:.1f} MB in {seconds:.1f} s", flush=True)
    return True


def link(origin: Path, target: Path) -> None:
    """Share the bytes with node_modules where the disk can, else copy them."""
    try:
        os.link(origin, target)
    except OSError:
        shutil.copyfile(origin, target)


def unpack(origin: Path, target: Path) -> None:
    """Write the tables of a .woff as a plain .ttf, untouched."""
    font = TTFont(origin, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    font.flavor = None
    font.save(target, reorderTables=None)


def prune() -> None:
    """Remove the weights that no document uses from node_modules."""
    kept, freed = {source.origin for source in SOURCES}, 0
    for package in {source.package for source in SOURCES}:
        for path in (MODULES / package).rglob("*"):
            if path.suffix in FONT_SUFFIXES and path not in kept:
                freed += path.stat().st_size
                path.unlink()
    if freed:
        print(f"fonts: removed {freed / MEGABYTE:.0f} MB of unused weights", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
