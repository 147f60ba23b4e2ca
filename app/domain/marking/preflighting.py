"""The first look at a file, converted where it has to be; no score is told."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.marking import converting
from app.engines import practicals
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.store.libreoffice import NotConvertedError, Reason


def look(task: practicals.Task, data: bytes, name: str) -> practicals.Preflight:
    """Return whether a file opens and what its owner should know.

    :raises NotConvertedError: too many others are before it; every other reason is a refusal.
    """
    try:
        ready = converting.prepare(task.module, data)
    except practicals.RefusedError as refusal:
        return practicals.refused(data, refusal)
    except NotConvertedError as error:
        if error.reason is Reason.BUSY:
            raise
        return _refused(task, data, error.reason)
    return practicals.preflight(task, ready.data, name=name, converted=ready.converted)


def not_converted(task: practicals.Task, data: bytes, reason: Reason) -> Sequence[Problem]:
    """Return why a file was not converted, and what to do about it."""
    if reason is Reason.BUSY:
        why = msg("Many files are being converted just now.")
        return [Problem("file", why, msg("Try again in a minute."))]
    return _refused(task, data, reason).problems


def _refused(task: practicals.Task, data: bytes, reason: Reason) -> practicals.Preflight:
    if reason in {Reason.ABSENT, Reason.UNCONFINED}:
        return practicals.preflight(task, data)  # says which format it is, and how to save it
    old = practicals.recognise(task.module, data)
    if old is None:
        return practicals.preflight(task, data)
    return practicals.refused(data, practicals.RefusedError(*practicals.not_converted(old.wanted)))
