"""The group of all `flask exams` commands."""

from __future__ import annotations

from flask.cli import AppGroup

cli = AppGroup(
    "exams", help="Exams: drawings by lot, papers prepared beforehand, emergency files, receipts."
)
