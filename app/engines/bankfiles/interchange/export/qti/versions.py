"""QTI 2.1, 2.2 and 3.0: the same items under other names and namespaces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from lxml import etree


class Version(StrEnum):
    """The versions that are written."""

    V12 = "1.2"
    V21 = "2.1"
    V22 = "2.2"
    V30 = "3.0"


@dataclass(frozen=True, slots=True)
class Names:
    """Namespace and resource type of a version."""

    namespace: str
    schema: str
    resource: str
    package: str


NAMES: Mapping[Version, Names] = MappingProxyType(
    {
        Version.V21: Names(
            "http://www.imsglobal.org/xsd/imsqti_v2p1",
            "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
            "imsqti_item_xmlv2p1",
            "QTIv2.1 Package",
        ),
        Version.V22: Names(
            "http://www.imsglobal.org/xsd/imsqti_v2p2",
            "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
            "imsqti_item_xmlv2p2",
            "QTIv2.2 Package",
        ),
        Version.V30: Names(
            "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
            "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
            "imsqti_item_xmlv3p0",
            "QTI Package",
        ),
    }
)
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_UPPER = re.compile(r"(?<!^)([A-Z])")
HTML = frozenset(
    {
        *("p", "div", "span", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li"),
        *("table", "thead", "tbody", "tr", "th", "td", "sub", "sup", "img", "object", "audio"),
    }
)


def serialize(item: etree._Element, version: Version) -> bytes:
    """Return an item as a document of a version."""
    names = NAMES[version]
    root = deepcopy(item)
    if version is Version.V30:
        _rename(root)
    for node in root.iter():
        node.tag = f"{{{names.namespace}}}{node.tag}"
    made = etree.Element(root.tag, nsmap={None: names.namespace, "xsi": XSI})  # type: ignore[dict-item]
    made.text = root.text
    for key, value in root.attrib.items():
        made.set(key, value)
    made.set(f"{{{XSI}}}schemaLocation", f"{names.namespace} {names.schema}")
    made.extend(list(root))
    return bytes(etree.tostring(made, encoding="utf-8", xml_declaration=True))


def _rename(root: etree._Element) -> None:
    """Write elements and attributes as QTI 3 does: dashes, and `qti-` before its own names."""
    for node in root.iter():
        name = str(node.tag)
        if name in HTML and name != "object":
            continue
        if name == "object":
            _as_html5(node)
            continue
        node.tag = f"qti-{_UPPER.sub(lambda found: '-' + found.group(1).lower(), name)}"
        for key in list(map(str, node.attrib)):
            better = _UPPER.sub(lambda found: "-" + found.group(1).lower(), key)
            if better != key:
                node.attrib[better] = node.attrib.pop(key)


def _as_html5(node: etree._Element) -> None:
    """Write an object as `img` or `audio`, which is what QTI 3 takes."""
    is_sound = node.get("type", "").startswith("audio/")
    node.tag = "audio" if is_sound else "img"
    node.set("src", node.attrib.pop("data"))
    node.attrib.pop("type", "")
    if not is_sound:
        node.set("alt", node.text or "")
        node.text = None
    else:
        node.set("controls", "controls")
