"""Hypothesis strategies: any sound content of a kind, and any well-formed answer to it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

words = st.text("abcdefgh ijklm\u7535\u5b50\u653f\u52a1*_<&", min_size=1, max_size=20).filter(
    lambda text: text.strip() != ""
)
stems = words
LETTERS = "ABCDEFGH"


def _options(texts: list[str]) -> dict[str, Any]:
    return {
        letter: {"text": text, "why": f"WHY-{letter}"}
        for letter, text in zip(LETTERS, texts, strict=False)
    }


def _texts(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=least, max_size=most, unique_by=str.strip)


@st.composite
def singles(draw: st.DrawFn) -> dict[str, Any]:
    options = _options(draw(_texts(2, 8)))
    key = draw(st.sampled_from(list(options)))
    return {"kind": "single", "stem": draw(stems), "options": options, "key": key}


@st.composite
def multiples(draw: st.DrawFn) -> dict[str, Any]:
    options = _options(draw(_texts(3, 8)))
    ids = list(options)
    keys = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=len(ids) - 1, unique=True))
    scoring = draw(st.sampled_from(["all_or_nothing", "partial", "partial_with_penalty"]))
    return {
        "kind": "multiple",
        "stem": draw(stems),
        "options": options,
        "key": keys,
        "scoring": scoring,
    }


@st.composite
def judges(draw: st.DrawFn) -> dict[str, Any]:
    why = {"true": "WHY-T", "false": "WHY-F"}
    return {"kind": "judge", "stem": draw(stems), "key": draw(st.booleans()), "why": why}


@st.composite
def blanks(draw: st.DrawFn) -> dict[str, Any]:
    answers = st.text("abc\u6cd5\u4eba12", min_size=1, max_size=8)
    count = draw(st.integers(1, 4))
    stem = "".join(f"{draw(words)} \u3010{n}\u3011" for n in range(1, count + 1))
    gaps = {
        str(n): {"accept": draw(st.lists(answers, min_size=1, max_size=3)), "reject": {}}
        for n in range(1, count + 1)
    }
    scoring = draw(st.sampled_from(["per_blank", "all_or_nothing"]))
    return {"kind": "blank", "stem": stem, "blanks": gaps, "scoring": scoring}


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    value = draw(st.decimals(-9999, 9999, places=2))
    tolerance = draw(st.sampled_from([0, 0.05, 0.5]))
    return {
        "kind": "number",
        "stem": draw(stems),
        "key": {"value": float(value), "tolerance": tolerance},
        "unit": draw(st.sampled_from(["", "%", "\u53f0"])),
    }


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    texts = draw(_texts(3, 8))
    parts = dict(zip(LETTERS, texts, strict=False))
    key = draw(st.permutations(list(parts)))
    scoring = draw(st.sampled_from(["all_or_nothing", "per_pair"]))
    return {"kind": "order", "stem": draw(stems), "parts": parts, "key": key, "scoring": scoring}


@st.composite
def matches(draw: st.DrawFn) -> dict[str, Any]:
    left = {str(n): text for n, text in enumerate(draw(_texts(2, 5)), start=1)}
    right = dict(zip(LETTERS, draw(_texts(len(left), 8)), strict=False))
    partners = draw(st.permutations(list(right)))
    key = dict(zip(left, partners, strict=False))
    scoring = draw(st.sampled_from(["all_or_nothing", "per_pair"]))
    return {
        "kind": "match",
        "stem": draw(stems),
        "left": left,
        "right": right,
        "key": key,
        "scoring": scoring,
    }


contents = st.one_of(singles(), multiples(), judges(), blanks(), numbers(), orders(), matches())


def values(content: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Any well-formed value for this content."""
    made: dict[str, Any] = {
        "single": lambda: st.sampled_from(list(content["options"])),
        "multiple": lambda: st.lists(st.sampled_from(list(content["options"])), unique=True),
        "judge": st.booleans,
        "blank": lambda: st.dictionaries(
            st.sampled_from(list(content["blanks"])), st.text(max_size=10)
        ),
        "number": lambda: st.text("0123456789.,%-", max_size=12),
        "order": lambda: st.permutations(list(content["parts"])),
        "match": lambda: st.dictionaries(
            st.sampled_from(list(content["left"])), st.sampled_from(list(content["right"]))
        ),
    }
    found: st.SearchStrategy[Any] = st.none() | made[content["kind"]]()
    return found
