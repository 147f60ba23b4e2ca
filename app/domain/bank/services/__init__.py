"""Writes. Each takes the caller's session, asks the policy, checks the rules, leaves a trace.

None commits: the caller owns the transaction.
"""

from app.domain.bank.services.importing import (
    ImportFile,
    ImportReport,
    UndoReport,
    import_items,
    undo_import,
)
from app.domain.bank.services.loading import LoadReport, load_bank
from app.domain.bank.services.publishing import publish, retire
from app.domain.bank.services.reviewing import decide, solve
from app.domain.bank.services.writing import create_item, save_draft, submit

__all__ = [
    "ImportFile",
    "ImportReport",
    "LoadReport",
    "UndoReport",
    "create_item",
    "decide",
    "import_items",
    "load_bank",
    "publish",
    "retire",
    "save_draft",
    "solve",
    "submit",
    "undo_import",
]
