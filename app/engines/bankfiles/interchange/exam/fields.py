"""What is said about a question, from words to values: difficulty, points, time, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.exam.words import difficulty, shadow, table
from app.engines.bankfiles.source import DOMAINS
from app.kernel.tier import Tier


def _positive(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", shadow(text))
    return build.whole(float(found.group())) if found and float(found.group()) > 0 else None


def _seconds(text: str) -> int | None:
    number = _positive(text)
    if number is None:
        return None
    return int(number * 60) if "分" in text else int(number)


def _domain(text: str) -> str | None:
    found = re.match(r"D(1[01]|[1-9])(?!\d)", shadow(text).strip().upper())
    return found.group() if found and found.group() in DOMAINS else None


def _level(text: str) -> str | None:
    word = shadow(text).strip()
    return word.upper() if word.upper() in tuple("KCAE") else table("levels").get(word)


def _tiers(text: str) -> Sequence[str] | None:
    known = [tier.value for tier in Tier]
    return [one for one in re.split(r"[,，、;；\s]+", text.upper()) if one in known] or None


def _lines(text: str) -> list[str] | None:
    return [one.strip() for one in re.split(r"[\n；;]+", text) if one.strip()] or None


def _words(text: str) -> list[str] | None:
    return [one for one in re.split(r"[,，、;；\s]+", text) if one] or None


def _module(text: str) -> str | None:
    found = re.search(r"[A-Z]{2}\d{3}", shadow(text).upper())
    return found.group() if found else None


def _date(text: str) -> date | None:
    found = re.match(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", shadow(text).strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "difficulty": difficulty,
        "points": _positive,
        "seconds": _seconds,
        "level": _level,
        "domain": _domain,
        "tier": _tiers,
        "module": _module,
        "source": _lines,
        "enemies": _words,
        "valid_from": _date,
        "valid_to": _date,
        "goal": lambda text: text.strip() or None,
        "tries": lambda text: int(number) if (number := _positive(text)) else None,
        "a11y": lambda text: text.strip() or None,
        "use": lambda text: text.strip() or None,
        "secrecy": lambda text: text.strip() or None,
    }
)
