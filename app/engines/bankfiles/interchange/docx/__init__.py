"""Word documents: paragraphs with their automatic numbers, tables, pictures → exam text."""

from app.engines.bankfiles.interchange.docx.reader import read

__all__ = ["read"]
