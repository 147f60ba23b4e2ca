"""Samples of a template that nobody has changed: they are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.bankfiles.interchange.model import Entry, Found, Remark, warn
from app.engines.bankfiles.source import digest_of
from app.kernel.text import msg

SHORT = 10


def base_of(content: Mapping[str, Any]) -> str:
    """Return what a sample says about its content."""
    return digest_of(content, {})[:SHORT]


def passed_over(entry: Entry) -> Entry:
    """Return the entry, or a remark in its place when it is an untouched sample."""
    is_sample = (
        isinstance(entry, Found)
        and bool(entry.base)
        and "code" not in entry.metadata
        and entry.base == base_of(entry.content)
    )
    if not is_sample or not isinstance(entry, Found):
        return entry
    reason = msg("The sample stands as it was in the template and was passed over.")
    return Remark(problem=warn(entry.where, reason))
