"""What hangs on ranges: conditional formats, validation, filters, sort orders, tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element, down, local
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.colors import Palette
from app.engines.practicals.sheet.names import XM, attributes, is_set, s, x14
from app.engines.practicals.sheet.refs import Range, read_range, read_ranges
from app.engines.practicals.sheet.styles import Differential, StyleBook, read_differential


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of conditional formatting; `options` are its attributes."""

    kind: str
    ranges: tuple[Range, ...]
    operator: str = ""
    formulas: tuple[str, ...] = ()
    format: Differential = field(default_factory=Differential)
    priority: int = 0
    stops: bool = False
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str, usual: str = "") -> str:
        """Return one of its attributes."""
        return dict(self.options).get(name, usual)


@dataclass(frozen=True, slots=True)
class Validation:
    """One rule of data validation."""

    kind: str
    ranges: tuple[Range, ...]
    operator: str = "between"
    formulas: tuple[str, ...] = ()
    allow_blank: bool = False
    in_cell_list: bool = True
    shows_error: bool = False
    error_style: str = "stop"
    error_title: str = ""
    error: str = ""
    prompt_title: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class FilterColumn:
    """What one column of a filter lets through; `offset` counts from its first column."""

    offset: int
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AutoFilter:
    """A filter and its columns with a condition."""

    range: Range | None
    columns: tuple[FilterColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class SortState:
    """The last order asked of a range: column ranges, each descending or not."""

    range: Range | None
    keys: tuple[tuple[Range, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class ListObject:
    """A table ("list object") of a sheet."""

    name: str
    range: Range
    columns: tuple[str, ...]
    style: str = ""
    header: bool = True
    totals: bool = False
    filter: AutoFilter | None = None


def read_rules(root: Element, styles: StyleBook) -> tuple[Rule, ...]:
    """Read the conditional formats, those of the 2010 extensions too, by priority."""
    rules = [*_rules(root, styles), *_extended_rules(root, styles.palette)]
    return tuple(sorted(rules, key=lambda rule: rule.priority))


def _rules(root: Element, styles: StyleBook) -> Iterator[Rule]:
    for group in root.iterfind(s("conditionalFormatting")):
        ranges = read_ranges(group.get("sqref"))
        for item in group.iterfind(s("cfRule")):
            number = whole(item.get("dxfId"))
            known = number is not None and 0 <= number < len(styles.differentials)
            formulas = tuple(found.text or "" for found in item.iterfind(s("formula")))
            shown = styles.differentials[number or 0] if known else Differential()
            yield _rule(item, ranges, formulas, shown)


def _extended_rules(root: Element, palette: Palette) -> Iterator[Rule]:
    for group in root.iter(x14("conditionalFormatting")):
        ranges = read_ranges(group.findtext(f"{{{XM}}}sqref"))
        for item in group.iterfind(x14("cfRule")):
            shown = item.find(x14("dxf"))
            found = Differential() if shown is None else read_differential(shown, palette)
            formulas = tuple(part.text or "" for part in item.iterfind(f"{{{XM}}}f"))
            yield _rule(item, ranges, formulas, found)


def _rule(
    item: Element, ranges: tuple[Range, ...], formulas: tuple[str, ...], shown: Differential
) -> Rule:
    return Rule(
        kind=item.get("type", ""),
        ranges=ranges,
        operator=item.get("operator", ""),
        formulas=formulas,
        format=shown,
        priority=whole(item.get("priority")) or 0,
        stops=is_set(item.get("stopIfTrue")),
        options=tuple(sorted(attributes(item).items())),
    )


def read_validations(root: Element) -> tuple[Validation, ...]:
    """Read the rules of data validation, those of the 2010 extensions too."""
    found = [
        _validation(
            item,
            read_ranges(item.get("sqref")),
            [item.findtext(s("formula1")), item.findtext(s("formula2"))],
        )
        for item in root.iterfind(f"{s('dataValidations')}/{s('dataValidation')}")
    ]
    for item in root.iter(x14("dataValidation")):
        formulas = [item.findtext(f"{x14(name)}/{{{XM}}}f") for name in ("formula1", "formula2")]
        ranges = read_ranges(item.findtext(f"{{{XM}}}sqref"))
        found.append(_validation(item, ranges, formulas))
    return tuple(found)


def _validation(item: Element, ranges: tuple[Range, ...], formulas: list[str | None]) -> Validation:
    return Validation(
        kind=item.get("type", "none"),
        ranges=ranges,
        operator=item.get("operator", "between"),
        formulas=tuple(text for text in formulas if text is not None),
        allow_blank=is_set(item.get("allowBlank")),
        in_cell_list=not is_set(item.get("showDropDown")),
        shows_error=is_set(item.get("showErrorMessage")),
        error_style=item.get("errorStyle", "stop"),
        error_title=item.get("errorTitle", ""),
        error=item.get("error", ""),
        prompt_title=item.get("promptTitle", ""),
        prompt=item.get("prompt", ""),
    )


def read_filter(element: Element | None) -> AutoFilter | None:
    """Read an `autoFilter`."""
    if element is None:
        return None
    columns = [_filter_column(item) for item in element.iterfind(s("filterColumn"))]
    return AutoFilter(
        read_range(element.get("ref", "")), tuple(item for item in columns if item is not None)
    )


def _filter_column(element: Element) -> FilterColumn | None:
    offset = whole(element.get("colId"))
    inner = next((item for item in element if local(item)), None)
    if offset is None or inner is None:
        return None
    values = [item.get("val", "") for item in inner if local(item) in {"filter", "customFilter"}]
    return FilterColumn(offset, local(inner), tuple(values))


def read_sort(root: Element) -> SortState | None:
    """Read the sort order kept with a sheet or its filter."""
    element = root.find(s("sortState"))
    if element is None:
        element = down(root, s("autoFilter"), s("sortState"))
    if element is None:
        return None
    keys = [
        (found, is_set(item.get("descending")))
        for item in element.iterfind(s("sortCondition"))
        if (found := read_range(item.get("ref", ""))) is not None
    ]
    return SortState(read_range(element.get("ref", "")), tuple(keys))


def read_list_object(root: Element) -> ListObject | None:
    """Read a table part."""
    found = read_range(root.get("ref", ""))
    if found is None:
        return None
    names = [item.get("name", "") for item in root.iterfind(f"{s('tableColumns')}/*")]
    style = root.find(s("tableStyleInfo"))
    return ListObject(
        name=root.get("displayName") or root.get("name") or "",
        range=found,
        columns=tuple(name.replace("_x000a_", "\n") for name in names),
        style="" if style is None else style.get("name", ""),
        header=root.get("headerRowCount", "1") != "0",
        totals=(whole(root.get("totalsRowCount")) or 0) > 0,
        filter=read_filter(root.find(s("autoFilter"))),
    )
