"""One item → its paragraphs and its table of particulars; every piece is read back at once."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.bankfiles.interchange.export.base import OmitError, described
from app.engines.bankfiles.interchange.export.word import rich, xml
from app.engines.bankfiles.interchange.export.word.pictures import Pictures
from app.engines.bankfiles.interchange.marked import particulars
from app.engines.bankfiles.interchange.marked.fields import KINDS, Piece, named, pieces
from app.engines.bankfiles.interchange.marked.paths import (
    META,
    REST,
    Form,
    Tag,
    form_of,
    inner,
)
from app.engines.bankfiles.interchange.rich import canonical, canonical_inline
from app.engines.bankfiles.source import ItemSource
from app.kernel.text import msg

COLUMNS = 4
USUAL = ("use", "考试")
"""What need not be said."""
STYLES = {
    "stem": "XkStem",
    "explain": "XkKey",
    "why": "XkKey",
    "model": "XkKey",
}
OPTION = "XkOption"


def write(source: ItemSource, number: int, pictures: Pictures, base: str) -> str:
    """Return an item in the words of Word.

    :param base: what its label says about the version; the beginning of a digest.
    :raises OmitError: when a document has no place for it.
    """
    if source.kind not in KINDS:
        raise OmitError(msg("Practical tasks keep files of their own."))
    shown, labels = pictures.of(source), xml.Labels(number)
    made = [_piece(one, source, labels, shown, base) for one in pieces(source.content)]
    return "".join(made) + _particulars(source, labels)


def _piece(piece: Piece, source: ItemSource, labels: xml.Labels, show: rich.Show, base: str) -> str:
    is_item = piece.path == ("stem",)
    form = form_of(piece.path)
    blocks, is_raw = _blocks(piece, form, show)
    if is_item:
        tag = Tag(("stem",), source.kind, is_raw, is_item=True, code=source.code, base=base)
        text = f"{labels.number}．{named(source.kind)}"
    else:
        tag, text = Tag(piece.path, piece.kind, is_raw), piece.label
    style = "XkItem" if is_item or piece.kind else "XkLabel"
    return _paragraphs(labels.label(tag, text, style), blocks, piece)


def _blocks(piece: Piece, form: Form, show: rich.Show) -> tuple[Sequence[rich.Block], bool]:
    if form is Form.DATA or piece.is_raw:
        return rich.literal(piece.text, show), piece.is_raw
    try:
        made = rich.blocks(piece.text, show) if form is Form.BLOCK else rich.line(piece.text, show)
    except rich.LiteralError:
        return rich.literal(piece.text, show), True
    if not _comes_back(piece.text, form):
        return rich.literal(piece.text, show), True
    return made, False


def _comes_back(text: str, form: Form) -> bool:
    """Whether a text in canonical form is its own; what is not is written literally."""
    from_rich = canonical if form is Form.BLOCK else canonical_inline
    return from_rich(text) == text


def _paragraphs(head: str, blocks: Sequence[rich.Block], piece: Piece) -> str:
    style = _style(piece)
    made: list[str] = []
    for place, (inside, is_table) in enumerate(blocks):
        begins = head if place == 0 else ""
        if is_table:
            made.append(xml.paragraph(style, begins) if begins else "")
            made.append(inside)
        else:
            made.append(xml.paragraph(style, begins + inside))
    return "".join(made or [xml.paragraph(style, head)])


def _style(piece: Piece) -> str:
    path = inner(piece.path)
    if piece.path == REST:
        return "XkSmall"
    if path[-1] in STYLES and len(path) == 1:
        return STYLES[path[-1]]
    if form_of(piece.path) is Form.LINE and path[-1] != "why" and path[0] != "why":
        return OPTION
    return "XkKey"


def _particulars(source: ItemSource, labels: xml.Labels) -> str:
    said = {name: particulars.write(name, value) for name, value in described(source).items()}
    short = [
        name
        for name in particulars.LABELS
        if name != "source"
        and (said.get(name) or name in particulars.ALWAYS)
        and (name, said.get(name)) != USUAL
    ]
    cells = [_cell(labels, name, said.get(name, "")) for name in short]
    cells += [xml.paragraph("XkMeta", "")] * (-len(cells) % COLUMNS)
    rows = [cells[start : start + COLUMNS] for start in range(0, len(cells), COLUMNS)]
    rows.append([_cell(labels, "source", said.get("source", ""))])
    width = (xml.TEXT_WIDTH - rich.INDENT) // COLUMNS
    return xml.grid(rows, "XkMetaGrid", [width] * COLUMNS) + xml.paragraph("XkGap", "")


def _cell(labels: xml.Labels, name: str, text: str) -> str:
    first, *others = text.split("\n")
    head = labels.label(Tag((META, name)), particulars.LABELS[name])
    made = xml.paragraph("XkMeta", head + (xml.run(first) if first else ""))
    return made + "".join(xml.paragraph("XkMeta", xml.run(line)) for line in others)
