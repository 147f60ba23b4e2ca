"""Adding, removing and moving slides."""

from __future__ import annotations

import re
from html import escape
from itertools import count

from lxml import etree

from app.engines.practicals.ooxml.names import Element, local
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.slides.names import p, r
from app.engines.practicals.slides.plan import Line, Page
from app.engines.practicals.slides.writer import look
from app.engines.practicals.slides.writer.objects import table_xml
from app.engines.practicals.slides.writer.skeleton import (
    FIRST_ID,
    LINK,
    MAIN,
    MAIN_RELS,
    NOTES_MASTER,
    layout_number,
    layout_part,
    type_of,
)
from app.engines.practicals.writer.skeleton import HEADER, TYPES, relationships

Parts = dict[str, bytes]
_NOTES = re.compile(r"notesSlides/(notesSlide\d+\.xml)")
_NUMBER = re.compile(r"ppt/slides/slide(\d+)\.xml")


def add_slide(parts: Parts, page: Page, at: int) -> None:
    """Add a slide so that it is number `at` (0 or beyond the end: last)."""
    number = max((int(m[1]) for m in map(_NUMBER.fullmatch, parts) if m), default=0) + 1
    name = f"ppt/slides/slide{number}.xml"
    parts[name] = (HEADER + _slide(page)).encode()
    layout = f"../{layout_part(page.layout).removeprefix('ppt/')}"
    parts[rels_of(name)] = (
        HEADER + relationships({"rId1": (f"{LINK}/slideLayout", layout)})
    ).encode()
    declare(parts, name)
    key = f"rIdSlide{number}"
    relate(parts, MAIN_RELS, key, "slide", f"slides/slide{number}.xml")
    root = parse(parts[MAIN])
    entries = _entries(root)
    entry = etree.Element(p("sldId"))
    entry.set("id", str(FIRST_ID + number))
    entry.set(r("id"), key)
    entries.insert(at - 1 if at else len(entries), entry)
    parts[MAIN] = to_bytes(root)
    if page.notes:
        set_notes(parts, name, page.notes)


def delete_slide(parts: Parts, number: int) -> None:
    """Take a slide out of the show; its part stays behind, as some programs do it."""
    root = parse(parts[MAIN])
    entries = _entries(root)
    entries.remove(entries[number - 1])
    parts[MAIN] = to_bytes(root)


def move_slide(parts: Parts, number: int, to: int) -> None:
    """Move a slide to another place."""
    root = parse(parts[MAIN])
    entries = _entries(root)
    entry = entries[number - 1]
    entries.remove(entry)
    entries.insert(to - 1, entry)
    parts[MAIN] = to_bytes(root)


def set_notes(parts: Parts, slide: str, text: str) -> None:
    """Give a slide these notes."""
    name = _notes_of(parts, slide)
    is_new = name not in parts
    parts[name] = (
        HEADER + f"<p:notes {look.NAMES}><p:cSld>{look.tree(_notes_shape(text))}</p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>"
    ).encode()
    if not is_new:
        return
    parts[rels_of(name)] = (
        HEADER
        + relationships(
            {
                "rId1": (f"{LINK}/notesMaster", f"../{NOTES_MASTER.removeprefix('ppt/')}"),
                "rId2": (f"{LINK}/slide", f"../{slide.removeprefix('ppt/')}"),
            }
        )
    ).encode()
    declare(parts, name)
    relate(parts, rels_of(slide), "rIdNotes", "notesSlide", f"../{name.removeprefix('ppt/')}")


def _notes_of(parts: Parts, slide: str) -> str:
    """Return the part with the notes of a slide, or a free name: numbers may differ."""
    known = _NOTES.search(parts.get(rels_of(slide), b"").decode())
    if known:
        return f"ppt/notesSlides/{known[1]}"
    names = (f"ppt/notesSlides/notesSlide{number}.xml" for number in count(1))
    return next(name for name in names if name not in parts)


def _notes_shape(text: str) -> str:
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="备注占位符 1"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="body" idx="3"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs_xml([Line(text)])}</p:txBody></p:sp>"
    )


def rels_of(name: str) -> str:
    """Return the part with the relationships of a part."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def relate(parts: Parts, rels: str, key: str, kind: str, target: str) -> None:
    """Add a relationship."""
    item = f'<Relationship Id="{key}" Type="{LINK}/{kind}" Target="{target}"/>'
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{item}</Relationships>".encode())


def declare(parts: Parts, name: str) -> None:
    """Say what kind of part a new one is."""
    item = f'<Override PartName="/{name}" ContentType="{type_of(name)}"/>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", f"{item}</Types>".encode())


def to_bytes(root: Element) -> bytes:
    """Return a part."""
    return HEADER.encode() + etree.tostring(root, encoding="UTF-8")


def _entries(root: Element) -> Element:
    found = root.find(p("sldIdLst"))
    return etree.SubElement(root, p("sldIdLst")) if found is None else found


def _slide(page: Page) -> str:
    plan = look.LAYOUTS[layout_number(page.layout) - 1]
    shapes, bodies, number = "", list(page.bodies), 2
    for holder in plan.holders:
        if holder.kind in {"title", "ctrTitle"}:
            lines: tuple[Line, ...] = (Line(page.title),) if page.title else ()
        elif holder.kind == "subTitle":
            lines = (Line(page.subtitle),) if page.subtitle else ()
        else:
            lines = bodies.pop(0) if bodies else ()
        shapes += placeholder_xml(number, holder.kind, holder.idx, holder.name, lines)
        number += 1
    if page.box:
        shapes += box_xml(number, page.box)
        number += 1
    if page.table:
        shapes += table_xml(number, page.table)
    return (
        f"<p:sld {look.NAMES}><p:cSld>{look.tree(shapes)}</p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
    )


def placeholder_xml(number: int, kind: str, idx: int, name: str, lines: tuple[Line, ...]) -> str:
    """Return a placeholder on a slide."""
    stated = "" if kind == "obj" else f' type="{kind}"'
    index = f' idx="{idx}"' if idx else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number - 1}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{stated}{index}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs_xml(list(lines))}</p:txBody></p:sp>"
    )


def box_xml(number: int, text: str) -> str:
    """Return a text box."""
    frame = look.box_xml((70, 780, 600, 80), look.WIDTHS["16:9"])
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="文本框 {number - 1}"/>'
        '<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{frame}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        '<p:txBody><a:bodyPr wrap="square"><a:spAutoFit/></a:bodyPr><a:lstStyle/>'
        f"{paragraphs_xml([Line(text)])}</p:txBody></p:sp>"
    )


def paragraphs_xml(lines: list[Line]) -> str:
    """Return paragraphs; none makes an empty one."""
    if not lines:
        return '<a:p><a:endParaRPr lang="zh-CN" altLang="en-US"/></a:p>'
    return "".join(
        f"<a:p>{_level(line.level)}<a:r>"
        f'<a:rPr lang="zh-CN" altLang="en-US"/><a:t>{escape(line.text, quote=False)}</a:t>'
        "</a:r></a:p>"
        for line in lines
    )


def _level(level: int) -> str:
    return f'<a:pPr lvl="{level}"/>' if level else ""


def change_layout(parts: Parts, slide: str, root: Element, kind: str) -> None:
    """Give a slide another layout; its placeholders become those of the new one, in order."""
    rels = parse(parts[rels_of(slide)])
    for item in rels:
        if item.get("Type", "").endswith("/slideLayout"):
            item.set("Target", f"../{layout_part(kind).removeprefix('ppt/')}")
    parts[rels_of(slide)] = to_bytes(rels)
    plan = look.LAYOUTS[layout_number(kind) - 1]
    tree = root.find(f"{p('cSld')}/{p('spTree')}")
    if tree is None:
        return
    holders = [h for h in tree.iter(p("ph")) if h.get("type", "obj") not in _FURNITURE]
    for new in plan.holders:
        old = next((h for h in holders if _fits(h, new.kind)), None)
        if old is None:
            number = 2 + sum(local(item) in {"sp", "pic", "graphicFrame"} for item in tree)
            text = placeholder_xml(number, new.kind, new.idx, new.name, ())
            tree.append(parse(f"<x {look.NAMES}>{text}</x>".encode())[0])
            continue
        holders.remove(old)
        old.attrib.pop("type", "")
        old.attrib.pop("idx", "")
        if new.kind != "obj":
            old.set("type", new.kind)
        if new.idx:
            old.set("idx", str(new.idx))


_FURNITURE = frozenset({"sldNum", "ftr", "dt"})
_TITLES = frozenset({"title", "ctrTitle"})


def _fits(holder: Element, kind: str) -> bool:
    return (holder.get("type", "obj") in _TITLES) is (kind in _TITLES)
