"""Papers that were read in this process: a sealed paper never changes, so once is enough."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from app.domain.papers.rules import SealedPaper

SIZE = 64
"""Some 200 KB each: the forms of the exams that are held at the same time."""


class PaperShelf:
    """The papers used last, by their digest: what was altered would have another one."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._papers: OrderedDict[str, SealedPaper] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str, read: Callable[[], SealedPaper]) -> SealedPaper:
        """Return the paper with this digest, reading it if it is not here yet."""
        with self._lock:
            if digest in self._papers:
                self._papers.move_to_end(digest)
                return self._papers[digest]
        paper = read()
        with self._lock:
            self._papers[digest] = paper
            while len(self._papers) > self._size:
                self._papers.popitem(last=False)
        return paper


SHELF = PaperShelf()
"""The shelf of this process."""
