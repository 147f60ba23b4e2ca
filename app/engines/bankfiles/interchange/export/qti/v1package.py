"""The package of QTI 1.2 that Canvas imports: a manifest, one document, a word about the quiz."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from lxml import etree
from lxml.builder import E as ElementMaker

E: Any = ElementMaker
FOLDER = "items"
ASI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
MOMENT = (2000, 1, 1, 0, 0, 0)


def pack(items: Sequence[Any]) -> bytes:
    """Return the package; the same items give the same bytes."""
    section = E.section(*items, ident="root_section")
    root = E.questestinterop(E.assessment(section, ident="items", title="items"))
    quiz = E.quiz(E.title("items"), identifier="items")
    files = {
        "imsmanifest.xml": _manifest(),
        f"{FOLDER}/{FOLDER}.xml": _named(root, ASI),
        f"{FOLDER}/assessment_meta.xml": _named(quiz, CANVAS),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return held.getvalue()


def _manifest() -> bytes:
    main, meta = f"{FOLDER}/{FOLDER}.xml", f"{FOLDER}/assessment_meta.xml"
    dependency = E.dependency(identifierref="meta")
    root = E.manifest(
        E.metadata(E.schema("IMS Content"), E.schemaversion("1.1.3")),
        E.organizations(),
        E.resources(
            E.resource(
                E.file(href=main), dependency, identifier="items", type="imsqti_xmlv1p2", href=main
            ),
            E.resource(
                E.file(href=meta),
                identifier="meta",
                type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
                href=meta,
            ),
        ),
        identifier="MANIFEST",
    )
    return _named(root, CP)


def _named(root: Any, namespace: str) -> bytes:  # noqa: ANN401 - an element
    """Return a document whose elements have a namespace."""
    for node in root.iter():
        node.tag = f"{{{namespace}}}{node.tag}"
    made = etree.Element(root.tag, dict(root.attrib), nsmap={None: namespace})  # type: ignore[dict-item]
    made.extend(list(root))
    etree.cleanup_namespaces(made)
    return bytes(etree.tostring(made, encoding="utf-8", xml_declaration=True))
