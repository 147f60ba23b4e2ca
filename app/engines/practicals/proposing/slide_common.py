"""What shapes and slides have in common: which values are new, and which slides are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.proposing.values import Found, read_one, repr_of, written
from app.engines.practicals.proposing.wording import quote
from app.engines.practicals.slides.aspects.registry import ON_SHAPES
from app.engines.practicals.slides.layers import Layer, Source
from app.engines.practicals.slides.model import Deck, Slide
from app.kernel.text import Message, msg

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "letters": tuple(key for key in ON_SHAPES if key in
                     {"font.cjk", "font.latin", "size", "bold", "italic", "underline", "strike",
                      "highlight", "color"}),
    "paragraphs": ("align", "line", "space.before", "space.after", "level", "bullet.kind",
                   "bullet.char"),
    "text": ("text", "link", "alt"),
    "table": ("rows", "cols", "header_row"),
    "chart": ("chart.type", "chart.title", "chart.legend", "chart.labels", "chart.series",
              "chart.values", "chart.categories"),
    "shape": ("fill.color", "geometry", "valign", "left", "top", "width", "height"),
    "motion": ("anim.effect", "anim.by", "anim.start", "anim.order"),
}  # fmt: skip
SAID_OF_NEW = frozenset(
    {"layout.type", "title.text", "subtitle.text", "notes", "hidden", "footer.text", "date.auto"}
    | {"placeholder.sldNum", "placeholder.ftr", "placeholder.dt", "transition", "transition.after"}
    | {f"{kind}.count" for kind in ("picture", "table", "chart", "smartart", "media")}
    | {*FAMILIES["text"], *FAMILIES["table"], *FAMILIES["chart"], *FAMILIES["motion"]}
)
"""What a new slide or shape says even where it is not formatting."""
_OWN_LAYERS = frozenset(Layer(source).text().msgid for source in (Source.SHAPE, Source.DIRECT))
Pair = tuple[Slide | None, Slide]
"""A slide before (None if it is new) and now."""


def differs(key: str, aspect: Aspect, before: tuple[Deck, Any], after: tuple[Deck, Any]) -> Any:  # noqa: ANN401
    """Return how a task writes the new value, None where nothing changed or could be said."""
    now = read_one(after[0], aspect, after[1])
    if now is None or not now.whole:
        return None
    then = None if before[1] is None else read_one(before[0], aspect, before[1])
    if then is not None and repr_of(then.value) == repr_of(now.value):
        return None
    if then is None and not (_is_worth(now.value) and _is_own(key, now)):
        return None
    raw = written(key, aspect, now.value)
    return None if raw in ("", []) else raw


def _is_worth(value: object) -> bool:
    """Whether a value of something new says anything: not empty, not none, not off."""
    return value not in (None, "", "none", False, 0, ())


def _is_own(key: str, found: Found) -> bool:
    """Whether something new was given a value, instead of having it from layout or master."""
    if key in SAID_OF_NEW:
        return True
    layer = found.layer
    return isinstance(layer, Message) and layer.msgid in _OWN_LAYERS


def which(
    final: Deck, numbers: Sequence[int], *, by_title: bool = True
) -> list[tuple[Any, list[int]]]:
    """Return selectors that together mean exactly these slides."""
    total = len(final.slides)
    if len(numbers) == total:
        return [("all", list(numbers))]
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 1 and last - first + 1 == len(numbers):
        stretch = {"from": first} | ({} if last == total else {"to": last})
        return [(stretch, list(numbers))]
    return [(_one(final, number, by_title=by_title), [number]) for number in numbers]


def _one(final: Deck, number: int, *, by_title: bool = True) -> Any:  # noqa: ANN401
    title = final.slides[number - 1].title
    same = [slide for slide in final.slides if slide.title == title]
    return {"title": title} if by_title and title and len(same) == 1 else {"index": number}


def slides_text(final: Deck, numbers: Sequence[int]) -> Message:
    """Return which slides are meant, in words."""
    if len(numbers) == len(final.slides):
        return msg("All slides")
    if len(numbers) > 1:
        return msg("Slides %(first)s to %(last)s", first=numbers[0], last=numbers[-1])
    title = final.slides[numbers[0] - 1].title
    return msg("Slide %(n)s “%(title)s”", n=numbers[0], title=quote(title))
