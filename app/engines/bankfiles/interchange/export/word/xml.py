"""Small pieces of WordprocessingML: runs, labels, paragraphs, tables, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.engines.bankfiles.interchange.docx.runs import CODE_STYLE
from app.engines.bankfiles.interchange.marked.paths import BAR, Tag, bookmark_of

W_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W_URI}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
PER_ITEM = 1000
LONGEST_NAME = 16
"""Titles and tags of controls hold 64 characters in all."""
TEXT_WIDTH = 9070
"""Twips between the margins."""
EMU_PER_PIXEL = 9525
WIDEST = 5_000_000
"""EMU of the widest picture: what fits beside the indent."""
HIGHEST = 7_000_000
_SWITCHES = {"strong": "<w:b/>", "em": "<w:i/>", "s": "<w:strike/>"}


def run(text: str, marks: Sequence[str] = ()) -> str:
    """Return a run; line breaks inside are breaks."""
    style = f'<w:rStyle w:val="{CODE_STYLE}"/>' if "code" in marks else ""
    properties = style + "".join(_SWITCHES[one] for one in ("strong", "em", "s") if one in marks)
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{lines}</w:r>"


class Labels:
    """The labels of one item, numbered through the document."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._count = 0

    def label(self, tag: Tag, text: str, style: str = "XkLabel") -> str:
        """Return a label: a locked control whose tag and title say what follows, in a bookmark.

        LibreOffice 7 keeps the bookmark and forgets tag and title.
        """
        self._count += 1
        id_ = self.number * PER_ITEM + self._count
        title = f"{'' if tag.is_item else text}{BAR}{tag}" if len(text) <= LONGEST_NAME else ""
        look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
        return (
            f'<w:bookmarkStart w:id="{id_}" w:name="{bookmark_of(tag, id_)}"/>'
            f'<w:sdt><w:sdtPr><w:alias w:val="{escape(title)}"/><w:tag w:val="{escape(str(tag))}"/>'
            f'<w:id w:val="{id_}"/><w:lock w:val="sdtContentLocked"/></w:sdtPr><w:sdtContent>'
            f'<w:r>{look}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
            f'</w:sdtContent></w:sdt><w:bookmarkEnd w:id="{id_}"/>'
        )


def paragraph(style: str, inside: str) -> str:
    """Return a paragraph in one of our styles."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def grid(rows: Sequence[Sequence[str]], style: str, widths: Sequence[int], shaded: int = 0) -> str:
    """Return a table of paragraphs; the first `shaded` rows are its head."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = "".join(_row(row, widths, is_head=place < shaded) for place, row in enumerate(rows))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblInd w:w="420" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{made}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF2"/>' if is_head else ""
    head = "<w:tblHeader/>" if is_head else ""
    span = len(widths) - len(cells) + 1
    made = []
    for place, cell in enumerate(cells):
        is_last = place == len(cells) - 1
        width = sum(widths[place:]) if is_last else widths[place]
        spanned = f'<w:gridSpan w:val="{span}"/>' if is_last and span > 1 else ""
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{shade}</w:tcPr>'
            f"{cell}</w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(made)}</w:tr>"


def picture(relation: str, number: int, name: str, alt: str, size: tuple[int, int]) -> str:
    """Return a run that shows a picture in the line, not larger than the page."""
    width, height = (side * EMU_PER_PIXEL for side in size)
    scale = min(1, WIDEST / max(1, width), HIGHEST / max(1, height))
    box = f'cx="{max(1, round(width * scale))}" cy="{max(1, round(height * scale))}"'
    named = f'id="{number}" name="{escape(name)}" descr="{escape(alt)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {box}/>'
        f"<wp:docPr {named}/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {box}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
