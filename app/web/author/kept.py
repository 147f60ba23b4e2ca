"""What was read of the last files that were sent: turning a page does not read a file again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from app.domain.bank.models import StagedFile
from app.engines.bankfiles.interchange import ImportResult, read

MOST = 3
"""So many files are kept in a process; a file of 10,000 items holds some 40 MB."""
_KEPT: OrderedDict[UUID, ImportResult] = OrderedDict()
_LOCK = Lock()


def read_staged(staged: StagedFile) -> ImportResult:
    """Return what a file holds.

    :raises UnreadableError: when it cannot be read.
    """
    with _LOCK:
        held = _KEPT.get(staged.uuid)
        if held is not None:
            _KEPT.move_to_end(staged.uuid)
            return held
    result = read(staged.data, staged.name)
    with _LOCK:
        _KEPT[staged.uuid] = result
        while len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return result


def forget(uuid: UUID) -> None:
    """Drop a file that was saved or thrown away."""
    with _LOCK:
        _KEPT.pop(uuid, None)
