"""The token of a sitting, by the name the pages of candidates use."""

from app.web.sitting_tokens import SittingToken, issue, read, read_header, require

__all__ = ["SittingToken", "issue", "read", "read_header", "require"]
