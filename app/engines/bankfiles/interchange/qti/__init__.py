"""QTI 3.0, 2.2, 2.1 and 1.2: single items and packages with manifest and media."""

from app.engines.bankfiles.interchange.qti.reader import looks_like, read

__all__ = ["looks_like", "read"]
