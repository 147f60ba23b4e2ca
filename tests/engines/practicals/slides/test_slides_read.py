"""What else a presentation holds: transitions, animations, notes, backgrounds, tables, charts."""

from __future__ import annotations

import copy
import random

import pytest
from lxml import etree

from app.engines.practicals import RefusedError, bound, grade, model_answer
from app.engines.practicals.preflight import load
from app.engines.practicals.slides.layers import Source
from app.engines.practicals.slides.model import Effect
from app.engines.practicals.slides.motion import read_effects
from app.engines.practicals.slides.writer import objects
from app.engines.practicals.slides.writer.motion import Move, set_moves
from app.engines.practicals.slides.writer.pages import set_notes
from app.engines.practicals.writer.skeleton import pack
from tests.factories.practicals import bank_task, unpacked
from tests.factories.slides import LAYOUT, deck, holder, para, parts_of, pptx

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
P14 = 'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"'
TIMED = '<p:transition advClick="0" advTm="3000"><p:fade/></p:transition>'
SIDE_BY_SIDE = (
    f'<mc:AlternateContent {MC}><mc:Choice {P14} Requires="p14"><p:transition>'
    '<p14:vortex dir="r"/></p:transition></mc:Choice><mc:Fallback><p:transition><p:fade/>'
    "</p:transition></mc:Fallback></mc:AlternateContent>"
)
BODY = holder(para("一") + para("二"))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", ("none", "", None, True)),
        ('<p:transition spd="slow"><p:push dir="u"/></p:transition>', ("push", "u", None, True)),
        (TIMED, ("fade", "", 3.0, False)),
        ('<p:transition advTm="5000"/>', ("none", "", 5.0, True)),
        (SIDE_BY_SIDE, ("vortex", "r", None, True)),
    ],
)
def test_transitions_are_read_in_all_their_spellings(
    after: str, expected: tuple[object, ...]
) -> None:
    found = deck(BODY, after=after).slides[0].transition
    assert (found.name, found.direction, found.after, found.on_click) == expected


def test_effects_are_read_in_order_with_their_paragraphs() -> None:
    parts = parts_of(BODY)
    slide = load(pack(parts), "slides").document.slides[0]
    set_moves(slide.element, [Move("3", "entr", 2, "clickEffect", (0, 1)), Move("4", "emph", 8)])

    effects, build = read_effects(slide.element)
    assert effects == [
        Effect("entr", 2, 4, "3", 0, "click", 1),
        Effect("entr", 2, 4, "3", 1, "click", 2),
        Effect("emph", 8, 4, "4", None, "click", 3),
    ]
    assert build == {"3": "p", "4": "whole"}


def test_notes_are_those_of_the_slide() -> None:
    parts = parts_of(BODY, BODY)
    set_notes(parts, "ppt/slides/slide2.xml", "汇报用时8分钟")
    found = load(pack(parts), "slides").document
    assert [slide.notes for slide in found.slides] == ["", "汇报用时8分钟"]


def test_hidden_slides_sections_and_numbers() -> None:
    section = (
        '<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
        f'<p14:sectionLst {P14}><p14:section name="总论" id="{{1}}"><p14:sldIdLst>'
        '<p14:sldId id="257"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst>'
    )
    found = deck(
        BODY,
        BODY,
        attributes='show="0"',
        edits={"ppt/presentation.xml": ("</p:presentation>", f"{section}</p:presentation>")},
    )
    assert found.sections == ("总论",)
    assert [slide.section for slide in found.slides] == ["总论", ""]
    assert all(slide.hidden for slide in found.slides)


def test_the_background_comes_from_slide_layout_or_master() -> None:
    fill = '<p:bg><p:bgPr><a:solidFill><a:srgbClr val="FFF2CC"/></a:solidFill></p:bgPr></p:bg>'
    assert deck(BODY).slides[0].background[:2] == ("solid", "FFFFFF")
    assert deck(BODY).slides[0].background[2].source is Source.MASTER
    own = deck(BODY, before=fill).slides[0].background
    assert (own[0], own[1], own[2].source) == ("solid", "FFF2CC", Source.DIRECT)
    start = '<p:cSld name="标题和内容">'
    laid = deck(BODY, edits={LAYOUT: (start, f"{start}{fill}")}).slides[0].background
    assert (laid[1], laid[2].source) == ("FFF2CC", Source.LAYOUT)
    gradient = fill.replace("solidFill", "gradFill")
    assert deck(BODY, before=gradient).slides[0].background[0] == "gradient"


def test_tables_know_their_rows_and_their_merged_cells() -> None:
    table = objects.table_xml(5, [["姓名", "成绩"], ["赵甲", "90"]])
    grid = deck(BODY + table).slides[0].own_shapes[1].grid
    assert grid is not None
    assert [[cell.text for cell in row] for row in grid.rows] == [["姓名", "成绩"], ["赵甲", "90"]]
    assert (grid.header, grid.column_count) == (True, 2)
    merged = table.replace("<a:tc>", '<a:tc gridSpan="2">', 1).replace(
        "<a:tc><a:txBody>", '<a:tc hMerge="1"><a:txBody>', 1
    )
    cells = deck(BODY + merged).slides[0].own_shapes[1].grid
    assert cells is not None
    assert [cell.covered for cell in cells.rows[0]] == [False, True]


def test_layouts_without_a_type_are_known_by_their_name() -> None:
    found = deck(BODY, edits={LAYOUT: (' type="obj"', "")})
    assert found.slides[0].layout_kind == "obj"
    other = deck(BODY, edits={LAYOUT: ('type="obj" preserve="1"><p:cSld name="标题和内容"',
        'preserve="1"><p:cSld name="本局样式"')})  # fmt: skip
    assert (other.slides[0].layout_kind, other.slides[0].layout_name) == ("cust", "本局样式")


def test_what_the_master_draws_is_seen_on_the_slide() -> None:
    picture = objects.picture_xml(77, "rIdNone", "徽标")
    edits = {"ppt/slideMasters/slideMaster1.xml": ("</p:spTree>", f"{picture}</p:spTree>")}
    found = deck(BODY, edits=edits).slides[0]
    assert [shape.kind for shape in found.shapes if shape.inherited] == ["picture"]
    assert [shape.kind for shape in found.own_shapes] == ["text"]
    alone = deck(BODY, edits=edits, attributes='showMasterSp="0"').slides[0]
    assert not any(shape.inherited for shape in alone.shapes)


def test_broken_and_other_files_are_refused() -> None:
    parts = parts_of(BODY)
    parts["ppt/presentation.xml"] = b"<p:presentation"
    with pytest.raises(RefusedError) as refused:
        load(pack(parts), "slides")
    assert refused.value.code == "unreadable"
    with pytest.raises(RefusedError) as other:
        load(pptx(BODY), "word")
    assert other.value.code == "wrong-kind"
    assert "presentation" in str(other.value.problem.reason)


def test_a_slide_whose_part_is_missing_is_left_out() -> None:
    parts = parts_of(BODY, BODY)
    del parts["ppt/slides/slide1.xml"]
    found = load(pack(parts), "slides").document
    assert [slide.part for slide in found.slides] == ["ppt/slides/slide2.xml"]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_presentation_never_stops_a_grading(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    task = bound(bank_task("slides-policy-brief"), 1)
    parts = unpacked(model_answer(task, 1))
    for _ in range(chance.randint(1, 6)):
        damage(parts, chance)
    grading = grade(task, pack(parts), 1)
    assert 0 <= grading.score <= 20
    assert grading.to_json()["checks"]


WORDS = ("", "x", "-1", "9" * 20, "NaN", "1.5%", "rId99")


def damage(parts: dict[str, bytes], chance: random.Random) -> None:
    """Drop, double or spoil something in one part."""
    name = chance.choice(sorted(n for n in parts if n.endswith((".xml", ".rels"))))
    root = etree.fromstring(parts[name])
    element = chance.choice(list(root.iter()))
    parent = element.getparent()
    way = chance.randrange(4)
    if way == 0:
        del parts[name]
        return
    if way == 1 and parent is not None:
        parent.remove(element)
    elif way == 2 and element.attrib:
        element.set(chance.choice(sorted(map(str, element.attrib))), chance.choice(WORDS))
    else:
        element.append(copy.deepcopy(element))
    parts[name] = etree.tostring(root)
