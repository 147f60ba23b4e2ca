"""Pieces of a marked document → items, with the version they were written from."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace

from app.engines.bankfiles.interchange import untouched
from app.engines.bankfiles.interchange.docx import marked
from app.engines.bankfiles.interchange.docx.document import Document
from app.engines.bankfiles.interchange.docx.marked import Field, Marked, Reading
from app.engines.bankfiles.interchange.marked import content, particulars
from app.engines.bankfiles.interchange.marked.content import Value
from app.engines.bankfiles.interchange.marked.paths import META, REST, Form, form_of
from app.engines.bankfiles.interchange.media import kind_of
from app.engines.bankfiles.interchange.model import Entry, Found, RefuseError, Remark, warn
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.rich import from_html
from app.engines.items import figures
from app.kernel.text import msg

LONGEST_SAID = 40


def entries(document: Document, found: Reading, comments: dict[str, str]) -> Iterator[Entry]:
    """Yield the items of a document, and what was taken out of it."""
    for item in found.items:
        yield untouched.passed_over(_entry(document, found, item, comments))
    for code in marked.codes_missing(found):
        yield Remark(
            problem=warn(
                code,
                msg("This item stood in the document and was taken out; it stays in the bank."),
                msg("Retire it in the bank if nobody should use it any more."),
            )
        )


def _entry(document: Document, found: Reading, item: Marked, comments: dict[str, str]) -> Entry:
    draft = Draft(
        f"{document.where}:{item.number}",
        name=item.code,
        raw="\n".join(one.plain for one in item.fields if one.tag.path[0] != META),
    )
    for id_ in item.comments:
        if text := comments.get(id_):
            draft.warn(msg("A comment says: %(text)s", text=text))
    try:
        shown = _Figures(document, found)
        values = list(_values(draft, item, shown))
        draft.content = content.build(item.head.kind, values)
        shown.finish(draft)
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return draft.refuse(
            msg("The pieces of this item do not fit together: %(reason)s.", reason=str(error)[:80]),
            msg("Correct its answer, or export the item again and change it anew."),
        )
    made = draft.finish()
    return replace(made, base=item.head.base) if isinstance(made, Found) else made


def _values(draft: Draft, item: Marked, shown: _Figures) -> Iterator[Value]:
    """Yield the values of the pieces; empty ones are as good as taken out."""
    if item.code:
        draft.metadata["code"] = item.code
    for one in item.fields:
        path = one.tag.path
        text = _text(one, shown)
        if not text:
            continue
        if path[0] == META:
            particulars.take(draft, path[-1], text)
            continue
        try:
            value = content.value_of(path, text, one.tag, item.head.kind)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            if path == REST:
                draft.warn(msg("The further settings could not be read and were left out."))
                continue
            raise RefuseError(
                msg("“%(text)s” cannot be understood here.", text=text[:LONGEST_SAID]),
                msg("Write it as it stood, or as the template shows."),
            ) from error
        yield path, "" if one.tag.is_item else one.tag.kind, value


def _text(one: Field, shown: _Figures) -> str:
    """Return a piece as markdown, or its words alone where it is a value or written literally."""
    form = form_of(one.tag.path)
    if form is Form.DATA or one.tag.is_raw:
        return shown.marked(one.plain)
    if form is Form.LINE:
        html = "<br>".join(block.html for block in one.blocks if block.plain.strip())
        return shown.marked(from_html(html, inline=True).text)
    html = "".join(block.html if block.is_table else f"<p>{block.html}</p>" for block in one.blocks)
    return shown.marked(from_html(html).text)


class _Figures:
    """The pictures of one item: those of ours keep their numbers, others get the next free ones."""

    def __init__(self, document: Document, found: Reading) -> None:
        self.document = document
        self.pictures = found.pictures
        self.held: dict[str, dict[str, str]] = {}
        self._numbers: dict[str, str] = {}

    def marked(self, text: str) -> str:
        """Return a text with the marks of the item's figures."""
        for place in marked.PICTURE.findall(text):
            if place not in self._numbers:
                self._numbers[place] = self._take(int(place))
        return marked.with_marks(text, self._numbers)

    def finish(self, draft: Draft) -> None:
        """Put the figures into the content."""
        if self.held:
            draft.content[figures.FIELD] = self.held

    def _take(self, place: int) -> str:
        part, alt, name = self.pictures[place]
        data = self.document.archive.read(part) if part in self.document.archive.names else b""
        kind = kind_of(data)
        if not kind:
            raise RefuseError(
                msg("A picture of this question is of a kind that cannot be shown."),
                msg("Save the picture as PNG or JPEG in the document."),
            )
        address = f"data:{kind};base64,{base64.b64encode(data).decode()}"
        figure = {"data": address, "alt": alt[: figures.LONGEST_ALT]}
        said = figures.MARK.search(name)
        number = said[1] if said else ""
        if number and self.held.get(number, figure) == figure:
            self.held[number] = figure
            return number
        taken = {int(one) for one in self.held}
        number = str(next(n for n in range(1, 100) if n not in taken))
        self.held[number] = figure
        return number
