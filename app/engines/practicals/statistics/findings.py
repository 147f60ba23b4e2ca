"""The most frequent wrong findings of a check, told without showing what one person wrote."""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.text import Message

SAME = 3
"""So many must have had the very same finding before it is shown as it stands."""
MOST = 5
BLANK = "…"


@dataclass(frozen=True, slots=True)
class Finding:
    """One wrong finding and how many had it.

    :ivar is_pattern: what differs from one person to the next, their own words and numbers, is
        left out of `text`.
    """

    text: Message
    count: int
    is_pattern: bool = False


class Findings:
    """Counts findings as they are stored: messages with parameters."""

    def __init__(self) -> None:
        self._counts: Tally[str] = Tally()

    def add(self, found: Mapping[str, Any]) -> None:
        """Count one finding."""
        self._counts[json.dumps(found, ensure_ascii=False, sort_keys=True)] += 1

    def merge(self, other: Findings) -> None:
        """Take in what another has counted."""
        self._counts.update(other._counts)

    def top(self, most: int = MOST) -> tuple[Finding, ...]:
        """Return the most frequent findings; rare ones of one pattern are counted together.

        A finding may quote a candidate's file. What fewer than `SAME` had is therefore shown as the
        pattern of its message alone.
        """
        exact: list[Finding] = []
        patterns: Tally[str] = Tally()
        for text, count in self._counts.items():
            stored = json.loads(text)
            if count >= SAME:
                exact.append(Finding(Message.from_json(stored), count))
            else:
                patterns[json.dumps(_blanked(stored), ensure_ascii=False, sort_keys=True)] += count
        found = exact + [_pattern(text, count) for text, count in patterns.items()]
        return tuple(sorted(found, key=lambda one: (-one.count, str(one.text))))[:most]


def _pattern(text: str, count: int) -> Finding:
    stored = json.loads(text)
    return Finding(Message.from_json(stored), count, is_pattern=BLANK in text)


def _blanked(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored message without what it was filled with; messages within it are kept."""
    params = {
        name: _blanked(value) if isinstance(value, Mapping) and "msgid" in value else BLANK
        for name, value in stored.get("params", {}).items()
    }
    return {"msgid": stored["msgid"], "params": params} if params else {"msgid": stored["msgid"]}
