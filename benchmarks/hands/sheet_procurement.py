"""Comparing offers, by hand."""

import sheets as do
from com.sun.star.sheet.ConditionOperator import FORMULA
from com.sun.star.table import CellAddress

BOOK, TOTALS, TERMS = "比价", "汇总", "参数"
MONEY = "[$¥-804]#,##0.00"


def solve(hand):
    """Do what the task asks, in its order."""
    do.fill_down(hand, BOOK, "G2:G25", "=MIN(D2:F2)")
    do.fill_down(hand, BOOK, "H2:H25", "=INDEX($D$1:$F$1;MATCH(G2;D2:F2;0))")
    do.fill_down(hand, BOOK, "I2:I25", "=C2*G2")
    do.fill_down(hand, BOOK, "J2:J25", "=I2/SUM($I$2:$I$25)")
    do.number_format(hand, BOOK, "J2:J25", "0.00%")
    origin = CellAddress(Sheet=2, Column=0, Row=0)
    hand.doc.NamedRanges.addNewByName("优惠率", "$参数.$B$2", origin, 0)
    do.fill_down(hand, BOOK, "K2:K25", "=ROUND(I2*(1-优惠率);2)")
    for address in ("I2:I25", "K2:K25"):
        do.number_format(hand, BOOK, address, MONEY)
    do.fill_down(hand, TERMS, "B3", "=B1-SUM($比价.K2:K25)")
    green = do.style_of(
        hand, "最低", CharColor=0x00B050, CharWeight=do.BOLD, CharWeightAsian=do.BOLD
    )
    do.mark_where(hand, BOOK, "D2:F25", green, "D2=$G2", FORMULA)
    do.whole_numbers(hand, BOOK, "C2:C25", 1, 500, "请输入1至500的整数")
    do.sort(hand, BOOK, "A1:K25", ~8)
    do.fill_down(hand, TOTALS, "B2:B4", "=COUNTIF($比价.$H$2:$H$25;A2)")
    do.fill_down(hand, TOTALS, "C2:C4", "=SUMIF($比价.$H$2:$H$25;A2;$比价.$I$2:$I$25)")
    ranges = ["A1:A4", "C1:C4"]
    do.chart(hand, TOTALS, "图", ranges, do.PIE, "各供应商成交金额", labels=True)
    page = do.page(hand, BOOK)
    page.LeftMargin = page.RightMargin = 1500
    page.HeaderIsOn = True
    content = page.RightPageHeaderContent
    content.CenterText.String = "办公用品采购比价表"
    content.LeftText.String = content.RightText.String = ""
    page.RightPageHeaderContent = content
    area = do.cells(hand, BOOK, "A1:K25").RangeAddress
    do.sheet(hand, BOOK).setPrintAreas((area,))
