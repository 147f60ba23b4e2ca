"""Near misses: values that are almost what a check expects, as people set them by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.engines.practicals.checks.spacing import ExpectedIndent, ExpectedLine, ExpectedSpace
from app.engines.practicals.language.expectations import Expectation, Flag, Near, OneOf
from app.engines.practicals.language.scalars import Colour

MM = 25.4 / 72
HALF_POINT = 0.5
LENGTHS = ("margin.", "page.width", "page.height", "gutter", "header.dist", "footer.dist")
FONTS = ("宋体", "黑体")
ALIGNMENTS = ("left", "center", "right")


def near_misses(key: str, wanted: Expectation) -> list[Any]:
    """Return values of a key that its expectation must refuse, the likeliest first."""
    name = key.removeprefix("cells.")
    found = [raw for raw in _tried(name, wanted) if raw is not None]
    return found[:2]


def _tried(name: str, wanted: Expectation) -> Iterator[Any]:
    if isinstance(wanted, Flag):
        yield not wanted.on
    elif name == "size" and isinstance(wanted, Near):
        yield f"{wanted.target + 2 * HALF_POINT:g}pt"
        yield f"{wanted.target - 2 * HALF_POINT:g}pt"
    elif name.startswith("font"):
        yield next((font for font in FONTS if not wanted.accepts(font)), None)
    elif isinstance(wanted, Colour):
        yield from (value for value in ("000000", "0000FF") if not wanted.accepts(value))
    elif name in _SHAPED:
        yield from _SHAPED[name](wanted)
    elif name.startswith(LENGTHS) and isinstance(wanted, Near):
        yield f"{wanted.target * MM + 5:.1f}mm"
    elif name in _OTHER:
        yield from (raw for raw in _OTHER[name] if not wanted.accepts(raw))
    elif isinstance(wanted, OneOf) and name == "page.orient":
        yield "portrait" if wanted.accepts("landscape") else "landscape"
    elif isinstance(wanted, OneOf) and name == "page.size":
        yield "A3" if wanted.accepts("a4") else "A4"


_OTHER: Mapping[str, tuple[Any, ...]] = {
    "title.text": ("另一个标题",),
    "subtitle.text": ("另一个副标题",),
    "notes": ("另一段备注",),
    "footer.text": ("另一个页脚",),
    "text": ("另一段文字",),
    "alt": ("另一段替换文字",),
    "transition": ("push", "fade"),
    "transition.after": (7, 3),
    "layout.type": ("titleOnly", "blank"),
    "slide.size": ("4:3", "16:9"),
    "anim.effect": ("entr:1", "entr:2"),
    "link": ("https://www.example.gov",),
}
"""Other values of keys that only presentations have; the first that is refused is tried."""


def _aligned(wanted: Expectation) -> Iterator[Any]:
    yield from (word for word in ALIGNMENTS if not wanted.accepts(word))


def _line(wanted: Expectation) -> Iterator[Any]:
    if isinstance(wanted, ExpectedLine):
        other = {"exact": "atLeast", "atLeast": "exact"}.get(wanted.rule)
        unit = "" if wanted.rule == "auto" else "pt"
        yield f"{wanted.value:g}pt {other}" if other else f"{wanted.value + 0.5:g} auto"
        yield f"{wanted.value + 2:g}{unit} {wanted.rule}"


def _indent(wanted: Expectation) -> Iterator[Any]:
    if isinstance(wanted, ExpectedIndent):
        yield "0字" if wanted.wanted.amount else "2字"
        yield f"{wanted.wanted.amount + 1:g}字" if wanted.wanted.unit == "char" else None


def _space(wanted: Expectation) -> Iterator[Any]:
    if isinstance(wanted, ExpectedSpace):
        yield "0pt" if wanted.wanted.amount else "12pt"
        yield f"{wanted.wanted.amount + 0.5:g}行" if wanted.wanted.unit == "line" else None


def _style(wanted: Expectation) -> Iterator[Any]:
    yield None if wanted.accepts("normal") else "正文"


def _outline(wanted: Expectation) -> Iterator[Any]:
    yield "body" if not wanted.accepts(None) else 1


def _one_more(wanted: Expectation) -> Iterator[Any]:
    if isinstance(wanted, Near):
        yield int(wanted.target) + 1


def _share(wanted: Expectation) -> Iterator[Any]:
    if isinstance(wanted, Near):
        yield f"{max(10, wanted.target * 100 - 20):g}%"


_SHAPED: Mapping[str, Callable[[Expectation], Iterator[Any]]] = {
    "align": _aligned,
    "valign": _aligned,
    "line": _line,
    "indent.first": _indent,
    "indent.hanging": _indent,
    "indent.left": _indent,
    "indent.right": _indent,
    "space.before": _space,
    "space.after": _space,
    "style": _style,
    "outline": _outline,
    "columns": _one_more,
    "level": _one_more,
    "width.ratio": _share,
}
