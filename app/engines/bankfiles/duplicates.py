"""Near-duplicates: pairs of items whose words are almost the same.

Texts become sets of three-character pieces; two are alike when the shared pieces are at least a
given share of all (Jaccard). Pairs are found by prefix filtering: of two such sets, the rarest
pieces must meet, so only those are looked up. Exact, and near linear for banks as they are.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.items.html import plain

PIECE = 3
THRESHOLD = 0.8
SHORTEST = 6
"""Texts of fewer characters are alike by chance."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two items that are alike: from 0 (nothing shared) to 1 (the same words)."""

    first: str
    second: str
    similarity: float


def find_duplicates(
    texts: Mapping[str, str], threshold: float = THRESHOLD, only: Sequence[str] = ()
) -> list[Pair]:
    """Return the pairs that are alike, the most alike first.

    :param texts: code → words of an item (see `words_of`).
    :param only: codes of which at least one must be in a pair; none for all pairs.

    >>> find_duplicates({"a": "政务内网与互联网的关系", "b": "政务内网与互联网的关系？"})
    [Pair(first='a', second='b', similarity=1.0)]
    """
    sets = {code: pieces for code, text in texts.items() if (pieces := _pieces(text))}
    rarity = Counter(piece for pieces in sets.values() for piece in pieces)
    sorted_sets = {
        code: sorted(pieces, key=lambda piece: (rarity[piece], piece))
        for code, pieces in sets.items()
    }
    wanted = set(only)
    index: dict[str, list[str]] = defaultdict(list)
    found: list[Pair] = []
    for code, rarest in sorted_sets.items():
        prefix = rarest[: len(rarest) - math.ceil(threshold * len(rarest)) + 1]
        candidates = {other for piece in prefix for other in index[piece]}
        for other in candidates:
            if wanted and code not in wanted and other not in wanted:
                continue
            similarity = _similarity(sets[code], sets[other])
            if similarity >= threshold:
                pair = (min(other, code), max(other, code))
                found.append(Pair(*pair, round(similarity, 3)))
        for piece in prefix:
            index[piece].append(code)
    return sorted(found, key=lambda pair: (-pair.similarity, pair.first, pair.second))


def words_of(content: Mapping[str, Any]) -> str:
    """Return the words of an item that a candidate reads: stem, options, parts."""
    found: list[str] = [str(content.get("stem", ""))]
    for name in ("options", "parts", "left", "right", "entries", "groups", "words"):
        held = content.get(name)
        if isinstance(held, Mapping):
            found += [_words(value) for value in held.values()]
    return plain("\n".join(found))


def _words(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return words_of(value["content"]) if "content" in value else str(value.get("text", ""))


def _pieces(text: str) -> frozenset[str]:
    folded = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
    if len(folded) < SHORTEST:
        return frozenset()
    return frozenset(folded[at : at + PIECE] for at in range(len(folded) - PIECE + 1))


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
