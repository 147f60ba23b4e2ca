"""The Chinese catalogue: one PO file a part, merged when it is compiled."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

APP = Path(__file__).parents[1]
PARTS = APP / "translations" / "zh_CN"
KEYWORDS = {**DEFAULT_KEYWORDS, "msg": None, "lazy_gettext": None, "_l": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


class CatalogueError(ValueError):
    """Two parts translate one text in two ways, or a text is fuzzy or empty."""


def compile_to(folder: str) -> int:
    """Write `messages.mo` for zh_CN below `folder`; returns the number of texts."""
    merged = merge()
    name = str(Locale.parse("zh_CN"))  # babel looks for the name with the script: zh_Hans_CN
    target = Path(folder) / name / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_mo(buffer, merged)
    if not target.exists() or target.read_bytes() != buffer.getvalue():
        target.write_bytes(buffer.getvalue())
    return len(merged)


def merge() -> Catalog:
    """Return all parts as one catalogue; refuses contradictions, fuzzy and empty entries."""
    merged = Catalog(locale="zh_CN")
    for path in sorted(PARTS.glob("*.po")):
        with path.open("rb") as handle:
            part = read_po(handle, locale="zh_CN")
        for message in part:
            if not message.id:
                continue
            known = merged.get(message.id)
            if message.fuzzy or not message.string or (known and known.string != message.string):
                raise CatalogueError(f"{path.name}: {message.id!r} is fuzzy, empty or contradicts")
            merged.add(message.id, message.string)
    return merged


def translated() -> set[str]:
    """Return the texts that have a Chinese translation."""
    return {_singular(message.id) for message in merge() if message.id}


def used() -> set[str]:
    """Return the texts that code and templates use."""
    found = extract_from_dir(str(APP), method_map=METHODS, keywords=KEYWORDS)
    return {_singular(msgid) for _file, _line, msgid, _comments, _context in found}


def _singular(msgid: object) -> str:
    return str(msgid[0] if isinstance(msgid, tuple | list) else msgid)
