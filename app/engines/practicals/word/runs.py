"""Walking the runs of a paragraph: what is read as its text, and what is not.

Tracked deletions, moved-away text, field instructions and the Latin reading over ruby text are not
text of the paragraph; tracked insertions, hyperlinks, content controls and field results are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engines.practicals.ooxml.names import Element, child, local, w

_CONTAINERS = frozenset(
    [
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "customXml",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
        "fldSimple",
    ]
)
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_PRIVATE = 0xF000
_FIELD_STATES = {"begin", "separate", "end"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a paragraph with the run it stands in; `field` names the field it shows."""

    text: str
    run: Element
    field: str = ""


@dataclass(slots=True)
class _Fields:
    """Open complex fields: their instructions so far, and whether the result has begun."""

    stack: list[list[str]]
    shown: list[bool]

    def note(self, kind: str) -> None:
        """Take note of `w:fldChar`."""
        if kind == "begin":
            self.stack.append([])
            self.shown.append(False)
        elif kind == "separate" and self.shown:
            self.shown[-1] = True
        elif kind == "end" and self.stack:
            self.stack.pop()
            self.shown.pop()

    def name(self) -> str:
        """Return the name of the innermost field whose result is being read."""
        if not self.stack or not self.shown[-1]:
            return ""
        return field_name("".join(self.stack[-1]))


def field_name(instruction: str) -> str:
    r"""Return the first word of a field instruction in capitals.

    >>> field_name(" page \\\\* MERGEFORMAT ")
    'PAGE'
    """
    words = instruction.split()
    return words[0].upper() if words else ""


def pieces(paragraph: Element) -> Iterator[Piece]:
    """Yield the pieces of text of a paragraph in reading order.

    A field without a result yields one empty piece, so that it is seen all the same.
    """
    yield from _walk(paragraph, _Fields([], []), "")


def is_mark_deleted(paragraph: Element) -> bool:
    """Whether the end of the paragraph was deleted under track changes (it joins the next)."""
    return child(paragraph, "pPr", "rPr", "del") is not None


def _walk(parent: Element, fields: _Fields, simple: str) -> Iterator[Piece]:
    for item in parent:
        name = local(item)
        if name == "r":
            yield from _run(item, fields, simple)
        elif name == "fldSimple":
            yield from _simple(item, fields)
        elif name in _CONTAINERS:
            yield from _walk(item, fields, simple)


def _simple(item: Element, fields: _Fields) -> Iterator[Piece]:
    name = field_name(item.get(w("instr"), ""))
    found = list(_walk(item, fields, name))
    yield from found or [Piece("", item, name)]


def _run(run: Element, fields: _Fields, simple: str) -> Iterator[Piece]:
    text: list[str] = []
    for item in run:
        name = local(item)
        if name == "fldChar":
            yield from _flush(text, run, fields.name() or simple)
            yield from _field_mark(item, run, fields)
        elif name == "instrText" and fields.stack:
            fields.stack[-1].append(item.text or "")
        else:
            text.append(_text(item, name))
            if name == "ruby":
                yield from _walk(item, fields, simple)
    if not _is_instruction(fields):
        yield from _flush(text, run, fields.name() or simple)


def _field_mark(item: Element, run: Element, fields: _Fields) -> Iterator[Piece]:
    kind = item.get(w("fldCharType"), "")
    if (kind == "separate" and fields.stack) or (
        kind == "end" and fields.stack and not fields.shown[-1]
    ):
        yield Piece("", run, field_name("".join(fields.stack[-1])))
    if kind in _FIELD_STATES:
        fields.note(kind)


def _is_instruction(fields: _Fields) -> bool:
    return bool(fields.stack) and not fields.shown[-1]


def _flush(text: list[str], run: Element, field: str) -> Iterator[Piece]:
    joined = "".join(text)
    text.clear()
    if joined:
        yield Piece(joined, run, field)


def _text(item: Element, name: str) -> str:
    if name == "t":
        return item.text or ""
    if name == "sym":
        return _symbol(item)
    return _MARKS.get(name, "")


def _symbol(item: Element) -> str:
    """Return a symbol-font character; the private-use offset F000 is taken off."""
    try:
        point = int(item.get(w("char"), ""), 16)
    except ValueError:
        return ""
    return chr(point - _PRIVATE) if _PRIVATE <= point < _PRIVATE + 256 else chr(point)
