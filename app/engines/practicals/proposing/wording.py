"""The words of a proposal: what each value must be, as reports say it, joined to one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.language.expectations import listed, read_expectation
from app.kernel.text import Message, msg

QUOTE = 14


def saying(aspects: Mapping[str, Aspect], expect: Mapping[str, Any]) -> Message:
    """Return what a check expects, in words."""
    said = [
        aspects[key].says(read_expectation(raw, aspects[key].scalar).text())
        for key, raw in expect.items()
    ]
    return listed(said)


def quote(text: str) -> str:
    """Return the beginning of a text."""
    text = text.strip()
    return text if len(text) <= QUOTE else f"{text[:QUOTE]}…"


def paragraphs_text(found: Mapping[str, Any], texts: list[str]) -> Message:
    """Return which paragraphs are meant, in words."""
    if not found:
        return msg("All paragraphs")
    if len(texts) == 1:
        return msg("“%(quote)s”", quote=quote(texts[0]))
    return msg("%(n)s paragraphs such as “%(quote)s”", n=len(texts), quote=quote(texts[0]))
