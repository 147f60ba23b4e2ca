"""What was asked of the server, how long it took, what went wrong."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Requests:
    """All requests of one kind."""

    times: array[float] = field(default_factory=lambda: array("f"))
    failures: Counter[str] = field(default_factory=Counter)

    def quantile(self, share: float) -> float:
        """Return the time within which a share of them was answered, in ms; 0 without any."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1e3 if ordered else 0.0


class Tally:
    """Counts of one rehearsal."""

    def __init__(self) -> None:
        self.kinds: dict[str, Requests] = {}
        self.sent = 0
        self.received = 0
        self.under_way = 0
        self.deeds: Counter[str] = Counter()
        """What people did: sign in, start, hand in, reload …"""
        self.recent: array[float] = array("f")
        """Times of saves since it was last emptied: what the governor looks at."""

    def note(self, kind: str, seconds: float, sent: int, received: int) -> None:
        """Count an answered request."""
        self.kinds.setdefault(kind, Requests()).times.append(seconds)
        self.sent += sent
        self.received += received
        if kind == "save":
            self.recent.append(seconds)

    def fail(self, kind: str, why: str) -> None:
        """Count a request that was not answered as it should be."""
        self.kinds.setdefault(kind, Requests()).failures[why] += 1

    def count(self, kind: str) -> int:
        """How many of a kind were answered."""
        found = self.kinds.get(kind)
        return len(found.times) if found else 0

    def rows(self) -> list[Mapping[str, Any]]:
        """Return kinds with count, times and failures, the most frequent first."""
        ordered = sorted(self.kinds.items(), key=lambda one: -len(one[1].times))
        return [
            {
                "kind": kind,
                "count": len(found.times),
                "p50_ms": round(found.quantile(0.5), 1),
                "p99_ms": round(found.quantile(0.99), 1),
                "max_ms": round(max(found.times, default=0.0) * 1e3, 1),
                "failures": dict(found.failures),
            }
            for kind, found in ordered
        ]
