"""Damage that a guard must see: letters added to the text, a figure changed, a file deleted."""

from __future__ import annotations

from app.engines.practicals.folders.office import MODULE as FOLDERS
from app.engines.practicals.folders.office import given_out
from app.engines.practicals.ooxml.archive import to_bytes, unpack
from app.engines.practicals.ooxml.names import Element, w
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.preflight import load
from app.engines.practicals.sheet.locate import locate
from app.engines.practicals.sheet.names import s
from app.engines.practicals.sheet.refs import Address, a1, read_range, split_sheet
from app.engines.practicals.sheet.task import DataGuard
from app.engines.practicals.slides.names import a
from app.engines.practicals.task.model import Guard, Task
from app.engines.practicals.work.package import to_bytes as work_bytes
from app.engines.practicals.writer.skeleton import pack

ADDED = "误改" * 40


def damaged(task: Task, guard: Guard, final: bytes) -> bytes | None:
    """Return the final file with damage that the guard must see, None if there is no place."""
    if task.module == "sheet":
        return _figure(guard, final)
    if task.module == FOLDERS:
        paths = [path for path, _entry in given_out(task).files()]
        return work_bytes(FOLDERS, {"ops": [["delete", paths]]})
    part, tag = ("word/document.xml", w("t"))
    if task.module == "slides":
        part, tag = load(final, "slides").document.slides[0].part, a("t")
    parts = unpack(final)
    if part not in parts:
        return None
    root = parse(parts[part])
    item = next(root.iter(tag), None)
    if item is None:
        return None
    item.text = f"{item.text or ''}{ADDED}"
    return pack({**parts, part: to_bytes(root)})


def _figure(guard: Guard, final: bytes) -> bytes | None:
    place = _guarded(guard, final)
    if place is None:
        return None
    parts = unpack(final)
    root = parse(parts[place[0]])
    for cell in root.iter(s("c")):
        if cell.get("r") == a1(*place[1]):
            _retype(cell)
    return pack({**parts, place[0]: to_bytes(root)})


def _guarded(guard: Guard, final: bytes) -> tuple[str, Address] | None:
    """Return sheet part and address of one cell that must not change."""
    book, probe = load(final, "sheet").document, guard.probe
    if not isinstance(probe, DataGuard):
        return None
    if probe.cells:
        name, area = split_sheet(probe.cells[0])
        sheet, found = book.sheet(name), read_range(area)
        return None if sheet is None or found is None else (sheet.part, (found.top, found.left))
    table = None if probe.table is None else locate(book, probe.table)
    if table is None or not table.rows:
        return None
    names = [n for n in probe.columns if n in table.columns and n != table.spec.key]
    column = table.columns[(names or [table.spec.key])[-1]]
    return table.sheet.part, (table.rows[0], column)


def _retype(cell: Element) -> None:
    for item in list(cell):
        cell.remove(item)
    cell.set("t", "inlineStr")
    text = cell.makeelement(s("t"))
    text.text = "误改"
    inner = cell.makeelement(s("is"))
    inner.append(text)
    cell.append(inner)
