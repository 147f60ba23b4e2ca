"""Template values that are the same for everybody: written into the item, as if typed there."""

from __future__ import annotations

import re
from decimal import Decimal

from lxml import etree

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.qti.processing import Processor
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable

VARYING = ("templateBlock", "templateInline")
"""What is shown or not by the value of a variable."""
_FORMAT = re.compile(r"%(?:\.\d{1,2})?[dife]")


def varies(root: etree._Element) -> bool:
    """Whether two people may see different values or texts."""
    processing = root.find("templateProcessing")
    is_random = processing is not None and any(
        str(node.tag).startswith(("random", "templateConstraint")) for node in processing.iter()
    )
    return (
        is_random
        or next(root.iter(*VARYING), None) is not None
        or any(node.get("templateIdentifier") for node in root.iter())
    )


def settle(root: etree._Element) -> None:
    """Write the printed values and the keys that the template sets into the item."""
    variables = Processor(root).variables
    for node in list(root.iter("printedVariable")):
        variable = variables.get(node.get("identifier", ""))
        _put(node, _printed(variable, node.get("format", "")) if variable else "")
    for node in root.iterfind("templateProcessing//setCorrectResponse"):
        found = variables.get(node.get("identifier", ""))
        if found is not None and found.correct is not None:
            _declare(found)


def _declare(variable: Variable) -> None:
    old = variable.node.find("correctResponse")
    if old is not None:
        variable.node.remove(old)
    made = etree.Element("correctResponse")
    variable.node.insert(0, made)
    for one in variable.correct.items if variable.correct else ():
        etree.SubElement(made, "value").text = _plain(one)


def _printed(variable: Variable, format_: str) -> str:
    if variable.value is None:
        return ""
    if _FORMAT.fullmatch(format_) and variable.value.base in ("integer", "float"):
        return str(format_ % variable.value.first)
    return ", ".join(_plain(one) for one in variable.value.items)


def _plain(one: object) -> str:
    if isinstance(one, tuple):
        return " ".join(map(str, one))
    if isinstance(one, float):
        return str(build.plain_number(Decimal(str(one))))
    return str(one).lower() if isinstance(one, bool) else str(one)


def _put(node: etree._Element, text: str) -> None:
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    text += node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(node)
