"""`flask exams`: recompute what was left to chance, bring in emergency files, check receipts."""

from app.cli.exams import draws, emergency, receipts
from app.cli.exams.group import cli

__all__ = ["cli", "draws", "emergency", "receipts"]
