"""The same document written in other ways: what must not change any score.

Each function takes the bytes of a document made by this engine and returns another encoding of the
same look: formatting in styles, fonts from the theme, runs cut up, text inserted under track
changes.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from app.engines.practicals.ooxml.names import A, Element, child, w
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.writer.order import ensure_first, put
from app.engines.practicals.writer.skeleton import (
    DOCUMENT,
    DOCUMENT_RELS,
    HEADER,
    OFFICE,
    SETTINGS,
    TYPES,
    pack,
)

STYLES = "word/styles.xml"
THEME = "word/theme/theme1.xml"
_TOKENS = ("minorEastAsia", "majorEastAsia")
_KEPT = frozenset({"pStyle", "rPr", "sectPr", "numPr"})

Parts = dict[str, bytes]


def fragmented(data: bytes) -> bytes:
    """Cut every run into one run a character, as editing sessions do."""
    parts = _unpack(data)
    root = parse(parts[DOCUMENT])
    for run in _text_runs(root):
        text = child(run, "t")
        letters = (text.text or "") if text is not None else ""
        if len(letters) > 1:
            _cut(run, letters)
    return _repack(parts, DOCUMENT, root)


def _cut(run: Element, letters: str) -> None:
    parent = run.getparent()
    if parent is None:
        return
    at = parent.index(run)
    for offset, letter in enumerate(letters):
        piece = copy.deepcopy(run)
        text = child(piece, "t")
        if text is not None:
            text.text = letter
        parent.insert(at + offset, piece)
    parent.remove(run)


def tracked(data: bytes) -> bytes:
    """Put every run into a tracked insertion, with a tracked deletion of other text beside it."""
    parts = _unpack(data)
    root = parse(parts[DOCUMENT])
    for number, run in enumerate(_text_runs(root)):
        parent = run.getparent()
        if parent is None:
            continue
        at = parent.index(run)
        inserted = _revision("ins", number * 2)
        deleted = _revision("del", number * 2 + 1)
        gone = etree.SubElement(etree.SubElement(deleted, w("r")), w("delText"))
        gone.text = "x"
        parent.replace(run, inserted)
        inserted.append(run)
        parent.insert(at, deleted)
    return _repack(parts, DOCUMENT, root)


def _revision(kind: str, number: int) -> Element:
    found = etree.Element(w(kind))
    found.set(w("id"), str(5000 + number))
    found.set(w("author"), "A")
    found.set(w("date"), "2026-01-01T00:00:00Z")
    return found


def styled(data: bytes) -> bytes:
    """Move direct formatting of body paragraphs into paragraph styles of their own."""
    parts = _unpack(data)
    root, styles = parse(parts[DOCUMENT]), parse(parts[STYLES])
    body = child(root, "body")
    for number, paragraph in enumerate(body.iter(w("p")) if body is not None else ()):
        _move_to_style(paragraph, styles, f"Moved{number}")
    parts[STYLES] = _bytes(styles)
    return _repack(parts, DOCUMENT, root)


def _move_to_style(paragraph: Element, styles: Element, style_id: str) -> None:
    runs = list(paragraph.findall(w("r")))
    if not runs:
        return
    properties = ensure_first(paragraph, "pPr")
    style = etree.SubElement(styles, w("style"))
    style.set(w("type"), "paragraph")
    style.set(w("styleId"), style_id)
    style.set(w("customStyle"), "1")
    named = child(properties, "pStyle")
    _add(style, "name", _old_name(named, styles) or style_id)
    _add(style, "basedOn", "a" if named is None else named.get(w("val"), "a"))
    moved = etree.SubElement(style, w("pPr"))
    for item in [item for item in properties if item.tag not in map(w, _KEPT)]:
        moved.append(item)
    first = child(runs[0], "rPr")
    if first is not None and len(runs) == 1:
        style.append(first)
        mark = child(properties, "rPr")
        if mark is not None:
            properties.remove(mark)
    put(properties, "pStyle", val=style_id)


def _old_name(named: Element | None, styles: Element) -> str:
    """Return the name of the style a paragraph had; checks on style names must still hold."""
    wanted = None if named is None else named.get(w("val"))
    for style in styles.findall(w("style")):
        if wanted is not None and style.get(w("styleId")) == wanted:
            name = child(style, "name")
            return "" if name is None else name.get(w("val"), "")
    return ""


def _add(parent: Element, name: str, value: str) -> None:
    etree.SubElement(parent, w(name)).set(w("val"), value)


def themed(data: bytes) -> bytes:
    """Name the two commonest Chinese fonts by the theme, filled in by the theme's language."""
    parts = _unpack(data)
    roots = {name: parse(parts[name]) for name in (DOCUMENT, STYLES)}
    fonts = Counter(
        item.get(w("eastAsia"), "")
        for root in roots.values()
        for item in root.iter(w("rFonts"))
        if item.get(w("eastAsia"))
    )
    tokens = dict(zip([font for font, _n in fonts.most_common(2)], _TOKENS, strict=False))
    for name, root in roots.items():
        for item in root.iter(w("rFonts")):
            token = tokens.get(item.get(w("eastAsia"), ""))
            if token:
                item.attrib.pop(w("eastAsia"), "")
                item.set(w("eastAsiaTheme"), token)
        parts[name] = _bytes(root)
    names = {token: font for font, token in tokens.items()}
    _add_theme(parts, names.get(_TOKENS[0], ""), names.get(_TOKENS[1], ""))
    return pack(parts)


def _add_theme(parts: Parts, minor: str, major: str) -> None:
    faces = "".join(
        f'<a:{kind}Font><a:latin typeface="Times New Roman"/><a:ea typeface=""/>'
        f'<a:cs typeface=""/><a:font script="Hans" typeface="{font}"/></a:{kind}Font>'
        for kind, font in (("major", major), ("minor", minor))
    )
    text = (
        f'<a:theme xmlns:a="{A}" name="t"><a:themeElements>'
        f'<a:fontScheme name="f">{faces}</a:fontScheme></a:themeElements></a:theme>'
    )
    parts[THEME] = (HEADER + text).encode()
    relation = (
        f'<Relationship Id="rIdTheme" Type="{OFFICE}/relationships/theme" '
        'Target="theme/theme1.xml"/></Relationships>'
    )
    parts[DOCUMENT_RELS] = parts[DOCUMENT_RELS].replace(b"</Relationships>", relation.encode())
    override = (
        f'<Override PartName="/{THEME}" '
        'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>'
    )
    parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
    settings = parse(parts[SETTINGS])
    language = etree.SubElement(settings, w("themeFontLang"))
    language.set(w("eastAsia"), "zh-CN")
    parts[SETTINGS] = _bytes(settings)


def controlled(data: bytes) -> bytes:
    """Put every body paragraph into a content control."""
    parts = _unpack(data)
    root = parse(parts[DOCUMENT])
    body = child(root, "body")
    for paragraph in list(body.findall(w("p"))) if body is not None else []:
        control = etree.Element(w("sdt"))
        content = etree.SubElement(control, w("sdtContent"))
        if body is not None:
            body.replace(paragraph, control)
        content.append(paragraph)
    return _repack(parts, DOCUMENT, root)


def styled_and_themed(data: bytes) -> bytes:
    """Do both: styles whose fonts come from the theme."""
    return themed(styled(data))


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "fragmented": fragmented,
    "tracked": tracked,
    "styled": styled,
    "themed": themed,
    "styled-themed": styled_and_themed,
    "controlled": controlled,
}
"""Encodings of the same look, by name."""


def _text_runs(root: Element) -> Iterator[Element]:
    for run in list(root.iter(w("r"))):
        if child(run, "t") is not None:
            yield run


def _unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _repack(parts: Parts, name: str, root: Element) -> bytes:
    parts[name] = _bytes(root)
    return pack(parts)


def _bytes(root: Element) -> bytes:
    return HEADER.encode() + etree.tostring(root, encoding="UTF-8")
