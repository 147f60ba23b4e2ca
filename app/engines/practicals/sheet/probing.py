"""How conditional formats and validation behave: tried with values, not compared by their XML."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.engines.practicals.sheet.formulas.engines import EngineError, Spot
from app.engines.practicals.sheet.formulas.grid import OutsideError
from app.engines.practicals.sheet.formulas.tokens import Kind, joined, moved, tokens
from app.engines.practicals.sheet.model import CellError, Sheet, Value, text_of
from app.engines.practicals.sheet.refs import Address, Range, a1, holds, quoted, read_range
from app.engines.practicals.sheet.refs import split_sheet as split
from app.engines.practicals.sheet.rules import Rule, Validation
from app.engines.practicals.sheet.styles import Differential
from app.engines.practicals.sheet.submission import Submission
from app.kernel.letters import letters

OPERATORS = {
    "lessThan": "<", "lessThanOrEqual": "<=", "greaterThan": ">", "greaterThanOrEqual": ">=",
    "equal": "=", "notEqual": "<>",
}  # fmt: skip
GRAPHIC = frozenset({"colorScale", "dataBar", "iconSet"})


class UnsureError(RuntimeError):
    """No engine can tell."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks one sheet of a submission."""

    document: Submission
    sheet: Sheet

    @property
    def index(self) -> int:
        """The number of the sheet in the engines."""
        return self.document.sheet_index(self.sheet.name)

    def answer(self, formula: str, place: Address, changes: Mapping[Spot, Value]) -> Value:
        """Return what a formula gives, as if it stood in a cell. Raises UnsureError."""
        laboratory = self.document.laboratory
        try:
            plain = self.document.plain.plain(formula.removeprefix("="), self.sheet, place)
        except OutsideError as error:
            raise UnsureError from error
        wanted = self.homed(plain)
        spots = laboratory.precedents.direct(self.index, wanted) | changes.keys()
        for number in range(len(laboratory.makers)):
            bench = laboratory.bench(number, spots, {place: wanted})
            try:
                if bench is not None:
                    return bench.values(changes, [(laboratory.scratch, place)])[0]
            except EngineError:
                continue
        raise UnsureError

    def homed(self, formula: str) -> str:
        """Name the sheet in every reference that names none."""
        return _homed(formula, f"{quoted(self.sheet.name)}!")

    def formats(
        self, rules: Sequence[Rule], place: Address, changes: Mapping[Spot, Value]
    ) -> Differential:
        """Return what the rules lay over a cell after these changes. Raises UnsureError."""
        shown = Differential()
        for rule in rules:
            if rule.kind in GRAPHIC or not self.applies(rule, place, changes):
                continue
            shown = _laid(shown, rule.format)
            if rule.stops:
                break
        return shown

    def applies(self, rule: Rule, place: Address, changes: Mapping[Spot, Value]) -> bool:
        """Whether a rule holds for a cell after these changes. Raises UnsureError."""
        plain = _compared(rule, changes.get((self.index, place)))
        if plain is not None:
            return plain
        condition = _CONDITIONS.get(rule.kind, _expression)(rule, place)
        if not condition:
            return False
        answer = self.answer(condition, place, changes)
        if isinstance(answer, CellError):
            return False
        return bool(answer) and answer != "FALSE"

    def accepts(self, rules: Sequence[Validation], place: Address, value: Value) -> bool:
        """Whether a value may be typed into a cell. Raises UnsureError."""
        return all(
            self._accepts(rule, place, value)
            for rule in rules
            if rule.kind != "none" and rule.shows_error and rule.error_style == "stop"
        )

    def _accepts(self, rule: Validation, place: Address, value: Value) -> bool:
        if value is None or value == "":
            return rule.allow_blank
        if rule.kind == "list":
            return text_of(value).strip() in self.choices(rule, place)
        changes = {(self.index, place): value}
        top = rule.ranges[0]
        formulas = [moved(text, place[0] - top.top, place[1] - top.left) for text in rule.formulas]
        if rule.kind == "custom":
            answer = self.answer(formulas[0], place, changes) if formulas else True
            return bool(answer) and not isinstance(answer, CellError)
        if rule.kind == "textLength":
            return self._compares(rule, formulas, f"LEN({a1(*place)})", place, changes)
        if not isinstance(value, float) or (rule.kind == "whole" and value != int(value)):
            return False
        return self._compares(rule, formulas, a1(*place), place, changes)

    def _compares(
        self, rule: Validation, formulas: list[str], subject: str, place: Address,
        changes: Mapping[Spot, Value],
    ) -> bool:  # fmt: skip
        condition = _comparison(rule.operator, formulas, subject)
        answer = self.answer(condition, place, changes) if condition else False
        return bool(answer) and not isinstance(answer, CellError)

    def choices(self, rule: Validation, place: Address) -> list[str]:
        """Return what a list offers, typed out or read from cells."""
        text = rule.formulas[0] if rule.formulas else ""
        if text.startswith('"'):
            return [item.strip() for item in text.strip('"').split(",")]
        try:
            plain = self.document.plain.plain(text, self.sheet, place)
        except OutsideError as error:
            raise UnsureError from error
        name, area = split(plain)
        sheet = self.document.book.sheet(name) if name else self.sheet
        block = read_range(area)
        if sheet is None or block is None:
            raise UnsureError
        rows = min(block.bottom, max(sheet.last_row, block.top))
        cut = Range(block.top, block.left, rows, block.right)
        return [text_of(sheet.cell(*cell).value).strip() for cell in cut.cells()]


@lru_cache(maxsize=8192)
def _homed(formula: str, prefix: str) -> str:
    """Write a sheet before every reference that names none."""
    return joined(
        [
            part._replace(sheet=prefix)
            if part.kind is Kind.REF and not part.sheet and "!" not in part.text
            else part
            for part in tokens(formula)
        ]
    )


def _compared(rule: Rule, value: Value) -> bool | None:
    """Return whether a value satisfies a rule with a typed limit; None for other rules."""
    compare = _PLAIN.get(rule.operator) if rule.kind == "cellIs" and rule.formulas else None
    limit = _literal(rule.formulas[0]) if compare is not None else None
    if compare is None or limit is None or type(limit) is not type(value):
        return None
    if isinstance(limit, str) and isinstance(value, str):
        return bool(compare(value.casefold(), limit.casefold()))
    return bool(compare(value, limit))


def _literal(formula: str) -> Value:
    """Return the number or text that a formula is; None if it is more than that."""
    found = _TEXT.fullmatch(formula)
    if found is not None:
        return found[1].replace('""', '"')
    try:
        return float(formula)
    except ValueError:
        return None


_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_PLAIN: dict[str, Callable[[Any, Any], object]] = {
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
    "equal": operator.eq,
    "notEqual": operator.ne,
}


def _laid(shown: Differential, more: Differential) -> Differential:
    """Return a format with what a later rule adds; what is set stays."""
    return replace(
        shown,
        **{
            name: getattr(more, name)
            for name in ("font_color", "bold", "italic", "underline", "strike", "fill", "border")
            if getattr(shown, name) is None
        },
    )


def _comparison(sign_name: str, formulas: Sequence[str], subject: str) -> str:
    """Return a condition such as "B2<60"."""
    if not formulas:
        return ""
    first = formulas[0]
    if sign_name in {"between", "notBetween", ""}:
        last = formulas[1] if len(formulas) > 1 else first
        inside = f"AND({subject}>=({first}),{subject}<=({last}))"
        return f"NOT({inside})" if sign_name == "notBetween" else inside
    sign = OPERATORS.get(sign_name)
    return f"{subject}{sign}({first})" if sign else ""


def _moved(rule: Rule, place: Address) -> list[str]:
    """Return the formulas of a rule as they stand for one of its cells."""
    top = min(area.top for area in rule.ranges)
    left = min(area.left for area in rule.ranges)
    return [moved(text, place[0] - top, place[1] - left) for text in rule.formulas]


def _cell_is(rule: Rule, place: Address) -> str:
    """A blank cell is no number below a limit, whatever programs make of it."""
    return _comparison(rule.operator, _moved(rule, place), a1(*place))


def _expression(rule: Rule, place: Address) -> str:
    formulas = _moved(rule, place)
    return formulas[0] if formulas else ""


def _fixed(area: Range) -> str:
    return f"${letters(area.left)}${area.top}:${letters(area.right)}${area.bottom}"


def _top(rule: Rule, place: Address) -> str:
    block, cell = _fixed(rule.ranges[0]), a1(*place)
    rank = rule.option("rank", "10")
    if rule.option("percent") in {"1", "true"}:
        rank = f"INT(COUNT({block})*{rank}/100)"
    order = "1" if rule.option("bottom") in {"1", "true"} else "0"
    return f"AND(ISNUMBER({cell}),RANK({cell},{block},{order})<=MAX(1,{rank}))"


def _average(rule: Rule, place: Address) -> str:
    above = rule.option("aboveAverage", "1") in {"1", "true"}
    equal = "=" if rule.option("equalAverage") in {"1", "true"} else ""
    sign = (">" if above else "<") + equal
    return f"{a1(*place)}{sign}AVERAGE({_fixed(rule.ranges[0])})"


def _count(sign: str) -> Callable[[Rule, Address], str]:
    def condition(rule: Rule, place: Address) -> str:
        cell = a1(*place)
        return f'AND({cell}<>"",COUNTIF({_fixed(rule.ranges[0])},{cell}){sign}1)'

    return condition


_CONDITIONS: dict[str, Callable[[Rule, Address], str]] = {
    "cellIs": _cell_is,
    "expression": _expression,
    "top10": _top,
    "aboveAverage": _average,
    "duplicateValues": _count(">"),
    "uniqueValues": _count("="),
}
"""Conditions by kind; all others bring a formula of their own."""


def condition_of(document: Submission, sheet: Sheet, rule: Rule, place: Address) -> str:
    """Return the condition of a rule for one cell, every sheet named. Raises UnsureError."""
    condition = _CONDITIONS.get(rule.kind, _expression)(rule, place)
    try:
        plain = document.plain.plain(condition.removeprefix("="), sheet, place)
    except OutsideError as error:
        raise UnsureError from error
    return Probe(document, sheet).homed(plain) if condition else ""


def rules_at(sheet: Sheet, place: Address) -> tuple[Rule, ...]:
    """Return the conditional formats that a cell lies under."""
    return tuple(rule for rule in sheet.rules if holds(rule.ranges, place))


def validations_at(sheet: Sheet, place: Address) -> tuple[Validation, ...]:
    """Return the rules of validation that a cell lies under."""
    return tuple(rule for rule in sheet.validations if holds(rule.ranges, place))
