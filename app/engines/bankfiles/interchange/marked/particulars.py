"""What is said about an item, as the table below it says it, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange import tags
from app.engines.bankfiles.interchange.exam.words import shadow
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.secrecy import NAMES
from app.engines.bankfiles.reader import NEEDS_FIGURE
from app.kernel.text import msg

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "code": "编号：",
        "difficulty": "难度：",
        "points": "分值：",
        "seconds": "用时（秒）：",
        "domain": "领域：",
        "level": "认知层次：",
        "tier": "适用层次：",
        "module": "课程：",
        "goal": "目标：",
        "enemies": "互斥题：",
        "valid_from": "生效：",
        "valid_to": "失效：",
        "tries": "作答次数：",
        "a11y": "无障碍：",
        "use": "用途：",
        "secrecy": "密级：",
        "source": "依据：",
    }
)
ALWAYS = ("code", "difficulty", "points", "seconds", "domain", "level", "tier", "module", "secrecy")
"""What every item says, empty or not."""
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "level": {"K": "识记", "C": "理解", "A": "应用", "E": "分析评价"},
        "use": {"exam": "考试", "quiz": "测验", "checkpoint": "课中检查"},
        "a11y": {NEEDS_FIGURE: "须看图"},
        "secrecy": {label.value: name for label, name in NAMES.items()},
    }
)
DAYS = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")


def write(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return what stands behind a label.

    >>> write("level", "K"), write("tier", ["USER", "MGMT"]), write("difficulty", 0.6)
    ('识记', 'USER MGMT', '0.6')
    """
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ("\n" if name == "source" else " ").join(map(str, value))
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return WORDS.get(name, {}).get(text, text)


def take(draft: Draft, name: str, text: str) -> None:
    """Add what a cell says to an item; what cannot be understood is named."""
    found = _read(name, text)
    if found is not None:
        draft.metadata[name] = found
    elif name != "code":
        label = LABELS.get(name, name).rstrip("：")
        draft.warn(msg("“%(label)s” was not understood: %(text)s.", label=label, text=text[:40]))


def _read(name: str, text: str) -> Any:  # noqa: ANN401
    if name == "source":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if name in tags.LISTS:
        return re.split(r"[\s,，、;；]+", text.strip())
    plain = shadow(text).strip()
    if name in tags.NUMBERS:
        return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else None
    if name in tags.DATES:
        return _date(plain)
    if name == "code":
        return None
    named = {word: value for value, word in WORDS.get(name, {}).items()}
    return named.get(text.strip(), text.strip()) if name in tags.WORDS else None


def _date(text: str) -> date | None:
    found = DAYS.match(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
