"""What one element of text formatting says, flat: paragraphs, characters, fills."""

from __future__ import annotations

from functools import lru_cache

from app.engines.practicals.ooxml.names import Element, local
from app.engines.practicals.ooxml.units import is_on, whole
from app.engines.practicals.slides.layers import Bullet, Fill, Raw, Spacing, Value
from app.engines.practicals.slides.names import a, emu, percent

LEVELS = 9
FILLS = {
    "noFill": "none",
    "solidFill": "solid",
    "gradFill": "gradient",
    "blipFill": "picture",
    "pattFill": "pattern",
    "grpFill": "group",
}
_LENGTHS = {"marL": "indent.left", "indent": "indent.first"}
_SPACES = {"lnSpc": "line", "spcBef": "space.before", "spcAft": "space.after"}
_FACES = {"latin": "latin", "ea": "ea"}
_SYMBOLS = {
    "l": "●", "n": "■", "u": "◆", "q": "❑", "p": "□", "v": "❖", "ü": "✓", "Ø": "➢", "§": "▪",
    "²": "✧", "Ÿ": "•", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0fc": "✓", "\uf0d8": "➢",
    "\uf0a7": "▪", "\uf071": "❑", "\uf076": "❖", "\uf09f": "•",
}  # fmt: skip
"""What letters of the font Wingdings look like; bullets are mostly written with it."""


def paragraph_raw(element: Element | None) -> Raw:
    """Read `a:pPr` or `a:lvlNpPr`."""
    if element is None:
        return {}
    found = _attributes(element)
    face = ""
    for item in element:
        name = local(item)
        if name in _SPACES:
            spacing = _spacing(item)
            if spacing is not None:
                found[_SPACES[name]] = spacing
        elif name == "buFont":
            face = item.get("typeface", "")
        elif name.startswith("bu"):
            bullet = _bullet(name, item, face)
            if bullet is not None:
                found["bullet"] = bullet
    return found


def _attributes(element: Element) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, key in _LENGTHS.items():
        length = emu(element.get(name))
        if length is not None:
            found[key] = length
    align = element.get("algn")
    if align:
        found["align"] = _ALIGNMENTS.get(align, align)
    return found


_ALIGNMENTS = {"l": "left", "ctr": "center", "r": "right", "just": "both", "dist": "distribute"}


def _spacing(element: Element) -> Spacing | None:
    for item in element:
        if local(item) == "spcPct":
            share = percent(item.get("val"))
            return None if share is None else Spacing("auto", share)
        if local(item) == "spcPts":
            hundredths = whole(item.get("val"))
            return None if hundredths is None else Spacing("exact", hundredths / 100)
    return None


def _bullet(name: str, item: Element, face: str) -> Bullet | None:
    if name == "buNone":
        return Bullet("none")
    if name == "buChar":
        sign = item.get("char", "")
        symbolic = face.casefold().startswith("wingdings")
        return Bullet("char", _SYMBOLS.get(sign, sign) if symbolic else sign)
    if name == "buAutoNum":
        return Bullet("auto", item.get("type", ""))
    return Bullet("picture") if name == "buBlip" else None


def run_raw(element: Element | None) -> Raw:
    """Read `a:rPr`, `a:defRPr` or `a:endParaRPr`."""
    if element is None:
        return {}
    found = _letters(element)
    for item in element:
        name = local(item)
        if name in _FACES and item.get("typeface"):
            found[_FACES[name]] = str(item.get("typeface"))
        elif name in FILLS:
            found["fill"] = Fill(FILLS[name], item)
        elif name == "highlight":
            found["highlight"] = Fill("solid", item)
        elif name == "hlinkClick":
            found["link"] = Fill("link", item)
    return found


def _letters(element: Element) -> dict[str, Value]:
    found: dict[str, Value] = {}
    size = whole(element.get("sz"))
    if size is not None:
        found["size"] = size / 100
    for name in ("b", "i"):
        if element.get(name) is not None:
            found[name] = is_on(element.get(name))
    for name in ("u", "strike", "lang"):
        if element.get(name):
            found[name] = str(element.get(name))
    return found


def fill_of(properties: Element | None) -> Fill | None:
    """Return the fill that stands directly inside an element."""
    for item in properties if properties is not None else ():
        if local(item) in FILLS:
            return Fill(FILLS[local(item)], item)
    return None


@lru_cache(maxsize=64)
def level_name(level: int) -> str:
    """Return the element that formats a level, counted from 0."""
    return a(f"lvl{level + 1}pPr")


def level_raws(style: Element | None, level: int) -> tuple[Raw, Raw]:
    """Return what a list style says of paragraphs and of characters at a level."""
    if style is None:
        return {}, {}
    element = style.find(level_name(level))
    if element is None:
        return {}, {}
    return paragraph_raw(element), run_raw(element.find(a("defRPr")))
