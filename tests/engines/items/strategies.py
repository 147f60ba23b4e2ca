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


@st.composite
def clozes(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    stem = "".join(f"{draw(words)} \u3010{n}\u3011" for n in range(1, count + 1))
    gaps = {str(n): draw(_gaps()) for n in range(1, count + 1)}
    scoring = draw(st.sampled_from(["per_gap", "all_or_nothing"]))
    return {"kind": "cloze", "stem": stem, "gaps": gaps, "scoring": scoring}


@st.composite
def _gaps(draw: st.DrawFn) -> dict[str, Any]:
    weight = draw(st.integers(1, 3))
    made: dict[str, Any] = {"weight": weight} if weight > 1 else {}
    form = draw(st.sampled_from(["list", "text", "number"]))
    if form == "list":
        options = dict(zip(LETTERS, draw(_texts(2, 5)), strict=False))
        return {**made, "options": options, "key": draw(st.sampled_from(list(options)))}
    if form == "text":
        answers = st.text("abc\u6cd5\u4eba12", min_size=1, max_size=8)
        return {**made, "accept": draw(st.lists(answers, min_size=1, max_size=3, unique=True))}
    return {**made, "value": draw(st.integers(-99, 99)), "tolerance": draw(st.sampled_from([0, 1]))}


@st.composite
def classifications(draw: st.DrawFn) -> dict[str, Any]:
    groups = dict(zip(LETTERS, draw(_texts(2, 4)), strict=False))
    entries = {str(n): text for n, text in enumerate(draw(_texts(2, 7)), start=1)}
    key = {entry: draw(st.sampled_from(list(groups))) for entry in entries}
    scoring = draw(st.sampled_from(["per_entry", "all_or_nothing"]))
    return {
        "kind": "classify",
        "stem": draw(stems),
        "groups": groups,
        "entries": entries,
        "key": key,
        "scoring": scoring,
    }


@st.composite
def hotspots(draw: st.DrawFn) -> dict[str, Any]:
    ids = LETTERS[: draw(st.integers(2, 5))]
    regions = {
        id_: {"shape": "rect", "coords": [place * 20, 0, place * 20 + 19, 50], "why": f"WHY-{id_}"}
        for place, id_ in enumerate(ids)
    }
    keys = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1, unique=True))
    return {
        "kind": "hotspot",
        "stem": draw(stems),
        "figures": {"1": {"data": "data:image/png;base64,iVBORw0KGgo=", "alt": draw(words)}},
        "image": "1",
        "width": 200,
        "height": 100,
        "regions": regions,
        "key": sorted(keys),
        "scoring": draw(st.sampled_from(["all_or_nothing", "partial", "partial_with_penalty"])),
    }


@st.composite
def shorts(draw: st.DrawFn) -> dict[str, Any]:
    answers = st.text("abc\u6cd5\u4eba12", min_size=1, max_size=8)
    forms = draw(st.lists(answers, min_size=1, max_size=3, unique=True))
    shares = [1, *draw(st.lists(st.sampled_from([0, 0.5, 1]), min_size=2, max_size=2))]
    return {
        "kind": "short",
        "stem": draw(stems),
        "answers": [
            {"text": text, "share": share, "why": "WHY-S"}
            for text, share in zip(forms, shares, strict=False)
        ],
    }


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    inner = st.one_of(singles(), multiples(), judges(), numbers(), orders(), matches(), clozes())
    count = draw(st.integers(1, 3))
    parts = {
        f"q{n}": {"points": draw(st.integers(1, 3)), "content": draw(inner)} for n in range(count)
    }
    return {"kind": "case", "stem": draw(stems), "parts": parts}


simple = st.one_of(
    *(singles(), multiples(), judges(), blanks(), numbers(), orders(), matches()),
    *(clozes(), classifications(), hotspots(), shorts()),
)
contents = st.one_of(simple, cases())


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
        "classify": lambda: st.dictionaries(
            st.sampled_from(list(content["entries"])), st.sampled_from(list(content["groups"]))
        ),
        "cloze": lambda: st.fixed_dictionaries(
            {},
            optional={
                id_: st.sampled_from(list(gap["options"]))
                if "options" in gap
                else st.text("ab12.", max_size=6)
                for id_, gap in content["gaps"].items()
            },
        ),
        "hotspot": lambda: st.lists(
            st.sampled_from(list(content["regions"])),
            unique=True,
            max_size=min(len(content["key"]), 2) if len(content["key"]) == 1 else None,
        ),
        "short": lambda: st.text("abc12 *", max_size=10),
        "case": lambda: st.fixed_dictionaries(
            {}, optional={id_: values(part["content"]) for id_, part in content["parts"].items()}
        ),
    }
    found: st.SearchStrategy[Any] = st.none() | made[content["kind"]]()
    return found
