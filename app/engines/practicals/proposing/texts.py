"""What was replaced, added and taken out between two texts, and what belongs together."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.engines.practicals.language.find import squash

ALIKE = 0.5
"""Paragraphs that share more than half of their letters are one, changed."""
LONGEST_WORD = 12
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


@dataclass(slots=True)
class TextChange:
    """Pairs of paragraphs (start, final), words replaced, paragraphs added and taken out."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    edited: list[int] = field(default_factory=list)
    """Final paragraphs that were changed in another way than by the words replaced."""


def compare_texts(start: Sequence[str], final: Sequence[str]) -> TextChange:
    """Return what became of the paragraphs of a text."""
    found = TextChange()
    old, new = [squash(t) for t in start], [squash(t) for t in final]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.pairs += list(zip(range(a, b), range(c, d), strict=True))
        else:
            _pair_changed(found, old, new, range(a, b), range(c, d))
    found.replaced = _replaced(start, final, found.pairs)
    for a, c in found.pairs:
        if squash(replaced(start[a], found.replaced)) != squash(final[c]):
            found.edited.append(c)
    return found


def _pair_changed(
    found: TextChange, old: Sequence[str], new: Sequence[str], before: range, after: range
) -> None:
    """Pair changed paragraphs in order, each with the next one that is like it."""
    waiting = list(after)
    for a in before:
        partner = next((c for c in waiting if _alike(old[a], new[c])), None)
        if partner is None:
            found.removed.append(a)
            continue
        skipped = waiting[: waiting.index(partner)]
        found.added += skipped
        waiting = waiting[len(skipped) + 1 :]
        found.pairs.append((a, partner))
    found.added += waiting


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() > ALIKE


def replaced(text: str, words: Mapping[str, str]) -> str:
    """Return a text after all replacements."""
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _replaced(
    start: Sequence[str], final: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> dict[str, str]:
    """Return the words that were replaced wherever they stood."""
    counted: Counter[tuple[str, str]] = Counter()
    contexts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for a, c in pairs:
        old, new = start[a], final[c]
        if squash(old) == squash(new):
            continue
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            word = (old[i:j], new[k:m])
            if kind == "replace" and all(len(side) <= LONGEST_WORD for side in word):
                counted[word] += 1
                contexts.setdefault(word, []).append((old[:i], old[j:]))
            elif kind == "insert" and m - k <= LONGEST_WORD and i:
                counted[old[i - 1 : i], old[i - 1 : i] + new[k:m]] += 1
                pair = (old[i - 1 : i], old[i - 1 : i] + new[k:m])
                contexts.setdefault(pair, []).append((old[: i - 1], old[i:]))
    whole_old, whole_new = "\n".join(start), "\n".join(final)
    words: dict[str, str] = {}
    for word, _n in counted.most_common():
        old_word, new_word = _widened(word, contexts[word])
        there = whole_old.count(old_word)
        if old_word and there == counted[word] and old_word not in whole_new.replace(new_word, ""):
            words[old_word] = new_word
    return words


def _widened(word: tuple[str, str], places: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Take in the letters that stand beside it wherever it is replaced: 微机, not 微."""
    old, new = word
    if len(places) < 2:  # noqa: PLR2004  # one place has neighbours by chance
        return word
    befores, afters = [b for b, _a in places], [a for _b, a in places]
    while (tail := {after[:1] for after in afters}) and len(tail) == 1 and _is_letter(tail):
        letter = tail.pop()
        old, new, afters = old + letter, new + letter, [after[1:] for after in afters]
    while (head := {before[-1:] for before in befores}) and len(head) == 1 and _is_letter(head):
        letter = head.pop()
        old, new, befores = letter + old, letter + new, [before[:-1] for before in befores]
    return old, new


def _is_letter(found: set[str]) -> bool:
    return _LETTER.fullmatch(next(iter(found))) is not None


def stable_part(text: str, words: Mapping[str, str]) -> str:
    """Return the beginning of a final paragraph that no replacement touches."""
    places = [text.find(new) for new in words.values() if new and new in text]
    return text[: min(places)] if places else text
