"""The theme and the seven layouts of new presentations."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from app.engines.practicals.ooxml.names import A, P, R

NAMES = f'xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}"'
HEIGHT = 6858000
WIDTHS = {"16:9": 12192000, "4:3": 9144000, "16:10": 10972800}
_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "1F3864",
    "lt2": "EEECE1",
    "accent1": "2F5597",
    "accent2": "C00000",
    "accent3": "7F7F7F",
    "accent4": "BF9000",
    "accent5": "548235",
    "accent6": "833C0B",
    "hlink": "0563C1",
    "folHlink": "954F72",
}


class Holder(NamedTuple):
    """A placeholder: kind, index, name, and its box in thousandths of the slide."""

    kind: str
    idx: int
    name: str
    box: tuple[int, int, int, int]


class LayoutPlan(NamedTuple):
    """A layout: type, name, placeholders."""

    kind: str
    name: str
    holders: tuple[Holder, ...]


TITLE = Holder("title", 0, "标题", (70, 55, 860, 190))
_DATE = Holder("dt", 10, "日期占位符", (70, 927, 225, 53))
_FOOT = Holder("ftr", 11, "页脚占位符", (331, 927, 338, 53))
_NUMBER = Holder("sldNum", 12, "灯片编号占位符", (705, 927, 225, 53))
FURNITURE = (_DATE, _FOOT, _NUMBER)
_BODY = (70, 266, 860, 634)
LAYOUTS = (
    LayoutPlan(
        "title",
        "标题幻灯片",
        (
            Holder("ctrTitle", 0, "标题", (125, 164, 750, 348)),
            Holder("subTitle", 1, "副标题", (125, 525, 750, 242)),
        ),
    ),
    LayoutPlan("obj", "标题和内容", (TITLE, Holder("obj", 1, "内容占位符", _BODY))),
    LayoutPlan(
        "secHead",
        "节标题",
        (
            Holder("title", 0, "标题", (70, 249, 860, 416)),
            Holder("body", 1, "文本占位符", (70, 669, 860, 218)),
        ),
    ),
    LayoutPlan(
        "twoObj",
        "两栏内容",
        (
            TITLE,
            Holder("obj", 1, "内容占位符", (70, 266, 423, 634)),
            Holder("obj", 2, "内容占位符", (507, 266, 423, 634)),
        ),
    ),
    LayoutPlan(
        "twoTxTwoObj",
        "比较",
        (
            TITLE,
            Holder("body", 1, "文本占位符", (70, 245, 421, 120)),
            Holder("obj", 2, "内容占位符", (70, 366, 421, 537)),
            Holder("body", 3, "文本占位符", (507, 245, 423, 120)),
            Holder("obj", 4, "内容占位符", (507, 366, 423, 537)),
        ),
    ),
    LayoutPlan("titleOnly", "仅标题", (TITLE,)),
    LayoutPlan("blank", "空白", ()),
)


def theme(name: str, cjk: str, latin: str) -> str:
    """Return a whole theme with these fonts."""
    colours = "".join(
        f'<a:{key}><a:srgbClr val="{value}"/></a:{key}>' for key, value in _COLOURS.items()
    )
    faces = (
        f'<a:latin typeface="{escape(latin)}"/><a:ea typeface=""/><a:cs typeface=""/>'
        f'<a:font script="Hans" typeface="{escape(cjk)}"/>'
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{A}" name="{escape(name)}"><a:themeElements>'
        f'<a:clrScheme name="{escape(name)}">{colours}</a:clrScheme>'
        f'<a:fontScheme name="{escape(name)}"><a:majorFont>{faces}</a:majorFont>'
        f"<a:minorFont>{faces}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="{escape(name)}"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def box_xml(box: tuple[int, int, int, int], width: int, tag: str = "a:xfrm") -> str:
    """Return the place of a shape from thousandths of the slide."""
    x, cx = (value * width // 1000 for value in (box[0], box[2]))
    y, cy = (value * HEIGHT // 1000 for value in (box[1], box[3]))
    return f'<{tag}><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></{tag}>'


def tree(shapes: str) -> str:
    """Return a tree of shapes."""
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/>'
        f'<a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>{shapes}</p:spTree>'
    )


def holder_xml(number: int, holder: Holder, width: int, *, prompt: str, style: str = "") -> str:
    """Return a placeholder of a master or layout."""
    index = f' idx="{holder.idx}"' if holder.idx else ""
    kind = "" if holder.kind == "obj" else f' type="{holder.kind}"'
    size = ' sz="quarter"' if holder.kind in {"ftr", "sldNum"} else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{holder.name} {number - 1}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{kind}{size}{index}/></p:nvPr>'
        f"</p:nvSpPr><p:spPr>{box_xml(holder.box, width)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody>{_anchor(holder.kind)}{style or '<a:lstStyle/>'}{prompt}</p:txBody></p:sp>"
    )


def _anchor(kind: str) -> str:
    anchor = {"title": "ctr", "ctrTitle": "b", "dt": "ctr", "ftr": "ctr", "sldNum": "ctr"}.get(kind)
    return f'<a:bodyPr anchor="{anchor}"/>' if anchor else "<a:bodyPr/>"


def prompt_of(kind: str) -> str:
    """Return what a placeholder of a layout shows as long as it is empty."""
    if kind == "sldNum":
        return (
            '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            '<a:rPr lang="zh-CN"/><a:t>#</a:t></a:fld></a:p>'
        )
    if kind in {"dt", "ftr"}:
        return '<a:p><a:endParaRPr lang="zh-CN"/></a:p>'
    text = "单击此处编辑标题" if kind in {"title", "ctrTitle"} else "单击此处编辑文本"
    return f'<a:p><a:r><a:rPr lang="zh-CN"/><a:t>{text}</a:t></a:r></a:p>'
