"""The answer journal of one sitting: what was answered, as far as it is stored, provably.

A sitting's answers are never a row that is overwritten. They are events, numbered
by the writer that made them, and the current answer is the fold of the events.
"""

from app.engines.journal.chain import (
    ChainReport,
    check_chain,
    entry_hash,
    genesis,
    seal,
)
from app.engines.journal.events import ANSWER, FLAG, Event, contiguous
from app.engines.journal.fold import Fold, fold

__all__ = [
    "ANSWER",
    "FLAG",
    "ChainReport",
    "Event",
    "Fold",
    "check_chain",
    "contiguous",
    "entry_hash",
    "fold",
    "genesis",
    "seal",
]
