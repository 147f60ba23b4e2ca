"""Keys that name no choice: repaired where only one reading is possible, and said so.

A public collection of many thousand items has keys such as `answer_002` where the choices are
called `answer_2`; taken as it stands, every candidate would earn nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.kernel.text import Message, msg

CHOICES = (
    *("simpleChoice", "inlineChoice", "simpleAssociableChoice", "gapText", "gapImg", "gap"),
    *("hottext", "hotspotChoice", "associableHotspot"),
)
_NUMBER = re.compile(r"0*(\d+)$")


def repair(root: etree._Element) -> Iterator[Message]:
    """Bring the keys of an item to the identifiers of its choices; yield what was changed."""
    body = root.find("itemBody")
    for declaration in root.iterchildren("responseDeclaration"):
        if declaration.get("baseType") not in ("identifier", "pair", "directedPair"):
            continue
        name = declaration.get("identifier")
        known = _known(body, name) if body is not None else []
        if known:
            yield from _repaired(declaration, known)


def _known(body: etree._Element, name: str | None) -> list[str]:
    for node in body.iter():
        if str(node.tag).endswith("Interaction") and node.get("responseIdentifier") == name:
            return [one.get("identifier", "") for one in node.iter(*CHOICES)]
    return []


def _repaired(declaration: etree._Element, known: list[str]) -> Iterator[Message]:
    for node in declaration.iterfind("correctResponse/value"):
        old = (node.text or "").strip()
        new = _resolved(old, known)
        node.text = new
        if new != old:
            yield msg("The key %(old)s names no choice; %(new)s was taken.", old=old, new=new)
    for entry in declaration.iterfind("mapping/mapEntry"):
        entry.set("mapKey", _resolved(entry.get("mapKey", ""), known))


def _resolved(key: str, known: list[str]) -> str:
    return " ".join(_one(part, known) for part in key.split())


def _one(part: str, known: list[str]) -> str:
    if part in known:
        return part
    for form in (str.casefold, _plain):
        fitting = [name for name in known if form(name) == form(part)]
        if len(fitting) == 1:
            return fitting[0]
    return part


def _plain(name: str) -> str:
    """Return a name without zeros before its number and without signs between its parts."""
    return re.sub(r"[-_.\s]", "", _NUMBER.sub(r"\1", name)).casefold()
