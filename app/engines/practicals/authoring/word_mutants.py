"""Wrong forms of headers and footers: no field, another side, another size or font, other text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.engines.practicals.language.find import FindFurniture
from app.engines.practicals.ooxml.archive import to_bytes, unpack
from app.engines.practicals.ooxml.names import Element, w
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.task.model import Check
from app.engines.practicals.writer.edit import set_character
from app.engines.practicals.writer.order import ensure_first, put
from app.engines.practicals.writer.skeleton import pack
from app.kernel.text import Message, msg

Spoil = Callable[[Element], None]
_SIDES = ("left", "center", "right")


def furniture_mutants(check: Check, final: bytes) -> Iterator[tuple[Message, bytes]]:
    """Yield the final file with one thing wrong in all headers, or all footers."""
    role = check.find.role if isinstance(check.find, FindFurniture) else "footer"
    parts = unpack(final)
    names = [name for name in parts if name.startswith(f"word/{role}") and name.endswith(".xml")]
    for key in check.expect:
        for words, spoil in _spoilers(key):
            made: dict[str, bytes] = {}
            for name in names:
                root = parse(parts[name])
                spoil(root)
                made[name] = to_bytes(root)
            yield words, pack({**parts, **made})


def _spoilers(key: str) -> Iterator[tuple[Message, Spoil]]:
    if key.startswith("field."):
        yield msg("a typed figure instead of the field"), _without_fields
    elif key.startswith("align"):
        for side in _SIDES:
            yield msg("%(key)s: %(value)s", key=key, value=side), _aligned(side)
    elif key == "size":
        yield msg("%(key)s: %(value)s", key=key, value="22pt"), _set({"size": "22pt"})
    elif key.startswith("font"):
        yield msg("%(key)s: %(value)s", key=key, value="隶书"), _set({key: "隶书"})
    elif key == "text":
        yield msg("other text"), _other_text
    elif key in {"bold", "italic"}:
        yield msg("%(key)s: %(value)s", key=key, value="✗"), _set({key: False})


def _without_fields(root: Element) -> None:
    for item in [*root.iter(w("instrText")), *root.iter(w("fldSimple"))]:
        if item.tag == w("instrText"):
            item.text = " QUOTE "
        else:
            item.set(w("instr"), " QUOTE ")


def _aligned(side: str) -> Spoil:
    def spoil(root: Element) -> None:
        for paragraph in root.iter(w("p")):
            put(ensure_first(paragraph, "pPr"), "jc", val=side)

    return spoil


def _set(wishes: Mapping[str, object]) -> Spoil:
    def spoil(root: Element) -> None:
        for run in root.iter(w("r")):
            for key, raw in wishes.items():
                set_character(ensure_first(run, "rPr"), key, raw)

    return spoil


def _other_text(root: Element) -> None:
    for item in root.iter(w("t")):
        item.text = f"{item.text or ''}x"
        return
