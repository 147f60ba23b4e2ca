"""Items → GIFT, texts as markdown, so that nothing of them is lost on the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange import gift
from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    no_place,
    options_of,
    plain,
    with_residue,
)
from app.engines.bankfiles.interchange.export.shares import shares_of
from app.engines.bankfiles.interchange.model import Entry, Format
from app.engines.bankfiles.source import ItemSource
from app.kernel.text import msg

_SIGNS = re.compile(r"([\\~=#{}:])")
_GAP = re.compile("【1】")
_QUOTED = {"%": "%25", "[": "%5B", "]": "%5D", "\n": "%0A"}
LOST: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "single": ("fixed",),
        "multiple": ("fixed", "scoring"),
        "number": ("unit", "decimals", "wrong"),
        "short": ("match", "rubric", "model", "zero", "note", "limit"),
        "blank": ("match", "scoring"),
        "match": ("scoring",),
        "classify": ("scoring",),
        "essay": ("rubric", "model", "zero", "note", "limit"),
    }
)
"""Kind → parts of its content that the format has no place for."""
WHOLE = {"=": "100", "~": "0"}
"""Sign → the weight that is written out where the text itself begins with a percent sign."""


def write(sources: Sequence[ItemSource]) -> Written:
    """Return the file of these items."""
    blocks: list[str] = []
    losses = Losses()
    for source in sources:
        try:
            blocks.append(with_residue(source, partial(_block, source), _back))
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        losses.note(source, LOST.get(source.kind, ()))
    data = "\n\n".join(blocks) + "\n"
    found = (tuple(losses.omitted), tuple(losses.reduced))
    return Written(Format.GIFT, "items.gift", data.encode(), len(blocks), *found)


def _back(block: str) -> Entry:
    return next(iter(gift.read(block, "")))


def _block(source: ItemSource, tags: Sequence[str]) -> str:
    if source.kind not in WRITERS:
        raise no_place(source.kind)
    if "figures" in source.content:
        raise OmitError(msg("This format carries no pictures and sounds."))
    body = WRITERS[source.kind](source.content)
    explain = source.content.get("explain", "")
    feedback = f"####{_escaped(explain)}" if explain else ""
    head, gap, tail = _head(source)
    inside = f"{{{body}{feedback}}}"
    question = f"{head}{inside} {tail}" if gap else f"{head}{inside}"
    said = "".join(f" [tag:{_quoted(tag)}]" for tag in tags)
    return f"// [id:{source.code}]{said}\n::{_escaped(source.code)}::[markdown]{question}"


def _head(source: ItemSource) -> tuple[str, bool, str]:
    """Return what stands before and behind the answers of a fill-in item."""
    stem = str(source.content["stem"])
    if source.kind != "blank":
        return f"{_escaped(stem)} ", False, ""
    before, after = _GAP.split(stem, maxsplit=1)
    return f"{_escaped(before.rstrip())} ", True, _escaped(after.strip())


def _single(content: Mapping[str, Any]) -> str:
    return _choices(
        ("=" if id_ == content["key"] else "~", text, why) for id_, text, why in options_of(content)
    )


def _multiple(content: Mapping[str, Any]) -> str:
    shares = shares_of(content)
    return _choices((f"~%{shares[id_]:g}%", text, why) for id_, text, why in options_of(content))


def _choices(rows: Any) -> str:  # noqa: ANN401 - any iterable of three texts
    lines = []
    for sign, text, why in rows:
        weight = sign if len(sign) > 1 or not text.startswith("%") else f"{sign}%{WHOLE[sign]}%"
        format_ = "[markdown]" if text.startswith("[") else ""
        reply = f" #{_escaped(why)}" if why else ""
        lines.append(f"\n{weight}{format_}{_escaped(text)}{reply}")
    return "".join(lines) + "\n"


def _judge(content: Mapping[str, Any]) -> str:
    why, key = content.get("why", {}), content["key"]
    right, wrong = (why.get(side, "") for side in (("true", "false") if key else ("false", "true")))
    replies = f"#{_escaped(wrong)}#{_escaped(right)}" if right or wrong else ""
    return f"{'TRUE' if key else 'FALSE'}{replies}"


def _number(content: Mapping[str, Any]) -> str:
    key = content["key"]
    value, tolerance = (plain(key.get(name, 0)) for name in ("value", "tolerance"))
    return f"#{value}:{tolerance}" if key.get("tolerance") else f"#{value}"


def _short(content: Mapping[str, Any]) -> str:
    if not content.get("answers"):
        raise OmitError(msg("This format has no place for answers that a person marks."))
    rows = []
    for form in content["answers"]:
        share = form.get("share", 1)
        sign = "=" if share == 1 else f"=%{share * 100:g}%"
        rows.append((sign, form["text"], form.get("why", "")))
    return _choices(rows)


def _blank(content: Mapping[str, Any]) -> str:
    if len(content["blanks"]) > 1:
        raise OmitError(msg("This format has one gap in an item and no more."))
    return _choices(("=", form, "") for form in content["blanks"]["1"]["accept"])


def _match(content: Mapping[str, Any]) -> str:
    left = content["left"] if "left" in content else content["entries"]
    right = content["right"] if "right" in content else content["groups"]
    rows = [
        f"\n={_paired(text)} -> {_paired(right[content['key'][id_]])}" for id_, text in left.items()
    ]
    spare = [text for id_, text in right.items() if id_ not in content["key"].values()]
    return "".join(rows + [f"\n= -> {_paired(text)}" for text in spare]) + "\n"


def _essay(content: Mapping[str, Any]) -> str:
    del content
    return ""


def _quoted(tag: str) -> str:
    """Return a tag without the signs that would end it."""
    return "".join(_QUOTED.get(sign, sign) for sign in tag)


def _paired(text: str) -> str:
    if "->" in text:
        raise OmitError(msg("“->” inside an entry cannot be written in this format."))
    return _escaped(text)


def _escaped(text: str) -> str:
    """Escape the signs of the format; line ends are written as such."""
    return _SIGNS.sub(r"\\\1", text).replace("\n", "\\n")


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = MappingProxyType(
    {
        "single": _single,
        "multiple": _multiple,
        "judge": _judge,
        "number": _number,
        "short": _short,
        "blank": _blank,
        "match": _match,
        "classify": _match,
        "essay": _essay,
    }
)
