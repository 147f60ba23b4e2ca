from __future__ import annotations

import pytest

from app.engines.lessons.svg import faults
from tests.engines.lessons.samples import SVG


def test_a_plain_drawing_is_sound() -> None:
    assert faults(SVG) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>rect{fill:red}</style>",
        '<image href="https://example.org/a.png"/>',
        '<use href="other.svg#a"/>',
        '<rect onload="alert(1)"/>',
        '<rect style="fill:url(http://example.org)"/>',
        '<rect fill="url(http://example.org/a)"/>',
        '<rect fill="URL( //example.org/a)"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        "<foreignObject><p>x</p></foreignObject>",
        '<animate attributeName="x"/>',
        '<x:rect xmlns:x="http://example.org"/>',
    ],
)
def test_whatever_could_run_or_fetch_is_refused(inside: str) -> None:
    assert faults(SVG.replace("<rect ", f"{inside}<rect ", 1)) != []


def test_entities_style_sheets_and_broken_xml_are_refused() -> None:
    assert faults('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG) != []
    assert faults('<?xml-stylesheet href="a.css"?>' + SVG) != []
    assert faults(SVG[:-3]) != []
    assert faults(SVG.replace('viewBox="0 0 9 9" ', "")) != []


def test_references_inside_the_drawing_are_allowed() -> None:
    inside = '<defs><marker id="a"><path d="M0 0"/></marker></defs><path marker-end="url(#a)"/>'
    assert faults(SVG.replace("<rect ", f"{inside}<rect ", 1)) == []
