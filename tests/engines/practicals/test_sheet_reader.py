"""Reading workbooks from their raw parts: what each piece of XML comes to."""

from __future__ import annotations

from typing import Any

import pytest

from app.engines.practicals.sheet.cells import MAX_CELLS
from app.engines.practicals.sheet.model import CellError
from app.engines.practicals.sheet.numfmt import meaning
from app.engines.practicals.sheet.refs import Range, read_range
from tests.factories.workbooks import X14, XDR, XM, A, C, R, S, book_of, read, relation, styles

TEXTS = (
    f'<sst xmlns="{S}"><si><t>甲</t></si><si><r><t>乙</t></r><r><rPr><b/></rPr><t>丙</t></r>'
    '<rPh sb="0" eb="1"><t>yi</t></rPh></si></sst>'
)


def raw(inner: str, **options: Any) -> bytes:
    """A workbook with raw rows."""
    extra = dict(options.pop("extra", {}))
    sheet = f'<worksheet xmlns="{S}" xmlns:r="{R}"><sheetData>{inner}</sheetData></worksheet>'
    return book_of({}, extra={"xl/worksheets/sheet1.xml": sheet, **extra}, **options)


VALUES = [
    ('<c r="A1"><v>1.5</v></c>', 1.5),
    ('<c r="A1" t="n"><v>1E3</v></c>', 1000.0),
    ('<c r="A1" t="b"><v>1</v></c>', True),
    ('<c r="A1" t="str"><f>"x"</f><v>x</v></c>', "x"),
    ('<c r="A1" t="e"><v>#N/A</v></c>', CellError("#N/A")),
    ('<c r="A1" t="inlineStr"><is><t>丁</t></is></c>', "丁"),
    ('<c r="A1" t="inlineStr"><is><r><t>丁</t></r><r><t>戊</t></r></is></c>', "丁戊"),
    ('<c r="A1" t="s"><v>0</v></c>', "甲"),
    ('<c r="A1" t="s"><v>1</v></c>', "乙丙"),
    ('<c r="A1" t="s"><v>99</v></c>', None),
    ('<c r="A1" t="d"><v>2026-06-30T12:00:00</v></c>', 46203.5),
    ('<c r="A1"/>', None),
    ("<c><v>7</v></c>", 7.0),
]


@pytest.mark.parametrize(("cell", "value"), VALUES)
def test_values_of_every_type(cell: str, value: object) -> None:
    relations = f'<Relationship Id="s" Type="{R}/sharedStrings" Target="sharedStrings.xml"/>'
    data = raw(f"<row>{cell}</row>", extra={"xl/sharedStrings.xml": TEXTS})
    book = read(_with_strings(data, relations))
    assert book.sheets[0].cell(1, 1).value == value


def _with_strings(data: bytes, relations: str) -> bytes:
    from tests.factories.practicals import packed, unpacked

    parts = unpacked(data)
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", f"{relations}</Relationships>".encode())
    return packed(parts)


def test_shared_formulas_are_filled_and_arrays_keep_their_block() -> None:
    data = raw(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1</f></c>'
        '<c r="D1"><f t="array" ref="D1:D3">A1:A3*2</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
    )
    sheet = read(data).sheets[0]
    assert [sheet.cell(r, 1).formula for r in (1, 2, 3)] == ["B1*$C$1", "B2*$C$1", "B3*$C$1"]
    assert sheet.cell(1, 4).array == Range(1, 4, 3, 4)


def test_rows_and_cells_without_addresses_are_counted() -> None:
    sheet = read(raw("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")).sheets[
        0
    ]
    assert (sheet.cell(1, 2).value, sheet.cell(2, 1).value) == (2.0, 3.0)
    assert (sheet.last_row, sheet.last_column) == (2, 2)


def test_formats_come_from_cell_row_or_column_and_say_so() -> None:
    data = book_of(
        {"A1": 1},
        before='<cols><col min="2" max="3" width="20" style="1"/></cols>',
        styles=styles("<xf fontId='1' xfId='0'/>", fonts="<font><b/><sz val='14'/></font>"),
        formats={"A1": 1},
    )
    book = read(data)
    sheet = book.sheets[0]
    assert sheet.style_at(1, 1) == (1, "cell")
    assert sheet.style_at(9, 2) == (1, "column")
    assert sheet.style_at(9, 9) == (0, "workbook")
    assert book.styles.format(1).font.size == 14
    assert "font" in book.styles.format(1).own
    assert sheet.width(3) == 20


def test_colours_by_number_theme_tint_and_index() -> None:
    fonts = (
        "<font><color rgb='FFFF0000'/></font><font><color theme='4'/></font>"
        "<font><color theme='0' tint='-0.25'/></font><font><color indexed='10'/></font>"
        "<font><color auto='1'/></font><font><color theme='1' tint='0.5'/></font>"
    )
    xfs = "".join(f"<xf fontId='{n}' xfId='0'/>" for n in range(1, 7))
    book = read(book_of({"A1": 1}, styles=styles(xfs, fonts=fonts)))
    found = [book.styles.format(n).font.color for n in range(1, 7)]
    assert found == ["FF0000", "4472C4", "BFBFBF", "FF0000", "auto", "7F7F7F"]


def test_fills_and_borders() -> None:
    data = book_of(
        {"A1": 1},
        styles=styles(
            "<xf fillId='1' borderId='1' xfId='0'/>",
            fills="<fill><patternFill patternType='solid'><fgColor rgb='FFFFFF00'/>"
            "</patternFill></fill>",
            borders="<border><start style='thin'/><right/><top style='double'>"
            "<color rgb='FF00FF00'/></top></border>",
        ),
    )
    shown = read(data).styles.format(1)
    assert (shown.fill.pattern, shown.fill.color) == ("solid", "FFFF00")
    assert [shown.edge(side).style for side in ("left", "right", "top")] == [
        "thin",
        "none",
        "double",
    ]
    assert shown.edge("top").color == "00FF00"


MEANINGS = [
    ("#,##0.00", "number", 2, True, ""),
    ("0.00_);[Red]\\(0.00\\)", "number", 2, False, ""),
    ('"¥"#,##0', "currency", 0, True, "¥"),
    ("[$￥-804]#,##0.0", "currency", 1, True, "¥"),
    ("0.0%", "percent", 1, False, ""),
    ('yyyy"年"m"月"d"日";@', "date", 0, False, ""),
    ("[$-804]yyyy/m/d h:mm", "datetime", 0, False, ""),
    ("h:mm:ss", "time", 0, False, ""),
    ("@", "text", 0, False, ""),
    ("0.00E+00", "scientific", 2, False, ""),
    ("# ?/?", "fraction", 0, False, ""),
    ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "accounting", 2, True, ""),
    ("General", "general", 0, False, ""),
    ("G/通用格式", "general", 0, False, ""),
]


@pytest.mark.parametrize(("code", "kind", "decimals", "thousands", "currency"), MEANINGS)
def test_number_formats_by_meaning(
    code: str,
    kind: str,
    decimals: int,
    thousands: bool,  # noqa: FBT001
    currency: str,
) -> None:
    found = meaning(code)
    assert (found.kind, found.thousands, found.currency) == (kind, thousands, currency)
    assert found.decimals == decimals or kind == "fraction"


def test_conditional_formats_of_both_generations() -> None:
    more = "<dxfs><dxf><font><color rgb='FFFF0000'/><b/></font></dxf></dxfs>"
    after = (
        '<conditionalFormatting sqref="A1:A9 C1"><cfRule type="cellIs" dxfId="0" priority="2" '
        'operator="lessThan"><formula>60</formula></cfRule></conditionalFormatting>'
        f'<extLst><ext xmlns:x14="{X14}"><x14:conditionalFormattings><x14:conditionalFormatting '
        f'xmlns:xm="{XM}"><x14:cfRule type="expression" priority="1" stopIfTrue="1">'
        "<xm:f>$B1=1</xm:f>"
        f'<x14:dxf xmlns="{S}"><fill><patternFill><bgColor rgb="FF00FF00"/></patternFill></fill>'
        "</x14:dxf></x14:cfRule><xm:sqref>B2:B5</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst>"
    )
    first, second = read(book_of({"A1": 1}, after=after, styles=styles("") + more)).sheets[0].rules
    assert (first.kind, first.formulas, first.format.fill, first.stops) == (
        "expression",
        ("$B1=1",),
        "00FF00",
        True,
    )
    assert (second.operator, second.format.font_color, second.format.bold) == (
        "lessThan",
        "FF0000",
        True,
    )
    assert second.ranges == (Range(1, 1, 9, 1), Range(1, 3, 1, 3))


def test_validation_filter_sort_and_tables() -> None:
    after = (
        '<autoFilter ref="A1:B9"><filterColumn colId="1"><filters><filter val="甲"/></filters>'
        '</filterColumn><sortState ref="A2:B9"><sortCondition descending="1" ref="B2:B9"/>'
        "</sortState>"
        '</autoFilter><dataValidations><dataValidation type="list" allowBlank="1" '
        'showErrorMessage="1" sqref="A2:A9" error="错"><formula1>"甲,乙"</formula1>'
        "</dataValidation>"
        '</dataValidations><tableParts count="1"><tablePart r:id="t1"/></tableParts>'
    )
    table = (
        f'<table xmlns="{S}" id="1" name="表1" displayName="表1" ref="D1:E5" totalsRowCount="1">'
        '<autoFilter ref="D1:E4"/><tableColumns><tableColumn id="1" name="品名"/>'
        '<tableColumn id="2" name="金额"/></tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2"/></table>'
    )
    sheet = read(
        book_of(
            {"A1": "x"},
            after=after,
            extra={"xl/tables/table1.xml": table},
            relations=relation("t1", "table", "../tables/table1.xml"),
        )
    ).sheets[0]
    assert sheet.filter is not None
    assert sheet.filter.columns[0].values == ("甲",)
    assert sheet.sort is not None
    assert sheet.sort.keys == ((Range(2, 2, 9, 2), True),)
    (rule,) = sheet.validations
    assert (rule.kind, rule.formulas, rule.error, rule.shows_error) == (
        "list",
        ('"甲,乙"',),
        "错",
        True,
    )
    (found,) = sheet.tables
    assert (found.name, found.columns, found.totals, found.style) == (
        "表1",
        ("品名", "金额"),
        True,
        "TableStyleMedium2",
    )


def chart(inner: str, *, title: str = "", legend: str = "") -> dict[str, Any]:
    """Arguments of `book_of` that add one chart."""
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor><xdr:from>'
        "<xdr:col>3</xdr:col>"
        "<xdr:row>1</xdr:row></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:row>9</xdr:row></xdr:to>"
        f'<xdr:graphicFrame><a:graphic><a:graphicData><c:chart xmlns:c="{C}" xmlns:r="{R}" '
        'r:id="c1"/></a:graphicData></a:graphic></xdr:graphicFrame></xdr:twoCellAnchor></xdr:wsDr>'
    )
    part = (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart>{title}<c:plotArea>{inner}'
        f"</c:plotArea>{legend}</c:chart></c:chartSpace>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="c1" Type="{R}/chart" Target="../charts/chart1.xml"/></Relationships>'
    )
    return {
        "after": '<drawing r:id="d1"/>',
        "relations": relation("d1", "drawing", "../drawings/drawing1.xml"),
        "extra": {
            "xl/drawings/drawing1.xml": drawing,
            "xl/drawings/_rels/drawing1.xml.rels": rels,
            "xl/charts/chart1.xml": part,
        },
    }


SERIES = (
    "<c:ser><c:tx><c:strRef><c:f>表!$B$1</c:f><c:strCache><c:pt><c:v>人数</c:v></c:pt></c:strCache>"
    "</c:strRef></c:tx><c:cat><c:strRef><c:f>表!$A$2:$A$4</c:f></c:strRef></c:cat>"
    "<c:val><c:numRef><c:f>表!$B$2:$B$4</c:f></c:numRef></c:val></c:ser>"
)


def test_charts_by_the_cells_they_cover() -> None:
    inner = (
        f'<c:bar3DChart><c:barDir val="bar"/><c:grouping val="stacked"/>{SERIES}</c:bar3DChart>'
        "<c:catAx><c:title><c:tx><c:rich><a:p><a:r><a:t>单位</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        "</c:catAx>"
    )
    title = (
        "<c:title><c:tx><c:rich><a:p><a:r><a:t>各单位</a:t></a:r><a:r><a:t>人数</a:t></a:r></a:p>"
        "</c:rich></c:tx></c:title>"
    )
    data = book_of(
        {"A1": 1}, **chart(inner, title=title, legend='<c:legend><c:legendPos val="b"/></c:legend>')
    )
    (found,) = read(data).sheets[0].charts
    assert found.kinds == ("barChart/bar/stacked/3d",)
    assert (found.title, found.legend, found.axis_titles) == ("各单位人数", "b", {"x": "单位"})
    assert (found.series[0].values, found.series[0].categories) == ("表!$B$2:$B$4", "表!$A$2:$A$4")
    assert found.place == Range(2, 4, 10, 9)


def test_a_title_left_to_the_program_is_the_name_of_the_only_series() -> None:
    inner = f"<c:pieChart>{SERIES}</c:pieChart>"
    data = book_of({"A1": 1}, **chart(inner, title="<c:title/>"))
    (found,) = read(data).sheets[0].charts
    assert (found.kinds, found.title, found.legend) == (("pieChart",), "人数", "none")


def test_a_broken_chart_is_no_chart_and_harms_nothing() -> None:
    options = chart("<c:pieChart/>")
    options["extra"]["xl/charts/chart1.xml"] = "<c:chartSpace"
    sheet = read(book_of({"A1": 1}, **options)).sheets[0]
    assert (sheet.charts, sheet.cell(1, 1).value) == ((), 1.0)


def test_pivot_tables_by_the_names_of_fields() -> None:
    pivot = (
        f'<pivotTableDefinition xmlns="{S}" name="p"><location ref="A3:C6"/><rowFields count="1">'
        '<field x="1"/></rowFields><colFields count="2"><field x="0"/><field x="-2"/></colFields>'
        '<pageFields><pageField fld="2"/></pageFields>'
        '<dataFields><dataField name="计数" fld="2" subtotal="count"/><dataField fld="0"/>'
        "</dataFields>"
        "</pivotTableDefinition>"
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{S}"><cacheSource type="worksheet"><worksheetSource '
        'ref="A1:C9" sheet="表"/></cacheSource><cacheFields><cacheField name="渠道"/>'
        '<cacheField name="类别"/><cacheField name="编号"/></cacheFields></pivotCacheDefinition>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{R}/pivotCacheDefinition" Target="cache1.xml"/>'
        "</Relationships>"
    )
    (found,) = (
        read(
            book_of(
                {"A1": 1},
                relations=relation("p1", "pivotTable", "../pivots/p1.xml"),
                extra={
                    "xl/pivots/p1.xml": pivot,
                    "xl/pivots/_rels/p1.xml.rels": rels,
                    "xl/pivots/cache1.xml": cache,
                },
            )
        )
        .sheets[0]
        .pivots
    )
    assert (found.rows, found.columns, found.filters) == (("类别",), ("渠道",), ("编号",))
    assert [(v.field, v.function) for v in found.values] == [("编号", "count"), ("渠道", "sum")]
    assert (found.source_sheet, found.source) == ("表", "A1:C9")


def test_view_print_set_up_protection_names_links_and_notes() -> None:
    before = (
        '<sheetPr><tabColor rgb="FFFF0000"/><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        '<sheetView showGridLines="0" zoomScale="80"><pane xSplit="1" ySplit="2" state="frozen"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="18"/>'
    )
    after = (
        '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:C1"/></mergeCells>'
        '<hyperlinks><hyperlink ref="B2" r:id="h1"/><hyperlink ref="B3" location="表!A1"/>'
        "</hyperlinks>"
        '<printOptions horizontalCentered="1"/><pageMargins left="0.5"/>'
        '<pageSetup orientation="landscape" paperSize="9"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>"
    )
    notes = (
        f'<comments xmlns="{S}"><commentList><comment ref="A1"><text><r><t>注</t></r>'
        "<r><t>意</t></r>"
        "</text></comment></commentList></comments>"
    )
    book = read(
        book_of(
            {"A1": "x"},
            before=before,
            after=after,
            extra={"xl/comments1.xml": notes},
            relations=relation("h1", "hyperlink", "https://example.org/", outside=True)
            + relation("n1", "comments", "../comments1.xml"),
            names='<definedName name="税率">表!$B$1</definedName>'
            '<definedName name="_xlnm.Print_Titles" localSheetId="0">表!$1:$2</definedName>',
            workbook='<workbookPr date1904="1"/><workbookProtection lockStructure="1"/>',
        )
    )
    sheet = book.sheets[0]
    assert (sheet.view.frozen_rows, sheet.view.frozen_columns, sheet.view.zoom) == (2, 1, 80)
    assert (sheet.view.gridlines, sheet.tab_color, sheet.protected) == (False, "FF0000", True)
    assert sheet.merges == (Range(1, 1, 1, 3),)
    assert sheet.links == {(2, 2): "https://example.org/", (3, 2): "表!A1"}
    assert sheet.comments == {(1, 1): "注意"}
    assert sheet.page["pageSetup.orientation"] == "landscape"
    assert sheet.page["oddFooter"] == "&C第 &P 页"
    assert (book.date1904, book.protected) == (True, True)
    assert [(name.name, name.sheet) for name in book.names] == [
        ("税率", ""),
        ("_xlnm.Print_Titles", "表"),
    ]


def test_a_pane_that_is_only_split_is_not_frozen() -> None:
    before = '<sheetViews><sheetView><pane ySplit="2000"/></sheetView></sheetViews>'
    assert read(book_of({"A1": 1}, before=before)).sheets[0].view.frozen_rows == 0


def test_whole_columns_in_a_declared_size_cost_nothing() -> None:
    data = book_of({"A1": 1}, before='<dimension ref="A1:XFD1048576"/>')
    assert read(data).sheets[0].last_row == 1
    assert MAX_CELLS == 200_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A1", "A1"),
        ("$B$3:A1", "A1:B3"),
        ("c:a", "A:C"),
        ("2:5", "2:5"),
        ("A0", None),
        ("XFE1", None),
        ("A1:", None),
    ],
)
def test_ranges_are_read_and_said(text: str, shown: str | None) -> None:
    found = read_range(text)
    assert (str(found) if found else None) == shown
