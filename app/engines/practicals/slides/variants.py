"""The same presentation written in other ways: what must not change any score."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from app.engines.practicals.ooxml.names import MC, STRICT, Element
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.slides.names import a, p
from app.engines.practicals.writer.skeleton import HEADER, pack

Parts = dict[str, bytes]
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
_MOVED = 40
"""Added to the numbers of slide parts when they are renamed."""


def fragmented(data: bytes) -> bytes:
    """Cut every run into one run a character."""

    def cut(root: Element) -> None:
        for run in list(root.iter(a("r"))):
            text, parent = run.find(a("t")), run.getparent()
            letters = (text.text or "") if text is not None else ""
            if parent is None or len(letters) < 2:  # noqa: PLR2004  # nothing to cut
                continue
            at = parent.index(run)
            for offset, letter in enumerate(letters):
                piece = copy.deepcopy(run)
                for item in piece.iter(a("t")):
                    item.text = letter
                parent.insert(at + offset, piece)
            parent.remove(run)

    return _on_slides(data, cut)


def in_shape_styles(data: bytes) -> bytes:
    """Move direct formatting of shapes whose paragraphs are alike into their own list style."""

    def move(root: Element) -> None:
        for body in root.iter(p("txBody")):
            _to_list_style(body)

    return _on_slides(data, move)


def _to_list_style(body: Element) -> None:
    """Move what the first run says, if all runs and paragraphs say the same, into the style."""
    paragraphs = [item for item in body.findall(a("p")) if item.find(a("r")) is not None]
    runs = [run for item in paragraphs for run in item.findall(a("r"))]
    levels = {(_lvl(item)) for item in paragraphs}
    if not runs or len(levels) != 1:
        return
    said = {_text(run.find(a("rPr"))) for run in runs}
    if len(said) != 1 or b"hlinkClick" in next(iter(said)):
        return
    style = body.find(a("lstStyle"))
    properties = runs[0].find(a("rPr"))
    if style is None or properties is None:
        return
    level = etree.SubElement(style, a(f"lvl{int(levels.pop()) + 1}pPr"))
    default = copy.deepcopy(properties)
    default.tag = a("defRPr")
    level.append(default)
    for run in runs:
        own = run.find(a("rPr"))
        if own is not None:
            run.remove(own)


def _lvl(paragraph: Element) -> str:
    properties = paragraph.find(a("pPr"))
    return properties.get("lvl", "0") if properties is not None else "0"


def _text(element: Element | None) -> bytes:
    return b"" if element is None else etree.tostring(element)


def themed(data: bytes) -> bytes:
    """Name the commonest East Asian font by the theme of the master."""
    parts = _unpack(data)
    slides = {name: parse(part) for name, part in parts.items() if _SLIDE.fullmatch(name)}
    faces = [item.get("typeface", "") for root in slides.values() for item in root.iter(a("ea"))]
    if not faces:
        return data
    chosen = max(sorted(set(faces)), key=faces.count)
    for name, root in slides.items():
        for item in root.iter(a("ea")):
            if item.get("typeface") == chosen:
                item.set("typeface", "+mj-ea")
        parts[name] = _bytes(root)
    theme = parse(parts["ppt/theme/theme1.xml"])
    for fonts in theme.iter(a("majorFont")):
        for font in fonts.findall(a("font")):
            font.set("typeface", chosen)
    if _uses_major(parts):
        return data
    parts["ppt/theme/theme1.xml"] = _bytes(theme)
    return pack(parts)


def _uses_major(parts: Parts) -> bool:
    """Whether titles without a font of their own would change with the major font."""
    for name, part in parts.items():
        if _SLIDE.fullmatch(name):
            root = parse(part)
            for holder in root.iter(p("ph")):
                shape = next(holder.iterancestors(p("sp")), None)
                if holder.get("type") in {"title", "ctrTitle"} and shape is not None:
                    runs = list(shape.iter(a("r")))
                    if any(run.find(f"{a('rPr')}/{a('ea')}") is None for run in runs):
                        return True
    return False


def alternative(data: bytes) -> bytes:
    """Write transitions side by side for newer and older programs, as PowerPoint does."""

    def wrap(root: Element) -> None:
        for old in root.findall(p("transition")):
            at = root.index(old)
            root.remove(old)
            both = etree.Element(f"{{{MC}}}AlternateContent", nsmap={"mc": MC})
            choice = etree.SubElement(both, f"{{{MC}}}Choice")
            choice.set("Requires", "p14")
            choice.append(copy.deepcopy(old))
            etree.SubElement(both, f"{{{MC}}}Fallback").append(old)
            root.insert(at, both)

    return _on_slides(data, wrap)


def renumbered(data: bytes) -> bytes:
    """Give slide parts other numbers; their order stands only in the list of slides."""
    parts = _unpack(data)
    moved: Parts = {}
    pattern = re.compile(rb"slides/slide(\d+)\.xml")
    local = re.compile(rb'"slide(\d+)\.xml')

    def shift(found: re.Match[bytes]) -> bytes:
        return found[0].replace(found[1], str(int(found[1]) + _MOVED).encode())

    for name, part in parts.items():
        new = re.sub(
            r"(ppt/slides/(?:_rels/)?slide)(\d+)(\.xml)",
            lambda m: f"{m[1]}{int(m[2]) + _MOVED}{m[3]}",
            name,
        )
        is_link = name.endswith(".rels") or name == "[Content_Types].xml"
        moved[new] = local.sub(shift, pattern.sub(shift, part)) if is_link else part
    return pack(moved)


def strict(data: bytes) -> bytes:
    """Write the parts with the namespaces of the strict edition of the standard."""
    parts = _unpack(data)
    for name, part in parts.items():
        if name.startswith("ppt/") and name.endswith(".xml"):
            for new, old in STRICT.items():
                part = part.replace(b'"' + old + b'"', b'"' + new + b'"')  # noqa: PLW2901
            parts[name] = part
    return pack(parts)


def grouped(data: bytes) -> bytes:
    """Put text boxes and pictures that stand alone into groups."""

    def group(root: Element) -> None:
        tree = root.find(f"{p('cSld')}/{p('spTree')}")
        for shape in [] if tree is None else list(tree):
            if shape.tag in {p("sp"), p("pic")} and shape.find(f".//{p('ph')}") is None:
                holder = etree.Element(p("grpSp"))
                head = etree.SubElement(holder, p("nvGrpSpPr"))
                known = etree.SubElement(head, p("cNvPr"))
                known.set("id", "900")
                known.set("name", "G")
                etree.SubElement(head, p("cNvGrpSpPr"))
                etree.SubElement(head, p("nvPr"))
                etree.SubElement(holder, p("grpSpPr"))
                if tree is not None:
                    tree.replace(shape, holder)
                holder.append(shape)

    return _on_slides(data, group)


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "fragmented": fragmented,
    "in-shape-styles": in_shape_styles,
    "themed": themed,
    "alternative": alternative,
    "renumbered": renumbered,
    "strict": strict,
    "grouped": grouped,
}
"""Encodings of the same look, by name."""


def _on_slides(data: bytes, change: Callable[[Element], None]) -> bytes:
    parts = _unpack(data)
    for name in list(_slides(parts)):
        root = parse(parts[name])
        change(root)
        parts[name] = _bytes(root)
    return pack(parts)


def _slides(parts: Parts) -> Iterator[str]:
    return (name for name in parts if _SLIDE.fullmatch(name))


def _unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _bytes(root: Element) -> bytes:
    return HEADER.encode() + etree.tostring(root, encoding="UTF-8")
