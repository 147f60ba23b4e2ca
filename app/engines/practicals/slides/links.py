"""Where links of slides lead: another slide, a place in the show, an address."""

from __future__ import annotations

import posixpath

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.slides.model import Deck, Slide
from app.engines.practicals.slides.names import r

_JUMPS = {
    "nextslide": "next",
    "previousslide": "previous",
    "firstslide": "first",
    "lastslide": "last",
    "endshow": "end",
}


def outside_of(package: Package, part: str) -> dict[str, str]:
    """Return the addresses outside the file that a part refers to, by relationship id."""
    folder, _, name = part.rpartition("/")
    root = package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    return {
        item.get("Id", ""): item.get("Target", "")
        for item in (root if root is not None else ())
        if item.get("TargetMode") == "External"
    }


def target_of(deck: Deck, slide: Slide, link: Element) -> str:
    """Return `slide:3`, next, previous, first, last, end, or an address."""
    action = link.get("action", "").casefold()
    if "jump=" in action:
        jump = action.partition("jump=")[2]
        return _JUMPS.get(jump, jump)
    key = link.get(r("id"), "")
    part = slide.targets.get(key)
    if part:
        numbers = (other.number for other in deck.slides if other.part == part)
        found = next(numbers, None)
        return f"slide:{found}" if found else part
    return slide.outside.get(key, "").rstrip("/")
