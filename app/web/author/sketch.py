"""A content that is still being written, filled up with dots so that it can be shown.

Pure. What is there is shown as it stands; what is missing becomes `…`. Nothing of it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.engines import items
from app.engines.items import blank, case, cloze
from app.kernel.errors import InvalidError

DOTS = "…"
LETTERS = "ABCDEFGHIJKLMNOPQRST"
Content = dict[str, Any]


def complete(content: Mapping[str, Any]) -> Content | None:
    """Return the content, or one like it that can be shown; None when there is no way to."""
    for made in (dict(content), _filled(dict(content))):
        try:
            items.read(made)
        except (InvalidError, ValueError, TypeError, KeyError, AttributeError):
            continue
        return made
    return None


def _filled(content: Content) -> Content:
    made = {**content, "stem": str(content.get("stem") or DOTS)}
    fill = _FILLERS.get(str(content.get("kind")))
    try:
        filled = fill(made) if fill else made
    except (ValueError, TypeError, KeyError, AttributeError):
        return made
    return {**filled, "figures": content["figures"]} if content.get("figures") else filled


def _choice(content: Content) -> Content:
    held = {
        id_: {"text": option.get("text") or DOTS}
        for id_, option in content.get("options", {}).items()
    }
    is_single = content["kind"] == "single"
    options = _enough(_unlike(held), 2 if is_single else 3, "ABCDEFGH")
    letters = list(options)
    made = {"kind": content["kind"], "stem": content["stem"], "options": options}
    if is_single:
        key = content.get("key")
        return {**made, "key": key if key in options else letters[0]}
    keys = [key for key in content.get("key") or [] if key in options]
    return {**made, "key": keys if 1 < len(keys) < len(letters) else letters[:2]}


def _unlike(options: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Make equal texts differ by a blank that nobody sees."""
    seen: dict[str, int] = {}
    for option in options.values():
        count = seen[option["text"]] = seen.get(option["text"], 0) + 1
        option["text"] += "\u200b" * (count - 1)
    return options


def _enough(options: dict[str, Any], least: int, names: str) -> dict[str, Any]:
    for name in names:
        if len(options) >= least:
            break
        options.setdefault(name, {"text": DOTS + "\u200b" * len(options)})
    return dict(sorted(options.items()))


def _judge(content: Content) -> Content:
    return {**content, "key": bool(content.get("key"))}


def _number(content: Content) -> Content:
    made = {name: content[name] for name in ("kind", "stem", "unit") if content.get(name)}
    return {**made, "key": {"value": 0}}


def _blank(content: Content) -> Content:
    stem, numbers = _renumbered(content["stem"], blank.GAP)
    return {"kind": "blank", "stem": stem, "blanks": {n: {"accept": [DOTS + "1"]} for n in numbers}}


def _cloze(content: Content) -> Content:
    stem, numbers = _renumbered(content["stem"], cloze.GAP)
    held, words = content.get("gaps", {}), content.get("words", {})
    return {
        "kind": "cloze",
        "stem": stem,
        "gaps": {number: _gap(held.get(number, {}), words) for number in numbers},
    }


def _gap(gap: Content, words: dict[str, str]) -> Content:
    if "value" in gap:
        return {"value": 0}
    options = {id_: {"text": text} for id_, text in (gap.get("options") or words or {}).items()}
    if not options:
        return {"accept": [DOTS + "1"]}
    full = _enough(_unlike(options), 2, LETTERS)
    texts = {id_: option["text"] for id_, option in full.items()}
    return {"options": texts, "key": next(iter(texts))}


def _renumbered(stem: str, gap: re.Pattern[str]) -> tuple[str, list[str]]:
    """Return a stem whose gaps are numbered from 1, with at least one."""
    found = gap.findall(stem)
    if not found:
        return f"{stem}\u30101\u3011", ["1"]
    numbers = iter(range(1, len(found) + 1))
    return gap.sub(lambda _mark: f"\u3010{next(numbers)}\u3011", stem), [
        str(number) for number in range(1, len(found) + 1)
    ]


def _order(content: Content) -> Content:
    parts = _texts(content.get("parts", {}), 3, "ABCDEFGH")
    return {"kind": "order", "stem": content["stem"], "parts": parts, "key": list(parts)}


def _match(content: Content) -> Content:
    left = _texts(content.get("left", {}), 2, "123456789")
    right = _texts(content.get("right", {}), max(3, len(left)), "ABCDEFGHIJ")
    key = dict(zip(left, right, strict=False))
    return {"kind": "match", "stem": content["stem"], "left": left, "right": right, "key": key}


def _classify(content: Content) -> Content:
    groups = _texts(content.get("groups", {}), 2, "ABCDEFGH")
    entries = _texts(content.get("entries", {}), 2, "123456789")
    key = dict.fromkeys(entries, next(iter(groups)))
    made = {"kind": "classify", "stem": content["stem"]}
    return {**made, "groups": groups, "entries": entries, "key": key}


def _texts(held: dict[str, str], least: int, names: str) -> dict[str, str]:
    options = {id_: {"text": text or DOTS} for id_, text in held.items()}
    return {id_: option["text"] for id_, option in _enough(_unlike(options), least, names).items()}


def _hotspot(content: Content) -> Content:
    if content.get("image") not in content.get("figures", {}):
        raise ValueError
    width, height = content["width"], content["height"]
    spare = {"shape": "rect", "coords": [0, 0, width // 4, height // 4]}
    kept = {}
    for id_, region in content.get("regions", {}).items():
        held = {**content, "regions": {id_: region, "H": spare}, "key": ["H"]}
        if _is_sound(held if id_ != "H" else {**held, "regions": {"A": region, "H": spare}}):
            kept[id_] = region
    for id_ in "ABCDEFGH":
        if len(kept) >= 2:  # noqa: PLR2004 - a question needs two regions
            break
        kept.setdefault(id_, spare)
    return {**content, "regions": dict(sorted(kept.items())), "key": [next(iter(sorted(kept)))]}


def _is_sound(content: Content) -> bool:
    try:
        items.read(content)
    except InvalidError:
        return False
    return True


def _short(content: Content) -> Content:
    return {"kind": "short", "stem": content["stem"], "answers": [{"text": DOTS + "1"}]}


def _essay(content: Content) -> Content:
    limit = content.get("limit")
    made = {"kind": "essay", "stem": content["stem"]}
    return {**made, "limit": limit} if isinstance(limit, int) and limit > 0 else made


def _case(content: Content) -> Content:
    figures = content.get("figures", {})
    parts = {}
    for id_, part in content.get("parts", {}).items():
        lent = {"figures": figures} if figures else {}
        made = complete({**part["content"], **lent})
        if made is not None:
            made.pop("figures", None)
            parts[id_] = {"points": 1, "content": made}
    if not parts:
        parts["a"] = {"content": {"kind": "judge", "stem": DOTS, "key": True}}
    return {**content, "parts": dict(list(parts.items())[: case.MOST])}


_FILLERS: Mapping[str, Callable[[Content], Content]] = {
    "single": _choice,
    "multiple": _choice,
    "judge": _judge,
    "number": _number,
    "blank": _blank,
    "cloze": _cloze,
    "order": _order,
    "match": _match,
    "classify": _classify,
    "hotspot": _hotspot,
    "short": _short,
    "essay": _essay,
    "case": _case,
}
