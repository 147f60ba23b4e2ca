"""Why an upload is refused, and what the candidate can do about it."""

from __future__ import annotations

from app.kernel.problem import Problem
from app.kernel.text import Message, msg

FILE = "file"
Refusal = tuple[str, Problem]

_SAVE_AS = {
    "docx": msg(
        "Open it in Word or WPS, choose “Save As” and the type “Word document (*.docx)”; in "
        "LibreOffice choose “Save As” and the type “Word 2007-365 (.docx)”."
    ),
    "xlsx": msg(
        "Open it in Excel or WPS, choose “Save As” and the type “Excel workbook (*.xlsx)”; in "
        "LibreOffice choose “Save As” and the type “Excel 2007-365 (.xlsx)”."
    ),
    "pptx": msg(
        "Open it in PowerPoint or WPS, choose “Save As” and the type “PowerPoint presentation "
        "(*.pptx)”; in LibreOffice choose “Save As” and the type “PowerPoint 2007-365 (.pptx)”."
    ),
}
_WHAT = {
    "docx": msg("a word document"),
    "xlsx": msg("a spreadsheet"),
    "pptx": msg("a presentation"),
}
"""The kinds of files that a task may ask for."""
_SAVE_AGAIN = msg("Open your document, save it again under another name, and upload that file.")
_KNOWN = (
    (b"{\\rtf", msg("an RTF file")),
    (b"%PDF", msg("a PDF file")),
    (b"<html", msg("a web page")),
    (b"<!DOCTYPE", msg("a web page")),
    (b"Rar!", msg("a RAR archive")),
    (b"7z\xbc\xaf", msg("a 7-Zip archive")),
)
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xlsx"),
    ("PowerPoint Document", "pptx"),
    ("WordDocument", "docx"),
)


class RefusedError(ValueError):
    """The file is not opened; `problem` says why and what to do."""

    def __init__(self, code: str, problem: Problem) -> None:
        super().__init__(code)
        self.code = code
        self.problem = problem


def _refusal(reason: Message, cure: Message) -> Problem:
    return Problem(FILE, reason, cure)


def empty() -> Problem:
    """An upload of nothing."""
    return _refusal(msg("The file is empty."), _SAVE_AGAIN)


def too_big(size: int, limit: int) -> Problem:
    """An upload beyond the limit."""
    mebibyte = 1 << 20
    return _refusal(
        msg(
            "The file has %(size)s MB; at most %(limit)s MB are accepted.",
            size=f"{size / mebibyte:.1f}",
            limit=limit // mebibyte,
        ),
        msg("Remove pictures that the task does not ask for, save and upload again."),
    )


def damaged() -> Problem:
    """A package that cannot be read."""
    return _refusal(msg("The file is damaged and cannot be opened."), _SAVE_AGAIN)


def hostile() -> Problem:
    """Part names that point outside the package."""
    return _refusal(msg("The file is not built as an office program builds it."), _SAVE_AGAIN)


def bomb() -> Problem:
    """Parts that inflate beyond all measure."""
    return _refusal(msg("The file unpacks to far more than a document can need."), _SAVE_AGAIN)


def document_type() -> Problem:
    """Parts that declare a DTD or entities."""
    return _refusal(msg("The file holds a document type declaration."), _SAVE_AGAIN)


def encrypted() -> Problem:
    """A password."""
    return _refusal(
        msg("The file is protected by a password."),
        msg("Remove the password (File, Info, Protect Document), save and upload again."),
    )


def save_as(wanted: str) -> Message:
    """How to save a file in the format that a task asks for, in each of the usual programs."""
    return _SAVE_AS[wanted]


def not_converted(wanted: str) -> Refusal:
    """A file of another format that the converting program could not open, or not in time."""
    return "not-converted", _refusal(
        msg("The file is in another format and could not be converted."), _SAVE_AS[wanted]
    )


def other_program(kind: str, wanted: str) -> Refusal:
    """A file of another program than the one asked for."""
    return "wrong-kind", _refusal(
        msg(
            "The file is %(what)s; this task needs %(wanted)s.",
            what=_WHAT[kind],
            wanted=_WHAT[wanted],
        ),
        msg("Upload the file that you edited for this task."),
    )


def compound_file(data: bytes, wanted: str) -> Refusal:
    """Files of the old binary formats (.doc, .wps, .xls, …), and password-protected new ones."""
    kinds = [kind for name, kind in _STREAMS if name.encode("utf-16-le") in data]
    if "encrypted" in kinds:
        return "encrypted", encrypted()
    if kinds and kinds[0] != wanted:
        return other_program(kinds[0], wanted)
    return "legacy", _refusal(_LEGACY[wanted], _SAVE_AS[wanted])


_LEGACY = {
    "docx": msg("The file is in the old .doc or .wps format, which cannot be opened here."),
    "xlsx": msg("The file is in the old .xls or .et format, which cannot be opened here."),
    "pptx": msg("The file is in the old .ppt or .dps format, which cannot be opened here."),
}


def other_format(data: bytes, wanted: str) -> Refusal:
    """Files that are no packages at all."""
    start = data[:200].lstrip()
    for magic, what in _KNOWN:
        if start[: len(magic)].lower() == magic.lower():
            return "other-format", _refusal(
                msg("The file is %(what)s, not %(wanted)s.", what=what, wanted=_WHAT[wanted]),
                _SAVE_AS[wanted],
            )
    return "other-format", _refusal(
        msg("The file is not %(wanted)s.", wanted=_WHAT[wanted]), _SAVE_AS[wanted]
    )


def other_archive(mimetype: bytes, wanted: str) -> Refusal:
    """Archives that hold something else: OpenDocument, or just files."""
    if b"opendocument" in mimetype:
        return "opendocument", _refusal(
            msg("The file is in OpenDocument format, which cannot be opened here."),
            _SAVE_AS[wanted],
        )
    return "other-archive", _refusal(
        msg("The file is an archive, not %(wanted)s.", wanted=_WHAT[wanted]),
        msg("Upload the .%(extension)s file itself, without packing it.", extension=wanted),
    )


def unknown_work() -> Problem:
    """Something handed in as work of the page that the page did not make."""
    return _refusal(
        msg("What was handed in is not work of this task."),
        msg("Open the task again and do the work in its page."),
    )


def unreadable() -> Problem:
    """A package whose document cannot be made sense of."""
    return _refusal(msg("The document inside the file cannot be read."), _SAVE_AGAIN)


def too_long() -> Problem:
    """A document of ten thousands of paragraphs."""
    return _refusal(
        msg("The document is far longer than a practical can need."),
        msg("Start again from the file of the task, and upload only your own work."),
    )
