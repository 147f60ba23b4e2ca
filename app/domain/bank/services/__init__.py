"""Writes. Each takes the caller's session, asks the policy, checks the rules, leaves a trace.

None commits: the caller owns the transaction.
"""

from app.domain.bank.services.exporting import Selection, export_items, items_to_export
from app.domain.bank.services.importing import ImportFile, ImportReport, import_items
from app.domain.bank.services.labelling import count_restricted, label_item
from app.domain.bank.services.loading import LoadReport, load_bank
from app.domain.bank.services.pairs import (
    COMPARE,
    dismiss_pair,
    make_enemies,
    request_comparison,
    restore_pair,
)
from app.domain.bank.services.practicals import (
    PROVE,
    Draft,
    Name,
    ask_for_proof,
    begin_practical,
    bring_practical,
    copy_practical,
    discard_practical,
    hand_in_practical,
    open_practical,
    save_practical,
)
from app.domain.bank.services.proving import keep_proof
from app.domain.bank.services.publishing import publish, retire
from app.domain.bank.services.reviewing import decide, handle_remarks, solve
from app.domain.bank.services.sorting import (
    Action,
    Change,
    Planned,
    change_items,
    delete_view,
    plan_change,
    save_view,
)
from app.domain.bank.services.staging import discard_file, stage_file
from app.domain.bank.services.undoing import UNDO_WITHIN, UndoReport, undo_import
from app.domain.bank.services.writing import create_item, save_draft, submit, submit_all

__all__ = [
    "COMPARE",
    "PROVE",
    "UNDO_WITHIN",
    "Action",
    "Change",
    "Draft",
    "ImportFile",
    "ImportReport",
    "LoadReport",
    "Name",
    "Planned",
    "Selection",
    "UndoReport",
    "ask_for_proof",
    "begin_practical",
    "bring_practical",
    "change_items",
    "copy_practical",
    "count_restricted",
    "create_item",
    "decide",
    "delete_view",
    "discard_file",
    "discard_practical",
    "dismiss_pair",
    "export_items",
    "hand_in_practical",
    "handle_remarks",
    "import_items",
    "items_to_export",
    "keep_proof",
    "label_item",
    "load_bank",
    "make_enemies",
    "open_practical",
    "plan_change",
    "publish",
    "request_comparison",
    "restore_pair",
    "retire",
    "save_draft",
    "save_practical",
    "save_view",
    "solve",
    "stage_file",
    "submit",
    "submit_all",
    "undo_import",
]
