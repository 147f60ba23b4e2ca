"""The few places where reportlab has no public door; nobody else reaches behind it."""

# ruff: noqa: SLF001
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from reportlab.pdfbase import pdfdoc, ttfonts
from reportlab.pdfgen.canvas import Canvas


def add_operator(canvas: Canvas, operator: str) -> None:
    """Put a PDF operator into the page at the place where drawing stands."""
    cast("Any", canvas)._code.append(operator)


def document_of(canvas: Canvas) -> Any:  # noqa: ANN401 - reportlab gives it no type
    """Return the PDF document behind a canvas."""
    return cast("Any", canvas)._doc


def set_stamp(document: Any, stamp: object) -> None:  # noqa: ANN401
    """Set the moment that the file gives as its creation and change."""
    document._timeStamp = stamp


def reference(document: Any, thing: object, name: str) -> Any:  # noqa: ANN401
    """Make a thing an indirect object and return the pointer to it."""
    return document.Reference(thing, name)


def allow_in_catalog(document: Any, entry: str) -> None:  # noqa: ANN401
    """Let the catalog of this document hold an entry that reportlab does not know."""
    document.Catalog.__NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, entry]


def font_bytes(face: ttfonts.TTFontFace) -> bytes:
    """Return the whole font file that a face was read from."""
    data: bytes = cast("Any", face)._ttf_data
    return data


def replace_table_reader(face: ttfonts.TTFontFace, reader: Callable[[str], Any]) -> None:
    """Let one face hand out its tables in another way."""
    cast("Any", face).get_table = reader


def replace_unicode_map(maker: Callable[[str, Sequence[int]], str]) -> None:
    """Let all fonts write this ToUnicode map instead of reportlab's own."""
    cast("Any", ttfonts).makeToUnicodeCMap = maker
