"""The group of all `flask exams` commands."""

from __future__ import annotations

from flask.cli import AppGroup

cli = AppGroup(
    "exams",
    help="Exams: drawings by lot, prepared papers, emergency files, receipts, rehearsals.",
)
