"""Question banks as text: our own format, read strictly with line numbers, written canonically."""

from app.engines.bankfiles.bank import BankSource, read_bank, read_bank_head
from app.engines.bankfiles.checks import check_bank
from app.engines.bankfiles.folder import Folder, Readers, read_folder
from app.engines.bankfiles.reader import read_items, read_source
from app.engines.bankfiles.source import ItemSource, Level, Secrecy, Use
from app.engines.bankfiles.tasks import is_task, mapping_of, task_source
from app.engines.bankfiles.writer import write_items

__all__ = [
    "BankSource",
    "Folder",
    "ItemSource",
    "Level",
    "Readers",
    "Secrecy",
    "Use",
    "check_bank",
    "is_task",
    "mapping_of",
    "read_bank",
    "read_bank_head",
    "read_folder",
    "read_items",
    "read_source",
    "task_source",
    "write_items",
]
