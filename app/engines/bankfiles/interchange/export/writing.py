"""The way out: one function for every format that this floor writes."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.bankfiles.interchange.export import (
    aiken,
    blackboard,
    gift,
    moodle,
    qti,
    table,
    word,
)
from app.engines.bankfiles.interchange.export.base import Losses, Written
from app.engines.bankfiles.interchange.export.qti import Version
from app.engines.bankfiles.interchange.model import Format
from app.engines.bankfiles.source import ItemSource
from app.engines.bankfiles.writer import write_items
from app.kernel.text import msg

PRACTICAL = "practical"


def write(
    sources: Sequence[ItemSource], format_: Format, version: Version = Version.V21
) -> Written:
    """Return the items as a file, with everything that it does not carry.

    Workbooks are written elsewhere (`documents.workbook`), from `table_of`.
    """
    if format_ is Format.TEXT:
        return _text(sources)
    if format_ is Format.QTI:
        return qti.v1.write(sources) if version is Version.V12 else qti.write(sources, version)
    writers = {
        Format.MOODLE: moodle.write,
        Format.GIFT: gift.write,
        Format.AIKEN: aiken.write,
        Format.BLACKBOARD: blackboard.write,
        Format.CSV: table.write_csv,
        Format.DOCX: word.write,
    }
    return writers[format_](sources)


def _text(sources: Sequence[ItemSource]) -> Written:
    losses = Losses()
    for source in sources:
        if source.kind == PRACTICAL:
            losses.omit(source, msg("Practical tasks keep files of their own."))
    kept = [source for source in sources if source.kind != PRACTICAL]
    data = write_items(kept).encode()
    return Written(Format.TEXT, "items.yaml", data, len(kept), tuple(losses.omitted))
