"""Items → the text that Blackboard takes in: a line each, parts parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange.blackboard import upload
from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    keys_of,
    no_place,
    options_of,
    plain,
)
from app.engines.bankfiles.interchange.model import Format, Found, warn
from app.engines.bankfiles.source import ItemSource
from app.engines.items.html import render, render_inline
from app.kernel.text import msg

STAYS = msg("Reasons, explanation, source and all that is said about the item stay behind.")
NOT_BACK = msg("It would not come back the same from this format.")
BEHIND = frozenset(
    {"explain", "why", "scoring", "fixed", "rubric", "zero", "note", "limit", "decimals", "wrong"}
)
"""What the format has no place for; that it stays behind is said."""
GAP = re.compile(r"【(\d+)】")
Cells = list[str]


def write(sources: Sequence[ItemSource]) -> Written:
    """Return the file of these items; only question, answers and key are carried."""
    lines: list[str] = []
    losses = Losses()
    for source in sources:
        try:
            lines.append(_line(source))
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        losses.reduced.append(warn(source.code, STAYS))
    data = "".join(f"{line}\r\n" for line in lines)
    found = (tuple(losses.omitted), tuple(losses.reduced))
    return Written(Format.BLACKBOARD, "items.blackboard.txt", data.encode(), len(lines), *found)


def _line(source: ItemSource) -> str:
    content = source.content
    if source.kind not in WRITERS:
        raise no_place(source.kind)
    if "figures" in content:
        raise OmitError(msg("This format carries no pictures and sounds."))
    cells = WRITERS[source.kind](content)
    line = "\t".join(cells)
    (entry,) = upload.read(line, "")
    if not isinstance(entry, Found) or _asked(entry.content) != _asked(content):
        raise OmitError(entry.reason if hasattr(entry, "reason") else NOT_BACK)
    return line


def _asked(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked and what is right, without what stays behind."""
    kept: dict[str, Any] = {}
    for name, value in content.items():
        if name == "options":
            kept[name] = {letter: option["text"] for letter, option in value.items()}
        elif name == "blanks":
            kept[name] = {number: gap["accept"] for number, gap in value.items()}
        elif name == "parts":
            kept[name] = [value[letter] for letter in content["key"]]
        elif name == "right":
            kept[name] = [value[content["key"][number]] for number in content["left"]]
            kept["spare"] = len(value) - len(content["left"])
        elif name == "key" and content["kind"] in ("order", "match"):
            continue
        elif name not in BEHIND:
            kept[name] = value
    return kept


def _single(content: Mapping[str, Any]) -> Cells:
    keys = set(keys_of(content))
    cells = ["MC" if content["kind"] == "single" else "MA", _stem(content)]
    for letter, text, _why in options_of(content):
        cells += [_text(text), "correct" if letter in keys else "incorrect"]
    return cells


def _judge(content: Mapping[str, Any]) -> Cells:
    return ["TF", _stem(content), str(content["key"]).lower()]


def _number(content: Mapping[str, Any]) -> Cells:
    key = content["key"]
    cells = ["NUM", _stem(content), plain(key["value"])]
    return [*cells, plain(key["tolerance"])] if key.get("tolerance") else cells


def _blank(content: Mapping[str, Any]) -> Cells:
    gaps = content["blanks"]
    stem = GAP.sub(lambda found: f"[{found.group(1)}]", _stem(content))
    groups = [[number, *gap["accept"]] for number, gap in gaps.items()]
    cells = ["FIB_PLUS", stem, *groups[0]]
    for group in groups[1:]:
        cells += ["", *group]
    return cells


def _order(content: Mapping[str, Any]) -> Cells:
    parts = [_text(content["parts"][letter]) for letter in content["key"]]
    return ["ORD", _stem(content), *parts]


def _match(content: Mapping[str, Any]) -> Cells:
    cells = ["MAT", _stem(content)]
    for number, entry in content["left"].items():
        cells += [_text(entry), _text(content["right"][content["key"][number]])]
    return cells


def _essay(content: Mapping[str, Any]) -> Cells:
    model = content.get("model", "")
    return ["ESS", _stem(content), *([_text(model)] if model else [])]


def _text(text: object) -> str:
    """Return markdown as the one line of HTML that Blackboard shows."""
    return " ".join(str(render_inline(str(text))).split())


def _stem(content: Mapping[str, Any]) -> str:
    """Return the question, several blocks where it has them."""
    made = " ".join(str(render(str(content["stem"]))).split())
    is_plain = made.startswith("<p>") and made.count("<p>") == 1 and made.endswith("</p>")
    return made[3:-4] if is_plain else made


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], Cells]] = MappingProxyType(
    {
        "single": _single,
        "multiple": _single,
        "judge": _judge,
        "number": _number,
        "blank": _blank,
        "order": _order,
        "match": _match,
        "essay": _essay,
    }
)
