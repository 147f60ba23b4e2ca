"""The same workbook written in other ways: what must not change any score.

Each function takes the bytes of a workbook made by this engine and returns another encoding of the
same book: texts in the cells, formats in named styles, formulas shared, other namespaces and parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from app.engines.practicals.ooxml.names import STRICT, Element
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.sheet.formulas.tokens import relative
from app.engines.practicals.sheet.names import S, s
from app.engines.practicals.sheet.refs import Address, a1, address
from app.engines.practicals.writer.skeleton import HEADER, pack

Parts = dict[str, bytes]
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_TARGET = re.compile(rb'Target="(?!/|https?:)([^"]+)"')


def _unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _bytes(root: Element) -> bytes:
    return HEADER.encode() + etree.tostring(root, encoding="UTF-8")


def _sheets(parts: Parts) -> Iterator[tuple[str, Element]]:
    for name in sorted(parts):
        if _SHEET.fullmatch(name):
            yield name, parse(parts[name])


def inline(data: bytes) -> bytes:
    """Write every text into its cell instead of the shared strings."""
    parts = _unpack(data)
    entries = list(parse(parts[STRINGS])) if STRINGS in parts else []
    for name, root in _sheets(parts):
        for cell in root.iter(s("c")):
            value = cell.find(s("v"))
            if cell.get("t") == "s" and value is not None:
                text = "".join(t.text or "" for t in entries[int(value.text or 0)].iter(s("t")))
                cell.remove(value)
                cell.set("t", "inlineStr")
                inner = etree.SubElement(etree.SubElement(cell, s("is")), s("t"))
                inner.text = text
        parts[name] = _bytes(root)
    return pack(parts)


def rich(data: bytes) -> bytes:
    """Cut every shared text into two runs, with a phonetic guide beside them."""
    parts = _unpack(data)
    if STRINGS not in parts:
        return data
    root = parse(parts[STRINGS])
    for entry in root:
        text = "".join(t.text or "" for t in entry.iter(s("t")))
        for child in list(entry):
            entry.remove(child)
        for piece in (text[:1], text[1:]):
            etree.SubElement(etree.SubElement(entry, s("r")), s("t")).text = piece
        guide = etree.SubElement(entry, s("rPh"))
        guide.set("sb", "0")
        guide.set("eb", "1")
        etree.SubElement(guide, s("t")).text = "x"
    parts[STRINGS] = _bytes(root)
    return pack(parts)


def named(data: bytes) -> bytes:
    """Give every cell format a named style of its own that holds all of it."""
    parts = _unpack(data)
    root = parse(parts[STYLES])
    formats, bases = root.find(s("cellXfs")), root.find(s("cellStyleXfs"))
    names = root.find(s("cellStyles"))
    if formats is None or bases is None or names is None:
        return data
    for number, xf in enumerate(list(formats)[1:], 1):
        base = etree.fromstring(etree.tostring(xf))
        base.attrib.pop("xfId", "")
        xf.set("xfId", str(len(bases)))
        for key in [key for key in xf.attrib if str(key).startswith("apply")]:
            xf.attrib.pop(key)
        bases.append(base)
        style = etree.SubElement(names, s("cellStyle"))
        style.set("name", f"样式 {number}")
        style.set("xfId", str(len(bases) - 1))
    parts[STYLES] = _bytes(root)
    return pack(parts)


def prefixed(data: bytes) -> bytes:
    """Write the main namespace with a prefix, as some libraries do."""
    parts = _unpack(data)
    for name in [*[name for name, _root in _sheets(parts)], STYLES, STRINGS, "xl/workbook.xml"]:
        if name in parts:
            old = parse(parts[name])
            scope: dict[str | None, str] = {"x": S}
            scope |= {key: uri for key, uri in old.nsmap.items() if key and uri != S}
            new = etree.Element(old.tag, nsmap=scope)  # type: ignore[arg-type]  # None is allowed
            for key, value in old.attrib.items():
                new.set(key, value)
            new.text = old.text
            new.extend(list(old))
            parts[name] = _bytes(new)
    return pack(parts)


def strict(data: bytes) -> bytes:
    """Write all parts in the namespaces of ISO 29500 strict."""
    parts = _unpack(data)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            changed = part
            for strict_name, usual in STRICT.items():
                changed = changed.replace(b'"' + usual, b'"' + strict_name)
            parts[name] = changed
    return pack(parts)


def shared(data: bytes) -> bytes:
    """Write a formula once for all cells of a column that were filled with it."""
    parts = _unpack(data)
    for name, root in _sheets(parts):
        runs: dict[tuple[int, str], list[tuple[Address, Element]]] = {}
        for cell in root.iter(s("c")):
            place, formula = address(cell.get("r", "")), cell.find(s("f"))
            if place is not None and formula is not None and not formula.attrib:
                key = (place[1], relative(formula.text or "", *place))
                runs.setdefault(key, []).append((place, formula))
        for number, cells in enumerate(run for run in runs.values() if len(run) > 1):
            _share(number, cells)
        parts[name] = _bytes(root)
    return pack(parts)


def _share(number: int, cells: list[tuple[Address, Element]]) -> None:
    (top, column), (bottom, _column) = cells[0][0], cells[-1][0]
    for index, (_place, formula) in enumerate(cells):
        formula.set("t", "shared")
        formula.set("si", str(number))
        if index:
            formula.text = None
        else:
            formula.set("ref", f"{a1(top, column)}:{a1(bottom, column)}")


def uncomputed(data: bytes) -> bytes:
    """Leave out the last values of formulas, as libraries do that cannot compute."""
    parts = _unpack(data)
    for name, root in _sheets(parts):
        for cell in root.iter(s("c")):
            value = cell.find(s("v"))
            if cell.find(s("f")) is not None and value is not None:
                cell.remove(value)
                cell.attrib.pop("t", "")
        parts[name] = _bytes(root)
    return pack(parts)


def rooted(data: bytes) -> bytes:
    """Name the targets of all relationships from the root of the package."""
    parts = _unpack(data)
    for name, part in parts.items():
        if name.endswith(".rels") and b"External" not in part:
            folder = name.rpartition("_rels/")[0]
            parts[name] = _TARGET.sub(lambda found, f=folder: _from_root(f, found), part)  # type: ignore[misc]
    return pack(parts)


def _from_root(folder: str, found: re.Match[bytes]) -> bytes:
    steps = [step for step in folder.split("/") if step]
    for step in found[1].decode().split("/"):
        if step == "..":
            steps.pop()
        else:
            steps.append(step)
    return b'Target="/' + "/".join(steps).encode() + b'"'


SHEET_VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "inline": inline,
    "rich": rich,
    "named": named,
    "prefixed": prefixed,
    "strict": strict,
    "shared": shared,
    "uncomputed": uncomputed,
    "rooted": rooted,
}
"""Encodings of the same book, by name."""
