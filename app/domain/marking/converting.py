"""Files of other formats become what is graded: by LibreOffice, once, and both files are kept.

The first conversion counts for ever: a second grading takes its bytes and needs no LibreOffice.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.engines import practicals
from app.store.files import FileStore
from app.store.libreoffice import NotConvertedError, Office

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """The bytes to grade, and where they come from if they were converted."""

    data: bytes
    converted: practicals.Converted | None = None


def prepare(
    module: str, data: bytes, *, keeps: bool = True, beat: Callable[[], None] = lambda: None
) -> Ready:
    """Return what is graded of a file that was handed in.

    :param keeps: keep the converted file, so that it is the same for every later grading.
    :param beat: called every few seconds; may raise to give up.
    :raises RefusedError: no program shall open the file.
    :raises NotConvertedError: it was not converted, with the reason.
    :raises OSError: what was converted before is no longer there.
    """
    old = practicals.recognise(module, data)
    if old is None:
        return Ready(data)
    source = hashlib.sha256(data).hexdigest()
    known = FileStore.derived(source, old.wanted) if keeps else None
    if known is not None:
        return Ready(FileStore.get(known["sha256"]), _converted(old, source, known["program"]))
    made = Office.convert(data, old.kind, old.wanted, beat=beat)
    if not keeps:
        return Ready(made, _converted(old, source, Office.version()))
    facts = {"sha256": FileStore.put(made), "program": Office.version()}
    first = FileStore.derive(source, old.wanted, facts)
    return Ready(FileStore.get(first["sha256"]), _converted(old, source, first["program"]))


def prepare_or_leave(module: str, data: bytes, beat: Callable[[], None]) -> Ready:
    """Return what is graded; a file that cannot be converted goes to the grader as it is.

    The grader refuses it with its reason, and its checks wait for a person.
    """
    try:
        return prepare(module, data, beat=beat)
    except practicals.RefusedError:
        return Ready(data)
    except NotConvertedError as error:
        log.warning("a file was not converted: %s", error)
        return Ready(data)


def _converted(old: practicals.Old, source: str, program: str) -> practicals.Converted:
    return practicals.Converted(old.kind, source, program)
