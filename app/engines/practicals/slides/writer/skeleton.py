"""The parts of a new presentation, small and valid for PowerPoint, WPS and LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app.engines.practicals.slides.writer import look
from app.engines.practicals.slides.writer.look import NAMES, LayoutPlan
from app.engines.practicals.writer.skeleton import HEADER, OFFICE, PACKAGE, relationships

TYPE = "application/vnd.openxmlformats-officedocument.presentationml"
LINK = f"{OFFICE}/relationships"
MAIN = "ppt/presentation.xml"
MAIN_RELS = "ppt/_rels/presentation.xml.rels"
MASTER = "ppt/slideMasters/slideMaster1.xml"
NOTES_MASTER = "ppt/notesMasters/notesMaster1.xml"
TABLE_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
FIRST_ID = 256
LEVELS = ((28, 0), (24, 1), (20, 2), (18, 3), (18, 4))
"""Size in points of each level of the body of the master, and how often it is indented."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the whole presentation starts with."""

    size: str = "16:9"
    cjk: str = "宋体"
    latin: str = "Arial"
    theme: str = "Office 主题"


def layout_number(kind: str) -> int:
    """Return the number of the layout of a kind. Raises KeyError for unknown kinds."""
    for number, plan in enumerate(look.LAYOUTS):
        if kind in {plan.kind, plan.name}:
            return number + 1
    raise KeyError(kind)


def layout_part(kind: str) -> str:
    """Return the part of the layout of a kind."""
    return f"ppt/slideLayouts/slideLayout{layout_number(kind)}.xml"


def make_parts(frame: Frame, title: str) -> dict[str, bytes]:
    """Return the parts of a presentation without slides."""
    width = look.WIDTHS[frame.size]
    parts = {
        "_rels/.rels": relationships(
            {
                "rId1": (f"{LINK}/officeDocument", MAIN),
                "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                "rId3": (f"{LINK}/extended-properties", "docProps/app.xml"),
            }
        ),
        "docProps/app.xml": (
            f'<Properties xmlns="{OFFICE}/extended-properties">'
            "<Application>Xuekao</Application></Properties>"
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
        ),
        MAIN: _presentation(frame, width),
        MAIN_RELS: _presentation_rels(),
        "ppt/presProps.xml": f"<p:presentationPr {NAMES}/>",
        "ppt/tableStyles.xml": f'<a:tblStyleLst {NAMES} def="{TABLE_STYLE}"/>',
        "ppt/theme/theme1.xml": look.theme(frame.theme, frame.cjk, frame.latin),
        "ppt/theme/theme2.xml": look.theme(frame.theme, frame.cjk, frame.latin),
        MASTER: _master(width),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _master_rels(),
        NOTES_MASTER: _notes_master(),
        "ppt/notesMasters/_rels/notesMaster1.xml.rels": relationships(
            {"rId1": (f"{LINK}/theme", "../theme/theme2.xml")}
        ),
    }
    to_master = relationships({"rId1": (f"{LINK}/slideMaster", "../slideMasters/slideMaster1.xml")})
    for number, plan in enumerate(look.LAYOUTS):
        name = f"slideLayout{number + 1}.xml"
        parts[f"ppt/slideLayouts/{name}"] = _layout(plan, width)
        parts[f"ppt/slideLayouts/_rels/{name}.rels"] = to_master
    parts["[Content_Types].xml"] = _types(parts)
    return {name: (HEADER + text).encode() for name, text in parts.items()}


def type_of(name: str) -> str:
    """Return the content type of a part, "" if its ending says enough."""
    kinds = {
        MAIN: f"{TYPE}.presentation.main+xml",
        "ppt/presProps.xml": f"{TYPE}.presProps+xml",
        "ppt/tableStyles.xml": f"{TYPE}.tableStyles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": (
            "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        ),
    }
    folders = {
        "ppt/slides": f"{TYPE}.slide+xml",
        "ppt/slideLayouts": f"{TYPE}.slideLayout+xml",
        "ppt/slideMasters": f"{TYPE}.slideMaster+xml",
        "ppt/notesMasters": f"{TYPE}.notesMaster+xml",
        "ppt/notesSlides": f"{TYPE}.notesSlide+xml",
        "ppt/theme": "application/vnd.openxmlformats-officedocument.theme+xml",
        "ppt/charts": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    }
    return kinds.get(name) or folders.get(name.rpartition("/")[0], "")


def _types(names: Mapping[str, object]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{type_of(name)}"/>'
        for name in names
        if type_of(name)
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    )


def _presentation(frame: Frame, width: int) -> str:
    kind = ' type="screen4x3"' if frame.size == "4:3" else ""
    return (
        f'<p:presentation {NAMES} saveSubsetFonts="1">'
        '<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        '<p:notesMasterIdLst><p:notesMasterId r:id="rId2"/></p:notesMasterIdLst>'
        f'<p:sldIdLst/><p:sldSz cx="{width}" cy="{look.HEIGHT}"{kind}/>'
        '<p:notesSz cx="6858000" cy="9144000"/>'
        f"<p:defaultTextStyle>{_levels(_OTHER)}</p:defaultTextStyle></p:presentation>"
    )


def _presentation_rels() -> str:
    return relationships(
        {
            "rId1": (f"{LINK}/slideMaster", "slideMasters/slideMaster1.xml"),
            "rId2": (f"{LINK}/notesMaster", "notesMasters/notesMaster1.xml"),
            "rId3": (f"{LINK}/presProps", "presProps.xml"),
            "rId4": (f"{LINK}/theme", "theme/theme1.xml"),
            "rId5": (f"{LINK}/tableStyles", "tableStyles.xml"),
        }
    )


_OTHER = tuple((18, level) for level in range(5))


def _levels(plan: Sequence[tuple[int, int]], *, bullets: bool = False, family: str = "mn") -> str:
    return "".join(
        _level(number + 1, points, steps, bullets=bullets, family=family)
        for number, (points, steps) in enumerate(plan)
    )


def _level(number: int, points: int, steps: int, *, bullets: bool, family: str) -> str:
    indent = f' marL="{228600 + 457200 * steps}" indent="-228600"' if bullets else ""
    spacing = '<a:lnSpc><a:spcPct val="90000"/></a:lnSpc>' if bullets or family == "mj" else ""
    sign = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if bullets else "<a:buNone/>"
    return (
        f'<a:lvl{number}pPr{indent} algn="l">{spacing}{sign}'
        f'<a:defRPr sz="{points * 100}" kern="1200"><a:solidFill><a:schemeClr val="tx1"/>'
        f'</a:solidFill><a:latin typeface="+{family}-lt"/><a:ea typeface="+{family}-ea"/>'
        f'<a:cs typeface="+{family}-cs"/></a:defRPr></a:lvl{number}pPr>'
    )


def _master(width: int) -> str:
    body = look.Holder("body", 1, "文本占位符", (70, 266, 860, 634))
    holders = (look.TITLE, body, *look.FURNITURE)
    shapes = "".join(
        look.holder_xml(
            number + 2,
            holder,
            width,
            prompt=look.prompt_of(holder.kind),
            style=_furniture_style(holder.kind),
        )
        for number, holder in enumerate(holders)
    )
    layouts = "".join(
        f'<p:sldLayoutId id="{2147483649 + number}" r:id="rId{number + 1}"/>'
        for number in range(len(look.LAYOUTS))
    )
    return (
        f'<p:sldMaster {NAMES}><p:cSld><p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/>'
        f"</p:bgRef></p:bg>{look.tree(shapes)}</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" '
        'accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" '
        f'folHlink="folHlink"/><p:sldLayoutIdLst>{layouts}</p:sldLayoutIdLst>'
        f"<p:txStyles><p:titleStyle>{_levels(((44, 0),), family='mj')}</p:titleStyle>"
        f"<p:bodyStyle>{_levels(LEVELS, bullets=True)}</p:bodyStyle>"
        f"<p:otherStyle>{_levels(_OTHER)}</p:otherStyle></p:txStyles></p:sldMaster>"
    )


def _furniture_style(kind: str) -> str:
    align = {"dt": "l", "ftr": "ctr", "sldNum": "r"}.get(kind)
    if align is None:
        return ""
    return f'<a:lstStyle><a:lvl1pPr algn="{align}"><a:defRPr sz="1200"/></a:lvl1pPr></a:lstStyle>'


def _master_rels() -> str:
    items = {
        f"rId{number + 1}": (
            f"{LINK}/slideLayout",
            f"../slideLayouts/slideLayout{number + 1}.xml",
        )
        for number in range(len(look.LAYOUTS))
    }
    return relationships({**items, "rIdTheme": (f"{LINK}/theme", "../theme/theme1.xml")})


def _layout(plan: LayoutPlan, width: int) -> str:
    holders = (*plan.holders, *look.FURNITURE)
    shapes = "".join(
        look.holder_xml(
            number + 2,
            holder,
            width,
            prompt=look.prompt_of(holder.kind),
            style=_title_style(holder.kind, plan.kind),
        )
        for number, holder in enumerate(holders)
    )
    return (
        f'<p:sldLayout {NAMES} type="{plan.kind}" preserve="1"><p:cSld name="{plan.name}">'
        f"{look.tree(shapes)}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
        "</p:sldLayout>"
    )


def _title_style(kind: str, layout: str) -> str:
    """Return how title slides and section headers differ from the master."""
    levels = {
        ("ctrTitle", "title"): '<a:lvl1pPr algn="ctr"><a:defRPr sz="6000"/></a:lvl1pPr>',
        ("subTitle", "title"): (
            '<a:lvl1pPr marL="0" indent="0" algn="ctr"><a:buNone/><a:defRPr sz="2400"/></a:lvl1pPr>'
        ),
        ("title", "secHead"): '<a:lvl1pPr><a:defRPr sz="6000"/></a:lvl1pPr>',
        ("body", "secHead"): (
            '<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="2400"/></a:lvl1pPr>'
        ),
        ("body", "twoTxTwoObj"): (
            '<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="2400" b="1"/></a:lvl1pPr>'
        ),
    }
    found = levels.get((kind, layout))
    return f"<a:lstStyle>{found}</a:lstStyle>" if found else ""


def _notes_master() -> str:
    image = look.Holder("sldImg", 2, "幻灯片图像占位符", (70, 80, 860, 380))
    body = look.Holder("body", 3, "备注占位符", (70, 480, 860, 400))
    shapes = look.holder_xml(2, body, 6858000, prompt=look.prompt_of("body"))
    shapes = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="3" name="{image.name} 2"/><p:cNvSpPr>'
        '<a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr><p:nvPr>'
        '<p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr><p:spPr>'
        f"{look.box_xml(image.box, 6858000)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:sp>' + shapes
    )
    return (
        f'<p:notesMaster {NAMES}><p:cSld><p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/>'
        f"</p:bgRef></p:bg>{look.tree(shapes)}</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" '
        'accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" '
        'folHlink="folHlink"/></p:notesMaster>'
    )
