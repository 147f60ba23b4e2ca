"""How the budget was carried out, by hand."""

import sheets as do
from com.sun.star.chart.ChartLegendPosition import BOTTOM
from com.sun.star.sheet.ConditionOperator import GREATER
from com.sun.star.table import CellRangeAddress

BOOK, TOTALS = "预算执行", "科室汇总"


def solve(hand):
    """Do what the task asks, in its order."""
    title = do.cells(hand, BOOK, "A1:J1")
    title.merge(True)
    title.HoriJustify = do.CENTER
    title.CharWeight = title.CharWeightAsian = do.BOLD
    title.CharHeight = title.CharHeightAsian = 18
    do.fill_down(hand, BOOK, "G4:G27", "=D4+E4")
    do.fill_down(hand, BOOK, "H4:H27", "=G4-F4")
    do.fill_down(hand, BOOK, "I4:I27", "=IF(G4=0;0;F4/G4)")
    do.fill_down(hand, BOOK, "J4:J27", '=IF(I4>1;"超支";IF(I4<$参数.$B$1;"偏慢";"正常"))')
    for column in "DEFGH":
        do.fill_down(hand, BOOK, f"{column}28", f"=SUM({column}4:{column}27)")
    do.number_format(hand, BOOK, "D4:H28", "#,##0.00")
    do.number_format(hand, BOOK, "I4:I27", "0.0%")
    do.head(hand, BOOK, "A3:J3")
    do.cells(hand, BOOK, "A3:J3").IsTextWrapped = True
    do.borders(hand, BOOK, "A3:J28", outside=2.25)
    red = do.style_of(hand, "超支", CellBackColor=0xFFC7CE)
    do.mark_where(hand, BOOK, "I4:I27", red, "1", GREATER)
    _set_page(hand)
    do.freeze(hand, BOOK, 2, 3)
    do.fill_down(hand, TOTALS, "B2:B5", "=SUMIF($预算执行.$B$4:$B$27;A2;$预算执行.$G$4:$G$27)")
    do.fill_down(hand, TOTALS, "C2:C5", "=SUMIF($预算执行.$B$4:$B$27;A2;$预算执行.$F$4:$F$27)")
    do.chart(hand, TOTALS, "图", ["A1:C5"], do.COLUMNS, "各科室预算与支出", legend=BOTTOM)


def _set_page(hand):
    page = do.page(hand, BOOK)
    page.IsLandscape, page.Width, page.Height = True, 29700, 21000
    page.ScaleToPagesX, page.ScaleToPagesY = 1, 0
    page.CenterHorizontally = True
    book = do.sheet(hand, BOOK)
    book.setPrintTitleRows(True)
    book.setTitleRows(CellRangeAddress(Sheet=0, StartColumn=0, EndColumn=9, StartRow=2, EndRow=2))
    page.FooterIsOn = True
    content = page.RightPageFooterContent
    middle = content.CenterText
    middle.String = "第"
    cursor = middle.createTextCursor()
    cursor.gotoEnd(False)
    number = hand.doc.createInstance("com.sun.star.text.TextField.PageNumber")
    middle.insertTextContent(cursor, number, False)
    cursor.gotoEnd(False)
    middle.insertString(cursor, "页", False)
    content.LeftText.String = content.RightText.String = ""
    page.RightPageFooterContent = content
