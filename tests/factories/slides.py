"""Presentations written by hand: slides of raw XML on the layouts of the product's own starters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.practicals import CheckResult, Task, grade, read_task
from app.engines.practicals.preflight import load
from app.engines.practicals.slides.model import Deck
from app.engines.practicals.slides.plan import Page
from app.engines.practicals.slides.writer import look, pages
from app.engines.practicals.slides.writer.skeleton import Frame, layout_part, make_parts
from app.engines.practicals.writer.skeleton import pack
from tests.factories.practicals import mapping

Parts = dict[str, bytes]


def para(words: str, *, ppr: str = "<a:pPr/>", rpr: str = "<a:rPr/>") -> str:
    return f"<a:p>{ppr}<a:r>{rpr}<a:t>{words}</a:t></a:r></a:p>"


def holder(
    paragraphs: str,
    *,
    kind: str = "",
    idx: int = 1,
    number: int = 3,
    style: str = "<a:lstStyle/>",
    body: str = "<a:bodyPr/>",
) -> str:
    """A placeholder; `kind` "" is one of content."""
    stated = f' type="{kind}"' if kind else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="n"/><p:cNvSpPr/><p:nvPr><p:ph{stated}'
        f' idx="{idx}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>{body}{style}{paragraphs}</p:txBody>'
        "</p:sp>"
    )


def box(paragraphs: str, *, number: int = 4, at: tuple[int, int] = (0, 0)) -> str:
    """A text box at a place in EMU."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="914400" '
        'cy="914400"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>'
        f"{paragraphs}</p:txBody></p:sp>"
    )


def parts_of(
    *shapes: str,
    layout: str = "obj",
    before: str = "",
    after: str = "",
    attributes: str = "",
    edits: Mapping[str, tuple[str, str]] | None = None,
) -> Parts:
    """Parts of a presentation, a slide for each tree of shapes.

    `before` stands before the tree (a background), `after` behind it (transition, timing); `edits`
    replace text in other parts.
    """
    parts = make_parts(Frame(), "T")
    for tree in shapes:
        pages.add_slide(parts, Page(layout=layout), 0)
        name = max((n for n in parts if n.startswith("ppt/slides/slide")), key=len_and_name)
        parts[name] = (
            f"<p:sld {look.NAMES} {attributes}><p:cSld>{before}{look.tree(tree)}</p:cSld>"
            f"<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>{after}</p:sld>"
        ).encode()
    for part, (old, new) in (edits or {}).items():
        assert old.encode() in parts[part], old
        parts[part] = parts[part].replace(old.encode(), new.encode())
    return parts


def len_and_name(name: str) -> tuple[int, str]:
    return len(name), name


def pptx(*shapes: str, **options: Any) -> bytes:
    return pack(parts_of(*shapes, **options))


def deck(*shapes: str, **options: Any) -> Deck:
    document = load(pptx(*shapes, **options), "slides").document
    assert isinstance(document, Deck)
    return document


LAYOUT = layout_part("obj")


def one_check(expect: Mapping[str, Any], find: Mapping[str, Any], **changes: Any) -> Task:
    """A task with one check of four points."""
    check = {"id": "c", "title": "C", "points": 4, "find": find, "expect": expect, **changes}
    starter = {"slides": [{"title": "甲"}]}
    return read_task(mapping(module="slides", starter=starter, checks=[check]))


def judge(
    data: bytes, expect: Mapping[str, Any], find: Mapping[str, Any], **changes: Any
) -> CheckResult:
    """Grade a presentation with one check of four points and return that check's result."""
    return grade(one_check(expect, find, **changes), data, 1).checks[0]
