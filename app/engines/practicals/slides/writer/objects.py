"""Tables, charts and pictures, as the dialogs of a presentation program insert them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from html import escape

from app.engines.practicals.ooxml.names import A, C, R
from app.engines.practicals.slides.writer import look
from app.engines.practicals.slides.writer.skeleton import TABLE_STYLE

FRAME = (70, 300, 860, 500)
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_CHART = C


def table_xml(number: int, rows: Sequence[Sequence[str]]) -> str:
    """Return a table with a header row."""
    width = look.WIDTHS["16:9"] * FRAME[2] // 1000
    columns = max(len(row) for row in rows)
    grid = f'<a:gridCol w="{width // columns}"/>' * columns
    body = "".join(
        '<a:tr h="370840">'
        + "".join(
            "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r>"
            f'<a:rPr lang="zh-CN" altLang="en-US"/><a:t>{escape(cell, quote=False)}</a:t>'
            "</a:r></a:p></a:txBody><a:tcPr/></a:tc>"
            for cell in row
        )
        + "</a:tr>"
        for row in rows
    )
    inner = (
        f'<a:tbl><a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{TABLE_STYLE}</a:tableStyleId>'
        f"</a:tblPr><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl>"
    )
    return _frame(number, "表格", _TABLE, inner)


def chart_frame(number: int, key: str) -> str:
    """Return the frame of a chart whose part is related by this key."""
    return _frame(number, "图表", _CHART, f'<c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="{key}"/>')


def _frame(number: int, name: str, uri: str, inner: str) -> str:
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name="{name} {number - 1}"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
        f"{look.box_xml(FRAME, look.WIDTHS['16:9'], 'p:xfrm')}"
        f'<a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )


def chart_part(
    kind: str, title: str, categories: Sequence[str], series: Sequence[tuple[str, Sequence[str]]]
) -> str:
    """Return a chart part with cached values; `kind` such as bar/col/clustered, line, pie."""
    plot, *details = kind.split("/")
    axes = "" if plot in {"pie", "doughnut"} else '<c:axId val="1"/><c:axId val="2"/>'
    head = _head(plot, details)
    numbered = enumerate(series)
    body = "".join(_series(n, name, categories, row) for n, (name, row) in numbered)
    return (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:chart>{_title(title)}'
        f'<c:autoTitleDeleted val="{0 if title else 1}"/><c:plotArea><c:layout/>'
        f"<c:{plot}Chart>{head}{body}{axes}</c:{plot}Chart>{_axes() if axes else ''}</c:plotArea>"
        '<c:legend><c:legendPos val="b"/></c:legend><c:plotVisOnly val="1"/></c:chart>'
        "</c:chartSpace>"
    )


def _head(plot: str, details: list[str]) -> str:
    if plot == "bar":
        direction, grouping = (*details, "col", "clustered")[:2]
        return f'<c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
    if plot in {"line", "area"}:
        grouping = details[0] if details else "standard"
        return f'<c:grouping val="{grouping}"/><c:varyColors val="0"/>'
    return '<c:varyColors val="1"/>'


def _title(text: str) -> str:
    if not text:
        return ""
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r>"
        f'<a:rPr lang="zh-CN"/><a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )


def _series(number: int, name: str, categories: Sequence[str], values: Sequence[str]) -> str:
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>Sheet1!$B$1'
        f'</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt>'
        "</c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2</c:f><c:strCache>{_points(categories)}</c:strCache>"
        "</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f"{_points(values)}</c:numCache></c:numRef></c:val></c:ser>"
    )


def _points(values: Sequence[str]) -> str:
    inner = "".join(
        f'<c:pt idx="{number}"><c:v>{escape(str(value))}</c:v></c:pt>'
        for number, value in enumerate(values)
    )
    return f'<c:ptCount val="{len(values)}"/>{inner}'


def _axes() -> str:
    shared = '<c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    return (
        f'<c:catAx><c:axId val="1"/>{shared}<c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/>{shared}<c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
    )


def picture_xml(number: int, key: str, alt: str) -> str:
    """Return a picture whose part is related by this key."""
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="{number}" name="图片 {number - 1}" '
        f'descr="{escape(alt)}"/><p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/>'
        f'</p:nvPicPr><p:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch>'
        f"</p:blipFill><p:spPr>{look.box_xml((600, 300, 300, 400), look.WIDTHS['16:9'])}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def plain_png(side: int = 64, rgb: tuple[int, int, int] = (47, 85, 151)) -> bytes:
    """Return a square PNG of one colour."""
    row = b"\0" + bytes(rgb) * side
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * side, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
