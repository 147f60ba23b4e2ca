"""Animation of shapes: effect, by paragraph or as a whole, start, order."""

from __future__ import annotations

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.language import scalars
from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.slides.aspects.base import Measured, of_shapes
from app.engines.practicals.slides.model import Deck, Effect
from app.engines.practicals.slides.scalars import chinese, named
from app.engines.practicals.slides.select import Target
from app.kernel.text import msg


def effects_of(target: Target) -> list[Effect]:
    """Return the effects on a shape, in the order in which they run."""
    return [e for e in target.shape.slide.effects if e.target == target.shape.number]


def _effect(_deck: Deck, target: Target) -> Measured:
    found = effects_of(target)
    if not found:
        return Measured("none", msg("no animation"))
    value = f"{found[0].kind}:{found[0].preset}"
    return Measured(value, chinese("effects", value))


def _by(_deck: Deck, target: Target) -> Measured:
    found = effects_of(target)
    value = "none"
    if found:
        is_built = target.shape.slide.build.get(target.shape.number) == "p"
        each = {effect.paragraph for effect in found if effect.paragraph is not None}
        spoken = [p for p in target.shape.paragraphs if p.text.strip()]
        value = "paragraph" if is_built or len(each) >= max(1, len(spoken)) else "whole"
    return Measured(value, chinese("builds", value))


def _start(_deck: Deck, target: Target) -> Measured:
    found = effects_of(target)
    if not found:
        return Measured("none", msg("no animation"))
    return Measured(found[0].start, chinese("starts", found[0].start))


def _order(_deck: Deck, target: Target) -> Measured:
    """Return which shape of the slide this is to move."""
    moved = list(dict.fromkeys(e.target for e in target.shape.slide.effects))
    if target.shape.number not in moved:
        return Measured(0, msg("no animation"))
    place = moved.index(target.shape.number) + 1
    return Measured(place, msg("%(n)s", n=place))


def _effect_scalar(raw: object) -> Expectation:
    return named("effects")(raw)


_HINT = msg(
    "Select the shape, choose the effect under “Animations”, and set how it starts in the "
    "Animation Pane."
)

MOTION_ASPECTS: dict[str, Aspect] = {
    "anim.effect": of_shapes(msg("animation effect"), _effect_scalar, _effect, _HINT),
    "anim.by": of_shapes(
        msg("animation of the text"),
        named("builds"),
        _by,
        msg("Under “Animations”, “Effect Options”, choose “By Paragraph”."),
    ),
    "anim.start": of_shapes(msg("start of the animation"), named("starts"), _start, _HINT),
    "anim.order": of_shapes(msg("place in the order of animations"), scalars.count, _order, _HINT),
}
