"""The hash chain of a journal: a missing or altered event becomes visible.

Each writer (epoch) has its own chain. Its first event hangs on `genesis`, every
other on the event before. The client computes the same function in
`frontend/src/player/chain.js`; tests/engines/journal/vectors.json holds both to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from app.engines.journal.events import Event


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the chain of a sitting says about its events.

    :ivar missing: (epoch, seq) of events before the last stored one that are absent.
    :ivar broken: (epoch, seq) of events whose hash does not follow from the one before.
    """

    missing: tuple[tuple[int, int], ...] = ()
    broken: tuple[tuple[int, int], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is missing and nothing was altered."""
        return not self.missing and not self.broken


def genesis(sitting: str, epoch: int) -> str:
    """Return what the first event of a writer hangs on."""
    return f"{sitting}:{epoch}"


def entry_hash(before: str, event: Event) -> str:
    """Return the hash of an event, from the hash before it and all its fields but the hash.

    SHA-256 in hex over the fields joined by line feeds, in UTF-8. The payload comes
    last: it is the only field that may hold a line feed itself.
    """
    text = (
        f"{before}\n{event.epoch}\n{event.seq}\n{event.item}\n{event.kind}"
        f"\n{event.at_ms}\n{event.mono_ms}\n{event.wall_ms}\n{event.payload}"
    )
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def check_chain(sitting: str, events: Iterable[Event]) -> ChainReport:
    """Follow every writer's chain and report what is missing or altered.

    An event after a gap cannot be checked against the one before it, so the gap is
    reported and the chain is taken up again at the hash the event claims.
    """
    missing: list[tuple[int, int]] = []
    broken: list[tuple[int, int]] = []
    ordered = sorted({event.place: event for event in events}.values(), key=lambda e: e.place)
    for epoch, of_writer in groupby(ordered, key=lambda e: e.epoch):
        before, expected = genesis(sitting, epoch), 1
        for event in of_writer:
            gap = range(expected, event.seq)
            missing.extend((epoch, seq) for seq in gap)
            if not gap and entry_hash(before, event) != event.hash:
                broken.append(event.place)
            before, expected = event.hash, event.seq + 1
    return ChainReport(tuple(missing), tuple(broken))


def seal(sitting: str, events: Iterable[Event]) -> str:
    """Return the digest of a whole journal, for the receipt and for appeals.

    SHA-256 over the sitting and each event's epoch, number and hash in order; the
    same for any order of arrival.
    """
    digest = hashlib.sha256(sitting.encode())
    for epoch, seq, own in sorted({(e.epoch, e.seq, e.hash) for e in events}):
        digest.update(f"\n{epoch} {seq} {own}".encode())
    return digest.hexdigest()
