"""Slide, layout, master, defaults: which layer an effective value comes from."""

from __future__ import annotations

import pytest

from app.engines.practicals.slides.aspects.letters import font_of
from app.engines.practicals.slides.layers import Bullet, Source, Spacing
from app.engines.practicals.slides.model import Paragraph, Run
from tests.factories.slides import LAYOUT, box, deck, holder, para

SIGN = '<a:pPr><a:buFont typeface="{}"/><a:buChar char="{}"/></a:pPr>'
LEVEL = '<a:lstStyle><a:lvl1pPr algn="r"><a:defRPr sz="{}"/></a:lvl1pPr></a:lstStyle>'


def first(*shapes: str, **options: object) -> tuple[Paragraph, Run]:
    found = deck(*shapes, **options).slides[0].own_shapes[0].paragraphs[0]
    return found, found.runs[0]


def layout_with(size: int) -> dict[str, tuple[str, str]]:
    """The content placeholder of the layout states a size."""
    end = '<a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="zh-CN"/><a:t>单击此处编辑文本'
    return {LAYOUT: (end, end.replace("<a:lstStyle/>", LEVEL.format(size)))}


def test_a_placeholder_takes_its_size_from_the_nearest_layer_that_states_one() -> None:
    plain = holder(para("公文"))
    found = [
        first(plain)[1],
        first(plain, edits=layout_with(3000))[1],
        first(holder(para("公文"), style=LEVEL.format(2600)), edits=layout_with(3000))[1],
        first(
            holder(para("公文", rpr='<a:rPr sz="2200"/>'), style=LEVEL.format(2600)),
            edits=layout_with(3000),
        )[1],
    ]
    assert [run.look.get("size") for run in found] == [28.0, 30.0, 26.0, 22.0]
    assert [run.look.layer("size").source for run in found] == [
        Source.BODY_STYLE,
        Source.LAYOUT,
        Source.SHAPE,
        Source.DIRECT,
    ]
    assert found[1].look.layer("size").name == "标题和内容"


def test_titles_follow_the_title_style_and_boxes_the_defaults() -> None:
    title = first(holder(para("公文"), kind="title", idx=0))[1]
    assert (title.look.get("size"), title.look.layer("size").source) == (44.0, Source.TITLE_STYLE)
    other = first(box(para("公文")))[1]
    assert (other.look.get("size"), other.look.layer("size").source) == (18.0, Source.DEFAULTS)


def test_levels_are_formatted_each_by_itself() -> None:
    text = para("一") + para("二", ppr='<a:pPr lvl="1"/>') + para("三", ppr='<a:pPr lvl="2"/>')
    shape = deck(holder(text)).slides[0].own_shapes[0]
    assert [p.level for p in shape.paragraphs] == [1, 2, 3]
    assert [p.runs[0].look.get("size") for p in shape.paragraphs] == [28.0, 24.0, 20.0]


def test_a_placeholder_of_another_index_is_found_by_its_kind() -> None:
    found = first(holder(para("标题"), kind="title", idx=7))[1]
    assert found.look.layer("size").source is Source.TITLE_STYLE
    title_page = first(holder(para("标题"), kind="ctrTitle", idx=0), layout="title")[1]
    assert title_page.look.get("size") == 60.0


def test_theme_fonts_are_named_and_told() -> None:
    paragraph, run = first(holder(para("公文")))
    name, layer = font_of(paragraph, run, "ea")
    assert (name, layer.by_theme, layer.source) == ("宋体", True, Source.BODY_STYLE)
    assert font_of(paragraph, run, "latin")[0] == "Arial"
    paragraph, run = first(holder(para("公文", rpr='<a:rPr><a:ea typeface="楷体"/></a:rPr>')))
    assert font_of(paragraph, run, "ea")[0] == "楷体"
    paragraph, run = first(holder(para("公文", rpr='<a:rPr lang="ja-JP"/>')))
    assert font_of(paragraph, run, "ea")[0] is None


def test_a_slide_may_see_other_colours_than_its_master() -> None:
    fill = '<a:rPr><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:rPr>'
    plain = deck(holder(para("公文", rpr=fill))).slides[0]
    assert plain.palette.named("tx1") == "000000"
    turned = '<a:overrideClrMapping bg1="dk1" tx1="lt1" bg2="dk2" tx2="lt2"/>'
    swapped = deck(holder(para("公文")), edits={"ppt/slides/slide1.xml": (
        "<a:masterClrMapping/>", turned)}).slides[0]  # fmt: skip
    assert swapped.palette.named("tx1") == "FFFFFF"


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ('<a:srgbClr val="c00000"/>', "C00000"),
        ('<a:schemeClr val="accent1"/>', "2F5597"),
        ('<a:schemeClr val="accent1"><a:lumMod val="50000"/></a:schemeClr>', "182A4C"),
        ('<a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr>', "D9D9D9"),
        (
            '<a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr>',
            "404040",
        ),
        ('<a:prstClr val="red"/>', "FF0000"),
        ('<a:sysClr val="windowText" lastClr="000000"/>', "000000"),
        ('<a:schemeClr val="nothing"/>', None),
        ('<a:hslClr hue="0" sat="0" lum="0"/>', None),
    ],
)
def test_colours_are_resolved_with_their_transformations(colour: str, expected: str | None) -> None:
    rpr = f"<a:rPr><a:solidFill>{colour}</a:solidFill></a:rPr>"
    paragraph, run = first(holder(para("公文", rpr=rpr)))
    fill = run.look.get("fill")
    found = paragraph.shape.slide.palette.colour(fill.element)  # type: ignore[union-attr]
    if expected is None:
        assert found is None
    else:
        assert found is not None
        near = [abs(int(found[i : i + 2], 16) - int(expected[i : i + 2], 16)) for i in (0, 2, 4)]
        assert max(near) <= 1, found


@pytest.mark.parametrize(
    ("ppr", "expected"),
    [
        ("<a:pPr/>", Bullet("char", "•")),
        ("<a:pPr><a:buNone/></a:pPr>", Bullet("none")),
        (
            '<a:pPr><a:buFont typeface="Wingdings"/><a:buChar char="l"/></a:pPr>',
            Bullet("char", "●"),
        ),
        (
            '<a:pPr><a:buFont typeface="Wingdings"/><a:buChar char="u"/></a:pPr>',
            Bullet("char", "◆"),
        ),
        ('<a:pPr><a:buFont typeface="Arial"/><a:buChar char="u"/></a:pPr>', Bullet("char", "u")),
        ('<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>', Bullet("auto", "arabicPeriod")),
    ],
)
def test_bullets_are_read_as_they_look(ppr: str, expected: Bullet) -> None:
    assert first(holder(para("公文", ppr=ppr)))[0].look.get("bullet") == expected


def test_spacing_is_a_share_or_points_also_in_strict_files() -> None:
    half = '<a:pPr><a:lnSpc><a:spcPct val="{}"/></a:lnSpc></a:pPr>'
    assert first(holder(para("甲", ppr=half.format("150000"))))[0].look.get("line") == Spacing(
        "auto", 1.5
    )
    assert first(holder(para("甲", ppr=half.format("150%"))))[0].look.get("line") == Spacing(
        "auto", 1.5
    )
    exact = '<a:pPr><a:lnSpc><a:spcPts val="2800"/></a:lnSpc></a:pPr>'
    assert first(holder(para("甲", ppr=exact)))[0].look.get("line") == Spacing("exact", 28.0)


def test_text_that_the_program_shrinks_keeps_both_sizes() -> None:
    body = '<a:bodyPr><a:normAutofit fontScale="50000"/></a:bodyPr>'
    assert deck(holder(para("甲"), body=body)).slides[0].own_shapes[0].scale == 0.5
    fixed = "<a:bodyPr><a:noAutofit/></a:bodyPr>"
    assert deck(holder(para("甲"), body=fixed)).slides[0].own_shapes[0].scale == 1.0


def test_shapes_without_a_place_stand_where_the_layout_says() -> None:
    two = deck(holder(para("甲")), layout="twoObj").slides[0].own_shapes[0]
    one = deck(holder(para("甲"))).slides[0].own_shapes[0]
    assert one.box is not None
    assert two.box is not None
    assert one.box.left == pytest.approx(67.2)
    assert two.box.width < one.box.width


def test_shapes_in_groups_are_moved_and_scaled() -> None:
    group = (
        '<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        '<p:grpSpPr><a:xfrm><a:off x="1270000" y="0"/><a:ext cx="1270000" cy="1270000"/>'
        '<a:chOff x="0" y="0"/><a:chExt cx="2540000" cy="2540000"/></a:xfrm></p:grpSpPr>'
        + box(para("甲"), at=(254000, 0))
        + "</p:grpSp>"
    )
    found = deck(group).slides[0].own_shapes[0].box
    assert found is not None
    assert found.left == pytest.approx(110.0)
    assert found.width == pytest.approx(36.0)
