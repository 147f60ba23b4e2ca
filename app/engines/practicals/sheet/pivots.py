"""Pivot tables by the names of their fields, never by numbers."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.names import s
from app.engines.practicals.sheet.refs import Range, read_range

VALUES = "Σ"
"""The place where several value fields stand among rows or columns."""


@dataclass(frozen=True, slots=True)
class PivotValue:
    """A value field: the field it is made of, how, and how it is called."""

    field: str
    function: str = "sum"
    name: str = ""
    shown_as: str = "normal"


@dataclass(frozen=True, slots=True)
class Pivot:
    """One pivot table."""

    part: str
    number: int
    name: str = ""
    place: Range | None = None
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    values: tuple[PivotValue, ...] = ()
    source_sheet: str = ""
    source: str = ""


def read_pivot(root: Element, cache: Element | None, part: str, number: int) -> Pivot:
    """Read a pivot table part with the definition of its cache."""
    names = (
        []
        if cache is None
        else [
            item.get("name", "") for item in cache.iterfind(f"{s('cacheFields')}/{s('cacheField')}")
        ]
    )
    source = None if cache is None else cache.find(f".//{s('worksheetSource')}")
    location = root.find(s("location"))
    return Pivot(
        part=part,
        number=number,
        name=root.get("name", ""),
        place=None if location is None else read_range(location.get("ref", "")),
        rows=_fields(root, "rowFields", "x", names),
        columns=_fields(root, "colFields", "x", names),
        filters=_fields(root, "pageFields", "fld", names),
        values=_values(root, names),
        source_sheet="" if source is None else source.get("sheet", ""),
        source="" if source is None else source.get("ref") or source.get("name") or "",
    )


def _name(names: list[str], number: str | None) -> str:
    index = whole(number)
    if index is None:
        return ""
    return names[index] if 0 <= index < len(names) else VALUES


def _fields(root: Element, group: str, key: str, names: list[str]) -> tuple[str, ...]:
    found = [_name(names, item.get(key)) for item in root.iterfind(f"{s(group)}/*")]
    return tuple(name for name in found if name and name != VALUES)


def _values(root: Element, names: list[str]) -> tuple[PivotValue, ...]:
    return tuple(
        PivotValue(
            field=_name(names, item.get("fld")),
            function=item.get("subtotal", "sum"),
            name=item.get("name", ""),
            shown_as=item.get("showDataAs", "normal"),
        )
        for item in root.iterfind(f"{s('dataFields')}/{s('dataField')}")
    )
