"""Hours of training, by hand."""

import re

import sheets as do
from com.sun.star.sheet.ConditionOperator import LESS

BOOK, TOTALS = "学时", "汇总"


def solve(hand):
    """Do what the task asks, in its order."""
    base = hand.number(re.compile(r"合计不小于 (\d+)"))
    do.fill_down(hand, BOOK, "F2:F25", "=D2+E2")
    do.fill_down(hand, BOOK, "G2:G25", f'=IF(F2>={base};"达标";"未达标")')
    do.fill_down(hand, BOOK, "H2:H25", f"=F2/{base}")
    do.number_format(hand, BOOK, "H2:H25", "0.0%")
    do.head(hand, BOOK, "A1:H1")
    do.cells(hand, BOOK, "A1:H1").CellBackColor = 0xDDEBF7
    do.borders(hand, BOOK, "A1:H25")
    do.freeze(hand, BOOK, 0, 1)
    red = do.style_of(hand, "不足", CharColor=0xFF0000)
    do.mark_where(hand, BOOK, "F2:F25", red, str(base), LESS)
    do.fill_down(hand, TOTALS, "B2:B4", "=COUNTIF($学时.$C$2:$C$25;A2)")
    met = '=COUNTIFS($学时.$C$2:$C$25;A2;$学时.$G$2:$G$25;"达标")'
    do.fill_down(hand, TOTALS, "C2:C4", met)
    do.fill_down(hand, TOTALS, "D2:D4", "=AVERAGEIF($学时.$C$2:$C$25;A2;$学时.$F$2:$F$25)")
    do.number_format(hand, TOTALS, "D2:D4", "0.0")
