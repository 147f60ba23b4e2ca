"""Why an upload is refused, and what the candidate can do about it."""

from __future__ import annotations

from app.kernel.problem import Problem
from app.kernel.text import Message, msg

FILE = "file"
Refusal = tuple[str, Problem]

_SAVE_AS = msg("Open it in Word or WPS, choose “Save As” and the type “Word document (*.docx)”.")
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
    ("WordDocument", "legacy"),
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "legacy-sheet"),
    ("PowerPoint Document", "legacy-slides"),
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
    return _refusal(msg("The file is not built as a word processor builds it."), _SAVE_AGAIN)


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


def other_program(kind: str) -> Refusal:
    """A spreadsheet or slides where a word document is asked for."""
    what = {"xlsx": msg("a spreadsheet")}.get(kind, msg("a presentation"))
    return "wrong-kind", _refusal(
        msg("The file is %(what)s; this task needs a word document.", what=what),
        msg("Upload the document that you edited for this task."),
    )


def compound_file(data: bytes) -> Refusal:
    """Files of the old binary formats (.doc, .wps, .xls, …), and password-protected new ones."""
    kinds = [kind for name, kind in _STREAMS if name.encode("utf-16-le") in data]
    if "encrypted" in kinds:
        return "encrypted", encrypted()
    if "legacy-sheet" in kinds or "legacy-slides" in kinds:
        return other_program("xlsx" if "legacy-sheet" in kinds else "pptx")
    return "legacy", _refusal(
        msg("The file is in the old .doc or .wps format, which is not accepted."), _SAVE_AS
    )


def other_format(data: bytes) -> Refusal:
    """Files that are no packages at all."""
    start = data[:200].lstrip()
    for magic, what in _KNOWN:
        if start[: len(magic)].lower() == magic.lower():
            return "other-format", _refusal(
                msg("The file is %(what)s, not a word document.", what=what), _SAVE_AS
            )
    return "other-format", _refusal(msg("The file is not a word document."), _SAVE_AS)


def other_archive(mimetype: bytes) -> Refusal:
    """Archives that hold something else: OpenDocument, or just files."""
    if b"opendocument" in mimetype:
        return "opendocument", _refusal(
            msg("The file is in OpenDocument format, which is not accepted."), _SAVE_AS
        )
    return "other-archive", _refusal(
        msg("The file is an archive, not a word document."),
        msg("Upload the .docx file itself, without packing it."),
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
