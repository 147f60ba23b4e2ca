"""Variables of an item: declarations with their defaults, keys, mappings and lookup tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from app.engines.bankfiles.interchange.qti.processing import values
from app.engines.bankfiles.interchange.qti.processing.values import Value

DECLARATIONS = ("responseDeclaration", "outcomeDeclaration", "templateDeclaration")
TRUE = ("true", "1")


@dataclass(slots=True)
class Variable:
    """One variable while an item is processed; `kind` is response, outcome or template."""

    name: str
    kind: str
    base: str
    cardinality: str
    node: etree._Element
    default: Value | None = None
    correct: Value | None = None
    value: Value | None = None
    initial: Value | None = None
    """What it holds before anything is processed."""

    def set(self, value: Value | None) -> None:
        """Give it a value, brought to its own type."""
        self.value = self.cast(value)

    def cast(self, value: Value | None) -> Value | None:
        """Bring a value to the type of this variable."""
        if value is None or self.cardinality == values.RECORD or not self.base:
            return value
        items = [self._item(value.base, item) for item in value.items]
        if self.cardinality == values.SINGLE:
            return values.single(self.base, items[0]) if items[0] is not None else None
        return values.container(self.base, self.cardinality, items)

    def _item(self, base: str, item: object) -> object:
        if base == self.base:
            return item
        if isinstance(item, tuple):
            return values.parse(self.base, " ".join(map(str, item)))
        return values.parse(self.base, item)


def read(root: etree._Element) -> dict[str, Variable]:
    """Return the variables of an item by their names."""
    found = {}
    for node in root.iterchildren(*DECLARATIONS):
        variable = _variable(node)
        if variable.name:
            found[variable.name] = variable
    return found


def _variable(node: etree._Element) -> Variable:
    kind = str(node.tag).removesuffix("Declaration")
    base, cardinality = node.get("baseType", ""), node.get("cardinality", values.SINGLE)
    variable = Variable(node.get("identifier", ""), kind, base, cardinality, node)
    variable.default = _held(node.find("defaultValue"), base, cardinality)
    variable.correct = _held(node.find("correctResponse"), base, cardinality)
    variable.value = variable.default
    if kind == "outcome" and variable.value is None and _is_zero(node, base, cardinality):
        variable.value = values.single(base, 0)
    variable.initial = variable.value
    return variable


def _is_zero(node: etree._Element, base: str, cardinality: str) -> bool:
    """Whether an outcome without a default begins at 0: numbers do."""
    has_default = node.find("defaultValue") is not None
    return base in ("integer", "float") and cardinality == values.SINGLE and not has_default


def _held(node: etree._Element | None, base: str, cardinality: str) -> Value | None:
    if node is None:
        return None
    texts = ["".join(map(str, value.itertext())) for value in node.iterfind("value")]
    if base != "string":
        texts = [text.strip() for text in texts]
    return values.of(base or "string", cardinality, texts) if texts else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a mapping."""

    key: str
    mapped: float
    is_case_exact: bool


def mapping(variable: Variable, name: str = "mapping") -> tuple[list[Entry], etree._Element | None]:
    """Return the entries of a mapping and its element."""
    node = variable.node.find(name)
    if node is None:
        return [], None
    is_exact = node.get("caseSensitive", "true").lower() in TRUE
    return list(_entries(node, is_exact=is_exact)), node


def _entries(node: etree._Element, *, is_exact: bool) -> Iterator[Entry]:
    for entry in node.iterfind("mapEntry"):
        own = entry.get("caseSensitive")
        exact = is_exact if own is None else own.lower() in TRUE
        mapped = values.parse("float", entry.get("mappedValue", "0"))
        yield Entry(entry.get("mapKey", ""), float(mapped or 0), exact)


def bounded(node: etree._Element, total: float) -> float:
    """Return a total within the bounds of its mapping."""
    low, high = (
        values.parse("float", node.get(name)) if node.get(name) else None
        for name in ("lowerBound", "upperBound")
    )
    total = max(total, low) if low is not None else total
    return min(total, high) if high is not None else total
