"""Items → a Word document to be printed, corrected in any office program, and read again."""

from app.engines.bankfiles.interchange.export.word.document import template, write

__all__ = ["template", "write"]
