"""The group that all commands of `flask bank` belong to."""

from __future__ import annotations

from flask.cli import AppGroup

cli = AppGroup("bank", help="Question banks: files in and out, checks, coverage.")
