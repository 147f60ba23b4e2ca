"""The paper as one candidate may see it: no key, no reason, options shuffled by a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from app.domain.exams.rules import item_seed
from app.domain.papers.rules import SealedItem, SealedPaper
from app.engines import items, practicals

STEM_ELSEWHERE = frozenset({"blank", "cloze", "practical"})
"""Kinds whose view holds the text of the stem again, with its gaps or as a task sheet."""

Read = Callable[[], SealedPaper]


class PaperShelf:
    """Sealed papers never change, so a process reads each of them once."""

    def __init__(self, size: int = 32) -> None:
        self._size = size
        self._papers: dict[str, SealedPaper] = {}

    def get(self, digest: str, read: Read) -> SealedPaper:
        """Return the paper with this digest, reading it if it is not here yet."""
        if digest not in self._papers:
            if len(self._papers) >= self._size:
                self._papers.clear()
            self._papers[digest] = read()
        return self._papers[digest]


def present(paper: SealedPaper, seed: int) -> list[dict[str, Any]]:
    """Return the items for the player, in the order of the paper."""
    return [_item(item, seed) for item in paper.items]


def _item(item: SealedItem, seed: int) -> dict[str, Any]:
    own_seed = item_seed(seed, item.position)
    content = _bound(item.content, own_seed) if item.kind == "practical" else dict(item.content)
    view = items.present(content, own_seed)
    if item.kind == "practical":
        view |= practicals_view(item.content, own_seed)
    if item.kind in STEM_ELSEWHERE:
        view["stem"] = ""
    return {
        "position": item.position,
        "section": item.section,
        "kind": item.kind,
        "points": item.points,
        "view": {key: value for key, value in view.items() if key != "kind"},
    }


def practicals_view(content: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what a practical shows that is done in the page; nothing where a file is asked for."""
    scene = practicals.scene(practicals.read_task(content["task"], seed), seed)
    return {} if scene is None else {"scene": scene}


@lru_cache(maxsize=1)
def shelf() -> PaperShelf:
    """Return the shelf of this process."""
    return PaperShelf()


def _bound(content: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return a practical with the names and figures of this candidate in its task sheet."""
    task = practicals.read_task(content["task"], seed)
    sheet = {"title": task.title, "instructions": task.instructions}
    return {**content, "task": {**content["task"], **sheet}}


def title_of(titles: Mapping[str, str], locale: str) -> str:
    """Return a title in the language of the reader; sealed papers carry both."""
    return titles["zh" if locale.startswith("zh") else "en"]
