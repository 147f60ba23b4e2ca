"""How candidates behave in an exam, what their machines do, and what a server can carry: pure.

Everything follows from a seed: the same candidate always does the same. Times are milliseconds of
the exam, counted from its start; before it they are negative.
"""

from app.engines.rehearsal.capacity import (
    Busy,
    Capacity,
    Cause,
    Costs,
    bottleneck,
    capacity,
)
from app.engines.rehearsal.habits import Habits
from app.engines.rehearsal.machine import Machine
from app.engines.rehearsal.replies import reply
from app.engines.rehearsal.script import Act, Deed, ItemSeen, arrival, working
from app.engines.rehearsal.typing import keystrokes, writes

__all__ = [
    "Act",
    "Busy",
    "Capacity",
    "Cause",
    "Costs",
    "Deed",
    "Habits",
    "ItemSeen",
    "Machine",
    "arrival",
    "bottleneck",
    "capacity",
    "keystrokes",
    "reply",
    "working",
    "writes",
]
