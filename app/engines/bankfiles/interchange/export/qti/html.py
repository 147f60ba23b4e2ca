"""Our markdown → the XHTML that QTI allows inside items."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import lxml.html
from lxml import etree

from app.engines.items import figures
from app.engines.items.html import render, render_inline

GAP = re.compile("【([1-9][0-9]?)】")
STRUCK = "xuekao-struck"
"""Class of text that is struck out: QTI 2 has no element for it."""
_KEPT = {"colspan", "rowspan"}

Make = Callable[[str], etree._Element]  # noqa: SLF001 - the type has no other name


class Texts:
    """Turns the texts of one item into elements; `media` collects the files they need."""

    def __init__(self, content: Mapping[str, Any], prefix: str) -> None:
        self.held: Mapping[str, Any] = content.get(figures.FIELD, {})
        self.prefix = prefix
        self.media: dict[str, str] = {}

    def blocks(self, text: str, gap: Make | None = None) -> list[etree._Element]:
        """Return the blocks of a stem, gaps replaced by what `gap` makes of their numbers."""
        holder = self._tree(render(text))
        self._replace(holder, gap)
        return list(holder)

    def fill(self, node: etree._Element, text: str) -> etree._Element:
        """Put a short text into an element, and return the element."""
        holder = self._tree(render_inline(text))
        self._replace(holder, None)
        node.text = holder.text
        node.extend(list(holder))
        return node

    def picture(self, number: str) -> tuple[str, str, str]:
        """Return path, media type and alternative text of a figure, and remember its file."""
        data = str(self.held[number]["data"])
        kind = data.partition(";")[0].removeprefix("data:")
        ending = kind.rpartition("/")[2].removesuffix("+xml")
        path = f"media/{self.prefix}-{number}.{ending}"
        self.media[path] = data.partition(",")[2]
        return path, kind, str(self.held[number].get("alt", ""))

    def _tree(self, html: str) -> etree._Element:
        made = etree.Element("div")
        if html:
            _copy(lxml.html.fragment_fromstring(html, create_parent="div"), made)
        return made

    def _replace(self, holder: etree._Element, gap: Make | None) -> None:
        if self.held:
            _swap(holder, figures.MARK, self._figure)
        if gap is not None:
            _swap(holder, GAP, gap)

    def _figure(self, number: str) -> etree._Element:
        if number not in self.held:
            node = etree.Element("span")
            node.text = figures.mark_of(number)
            return node
        path, kind, alt = self.picture(number)
        if kind.startswith("audio/"):
            node = etree.Element("object", data=path, type=kind)
            node.text = alt
            return node
        return etree.Element("img", src=path, alt=alt)


def _copy(old: etree._Element, new: etree._Element) -> None:
    """Copy children, names and attributes brought to what QTI knows."""
    new.text = old.text
    for child in old:
        name = str(child.tag)
        made = etree.SubElement(new, "span" if name == "s" else name)
        if name == "s":
            made.set("class", STRUCK)
        for key in _KEPT & set(child.attrib):
            made.set(key, child.get(key, ""))
        _copy(child, made)
        made.tail = child.tail
        if name == "table" and made.find("tbody") is None:
            head = made.find("thead")
            if head is not None:
                head.tag = "tbody"


def _swap(holder: etree._Element, pattern: re.Pattern[str], make: Make) -> None:
    """Put elements in the places of marks, in all texts below an element."""
    for node in list(holder.iter()):
        for part in ("text", "tail"):
            text = getattr(node, part)
            if text and pattern.search(text) and not (part == "tail" and node is holder):
                _swap_in(node, part, pattern, make)


def _swap_in(node: etree._Element, part: str, pattern: re.Pattern[str], make: Make) -> None:
    pieces = pattern.split(getattr(node, part))
    setattr(node, part, pieces[0])
    above = node.getparent()
    is_behind = part == "tail" and above is not None
    parent = above if is_behind and above is not None else node
    place = parent.index(node) + 1 if is_behind else 0
    for number, after in zip(pieces[1::2], pieces[2::2], strict=True):
        made = make(number)
        made.tail = after
        parent.insert(place, made)
        place += 1
