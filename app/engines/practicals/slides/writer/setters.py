"""Setting the properties of presentations, slides and shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from app.engines.practicals.data import load
from app.engines.practicals.language.units import read_quantity
from app.engines.practicals.ooxml.names import Element, down
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.slides.model import Deck, Shape, Slide, role_of
from app.engines.practicals.slides.names import EMU_PER_POINT, a, p, r
from app.engines.practicals.slides.plan import Line
from app.engines.practicals.slides.select import Target
from app.engines.practicals.slides.writer import look, pages
from app.engines.practicals.slides.writer.motion import (
    Move,
    set_moves,
    set_transition,
    transition_of,
)
from app.engines.practicals.slides.writer.order import FILLS, first, put
from app.engines.practicals.slides.writer.skeleton import LINK, MAIN
from app.engines.practicals.slides.writer.text import (
    LETTER_KEYS,
    PARAGRAPH_KEYS,
    colour_element,
    set_letters,
    set_paragraph,
)
from app.engines.practicals.writer.edit import chosen

Parts = dict[str, bytes]
_STARTS = {"click": "clickEffect", "with": "withEffect", "after": "afterEffect"}
_FURNITURE = {"placeholder.sldNum": "sldNum", "placeholder.ftr": "ftr", "placeholder.dt": "dt"}


def _known(table: str, raw: Any) -> str:  # noqa: ANN401
    found = load("slides")[table].get(raw, raw)
    return str(found[0] if isinstance(found, list) else found)


def set_deck(package: Package, key: str, raw: Any) -> None:  # noqa: ANN401
    """Set a property of the whole presentation. Raises KeyError for keys it cannot set."""
    value = chosen(raw)
    main, properties = package.xml(MAIN), package.xml("ppt/presProps.xml")
    if main is None or properties is None:
        return
    if key == "slide.size":
        size = main.find(p("sldSz"))
        if size is not None:
            size.set("cx", str(look.WIDTHS[value]))
            size.set("cy", str(look.HEIGHT))
    elif key == "first.number":
        main.set("firstSlideNum", str(value))
    elif key in {"show.mode", "show.loop"}:
        show = first(properties, p("showPr"))
        if key == "show.loop":
            show.set("loop", "1" if value else "0")
        else:
            for old in list(show):
                show.remove(old)
            etree.SubElement(show, p(_known("shows", value)))
    else:
        raise KeyError(key)


def set_slide(slide: Slide, key: str, raw: Any, parts: Parts) -> None:  # noqa: ANN401
    """Set a property of a slide. Raises KeyError for keys it cannot set."""
    value = chosen(raw)
    if key == "layout.type":
        pages.change_layout(parts, slide.part, slide.element, _known("layouts", value))
    elif key == "notes":
        pages.set_notes(parts, slide.part, str(value))
    elif key in {"title.text", "subtitle.text", "body.text"}:
        for shape in slide.own_shapes:
            if role_of(shape) == key.removesuffix(".text"):
                set_text(shape.element, str(value).split("\n"))
    elif key in _FURNITURE:
        _furnish(slide, _FURNITURE[key], "", wanted=bool(value))
    elif key == "footer.text":
        _furnish(slide, "ftr", str(value), wanted=True)
    else:
        _SLIDE[key](slide.element, value)


def _furnish(slide: Slide, kind: str, text: str, *, wanted: bool) -> None:
    """Put a footer, number or date on the slide, or take it away."""
    tree = slide.element.find(f"{p('cSld')}/{p('spTree')}")
    if tree is None:
        return
    for shape in slide.own_shapes:
        if role_of(shape) == kind:
            tree.remove(shape.element)
    if not wanted:
        return
    plan = next(holder for holder in look.FURNITURE if holder.kind == kind)
    number = 2 + max((int(s.number or 0) for s in slide.own_shapes), default=1)
    lines = (Line(text),) if text else ()
    xml = pages.placeholder_xml(number, kind, plan.idx, plan.name, lines)
    made = parse(f"<x {look.NAMES}>{xml}</x>".encode())[0]
    if kind != "ftr":
        _field(made, "slidenum" if kind == "sldNum" else "datetime1")
    tree.append(made)


def _field(shape: Element, kind: str) -> None:
    for paragraph in shape.iter(a("p")):
        for old in list(paragraph):
            paragraph.remove(old)
        field = etree.SubElement(paragraph, a("fld"))
        field.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
        field.set("type", kind)
        etree.SubElement(field, a("rPr")).set("lang", "zh-CN")
        etree.SubElement(field, a("t")).text = "1"


def _transition(slide: Element, value: Any) -> None:  # noqa: ANN401
    set_transition(slide, _known("transitions", value))


def _after(slide: Element, value: Any) -> None:  # noqa: ANN401
    amount = read_quantity(str(value).removesuffix("秒").removesuffix("s").strip()).amount
    transition_of(slide).set("advTm", str(round(amount * 1000)))


def _on_click(slide: Element, value: Any) -> None:  # noqa: ANN401
    transition_of(slide).set("advClick", "1" if value else "0")


def _hidden(slide: Element, value: Any) -> None:  # noqa: ANN401
    slide.set("show", "0" if value else "1")


def _background(slide: Element, value: Any) -> None:  # noqa: ANN401
    content = slide.find(p("cSld"))
    if content is None:
        return
    properties = etree.SubElement(put(content, p("bg")), p("bgPr"))
    etree.SubElement(properties, a("solidFill")).append(colour_element(value))
    etree.SubElement(properties, a("effectLst"))


_SLIDE: Mapping[str, Callable[[Element, Any], None]] = {
    "transition": _transition,
    "transition.after": _after,
    "transition.click": _on_click,
    "hidden": _hidden,
    "background.color": _background,
}


def set_text(shape: Element, lines: list[str]) -> None:
    """Give a shape this text, a line a paragraph; the look of its first run is kept."""
    body = shape.find(p("txBody"))
    if body is None:
        return
    run = next(iter(body.iter(a("rPr"))), None)
    for old in body.findall(a("p")):
        body.remove(old)
    text = pages.paragraphs_xml([Line(line) for line in lines])
    for made in parse(f"<x {look.NAMES}>{text}</x>".encode()):
        body.append(made)
        if run is not None:
            for fresh in list(made.iter(a("rPr"))):
                fresh.attrib.update({str(k): str(v) for k, v in run.attrib.items()})


def set_shape(deck: Deck, target: Target, wishes: Mapping[str, Any], parts: Parts) -> None:
    """Set properties of a shape and its paragraphs. Raises KeyError for keys it cannot set."""
    for key, raw in wishes.items():
        if key in LETTER_KEYS:
            for paragraph in target.paragraphs:
                set_letters(paragraph, key, raw)
        elif key in PARAGRAPH_KEYS:
            for paragraph in target.paragraphs:
                set_paragraph(paragraph, key, raw)
        elif key == "link":
            _link(deck, target, raw, parts)
        elif not key.startswith("anim."):
            _SHAPE[key](target.shape, chosen(raw))
    if any(key.startswith("anim.") for key in wishes):
        _animate(target, wishes)


def _text(shape: Shape, value: Any) -> None:  # noqa: ANN401
    set_text(shape.element, str(value).split("\n"))


def _fill(shape: Shape, value: Any) -> None:  # noqa: ANN401
    properties = shape.element.find(p("spPr"))
    if properties is not None:
        put(properties, a("solidFill"), *FILLS).append(colour_element(value))


def _alt(shape: Shape, value: Any) -> None:  # noqa: ANN401
    known = next(iter(shape.element.iter(p("cNvPr"))), None)
    if known is not None:
        known.set("descr", str(value))


def _anchor(shape: Shape, value: Any) -> None:  # noqa: ANN401
    body = down(shape.element, p("txBody"), a("bodyPr"))
    if body is not None:
        short = {"top": "t", "center": "ctr", "bottom": "b"}
        body.set("anchor", short[_known("anchors", value)])


def _header(shape: Shape, value: Any) -> None:  # noqa: ANN401
    properties = next(iter(shape.element.iter(a("tblPr"))), None)
    if properties is not None:
        properties.set("firstRow", "1" if value else "0")


def _side(key: str) -> Callable[[Shape, Any], None]:
    def set_side(shape: Shape, value: Any) -> None:  # noqa: ANN401
        frame = down(shape.element, p("spPr"), a("xfrm"))
        frame = shape.element.find(p("xfrm")) if frame is None else frame
        tag, name = {
            "left": ("off", "x"),
            "top": ("off", "y"),
            "width": ("ext", "cx"),
            "height": ("ext", "cy"),
        }[key]
        held = frame.find(a(tag)) if frame is not None else None
        if held is not None:
            held.set(name, str(round(read_quantity(value).points * EMU_PER_POINT)))

    return set_side


_SHAPE: Mapping[str, Callable[[Shape, Any], None]] = {
    "text": _text,
    "fill.color": _fill,
    "alt": _alt,
    "valign": _anchor,
    "header_row": _header,
    **{key: _side(key) for key in ("left", "top", "width", "height")},
}


def _link(deck: Deck, target: Target, raw: Any, parts: Parts) -> None:  # noqa: ANN401
    """Link the text of a shape to a slide or an address."""
    slide = target.shape.slide
    rels = pages.rels_of(slide.part)
    key = f"rIdLink{parts[rels].count(b'rIdLink') + 1}"
    action = ""
    if isinstance(raw, Mapping):
        part = _led_to(deck, raw).part
        pages.relate(parts, rels, key, "slide", part.rpartition("/")[2])
        action = "ppaction://hlinksldjump"
    else:
        item = (
            f'<Relationship Id="{key}" Type="{LINK}/hyperlink" Target="{raw}" '
            'TargetMode="External"/></Relationships>'
        )
        parts[rels] = parts[rels].replace(b"</Relationships>", item.encode())
    for paragraph in target.paragraphs:
        for run in paragraph.element.iter(a("r")):
            made = put(first(run, a("rPr")), a("hlinkClick"))
            made.set(r("id"), key)
            if action:
                made.set("action", action)


def _led_to(deck: Deck, raw: Mapping[str, Any]) -> Slide:
    if "title" in raw:
        return next(slide for slide in deck.slides if slide.title == str(raw["title"]))
    return deck.slides[int(raw["slide"]) - 1]


def _animate(target: Target, wishes: Mapping[str, Any]) -> None:
    """Give a shape an effect; other shapes of the slide keep theirs."""
    shape = target.shape
    kind, _, preset = _known("effects", chosen(wishes.get("anim.effect", "飞入"))).partition(":")
    by = _known("builds", chosen(wishes.get("anim.by", "whole")))
    start = _known("starts", chosen(wishes.get("anim.start", "click")))
    spoken = [p.number - 1 for p in shape.paragraphs if p.text.strip()]
    kept: dict[str, Move] = {}
    for effect in shape.slide.effects:
        if effect.target == shape.number:
            continue
        old = kept.get(effect.target)
        moved = (old.paragraphs if old else ()) + (
            () if effect.paragraph is None else (effect.paragraph,)
        )
        starts = _STARTS.get(effect.start, effect.start)
        kept[effect.target] = Move(effect.target, effect.kind, effect.preset, starts, moved)
    paragraphs = tuple(spoken) if by == "paragraph" else ()
    made = Move(shape.number, kind, int(preset), _STARTS[start], paragraphs)
    set_moves(shape.slide.element, [*kept.values(), made])
