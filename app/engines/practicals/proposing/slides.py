"""Checks proposed from two presentations: of the whole, of slides, of placeholders and shapes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.slide_common import Pair, differs, slides_text, which
from app.engines.practicals.proposing.slide_shapes import of_shapes
from app.engines.practicals.proposing.wording import quote, saying
from app.engines.practicals.slides.aspects.deck import DECK_ASPECTS
from app.engines.practicals.slides.aspects.slides import SLIDE_ASPECTS
from app.engines.practicals.slides.model import Deck, Slide
from app.kernel.text import msg

SLIDE_KEYS = tuple(
    key
    for key in SLIDE_ASPECTS
    if key not in {"text", "body.text", "anim.count"} and not key.endswith(".count")
)
MOTION = frozenset({"transition", "transition.after", "transition.click"})


def propose_slides(start: Deck, final: Deck) -> Proposed:
    """Return what an author may check of what became of a presentation."""
    found = Proposed("slides")
    pairs = _pairs(start, final)
    _deck(found, start, final)
    _order(found, pairs)
    _of_slides(found, start, final, pairs)
    of_shapes(found, start, final, pairs)
    gone = [slide for slide in start.slides if slide not in [old for old, _new in pairs]]
    for slide in gone:
        found.leave(msg("The slide “%(title)s” was taken out.", title=quote(slide.title)))
    _guard(found, start, final)
    return found


def _pairs(start: Deck, final: Deck) -> list[Pair]:
    """Return each final slide with the start slide it grew from: by title, then by text."""
    left = list(start.slides)
    found: dict[int, Slide] = {}
    for new in final.slides:
        same = next((old for old in left if old.title and old.title == new.title), None)
        same = same or next((old for old in left if old.part == new.part), None)
        same = same or max(left, key=lambda old: _likeness(old, new), default=None)
        if same is not None and (same.part == new.part or _likeness(same, new) > 0.5):  # noqa: PLR2004
            found[new.number] = same
            left.remove(same)
    return [(found.get(new.number), new) for new in final.slides]


def _likeness(old: Slide, new: Slide) -> float:
    if old.title and old.title == new.title:
        return 1.0
    return difflib.SequenceMatcher(None, old.text, new.text, autojunk=False).ratio()


def _deck(found: Proposed, start: Deck, final: Deck) -> None:
    expect = {
        key: raw
        for key, aspect in DECK_ASPECTS.items()
        if (raw := differs(key, aspect, (start, start), (final, final))) is not None
    }
    if expect:
        keys = {"find": {"deck": True}, "expect": expect}
        found.add("deck", msg("The presentation"), keys, saying(DECK_ASPECTS, expect))


def _order(found: Proposed, pairs: Sequence[Pair]) -> None:
    """Propose where slides stand that do not stand where they did, new and lost ones aside."""
    kept = [(old, new) for old, new in pairs if old is not None]
    before = sorted(old.number for old, _new in kept)
    for rank, (old, new) in enumerate(kept):
        if old.number != before[rank] and new.title:
            expect = {"title.text": new.title}
            keys = {"find": {"slides": {"index": new.number}}, "expect": expect}
            where = msg("Slide %(n)s", n=new.number)
            found.add("slides", where, keys, saying(SLIDE_ASPECTS, expect))


def _of_slides(found: Proposed, start: Deck, final: Deck, pairs: Sequence[Pair]) -> None:
    places: dict[tuple[str, str], list[Slide]] = {}
    raws: dict[tuple[str, str], Any] = {}
    for old, new in pairs:
        for key in SLIDE_KEYS:
            raw = differs(key, SLIDE_ASPECTS[key], (start, old), (final, new))
            if raw is None:
                continue
            places.setdefault((key, repr(raw)), []).append(new)
            raws[key, repr(raw)] = raw
    together: dict[tuple[str, tuple[int, ...]], dict[str, Any]] = {}
    for spot, slides in places.items():
        family = "motion" if spot[0] in MOTION else spot[0].partition(".")[0]
        family = "texts" if spot[0] in {"title.text", "subtitle.text", "layout.type"} else family
        numbers = tuple(slide.number for slide in slides)
        together.setdefault((family, numbers), {})[spot[0]] = raws[spot]
    for (family, numbers), expect in together.items():
        if "footer.text" in raws_of(together, numbers):
            expect.pop("placeholder.ftr", None)
        if not expect:
            continue
        for target, chosen in which(final, numbers, by_title="title.text" not in expect):
            keys: dict[str, Any] = {"find": {"slides": target}, "expect": expect}
            if len(chosen) > 1:
                keys["count"] = {"min": len(chosen)}
            group = "motion" if family == "motion" else "slides"
            found.add(group, slides_text(final, chosen), keys, saying(SLIDE_ASPECTS, expect))


def raws_of(
    together: Mapping[tuple[str, tuple[int, ...]], Mapping[str, Any]], numbers: tuple[int, ...]
) -> set[str]:
    """Return all keys that are expected of exactly these slides."""
    return {key for (_f, other), expect in together.items() if other == numbers for key in expect}


def _guard(found: Proposed, start: Deck, final: Deck) -> None:
    """Propose that no other text changes; what is added anywhere does not count."""
    old = set(filter(None, start.text.splitlines()))
    added = sorted({line for line in final.text.splitlines() if line.strip()} - old, key=len)
    words = dict.fromkeys(reversed(added), "")
    guard = {"unchanged_text": {"any_order": True, "after_replace": words}}
    found.guards.append(guard)
