"""A document that we wrote, after an office program: items by their labels, new ones between them.

What stands behind a label belongs to that piece until the next label. The table of particulars ends
an item; text after it is read as an exam paper, so that somebody can write a new question there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.engines.bankfiles.interchange.docx.document import HOLDERS, Document
from app.engines.bankfiles.interchange.docx.numbering import W
from app.engines.bankfiles.interchange.docx.runs import Paragraph, Stretch, is_labelled
from app.engines.bankfiles.interchange.marked.paths import LIST, META, NOTE, Path, Tag
from app.engines.items import figures

TABLE, TEXT = "table", "text"
OPEN, CLOSE = "\ue100", "\ue101"
"""Around the number of a picture of the document, in texts; nobody types these signs."""
PICTURE = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_OPTION = re.compile(r"^\s*([A-J])\s*[.．、:：]\s*")
_REASON = re.compile(r"^\s*([A-J])\s*项说明\s*[:：]\s*")
_EXPLAIN = re.compile(r"^\s*(?:【解析】|解析\s*[:：])\s*")
_LETTERED = frozenset({"options", "right", "groups", "parts"})


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table of a piece."""

    html: str
    plain: str
    is_table: bool = False


@dataclass(slots=True)
class Field:
    """One piece of an item, as it stands in the document."""

    tag: Tag
    blocks: list[Block] = field(default_factory=list)
    is_typed: bool = False
    """Whether somebody typed its label, which stands in its text then."""

    @property
    def plain(self) -> str:
        """The words alone, line by line."""
        return "\n".join(block.plain for block in self.blocks).strip()


@dataclass(slots=True)
class Marked:
    """One item of the document; its first field is its stem."""

    number: int
    fields: list[Field] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def head(self) -> Tag:
        """What the label of the item says."""
        return self.fields[0].tag

    @property
    def code(self) -> str:
        """The code of the item: its label says it, or else the table below."""
        held = (one.plain for one in self.fields if one.tag.path == (META, "code"))
        return self.head.code or next(held, "")

    def has(self, path: Path) -> bool:
        """Whether a piece is there."""
        return any(one.tag.path == path for one in self.fields)


@dataclass(slots=True)
class Reading:
    """Everything a marked document holds."""

    items: list[Marked] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Text outside of all items: perhaps new questions."""
    tables: list[list[list[str]]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    """The codes of the items that stood in the document when it was written."""
    pictures: list[tuple[str, str, str]] = field(default_factory=list)
    """Part, alternative text and name of each picture."""


def is_marked(body: etree._Element) -> bool:
    """Whether a document has labels of ours."""
    return is_labelled(body)


def read(document: Document, body: etree._Element) -> Reading:
    """Return what the document holds."""
    reader = _Reader(document)
    reader.inside(body)
    return reader.found


class _Reader:
    """A document while it is read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found = Reading()
        self.item: Marked | None = None
        self.field: Field | None = None
        self.is_listing = False

    def inside(self, node: etree._Element) -> None:
        """Read the paragraphs and tables of an element."""
        for child in node:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in HOLDERS:
                self.inside(child)

    def _show(self, node: etree._Element) -> str:
        found = self.document.drawing(node)
        if found is None:
            return ""
        self.found.pictures.append(found)
        return f"{OPEN}{len(self.found.pictures) - 1}{CLOSE}"

    def _cut(self, node: etree._Element) -> list[Stretch]:
        return Paragraph(self.document, self._show).read(node)

    def _paragraph(self, node: etree._Element) -> None:
        if self.item is None and not is_labelled(node):
            self.is_listing = False
            self.found.lines += self.document.paragraph(node).split("\n")
            return
        for stretch in self._cut(node):
            self._take(stretch)

    def _take(self, stretch: Stretch) -> None:
        tag = stretch.tag
        if tag is not None:
            self._begin(tag)
        block = Block("".join(stretch.html), "".join(stretch.plain))
        if self.item is not None:
            self.item.comments += stretch.comments
        if self.is_listing:
            self.found.listed += block.plain.split()
        elif self.field is not None and (block.plain.strip() or tag is None):
            if tag is None:
                self._typed(block)
            self.field.blocks.append(_unlabelled(self.field, block))

    def _begin(self, tag: Tag) -> None:
        self.is_listing = tag.path == (LIST,)
        if tag.path in ((LIST,), (NOTE,)):
            self.item = self.field = None
            return
        if tag.is_item:
            self.item = Marked(len(self.found.items) + 1)
            self.found.items.append(self.item)
        if self.item is not None:
            self.field = Field(tag)
            self.item.fields.append(self.field)

    def _typed(self, block: Block) -> None:
        """Begin a piece whose label somebody typed: another option, a reason, an explanation."""
        if self.field is None or self.item is None:
            return
        path = self.field.tag.path
        found: Path = ()
        if reason := _REASON.match(block.plain):
            found = ("options", reason[1], "why")
        elif _EXPLAIN.match(block.plain):
            found = ("explain",)
        elif (option := _OPTION.match(block.plain)) and self._follows(path, option[1]):
            found = (path[0], option[1], *path[2:])
        if found and not self.item.has(found):
            self.field = Field(Tag(found), is_typed=True)
            self.item.fields.append(self.field)

    def _follows(self, path: Path, letter: str) -> bool:
        is_option = len(path) > 1 and path[0] in _LETTERED and path[2:] in ((), ("text",))
        return is_option and ord(letter) == ord(path[1][:1]) + 1

    def _table(self, node: etree._Element) -> None:
        if is_labelled(node):
            for cell in node.iter(f"{W}tc"):
                self.field = None
                self.inside(cell)
            self.item = self.field = None
        elif self.field is not None:
            self.field.blocks.append(self._grid(node))
        else:
            self.found.tables.append(self.document.table(node))

    def _grid(self, node: etree._Element) -> Block:
        rows: list[str] = []
        plain: list[str] = []
        for row in node.iter(f"{W}tr"):
            cells = [
                "<br>".join(
                    "".join("".join(one.html) for one in self._cut(line))
                    for line in cell.iter(f"{W}p")
                )
                for cell in row.iter(f"{W}tc")
            ]
            name = "td" if rows else "th"
            rows.append("<tr>" + "".join(f"<{name}>{one}</{name}>" for one in cells) + "</tr>")
            plain.append("\t".join(re.sub("<[^<>]*>", "", one) for one in cells))
        html = f"<table><thead>{rows[0]}</thead><tbody>{''.join(rows[1:])}</tbody></table>"
        return Block(html if rows else "", "\n".join(plain), is_table=True)


def _unlabelled(field_: Field, block: Block) -> Block:
    """Take a typed label off the first block of its piece."""
    if not field_.is_typed or field_.blocks:
        return block
    path = field_.tag.path
    pattern = _EXPLAIN if path == ("explain",) else _REASON if path[-1] == "why" else _OPTION
    found = pattern.match(block.plain)
    if found is None or not block.html.startswith(found.group()):
        return block
    return Block(block.html[found.end() :], block.plain[found.end() :])


def codes_missing(found: Reading) -> Iterator[str]:
    """Yield the codes of items that have been taken out of the document."""
    there = {item.code for item in found.items}
    yield from (code for code in dict.fromkeys(found.listed) if code not in there)


def with_marks(text: str, numbers: dict[str, str]) -> str:
    """Put the marks of the item's figures in the places of pictures."""
    return PICTURE.sub(lambda one: figures.mark_of(numbers[one[1]]), text)


def pictures_in(fields: Iterable[Field]) -> list[int]:
    """Return the places of the pictures that these pieces show, in their order."""
    texts = (block.html for one in fields for block in one.blocks)
    return [int(one) for text in texts for one in PICTURE.findall(text)]
