"""Transitions between slides, and the animation effects on one."""

from __future__ import annotations

from collections.abc import Iterator

from app.engines.practicals.ooxml.names import MC, Element, down, local
from app.engines.practicals.ooxml.units import is_on, whole
from app.engines.practicals.slides.model import Effect, Transition
from app.engines.practicals.slides.names import P14, p

_STARTS = {
    "clickEffect": "click",
    "withEffect": "with",
    "afterEffect": "after",
    "afterGroup": "after",
    "withGroup": "with",
}
_ATTRIBUTES = ("dir", "orient", "spokes")


def read_transition(slide: Element) -> Transition:
    """Read the transition of a slide; the newest of several written side by side counts."""
    found = _transition(slide)
    if found is None:
        return Transition()
    effect = next((item for item in found if local(item) not in {"sndAc", "extLst"}), None)
    after = whole(found.get("advTm"))
    return Transition(
        name="none" if effect is None else _name(effect),
        direction="" if effect is None else _direction(effect),
        after=None if after is None else after / 1000,
        on_click=is_on(found.get("advClick", "1")),
    )


def _transition(slide: Element) -> Element | None:
    direct = slide.find(p("transition"))
    if direct is not None:
        return direct
    for choice in slide.findall(f"{{{MC}}}AlternateContent"):
        found = list(choice.iter(p("transition")))
        if found:
            return next((item for item in found if _shows_something(item)), found[0])
    return None


def _shows_something(element: Element) -> bool:
    return any(local(item) not in {"sndAc", "extLst"} for item in element)


def _name(effect: Element) -> str:
    if local(effect) == "prstTrans":
        return effect.get("prst", "prstTrans")
    return local(effect)


def _direction(effect: Element) -> str:
    return " ".join(effect.get(name, "") for name in _ATTRIBUTES if effect.get(name))


def read_effects(slide: Element) -> tuple[list[Effect], dict[str, str]]:
    """Return the effects in the order in which they run, and how text is built, by shape."""
    timing = slide.find(p("timing"))
    if timing is None:
        return [], {}
    builds = {item.get("spid", ""): item.get("build", "whole") for item in timing.iter(p("bldP"))}
    return list(_effects(timing)), builds


def _effects(timing: Element) -> Iterator[Effect]:
    order = 0
    for node in timing.iter(p("cTn")):
        kind, preset = node.get("presetClass"), whole(node.get("presetID"))
        if kind is None or preset is None:
            continue
        target = next(iter(node.iter(p("spTgt"))), None)
        if target is None:
            continue
        order += 1
        yield Effect(
            kind=kind,
            preset=preset,
            direction=whole(node.get("presetSubtype")) or 0,
            target=target.get("spid", ""),
            paragraph=_paragraph(target),
            start=_STARTS.get(node.get("nodeType", ""), node.get("nodeType", "")),
            order=order,
        )


def _paragraph(target: Element) -> int | None:
    span = down(target, p("txEl"), p("pRg"))
    return None if span is None else whole(span.get("st"))


def sections_of(presentation: Element) -> list[tuple[str, list[str]]]:
    """Return the sections of a presentation: name and ids of its slides."""
    found = []
    for section in presentation.iter(f"{{{P14}}}section"):
        ids = [item.get("id", "") for item in section.iter(f"{{{P14}}}sldId")]
        found.append((section.get("name", ""), ids))
    return found
