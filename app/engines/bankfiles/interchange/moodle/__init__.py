"""Moodle XML: every question type that has a kind here, with categories, tags and files."""

from app.engines.bankfiles.interchange.moodle.reader import read

__all__ = ["read"]
