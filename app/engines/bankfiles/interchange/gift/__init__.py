"""GIFT: Moodle's text format. Escapes, comments, categories, weights, feedback, text formats."""

from app.engines.bankfiles.interchange.gift.reader import looks_like, read

__all__ = ["looks_like", "read"]
