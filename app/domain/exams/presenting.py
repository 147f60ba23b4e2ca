"""The paper as one candidate may see it: no key, no reason, in an order that a seed gives.

Pure: whoever has the sealed paper and the seed of a sitting can make the very same bytes again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from app.domain.exams.rules import item_seed
from app.domain.papers.rules import SealedItem, SealedPaper
from app.engines import items, practicals
from app.engines.items import arrange

STEM_ELSEWHERE = frozenset({"blank", "cloze", "practical"})
"""Kinds whose view holds the text of the stem again, with its gaps or as a task sheet."""
MAX_FILE_BYTES = 20 * 1024 * 1024
LAYOUT = "1"
"""Changes whenever the same paper and seed would be shown differently: what was prepared with
another one is prepared again."""


def layout_of(*, has_own_order: bool) -> str:
    """Return the name of the way in which papers of an exam are shown."""
    return f"{LAYOUT}i" if has_own_order else LAYOUT


def paper_bytes(paper: SealedPaper, seed: int, *, has_own_order: bool) -> bytes:
    """Return the paper of one candidate as the JSON that the player reads."""
    shown = present(paper, seed, has_own_order=has_own_order)
    body = {"items": shown, "max_file_bytes": MAX_FILE_BYTES, "tools": paper.tools}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def present(paper: SealedPaper, seed: int, *, has_own_order: bool) -> list[dict[str, Any]]:
    """Return the items for the player, in the order of this candidate.

    `position` is the place on the sealed paper, under which answers, files and marks are kept;
    `number` is the place at which this candidate sees the item.
    """
    order = own_order(paper, seed) if has_own_order else list(paper.items)
    return [{"number": number, **_item(item, seed)} for number, item in enumerate(order, start=1)]


def own_order(paper: SealedPaper, seed: int) -> list[SealedItem]:
    """Return the items as one candidate meets them: mixed within a section and a kind.

    Sections keep their times and parts such as “single choice” their place on the paper.
    """
    ordered: list[SealedItem] = []
    for (section, kind), run in groupby(paper.items, key=lambda item: (item.section, item.kind)):
        by_name = {str(item.position): item for item in run}
        ordered += [by_name[name] for name in arrange(by_name, seed, f"{section}/{kind}")]
    return ordered


def numbers(paper: SealedPaper, seed: int, *, has_own_order: bool) -> dict[int, int]:
    """Return position → the number under which this candidate saw the item."""
    order = own_order(paper, seed) if has_own_order else paper.items
    return {item.position: number for number, item in enumerate(order, start=1)}


def _item(item: SealedItem, seed: int) -> dict[str, Any]:
    own_seed = item_seed(seed, item.position)
    content = _bound(item.content, own_seed) if item.kind == "practical" else item.content
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


def _bound(content: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return a practical with the names and figures of this candidate in its task sheet."""
    task = practicals.read_task(content["task"], seed)
    sheet = {"title": task.title, "instructions": task.instructions}
    return {**content, "task": {**content["task"], **sheet}}
