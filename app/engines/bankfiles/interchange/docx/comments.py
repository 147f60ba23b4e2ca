"""What reviewers wrote beside a document, by the numbers of their comments."""

from __future__ import annotations

from app.engines.bankfiles.interchange.docx.document import Document
from app.engines.bankfiles.interchange.docx.numbering import W

PART = "word/comments.xml"
LONGEST = 300


def read(document: Document) -> dict[str, str]:
    """Return number → who says what."""
    root = document.part(PART)
    found = {}
    for node in root.iterfind(f"{W}comment") if root is not None else ():
        text = " ".join("".join(one.text or "" for one in node.iter(f"{W}t")).split())
        author = node.get(f"{W}author", "").strip()
        if text:
            found[node.get(f"{W}id", "")] = (f"{author}: {text}" if author else text)[:LONGEST]
    return found
