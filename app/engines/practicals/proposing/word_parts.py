"""Checks proposed from tables, headers and footers of documents; what else changed is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.engines.practicals.checks.furniture import FURNITURE_ASPECTS, lines, shown_text
from app.engines.practicals.checks.tables import CELLS, TABLE_ASPECTS, Selection
from app.engines.practicals.language.find import squash
from app.engines.practicals.ooxml.names import Element, child, local
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.values import is_inherited, read_one, repr_of, written
from app.engines.practicals.proposing.wording import quote, saying
from app.engines.practicals.word.model import Cell, Document, Furniture, Table
from app.kernel.text import Message, msg

WHOLE = ("header_rows", "rows", "cols", "width.ratio", "align")
IN_CELLS = (
    *("cells.font.cjk", "cells.font.latin", "cells.size", "cells.bold", "cells.italic"),
    *("cells.underline", "cells.color", "cells.align", "cells.valign", "cells.line"),
    *("cells.indent.first", "cells.space.before", "cells.space.after", "cells.style"),
)
FIELDS = ("PAGE", "NUMPAGES", "STYLEREF", "DATE")
KINDS = ("default", "even", "first")
_DIGIT = "1"
Side = tuple[Document, Table]
"""A document and one of its tables, before or after."""


def tables(found: Proposed, start: Document, final: Document) -> None:
    """Propose what became of each table, the cells by rows and columns."""
    for number, new in enumerate(final.tables):
        old = start.tables[number] if number < len(start.tables) else None
        if old is None:
            _new_table(found, final, new)
            continue
        name = _known_by(final, new) or _known_by(start, old)
        selects: dict[str, Any] = {"cell": name} if name else {"index": number + 1}
        _whole(found, (start, old), (final, new), selects)
        _cells(found, (start, old), (final, new), selects)
    if len(start.tables) > len(final.tables):
        n = len(start.tables) - len(final.tables)
        found.leave(msg("Tables taken out: %(n)s.", n=n))


def _known_by(document: Document, table: Table) -> str:
    """Return the text of a header cell that no earlier table has."""
    earlier = [squash(t.text) for t in document.tables if t.number < table.number]
    for cell in reversed(table.rows[0] if table.rows else []):
        text = cell.text.strip()
        if text and "\n" not in text and not any(squash(text) in other for other in earlier):
            return text
    return ""


def _new_table(found: Proposed, final: Document, table: Table) -> None:
    name = _known_by(final, table)
    selects: dict[str, Any] = {"cell": name} if name else {"index": table.number}
    expect = {"rows": len(table.rows), "cols": table.column_count}
    keys = {"find": {"tables": selects}, "expect": expect}
    found.add("tables", _where(table), keys, saying(TABLE_ASPECTS, expect))


def _where(table: Table) -> Message:
    return msg("Table %(n)s", n=table.number)


def _whole(found: Proposed, before: Side, after: Side, selects: Mapping[str, Any]) -> None:
    old, new = before[1], after[1]
    expect: dict[str, Any] = {}
    for key in WHOLE:
        if key == "width.ratio" and _widths(old) == _widths(new):
            continue  # only the page around it became wider or narrower
        aspect = TABLE_ASPECTS[key]
        then, now = (read_one(d, aspect, Selection(t, ())) for d, t in (before, after))
        if now and not (then and repr_of(then.value) == repr_of(now.value)):
            raw = written(key, aspect, now.value)
            if raw is not None:
                expect[key] = raw
    if expect:
        keys = {"find": {"tables": selects}, "expect": expect}
        found.add("tables", _where(new), keys, saying(TABLE_ASPECTS, expect))


def _widths(table: Table) -> list[object]:
    stated = child(table.element, "tblPr", "tblW")
    grid = child(table.element, "tblGrid")
    columns = [] if grid is None else [sorted(item.attrib.items()) for item in grid]
    return [None if stated is None else sorted(stated.attrib.items()), columns]


def _cells(found: Proposed, before: Side, after: Side, selects: Mapping[str, Any]) -> None:
    """Propose what became of the cells: all, header, body, or whole columns of these."""
    (start, old), (final, new) = before, after
    was = {(c.row, c.column): c for row in old.rows for c in row}
    cells = {(c.row, c.column): c for row in new.rows for c in row if not c.merged_up}
    places: dict[tuple[str, str], set[tuple[int, int]]] = {}
    raws: dict[tuple[str, str], Any] = {}
    for place, cell in cells.items():
        for key, raw in _of_cell(start, final, (old, was.get(place)), (new, cell)).items():
            places.setdefault((key, repr(raw)), set()).add(place)
            raws[key, repr(raw)] = raw
    together: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for spot, chosen in places.items():
        for part in _parts(chosen, cells):
            together.setdefault(repr(part), (part, {}))[1][spot[0]] = raws[spot]
        if not _parts(chosen, cells):
            text = quote(next(c.text for p, c in cells.items() if p in chosen))
            title = TABLE_ASPECTS[spot[0]].title
            found.leave(
                msg("Table %(n)s, single cells such as “%(quote)s”: %(what)s.",
                    n=new.number, quote=text, what=title)
            )  # fmt: skip
    for part, expect in together.values():
        keys = {"find": {"tables": {**selects, **part}}, "expect": expect}
        found.add("tables", _part_text(new, part), keys, saying(TABLE_ASPECTS, expect))


def _of_cell(
    start: Document,
    final: Document,
    old: tuple[Table, Cell | None],
    new: tuple[Table, Cell],
) -> dict[str, Any]:
    expect: dict[str, Any] = {}
    for key in IN_CELLS:
        aspect = TABLE_ASPECTS[key]
        after = read_one(final, aspect, Selection(new[0], (new[1],)))
        was = old[1]
        before = None if was is None else read_one(start, aspect, Selection(old[0], (was,)))
        if after is None or not after.whole:
            continue
        if before is None or repr_of(before.value) == repr_of(after.value):
            continue
        raw = written(key.removeprefix(CELLS), aspect, after.value)
        if raw not in (None, ""):
            expect[key] = raw
    return expect


def _parts(
    chosen: set[tuple[int, int]], cells: Mapping[tuple[int, int], Cell]
) -> list[dict[str, Any]]:
    """Return the parts of a table that are exactly these cells; none if there are none.

    Cells without text have no letters, so a part may leave them out.
    """
    filled = {place for place, cell in cells.items() if cell.text.strip()}
    first = min(row for row, _column in cells)
    rows = {"all": set(cells), "header": {p for p in cells if p[0] == first},
            "body": {p for p in cells if p[0] != first}}  # fmt: skip
    for name, whole in rows.items():
        inside = {column for _row, column in whole}
        if chosen <= whole and chosen & filled == whole & filled:
            return [{"rows": name} if name != "all" else {}]
        columns = {column for _row, column in chosen}
        part = {p for p in whole if p[1] in columns}
        if columns < inside and chosen <= part and chosen & filled == part & filled:
            return [{"rows": name, "columns": sorted(c + 1 for c in columns)}]
    header, body = chosen & rows["header"], chosen & rows["body"]
    if header and body:
        split = [_parts(header, cells), _parts(body, cells)]
        return [part for parts in split for part in parts] if all(split) else []
    return []


def _part_text(table: Table, part: Mapping[str, Any]) -> Message:
    rows = {"header": msg("header row"), "body": msg("rows below the header")}.get(
        str(part.get("rows", "")), msg("all cells")
    )
    if "columns" in part:
        columns = ", ".join(map(str, part["columns"]))
        return msg("Table %(n)s, %(rows)s, columns %(columns)s", n=table.number, rows=rows,
                   columns=columns)  # fmt: skip
    return msg("Table %(n)s, %(rows)s", n=table.number, rows=rows)


def furniture(found: Proposed, start: Document, final: Document) -> None:
    """Propose what became of headers and footers; odd and even pages together if they can be."""
    for role in ("header", "footer"):
        kinds = [kind for kind in KINDS if _is_own(final, role, kind)]
        changed = {kind: _of_furniture(start, final, role, kind) for kind in kinds}
        changed = {kind: expect for kind, expect in changed.items() if expect}
        if {"default", "even"} <= changed.keys():
            changed = _joined(changed)
        for kind_name, expect in changed.items():
            types = kind_name.split()
            keys = {"find": {f"{role}s": {"types": types}}, "expect": expect}
            says = saying(FURNITURE_ASPECTS, expect)
            found.add("furniture", _furniture_text(role, types), keys, says)


def _joined(changed: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    odd, even = changed["default"], changed["even"]
    same = {key: raw for key, raw in odd.items() if even.get(key) == raw}
    if "align" in odd and "align" in even and odd["align"] != even["align"]:
        same |= {"align.odd": odd["align"], "align.even": even["align"]}
    rest = {kind: expect for kind, expect in changed.items() if kind not in {"default", "even"}}
    return {"default even": same, **rest}


def _is_own(document: Document, role: str, kind: str) -> bool:
    """Whether pages of a kind show something of their own."""
    if kind == "even":
        return document.even_and_odd
    parts = [section.furniture for section in document.sections]
    usual, own = parts[0][role, "default"], parts[0][role, kind]
    return kind == "default" or own.part != usual.part


def _furniture_text(role: str, types: list[str]) -> Message:
    pages = {"even": msg("even pages"), "first": msg("first page")}.get(types[0], msg("all pages"))
    if role == "header":
        return msg("Header, %(pages)s", pages=pages)
    return msg("Footer, %(pages)s", pages=pages)


def _of_furniture(start: Document, final: Document, role: str, kind: str) -> dict[str, Any]:
    old, new = (d.sections[0].furniture[role, kind] for d in (start, final))
    if not any(p.pieces and not p.is_empty for p in new.paragraphs):
        return {}
    expect: dict[str, Any] = {}
    for key, aspect in FURNITURE_ASPECTS.items():
        if key in {"text", "align.odd", "align.even", "style", "outline"}:
            continue
        after = read_one(final, aspect, new)
        before = read_one(start, aspect, old) if lines(old) else None
        if after is None or not after.whole or (key.startswith("field.") and not after.value):
            continue
        if before is not None and repr_of(before.value) == repr_of(after.value):
            continue
        if before is None and (_is_usual(key, after.value) or is_inherited(after)):
            continue
        raw = written(key, aspect, after.value)
        if raw not in (None, ""):
            expect[key] = raw
    text = _text(new)
    if text != _text(old) and text not in {"", _DIGIT}:
        expect["text"] = _pattern(text)
    return expect


def _is_usual(key: str, value: object) -> bool:
    """Whether a new line merely has what any line has: single spacing, no indent, not bold."""
    if key in {"align", "size", "font.cjk", "font.latin"} or key.startswith("field."):
        return False
    return key not in {"bold", "italic"} or not value


def _text(item: Furniture) -> str:
    return " ".join(filter(None, (shown_text(paragraph) for paragraph in lines(item))))


def _pattern(text: str) -> Any:  # noqa: ANN401
    """Return the text, with room for any page number where there is one."""
    if _DIGIT not in text:
        return {"re": f"^{re.escape(text)}$", "like": text}
    pieces = [re.escape(piece.strip()) for piece in text.split(_DIGIT)]
    return {"re": "^" + r"\s*1\s*".join(pieces) + "$", "like": text}


_SEEN_ELSEWHERE = {
    "drawing": msg("pictures and shapes"),
    "pict": msg("pictures and shapes of old kinds"),
    "footnoteReference": msg("footnotes"),
    "endnoteReference": msg("endnotes"),
    "commentReference": msg("comments"),
    "hyperlink": msg("links"),
    "oMath": msg("equations"),
    "txbxContent": msg("text boxes"),
    "framePr": msg("drop caps and frames"),
    "pBdr": msg("borders of paragraphs"),
    "tblBorders": msg("borders of tables"),
    "tcBorders": msg("borders of cells"),
    "shd": msg("shading"),
    "tabs": msg("tab stops"),
    "numPr": msg("automatic lists"),
    "br": msg("breaks"),
    "vertAlign": msg("superscript and subscript"),
    "ins": msg("tracked insertions"),
    "trHeight": msg("heights of rows"),
    "gridSpan": msg("merged cells"),
    "vMerge": msg("merged cells"),
}
"""Elements that no check of documents reads yet, and what people call them."""


def unread(found: Proposed, start: Document, final: Document) -> None:
    """Tell the differences that no check can express."""
    old, new = _counted(start), _counted(final)
    for name, words in _SEEN_ELSEWHERE.items():
        if old[name] != new[name]:
            found.leave(
                msg("No check can say it: %(what)s, %(old)s before, %(new)s now.",
                    what=words, old=old[name], new=new[name])
            )  # fmt: skip


def _counted(document: Document) -> Counter[str]:
    body: Element | None = None
    for paragraph in document.paragraphs[:1]:
        body = paragraph.element.getroottree().getroot()
    return Counter() if body is None else Counter(local(item) for item in body.iter())
