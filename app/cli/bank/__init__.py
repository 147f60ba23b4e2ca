"""`flask bank`: folders of text, files of other systems, duplicates and coverage."""

from app.cli.bank import exporting, folders, importing, reports
from app.cli.bank.folders import READERS, read_texts
from app.cli.bank.group import cli

__all__ = ["READERS", "cli", "exporting", "folders", "importing", "read_texts", "reports"]
