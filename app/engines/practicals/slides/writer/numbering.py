"""Slides are called by their place, as PowerPoint does it on saving.

LibreOffice takes the number in the name of a part for the place of the slide that a link leads to;
with names in another order its links lead elsewhere.
"""

from __future__ import annotations

import re

from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.slides.deck import read_deck
from app.engines.practicals.writer.skeleton import TYPES

Parts = dict[str, bytes]
_PART = re.compile(r"ppt/slides/(?:_rels/)?slide(\d+)\.xml(?:\.rels)?")
_SLIDE = re.compile(rb"(/slides/|Target=\"|\"slides/)slide(\d+)\.xml")


def in_order(parts: Parts) -> Parts:
    """Return the parts with slides named by their place, those out of the show behind them."""
    shown = [slide.part for slide in read_deck(Package(parts)).slides]
    rest = sorted(name for name in parts if _PART.fullmatch(name) and name.endswith(".xml"))
    order = [*shown, *(name for name in rest if name not in shown)]
    numbers = {_number(name): place for place, name in enumerate(order, 1)}
    if all(old == new for old, new in numbers.items()):
        return parts
    return {_renamed(name, numbers): _relinked(name, data, numbers) for name, data in parts.items()}


def _number(name: str) -> int:
    found = _PART.fullmatch(name)
    return int(found[1]) if found else 0


def _renamed(name: str, numbers: dict[int, int]) -> str:
    old = _number(name)
    return name.replace(f"slide{old}.xml", f"slide{numbers[old]}.xml") if old in numbers else name


def _relinked(name: str, data: bytes, numbers: dict[int, int]) -> bytes:
    """Return a part with every mention of a slide's name changed."""
    if name != TYPES and not name.endswith(".rels"):
        return data
    return _SLIDE.sub(
        lambda m: m[1] + f"slide{numbers.get(int(m[2]), int(m[2]))}.xml".encode(), data
    )
