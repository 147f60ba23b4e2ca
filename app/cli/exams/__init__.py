"""`flask exams`: recompute drawings by lot, bring in emergency files, check receipts, rehearse."""

from app.cli.exams import draws, emergency, receipts, simulate
from app.cli.exams.group import cli

__all__ = ["cli", "draws", "emergency", "receipts", "simulate"]
