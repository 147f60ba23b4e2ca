"""Doing the steps that a task declares on the parts of a presentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.slides.deck import read_deck
from app.engines.practicals.slides.model import Deck, Slide
from app.engines.practicals.slides.names import a, p
from app.engines.practicals.slides.plan import Action
from app.engines.practicals.slides.select import Target, select
from app.engines.practicals.slides.writer import look, objects, pages
from app.engines.practicals.slides.writer.setters import set_deck, set_shape, set_slide
from app.engines.practicals.slides.writer.skeleton import MAIN
from app.engines.practicals.task.model import Step
from app.engines.practicals.writer.skeleton import HEADER

Parts = dict[str, bytes]
PRES_PROPS = "ppt/presProps.xml"


def apply_steps(parts: Parts, steps: Sequence[Step]) -> Parts:
    """Return the parts after these steps.

    Raises KeyError if a step sets what cannot be set by machine.
    """
    for step in steps:
        parts = _apply(dict(parts), step)
    return parts


def _apply(parts: Parts, step: Step) -> Parts:
    if isinstance(step.action, Action):
        _ACTIONS[step.action.kind](parts, step.action)
        return parts
    package = Package(parts)
    deck = read_deck(package)
    roots = _Roots(parts, package)
    if step.replace:
        _replace(deck, step.replace)
    elif step.find is not None:
        for target in select(deck, step.find):
            _set(roots, deck, target, step.set)
    roots.write(deck)
    return parts


@dataclass(slots=True)
class _Roots:
    """The parts being changed, and the trees that go back into them."""

    parts: Parts
    package: Package

    def write(self, deck: Deck) -> None:
        """Put the trees of slides, presentation and properties back."""
        for name in (MAIN, PRES_PROPS, *(slide.part for slide in deck.slides)):
            root = self.package.xml(name)
            if root is not None:
                self.parts[name] = pages.to_bytes(root)


def _replace(deck: Deck, words: Mapping[str, str]) -> None:
    for slide in deck.slides:
        for text in slide.element.iter(a("t")):
            for old, new in words.items():
                text.text = (text.text or "").replace(old, new)


def _set(roots: _Roots, deck: Deck, target: Any, wishes: Mapping[str, Any]) -> None:  # noqa: ANN401
    if isinstance(target, Target):
        set_shape(deck, target, wishes, roots.parts)
    elif isinstance(target, Slide):
        for key, raw in wishes.items():
            set_slide(target, key, raw, roots.parts)
    else:
        for key, raw in wishes.items():
            set_deck(roots.package, key, raw)


def _insert(parts: Parts, action: Action) -> None:
    pages.add_slide(parts, action.page, action.number)


def _delete(parts: Parts, action: Action) -> None:
    pages.delete_slide(parts, action.number)


def _move(parts: Parts, action: Action) -> None:
    pages.move_slide(parts, action.number, action.to)


def _add(parts: Parts, action: Action) -> None:
    """Put a table, chart, picture or text box on a slide."""
    deck = read_deck(Package(parts))
    slide = deck.slides[action.number - 1]
    tree = slide.element.find(f"{p('cSld')}/{p('spTree')}")
    if tree is None:
        return
    number = 2 + sum(1 for _ in tree.iter(p("cNvPr")))
    what = action.what
    if "table" in what:
        text = objects.table_xml(number, what["table"])
    elif "chart" in what:
        text = _chart(parts, slide, number, what["chart"])
    elif "picture" in what:
        text = _picture(parts, slide, number, str(what["picture"]))
    else:
        text = pages.box_xml(number, str(what["text"]))
    tree.append(parse(f"<x {look.NAMES}>{text}</x>".encode())[0])
    parts[slide.part] = pages.to_bytes(slide.element)


def _chart(parts: Parts, slide: Slide, number: int, what: Mapping[str, Any]) -> str:
    count = sum(name.startswith("ppt/charts/") for name in parts) + 1
    name = f"ppt/charts/chart{count}.xml"
    series = [(str(key), [str(v) for v in row]) for key, row in what["series"].items()]
    text = objects.chart_part(
        str(what.get("type", "bar/col/clustered")),
        str(what.get("title", "")),
        [str(item) for item in what["categories"]],
        series,
    )
    parts[name] = (HEADER + text).encode()
    pages.declare(parts, name)
    key = f"rIdChart{count}"
    pages.relate(parts, pages.rels_of(slide.part), key, "chart", f"../charts/chart{count}.xml")
    return objects.chart_frame(number, key)


def _picture(parts: Parts, slide: Slide, number: int, alt: str) -> str:
    count = sum(name.startswith("ppt/media/") for name in parts) + 1
    parts[f"ppt/media/image{count}.png"] = objects.plain_png()
    key = f"rIdImage{count}"
    pages.relate(parts, pages.rels_of(slide.part), key, "image", f"../media/image{count}.png")
    return objects.picture_xml(number, key, alt)


_ACTIONS: Mapping[str, Callable[[Parts, Action], None]] = {
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "add": _add,
}
