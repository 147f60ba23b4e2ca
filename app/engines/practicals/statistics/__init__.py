"""What many gradings of one task say about its checks: figures, findings, warnings."""

from app.engines.practicals.statistics.counting import (
    CheckFigures,
    Counter,
    GuardFigures,
    TaskFigures,
    count,
)
from app.engines.practicals.statistics.findings import SAME, Finding
from app.engines.practicals.statistics.flags import FEWEST, Flag, Kind
from app.engines.practicals.statistics.sums import Interval

__all__ = [
    "FEWEST",
    "SAME",
    "CheckFigures",
    "Counter",
    "Finding",
    "Flag",
    "GuardFigures",
    "Interval",
    "Kind",
    "TaskFigures",
    "count",
]
