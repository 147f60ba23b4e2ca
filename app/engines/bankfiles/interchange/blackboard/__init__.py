"""Blackboard: its text for uploads, its packages of pools and tests, and the older pools."""

from app.engines.bankfiles.interchange.blackboard.reader import holds, looks_like, read

__all__ = ["holds", "looks_like", "read"]
