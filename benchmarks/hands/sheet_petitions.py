"""The ledger of letters and visits, by hand."""

import sheets as do
from com.sun.star.sheet.ConditionOperator import FORMULA
from com.sun.star.table.CellVertJustify2 import CENTER as MIDDLE

BOOK, TOTALS, PIVOT = "台账", "统计", "透视"


def solve(hand):
    """Do what the task asks, in its order."""
    do.fill_down(hand, BOOK, "G2:G49", '=IF(F2="";"";F2-B2)')
    do.fill_down(hand, BOOK, "H2:H49", '=IF(G2="";"在办";IF(G2>60;"超期";"按期"))')
    do.fill_down(hand, BOOK, "I2:I49", '=MONTH(B2)&"月"')
    do.fill_down(hand, BOOK, "J2:J49", '=RIGHT(A2;3)&"-"&LEFT(D2;2)')
    for address in ("B2:B49", "F2:F49"):
        do.number_format(hand, BOOK, address, 'YYYY"年"M"月"D"日"')
    do.number_format(hand, BOOK, "G2:G49", "0")
    do.borders(hand, BOOK, "A1:J49")
    do.head(hand, BOOK, "A1:J1")
    heading = do.cells(hand, BOOK, "A1:J1")
    heading.CellBackColor, heading.VertJustify = 0xD9D9D9, MIDDLE
    red = do.style_of(hand, "超期行", CellBackColor=0xFFC7CE)
    do.mark_where(hand, BOOK, "A2:J49", red, '$H2="超期"', FORMULA)
    do.sort(hand, BOOK, "A1:J49", 2, ~1)
    days = "$台账.$G$2:$G$49"
    do.fill_down(hand, TOTALS, "B2:B6", "=COUNTIF($台账.$C$2:$C$49;A2)")
    late = '=COUNTIFS($台账.$C$2:$C$49;A2;$台账.$H$2:$H$49;"超期")'
    do.fill_down(hand, TOTALS, "C2:C6", late)
    do.fill_down(hand, TOTALS, "D2:D6", "=IF(B2=0;0;C2/B2)")
    do.fill_down(hand, TOTALS, "E2:E6", f"=AVERAGEIF($台账.$C$2:$C$49;A2;{days})")
    do.number_format(hand, TOTALS, "D2:D6", "0.0%")
    do.number_format(hand, TOTALS, "E2:E6", "0.0")
    do.rename(hand, "Sheet3", PIVOT)
    do.pivot(hand, (BOOK, "A1:J49"), (PIVOT, "A3"), "类别", "渠道", "编号")
    axes = {"X": "类别", "Y": "件数"}
    do.chart(
        hand, TOTALS, "图", ["A1:B6"], do.BARS, "各类信访件数量", labels=True, axes=axes,
    )  # fmt: skip
