"""Evaluation of QTI expressions; what is not known raises, so that nothing is scored by guess."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.qti.processing import (
    containers,
    mapped,
    numbers,
    strings,
    values,
)
from app.engines.bankfiles.interchange.qti.processing.chance import Chance
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable
from app.engines.bankfiles.interchange.qti.processing.values import Value, boolean, number

Node = etree._Element  # noqa: SLF001 - the type has no other name


class UnsupportedError(Exception):
    """The processing uses something that is not evaluated here."""


class Evaluator:
    """Evaluates expressions over the variables of one item."""

    def __init__(self, variables: Mapping[str, Variable], chance: Chance) -> None:
        self.variables = variables
        self.chance = chance

    def evaluate(self, node: Node) -> Value | None:
        """Return the value of an expression.

        :raises UnsupportedError: for an expression that is not known.
        """
        name = str(node.tag)
        if name in numbers.TWO_SIDED:
            return self._two_sided(node, numbers.TWO_SIDED[name])
        if name in numbers.COMPARISONS:
            return self._compared(node, numbers.COMPARISONS[name])
        if name in numbers.STATISTICS:
            return self._statistic(node, name)
        method: Callable[[Node], Value | None] | None = getattr(self, f"_do_{name}", None)
        if method is None:
            raise UnsupportedError(name)
        return method(node)

    def truth(self, node: Node) -> bool:
        """Return an expression as a condition: NULL, false, 0 and empty text do not hold."""
        value = self.evaluate(node)
        return value is not None and bool(value.first)

    def variable(self, node: Node) -> Variable:
        """Return the variable that an element names."""
        name = node.get("identifier", "")
        if name not in self.variables:
            raise UnsupportedError(f"variable {name}")
        return self.variables[name]

    def all(self, node: Node) -> list[Value | None]:
        """Return the values of all expressions inside one."""
        return [self.evaluate(child) for child in node]

    def _numbers(self, node: Node) -> list[float] | None:
        """Return all numbers inside, containers opened; None when one is NULL or no number."""
        found: list[float] = []
        for value in self.all(node):
            if value is None or any(isinstance(x, bool | str | tuple) for x in value.items):
                return None
            found += value.items
        return found or None

    def _pair(self, node: Node) -> tuple[Value | None, Value | None]:
        both = self.all(node)
        if len(both) != 2:  # noqa: PLR2004
            raise UnsupportedError(str(node.tag))
        return both[0], both[1]

    def _two_sided(self, node: Node, function: Callable[[float, float], float]) -> Value | None:
        found = self._numbers(node)
        if found is None or len(found) != 2:  # noqa: PLR2004
            return None
        result = numbers.attempt(lambda: function(*found))
        return None if result is None else number(result)

    def _compared(self, node: Node, function: Callable[[float, float], bool]) -> Value | None:
        found = self._numbers(node)
        if found is None or len(found) != 2:  # noqa: PLR2004
            return None
        return boolean(function(*found))

    def _statistic(self, node: Node, name: str) -> Value | None:
        held = self._with_nulls(node)
        if held is None:
            return None
        result = numbers.attempt(lambda: numbers.STATISTICS[name](held))
        return None if result is None else number(float(result))

    def _with_nulls(self, node: Node) -> list[float] | None:
        """Return the numbers of one container; None when a member is NULL or no number."""
        for child in node.iter():
            if str(child.tag) in ("multiple", "ordered") and None in self.all(child):
                return None
        return self._numbers(node)

    def _do_baseValue(self, node: Node) -> Value | None:  # noqa: N802
        return values.of(node.get("baseType", "string"), values.SINGLE, node.text or "")

    def _do_null(self, _node: Node) -> Value | None:
        return None

    def _do_variable(self, node: Node) -> Value | None:
        return self.variable(node).value

    def _do_correct(self, node: Node) -> Value | None:
        return self.variable(node).correct

    def _do_default(self, node: Node) -> Value | None:
        return self.variable(node).default

    def _do_mapResponse(self, node: Node) -> Value | None:  # noqa: N802
        return mapped.response(self.variable(node))

    def _do_mapOutcome(self, node: Node) -> Value | None:  # noqa: N802
        return mapped.outcome(self.variable(node))

    def _do_mapResponsePoint(self, node: Node) -> Value | None:  # noqa: N802
        return mapped.point(self.variable(node))

    def _do_isNull(self, node: Node) -> Value | None:  # noqa: N802
        return boolean(self.all(node)[0] is None)

    def _do_isNotNull(self, node: Node) -> Value | None:  # noqa: N802
        return boolean(self.all(node)[0] is not None)

    def _do_not(self, node: Node) -> Value | None:
        value = self.all(node)[0]
        return None if value is None else boolean(not value.first)

    def _do_and(self, node: Node) -> Value | None:
        found = self.all(node)
        if any(value is not None and not value.first for value in found):
            return boolean(False)  # noqa: FBT003
        return None if None in found else boolean(True)  # noqa: FBT003

    def _do_or(self, node: Node) -> Value | None:
        found = self.all(node)
        if any(value is not None and value.first for value in found):
            return boolean(True)  # noqa: FBT003
        return None if None in found else boolean(False)  # noqa: FBT003

    def _do_anyN(self, node: Node) -> Value | None:  # noqa: N802
        found = self.all(node)
        least, most = int(node.get("min", "0")), int(node.get("max", str(len(found))))
        true = sum(value is not None and bool(value.first) for value in found)
        unknown = found.count(None)
        if true > most or true + unknown < least:
            return boolean(False)  # noqa: FBT003
        return boolean(True) if least <= true and true + unknown <= most else None  # noqa: FBT003

    def _do_allN(self, node: Node) -> Value | None:  # noqa: N802
        true = sum(value is not None and bool(value.first) for value in self.all(node))
        return boolean(true <= int(node.get("max", "0")))

    def _do_match(self, node: Node) -> Value | None:
        one, other = self._pair(node)
        return None if one is None or other is None else boolean(containers.is_same(one, other))

    def _do_notEqual(self, node: Node) -> Value | None:  # noqa: N802
        equal = self._do_equal(node)
        return None if equal is None else boolean(not equal.first)

    def _do_equal(self, node: Node) -> Value | None:
        one, other = self._pair(node)
        if one is None or other is None:
            return None
        if {one.base, other.base} <= values.NUMERIC and one.base != "duration":
            return boolean(self._is_near(node, float(one.first), float(other.first)))
        return boolean(containers.is_same(one, other))

    def _is_near(self, node: Node, one: float, other: float) -> bool:
        mode = node.get("toleranceMode", "exact")
        bounds = [self._number_of(word) for word in node.get("tolerance", "").split()]
        low, high = (bounds * 2)[:2] if bounds else (0.0, 0.0)
        if mode == "exact" or not bounds:
            return one == other
        if mode == "relative":
            low, high = abs(one * low / 100), abs(one * high / 100)
        takes_low = node.get("includeLowerBound", "true") == "true"
        takes_high = node.get("includeUpperBound", "true") == "true"
        gap = 1e-9 * max(1.0, abs(one))
        is_above = other > one - low - gap if takes_low else other > one - low + gap
        is_below = other < one + high + gap if takes_high else other < one + high - gap
        return is_above and is_below

    def _number_of(self, word: str) -> float:
        """Return a number, or the value of the variable that stands for it."""
        if word in self.variables and self.variables[word].value is not None:
            held = self.variables[word].value
            return float(held.first) if held else 0.0
        return float(values.parse("float", word) or 0)

    def _do_equalRounded(self, node: Node) -> Value | None:  # noqa: N802
        found = self._numbers(node)
        if found is None or len(found) != 2:  # noqa: PLR2004
            return None
        one, other = (self._round(node, x) for x in found)
        return boolean(math.isclose(one, other, rel_tol=1e-12))

    def _round(self, node: Node, x: float) -> float:
        figures = int(self._number_of(node.get("figures", "3")))
        mode = node.get("roundingMode", "significantFigures")
        return (numbers.places if mode.startswith("decimal") else numbers.significant)(x, figures)

    def _do_roundTo(self, node: Node) -> Value | None:  # noqa: N802
        found = self._numbers(node)
        return number(float(self._round(node, found[0]))) if found else None

    def _one(self, node: Node, function: Callable[[float], float]) -> Value | None:
        found = self._numbers(node)
        result = numbers.attempt(lambda: function(found[0])) if found else None
        return None if result is None else number(result)

    def _do_round(self, node: Node) -> Value | None:
        return self._one(node, numbers.rounded)

    def _do_truncate(self, node: Node) -> Value | None:
        return self._one(node, math.trunc)

    def _do_integerToFloat(self, node: Node) -> Value | None:  # noqa: N802
        return self._one(node, float)

    def _do_sum(self, node: Node) -> Value | None:
        found = self._numbers(node)
        return number(sum(found)) if found else None

    def _do_product(self, node: Node) -> Value | None:
        found = self._numbers(node)
        return number(math.prod(found)) if found else None

    def _do_max(self, node: Node) -> Value | None:
        found = self._numbers(node)
        return number(max(found)) if found else None

    def _do_min(self, node: Node) -> Value | None:
        found = self._numbers(node)
        return number(min(found)) if found else None

    def _do_gcd(self, node: Node) -> Value | None:
        found = self._numbers(node)
        return number(math.gcd(*map(int, found))) if found else None

    def _do_lcm(self, node: Node) -> Value | None:
        found = self._numbers(node)
        return number(math.lcm(*map(int, found))) if found else None

    def _do_mathOperator(self, node: Node) -> Value | None:  # noqa: N802
        name = node.get("name", "")
        found = self._numbers(node)
        if name not in numbers.FUNCTIONS:
            raise UnsupportedError(f"mathOperator {name}")
        if found is None:
            return None
        result = numbers.attempt(lambda: numbers.FUNCTIONS[name](found))
        return None if result is None else number(result)

    def _do_mathConstant(self, node: Node) -> Value | None:  # noqa: N802
        return number(numbers.CONSTANTS.get(node.get("name", ""), math.nan))

    def _do_statsOperator(self, node: Node) -> Value | None:  # noqa: N802
        name = node.get("name", "")
        if name not in numbers.STATISTICS:
            raise UnsupportedError(f"statsOperator {name}")
        return self._statistic(node, name)

    def _do_randomInteger(self, node: Node) -> Value | None:  # noqa: N802
        low, high = (int(self._number_of(node.get(name, "0"))) for name in ("min", "max"))
        step = max(1, int(self._number_of(node.get("step", "1"))))
        count = (high - low) // step + 1
        return number(low + step * int(self.chance.next() * max(count, 1)))

    def _do_randomFloat(self, node: Node) -> Value | None:  # noqa: N802
        low, high = (self._number_of(node.get(name, "0")) for name in ("min", "max"))
        return number(low + (high - low) * self.chance.next())

    def _do_random(self, node: Node) -> Value | None:
        value = self.all(node)[0]
        if value is None:
            return None
        return values.single(value.base, value.items[int(self.chance.next() * len(value.items))])

    def _do_multiple(self, node: Node) -> Value | None:
        return containers.gather(values.MULTIPLE, self.all(node))

    def _do_ordered(self, node: Node) -> Value | None:
        return containers.gather(values.ORDERED, self.all(node))

    def _do_record(self, node: Node) -> Value | None:
        fields: dict[str, Any] = {
            child.get("fieldIdentifier", child.get("identifier", "")): self.all(child)[0]
            for child in node
        }
        return Value("", values.RECORD, (fields,)) if fields else None

    def _do_fieldValue(self, node: Node) -> Value | None:  # noqa: N802
        record = self.all(node)[0]
        if record is None or record.cardinality != values.RECORD:
            return None
        found: Value | None = record.first.get(node.get("fieldIdentifier", ""))
        return found

    def _do_containerSize(self, node: Node) -> Value | None:  # noqa: N802
        value = self.all(node)[0]
        return number(0 if value is None else len(value.items))

    def _do_index(self, node: Node) -> Value | None:
        value = self.all(node)[0]
        held = self.all(node)[1:]
        place = int(held[0].first) if held and held[0] else int(self._number_of(node.get("n", "1")))
        if value is None or not 1 <= place <= len(value.items):
            return None
        return values.single(value.base, value.items[place - 1])

    def _do_member(self, node: Node) -> Value | None:
        one, many = self._pair(node)
        return None if one is None or many is None else boolean(one.first in many.items)

    def _do_contains(self, node: Node) -> Value | None:
        one, other = self._pair(node)
        return None if one is None or other is None else boolean(containers.contains(one, other))

    def _do_delete(self, node: Node) -> Value | None:
        return containers.delete(*self._pair(node))

    def _do_repeat(self, node: Node) -> Value | None:
        times = int(self._number_of(node.get("numberRepeats", "1")))
        return containers.gather(values.ORDERED, self.all(node) * max(0, times))

    def _do_inside(self, node: Node) -> Value | None:
        value = self.all(node)[0]
        if value is None:
            return None
        shape, coords = node.get("shape", "rect"), mapped.coords_of(node)
        return boolean(any(numbers.inside(item, shape, coords) for item in value.items))

    def _do_stringMatch(self, node: Node) -> Value | None:  # noqa: N802
        return strings.match(node, *self._pair(node))

    def _do_substring(self, node: Node) -> Value | None:
        found = self.all(node)
        if len(found) > 1 and found[0] and found[1] and found[1].base == "integer":
            return strings.piece(found)
        return strings.substring(node, *self._pair(node))

    def _do_patternMatch(self, node: Node) -> Value | None:  # noqa: N802
        found = self.all(node)
        if not found or found[0] is None:
            return None
        pattern = node.get("pattern") or (found[1].first if len(found) > 1 and found[1] else "")
        try:
            return strings.pattern(str(found[0].first), str(pattern), node)
        except re.error as error:
            raise UnsupportedError(f"pattern {pattern}") from error

    def _do_isTypeOf(self, node: Node) -> Value | None:  # noqa: N802
        value, *names = self.all(node)
        wanted = node.get("baseType") or (names[0].first if names and names[0] else "")
        return boolean(value is not None and value.base == wanted)

    def _do_preCondition(self, node: Node) -> Value | None:  # noqa: N802
        return boolean(self.truth(node[0]))

    def _do_lookupTable(self, node: Node) -> Value | None:  # noqa: N802
        tables = [child for child in node if str(child.tag).endswith("Table")]
        others = [child for child in node if child not in tables]
        value = self.evaluate(others[0]) if others else None
        return mapped.table("float", tables[0], value) if tables else None

    def _do_customOperator(self, node: Node) -> Value | None:  # noqa: N802
        self.all(node)
        return None
