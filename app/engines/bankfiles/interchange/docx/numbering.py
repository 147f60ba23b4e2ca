"""Automatic numbers of Word: what the reader sees before a paragraph is not in its text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "〇一二三四五六七八九"
_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its signs, its pattern, where it begins."""

    format: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, counting while paragraphs are read in order."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def label(self, paragraph: etree._Element) -> str:
        """Return the number before a paragraph, with a blank behind it, or nothing."""
        number, level = self._of(paragraph)
        abstract = self.lists.get(number)
        if abstract is None or (abstract, level) not in self.levels:
            return ""
        own = self.levels[abstract, level]
        key = (abstract, level)
        self._counts[key] = self._counts[key] + 1 if key in self._counts else own.start
        for other in [one for one in self._counts if one[0] == abstract and one[1] > level]:
            del self._counts[other]
        if own.format in ("bullet", "none"):
            return ""
        return (
            _PLACE.sub(lambda found: self._sign(abstract, int(found.group(1)) - 1), own.pattern)
            + " "
        )

    def _sign(self, abstract: str, level: int) -> str:
        held = self.levels.get((abstract, level))
        count = self._counts.get((abstract, level), held.start if held else 1)
        return written(count, held.format if held else "decimal")

    def _of(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        node = properties.find(f"{W}numPr")
        if node is not None:
            return _value(node.find(f"{W}numId")), int(_value(node.find(f"{W}ilvl")) or 0)
        return self.styles.get(_value(properties.find(f"{W}pStyle")), ("", 0))


def read(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Return the lists of a document."""
    found = Numbering()
    for node in numbering.iterfind(f"{W}abstractNum") if numbering is not None else ():
        abstract = node.get(f"{W}abstractNumId", "")
        for level in node.iterfind(f"{W}lvl"):
            found.levels[abstract, int(level.get(f"{W}ilvl", "0"))] = Level(
                _value(level.find(f"{W}numFmt")) or "decimal",
                _value(level.find(f"{W}lvlText")),
                int(_value(level.find(f"{W}start")) or 1),
            )
    for node in numbering.iterfind(f"{W}num") if numbering is not None else ():
        found.lists[node.get(f"{W}numId", "")] = _value(node.find(f"{W}abstractNumId"))
    for style in styles.iterfind(f"{W}style") if styles is not None else ():
        node_ = style.find(f"{W}pPr/{W}numPr")
        if node_ is not None:
            level_ = int(_value(node_.find(f"{W}ilvl")) or 0)
            found.styles[style.get(f"{W}styleId", "")] = (_value(node_.find(f"{W}numId")), level_)
    return found


def written(count: int, format_: str) -> str:
    """Return a count in the signs of a list.

    >>> written(3, "upperLetter"), written(12, "chineseCounting"), written(4, "decimal")
    ('C', '十二', '4')
    """
    if format_ in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26)
        return letter if format_ == "upperLetter" else letter.lower()
    if format_.startswith(("chinese", "japanese", "ideographic", "taiwanese")):
        return _chinese(count)
    return str(count)


def _chinese(count: int) -> str:
    tens, ones = divmod(count, 10)
    if not tens:
        return _CHINESE[ones]
    head = "" if tens == 1 else _CHINESE[tens % 10]
    return f"{head}十{_CHINESE[ones] if ones else ''}"


def _value(node: etree._Element | None) -> str:
    return "" if node is None else node.get(f"{W}val", "")
