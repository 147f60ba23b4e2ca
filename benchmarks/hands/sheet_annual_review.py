"""The yearly review, by hand."""

import sheets as do
from com.sun.star.sheet.ConditionOperator import LESS

BOOK, TOTALS = "成绩", "汇总"


def solve(hand):
    """Do what the task asks, in its order."""
    do.fill_down(hand, BOOK, "F2:F33", "=D2*40%+E2*60%")
    do.number_format(hand, BOOK, "F2:F33", "0.0")
    grade = '=IF(F2>=90;"优秀";IF(F2>=75;"良好";IF(F2>=60;"合格";"不合格")))'
    do.fill_down(hand, BOOK, "G2:G33", grade)
    do.fill_down(hand, BOOK, "H2:H33", "=RANK(F2;$F$2:$F$33)")
    do.fill_down(hand, BOOK, "I2:I33", '=IF(MOD(MID(J2;17;1);2)=1;"男";"女")')
    red = do.style_of(hand, "不及格", CharColor=0xFF0000)
    do.mark_where(hand, BOOK, "F2:F33", red, "60", LESS)
    do.freeze(hand, BOOK, 0, 1)
    do.head(hand, BOOK, "A1:J1")
    do.cells(hand, BOOK, "A1:J1").CellBackColor = 0xDDEBF7
    names = [
        do.cells(hand, TOTALS, f"A{row}").getCellByPosition(0, 0).String for row in range(2, 6)
    ]
    do.accept_only(hand, BOOK, "C2:C33", names, "")
    do.fill_down(hand, TOTALS, "B2:B5", "=COUNTIF($成绩.$C$2:$C$33;A2)")
    do.fill_down(hand, TOTALS, "C2:C5", "=AVERAGEIF($成绩.$C$2:$C$33;A2;$成绩.$F$2:$F$33)")
    do.number_format(hand, TOTALS, "C2:C5", "0.00")
    ranges = ["A1:A5", "C1:C5"]
    do.chart(hand, TOTALS, "图", ranges, do.COLUMNS, "各单位平均总评")
