"""Single choice items → Aiken, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    no_place,
    options_of,
)
from app.engines.bankfiles.interchange.model import Format, warn
from app.engines.bankfiles.source import ItemSource
from app.kernel.text import msg

STAYS = msg("Reasons, explanation, source and all that is said about the item stay behind.")


def write(sources: Sequence[ItemSource]) -> Written:
    """Return the file of these items; only stem, options and key are carried."""
    blocks: list[str] = []
    losses = Losses()
    for source in sources:
        try:
            blocks.append(_block(source))
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        losses.reduced.append(warn(source.code, STAYS))
    data = "\n".join(blocks)
    found = (tuple(losses.omitted), tuple(losses.reduced))
    return Written(Format.AIKEN, "items.aiken.txt", data.encode(), len(blocks), *found)


def _block(source: ItemSource) -> str:
    content = source.content
    if source.kind != "single":
        raise no_place(source.kind)
    if "figures" in content:
        raise OmitError(msg("This format carries no pictures and sounds."))
    lines = [_line(str(content["stem"]))]
    lines += [f"{id_}. {_line(text)}" for id_, text, _why in options_of(content)]
    return "\n".join([*lines, f"ANSWER: {content['key']}", ""])


def _line(text: str) -> str:
    if "\n\n" in text:
        raise OmitError(msg("An empty line inside a text would part the item in two."))
    return text
