"""Selectors for paragraphs: the plainest one that means exactly the paragraphs that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.engines.practicals.language.find import squash

LONGEST_QUOTE = 24
SHORTEST_START = 4
LONGEST_ALTERNATION = 240
NUMBERED = (
    ("^[一二三四五六七八九十]+、", "一、"),
    ("^（[一二三四五六七八九十]+）", "（一）"),
    ("^第[一二三四五六七八九十百]+[章节条]", "第一章"),
    (r"^\d+[.．、]", "1."),
    (r"^（\d+）", "（1）"),
)
"""How headings are numbered in Chinese documents, and what people are shown instead."""


def selector(
    texts: Sequence[str],
    chosen: Sequence[int],
    stable: Sequence[str],
    *,
    stretches: bool = True,
) -> Any:  # noqa: ANN401
    """Return `paragraphs: {…}` for the paragraphs at these places of a text; None if none fits.

    `stable` holds each paragraph as far as the task does not change its text, so that a selector
    finds it before and after the change. Without `stretches` only their own texts tell them.
    """
    wanted = set(chosen)
    for found in _candidates(texts, sorted(wanted), stable):
        if not stretches and not {"text", "re"} & found.keys():
            continue
        if set(_picked(texts, found)) == wanted:
            return found
    return None


def _candidates(
    texts: Sequence[str], chosen: Sequence[int], stable: Sequence[str]
) -> Iterator[dict[str, Any]]:
    if len(chosen) == len(texts):
        yield {}
    if len(chosen) == 1:
        yield from _single(texts[chosen[0]], stable[chosen[0]])
    for pattern, like in NUMBERED:
        yield {"re": pattern, "like": like}
    yield from _stretch(texts, chosen, stable)
    yield from _alternation(texts, chosen, stable)


def _single(text: str, stable: str) -> Iterator[dict[str, Any]]:
    if text == stable and len(text) <= LONGEST_QUOTE:
        yield {"text": text}
    for size in (8, 12, 16, LONGEST_QUOTE, len(stable)):
        if stable[:size]:
            yield {"text": stable[:size], "match": "starts"}


def _stretch(
    texts: Sequence[str], chosen: Sequence[int], stable: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield all between two paragraphs, with or without those numbered like headings."""
    first, last = chosen[0], chosen[-1]
    around: dict[str, Any] = {}
    if first > 0:
        around["after"] = _anchor(texts, first - 1, stable)
    if last + 1 < len(texts):
        around["before"] = _anchor(texts, last + 1, stable)
    if None in around.values() or not around:
        return
    if len(chosen) > 1:
        yield around
        for pattern, like in NUMBERED:
            yield {**around, "exclude": {"re": pattern, "like": like}}


def _anchor(texts: Sequence[str], at: int, stable: Sequence[str]) -> dict[str, Any] | None:
    for found in _single(texts[at], stable[at]):
        hits = [i for i, text in enumerate(texts) if accepts(text, found)]
        if hits and hits[0] == at:
            return found
    return None


def _alternation(
    texts: Sequence[str], chosen: Sequence[int], stable: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield the beginnings of all paragraphs, each as short as tells it from the others."""
    others = [texts[i] for i in range(len(texts)) if i not in set(chosen)]
    starts = []
    for at in chosen:
        text = stable[at].strip()
        size = next(
            (
                n
                for n in range(min(SHORTEST_START, len(text)), len(text) + 1)
                if not any(other.strip().startswith(text[:n]) for other in others)
            ),
            0,
        )
        if not size:
            return
        starts.append(text[:size])
    joined = "|".join(map(re.escape, dict.fromkeys(starts)))
    if len(joined) <= LONGEST_ALTERNATION:
        yield {"re": f"^({joined})", "like": starts[0]}


def _picked(texts: Sequence[str], found: Mapping[str, Any]) -> list[int]:
    places = list(range(len(texts)))
    if "after" in found:
        at = next(i for i in places if accepts(texts[i], found["after"]))
        places = [i for i in places if i > at]
    if "before" in found:
        at = next((i for i in places if accepts(texts[i], found["before"])), len(texts))
        places = [i for i in places if i < at]
    if {"text", "re"} & found.keys():
        places = [i for i in places if accepts(texts[i], found)]
    if "exclude" in found:
        places = [i for i in places if not accepts(texts[i], found["exclude"])]
    return places


def accepts(text: str, match: Mapping[str, Any]) -> bool:
    """Whether a text is one that a match of a task means."""
    if "re" in match:
        return re.search(match["re"], text.strip()) is not None
    if match.get("match") == "starts":
        return squash(text).startswith(squash(match["text"]))
    return squash(text) == squash(match["text"])
