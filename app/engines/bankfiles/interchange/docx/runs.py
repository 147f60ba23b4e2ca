"""A paragraph of a marked document, cut at its labels: what stands behind each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from app.engines.bankfiles.interchange.docx.document import Document, M, omath
from app.engines.bankfiles.interchange.docx.numbering import W
from app.engines.bankfiles.interchange.marked.paths import BAR, NOTE, Tag, read_bookmark, read_tag
from app.engines.bankfiles.interchange.rich import maths

CODE_STYLE = "XkCode"
PICTURES = frozenset(
    {f"{W}drawing", f"{W}pict", f"{W}object"}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
)
_SKIPPED = frozenset(f"{W}{name}" for name in ("pPr", "del", "moveFrom", "sdtPr", "sdtEndPr"))
_LABEL = re.compile("^[^：．\uff3d]*[：．\uff3d](?:\uff3b[^\uff3d]*\uff3d)?\\s*")
"""Up to its sign at the end: a colon, a point, a bracket."""
_MARKS = (("b", "strong"), ("i", "em"), ("strike", "s"))
_OFF = frozenset({"0", "false", "off", "none"})

Show = Callable[[etree._Element], str]  # noqa: SLF001 - the type has no other name
"""Takes an element that holds a picture, gives what stands for it in a text."""


@dataclass(slots=True)
class Stretch:
    """What stands behind one label, or before the first one of a paragraph (`tag` is None)."""

    tag: Tag | None = None
    html: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def add(self, text: str, marks: tuple[str, ...] = ()) -> None:
        """Take some text."""
        if not text:
            return
        html = escape(text, quote=False).replace("\n", "<br>")
        for mark in marks:
            html = f"<{mark}>{html}</{mark}>"
        self.html.append(html)
        self.plain.append(text)


class Paragraph:
    """One paragraph while it is cut up."""

    def __init__(self, document: Document, show: Show) -> None:
        self.document = document
        self.show = show
        self.stretches = [Stretch()]
        self.label: Stretch | None = None
        """The label that is being read."""
        self.label_name = ""
        self.until: str | None = None
        """The bookmark that holds the label, where one does."""

    def read(self, node: etree._Element) -> list[Stretch]:
        """Return the stretches of a paragraph; the first has no label."""
        self.stretches[-1].add(self.document.numbers.label(node))
        self._inside(node)
        return self.stretches

    def _inside(self, node: etree._Element) -> None:
        for child in node:
            name = str(child.tag)
            if name == f"{W}r":
                self._run(child)
            elif name == f"{W}sdt":
                self._control(child)
            elif name == f"{W}bookmarkStart":
                self._bookmark(child)
            elif name == f"{W}bookmarkEnd" and child.get(f"{W}id", "") == self.until:
                self._end()
            elif name in (f"{M}oMath", f"{M}oMathPara"):
                self._now().add(omath(child))
            elif name == f"{W}commentRangeStart":
                self.stretches[-1].comments.append(child.get(f"{W}id", ""))
            elif name not in _SKIPPED:
                self._inside(child)

    def _control(self, node: etree._Element) -> None:
        tag, label = tag_of(node)
        if tag is None:
            self._inside(node)
            return
        if self.label is None:
            self._begin(tag)
            self._inside(content_of(node))
            self._end(label)
        else:
            self.label_name = self.label_name or label
            self._inside(node)

    def _bookmark(self, node: etree._Element) -> None:
        tag = read_bookmark(node.get(f"{W}name", ""))
        if tag is None or self.label is not None:
            return
        self.until = node.get(f"{W}id", "")
        held = next((one for one in node.itersiblings(f"{W}sdt") if tag_of(one)[0]), None)
        first = next(node.itersiblings(), None)
        own = tag_of(held)[0] if held is not None and held is first else None
        self._begin(own or tag)

    def _begin(self, tag: Tag) -> None:
        self.stretches.append(Stretch(tag))
        self.label = Stretch()

    def _end(self, name: str = "") -> None:
        """End a label; what somebody wrote into it belongs to what follows."""
        said, tag = "".join(self.label.plain) if self.label else "", self.stretches[-1].tag
        self.label, self.until = None, None
        name, self.label_name = name or self.label_name, ""
        if tag is None or tag.path == (NOTE,):
            return
        if name and said.startswith(name):
            self.stretches[-1].add(said[len(name) :])
        else:
            self.stretches[-1].add(_LABEL.sub("", said, count=1))

    def _run(self, node: etree._Element) -> None:
        marks, place = _marks_of(node)
        for child in node:
            if child.tag in PICTURES:
                self._now().add(self.show(child))
                continue
            text = self.document.text(child)
            if place and text.strip():
                text = maths.script(text, place)
            self._now().add(text, marks)

    def _now(self) -> Stretch:
        return self.stretches[-1] if self.label is None else self.label


def is_labelled(node: etree._Element) -> bool:
    """Whether there are labels of ours in an element."""
    return any(tag_of(one)[0] for one in node.iter(f"{W}sdt")) or any(
        read_bookmark(one.get(f"{W}name", "")) for one in node.iter(f"{W}bookmarkStart")
    )


def content_of(node: etree._Element) -> etree._Element:
    """Return what a control holds."""
    found = node.find(f"{W}sdtContent")
    return node if found is None else found


def tag_of(node: etree._Element) -> tuple[Tag | None, str]:
    """Return what the tag or the title of a control says, and its label.

    LibreOffice keeps the title alone.
    """
    properties = node.find(f"{W}sdtPr")
    if properties is None:
        return None, ""
    label, bar, name = _value(properties.find(f"{W}alias")).rpartition(BAR)
    found = read_tag(name) if bar else None
    if found is not None:
        return found, label
    return read_tag(_value(properties.find(f"{W}tag"))), ""


def _marks_of(run: etree._Element) -> tuple[tuple[str, ...], str]:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return (), ""
    marks = [mark for name, mark in _MARKS if _is_on(properties.find(f"{W}{name}"))]
    if _value(properties.find(f"{W}rStyle")) == CODE_STYLE:
        marks.insert(0, "code")
    place = _value(properties.find(f"{W}vertAlign"))
    return tuple(marks), {"superscript": "sup", "subscript": "sub"}.get(place, "")


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and node.get(f"{W}val", "1") not in _OFF


def _value(node: etree._Element | None) -> str:
    return "" if node is None else node.get(f"{W}val", "")
