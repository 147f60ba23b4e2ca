"""The words of exam papers, kept as data: kinds, labels, right and wrong, difficulty."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FULL_WIDTH |= {ord("【"): ord("["), ord("】"): ord("]"), ord("〔"): ord("["), ord("〕"): ord("]")}
NEAR_FULL = 0.99


def shadow(text: str) -> str:
    """Return a text of the same length in half width, for finding marks in.

    >>> shadow("对．　（　）")
    '对. ( )'
    """
    return text.translate(_FULL_WIDTH)


@cache
def table(name: str) -> dict[str, Any]:
    """Return one table of words."""
    path = files("app.engines.bankfiles.interchange.exam") / "words.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[name]
    return found


@cache
def _kind_words() -> dict[str, str]:
    return {word: kind for kind, words in table("kinds").items() for word in words}


def kind_of(text: str) -> str:
    """Return the kind that a word names, or nothing.

    >>> kind_of("单项选择题"), kind_of("一、判断题（每题 1 分）"), kind_of("天气")
    ('single', 'judge', '')
    """
    plain = re.sub(r"[\[\]()（）【】:：\s\d.、]", "", shadow(text)).lower()
    words = _kind_words()
    if plain in words:
        return words[plain]
    named = [word for word in words if word in shadow(text).lower() and len(word) > 1]
    return words[max(named, key=len)] if named else ""


@cache
def label_pattern() -> re.Pattern[str]:
    """Return the pattern of a label such as `答案：` or `【解析】`, in half width."""
    every = sorted(
        {word for words in table("labels").values() for word in words}, key=len, reverse=True
    )
    names = "|".join(map(re.escape, every))
    return re.compile(rf"(?:\[\s*({names})\s*\]\s*:?|({names})\s*:)\s*", re.IGNORECASE)


@cache
def label_of(word: str) -> str:
    """Return which field a label names."""
    for field, words in table("labels").items():
        if word.lower() in [one.lower() for one in words]:
            return str(field)
    return ""


def judged(text: str) -> bool | None:
    """Return the truth that a word says, None when it says none.

    >>> judged("√"), judged("错误"), judged("也许")
    (True, False, None)
    """
    word = shadow(text).strip().strip("()[].。").strip().lower()
    if word in table("true"):
        return True
    return False if word in table("false") else None


def difficulty(text: str) -> float | None:
    """Return the share of right answers that a difficulty says.

    >>> difficulty("0.6"), difficulty("较难"), difficulty("60%")
    (0.6, 0.45, 0.6)
    """
    word = shadow(text).strip()
    if word in table("difficulties"):
        return float(table("difficulties")[word])
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%)?", word)
    if not found:
        return None
    number = float(found.group(1)) / (100 if found.group(2) else 1)
    return number if 0.05 <= number <= NEAR_FULL else None  # noqa: PLR2004 - what an item may have
