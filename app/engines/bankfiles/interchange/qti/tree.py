"""QTI 2.x and 3.0 in one vocabulary: local names in camel case, no namespaces.

QTI 3 writes `qti-choice-interaction response-identifier="…"` where QTI 2 writes
`choiceInteraction responseIdentifier="…"`; everything below this module knows only the latter.
"""

from __future__ import annotations

import re

from lxml import etree

_DASH = re.compile(r"-([a-z0-9])")
_KEPT = ("data-", "aria-", "xml:")
_NAMES = {"qti-rule-templates": "ruleTemplates"}


def normalize(root: etree._Element) -> etree._Element:
    """Rename all elements and attributes in place, and return the root."""
    for node in root.iter():
        name = etree.QName(node).localname
        is_new = name.startswith("qti-")
        node.tag = _camel(name.removeprefix("qti-")) if is_new else name
        for key in map(str, list(node.attrib)):
            local = key.rpartition("}")[2] if key.startswith("{") else key
            better = _camel(local) if is_new and not local.startswith(_KEPT) else local
            if better != key and better not in node.attrib:
                node.attrib[better] = node.attrib.pop(key)
    etree.cleanup_namespaces(root)
    return root


def local_name(node: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(node).localname


def text_of(node: etree._Element | None) -> str:
    """Return all text inside an element, without outer blanks."""
    return "" if node is None else "".join(map(str, node.itertext())).strip()


def _camel(name: str) -> str:
    return _DASH.sub(lambda found: found.group(1).upper(), name)
