"""The candidate's machine: its journal, what it sends, what it forgets (`journal.js`).

Nothing leaves the queue before it is acknowledged, so that a batch whose acknowledgement was lost
is sent again, and the server must take it for what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engines.journal import ANSWER, Event, entry_hash, genesis

BATCH = 100


@dataclass(slots=True)
class Machine:
    """One browser with its journal of one sitting.

    :ivar pending: entries without an acknowledgement, the oldest first.
    :ivar written: epoch, number and hash of all entries.
    :ivar screen: position → the answer the candidate sees last, as JSON text.
    :ivar acknowledged: epoch → number up to which the server has said that it has all.
    """

    sitting: str
    epoch: int = 0
    seq: int = 0
    before: str = ""
    pending: list[Event] = field(default_factory=list)
    written: list[tuple[int, int, str]] = field(default_factory=list)
    screen: dict[int, str] = field(default_factory=dict)
    acknowledged: dict[int, int] = field(default_factory=dict)

    def begin(self, epoch: int, seq: int = 0, before: str = "") -> None:
        """Write on as the writer of an epoch, after what the server has of it already."""
        if epoch == self.epoch and self.before and self.seq >= seq:
            return  # this machine has as much, or more
        self.epoch, self.seq = epoch, seq
        self.before = before or genesis(self.sitting, epoch)
        self.acknowledged.setdefault(epoch, seq)

    def write(self, item: int, kind: str, payload: str, *, at: int, mono: int) -> Event:
        """Add an entry: it is on this machine, and nowhere else yet."""
        draft = Event(self.epoch, self.seq + 1, item, kind, payload, at, mono, at, "")
        event = draft._replace(hash=entry_hash(self.before, draft))
        self.seq, self.before = event.seq, event.hash
        self.pending.append(event)
        self.written.append((event.epoch, event.seq, event.hash))
        if kind == ANSWER:
            self.screen[item] = payload
        return event

    def batch(self) -> list[Event]:
        """Return what is sent next: the oldest entries, of one epoch."""
        if not self.pending:
            return []
        epoch = self.pending[0].epoch
        return [event for event in self.pending if event.epoch == epoch][:BATCH]

    def acknowledge(self, epoch: int, through: int) -> None:
        """Forget what the server has; an old acknowledgement that comes late takes nothing back."""
        if through > self.acknowledged.get(epoch, 0):
            self.acknowledged[epoch] = through
        self.pending = [
            event for event in self.pending if event.epoch != epoch or event.seq > through
        ]

    def promised(self) -> Iterator[tuple[int, int, str]]:
        """Yield the entries of this machine that the server has acknowledged."""
        return (one for one in self.written if one[1] <= self.acknowledged.get(one[0], 0))
