"""Attendance of half a month, by hand."""

import sheets as do

DAYS = "D2:M31"


def solve(hand):
    """Do what the task asks, in its order."""
    book = "考勤"
    do.fill_down(
        hand, book, "N2:N31", '=COUNTIF(D2:M2;"出")+COUNTIF(D2:M2;"公")+COUNTIF(D2:M2;"迟")'
    )
    do.fill_down(hand, book, "O2:O31", '=COUNTIF(D2:M2;"迟")')
    do.fill_down(hand, book, "P2:P31", '=COUNTIF(D2:M2;"病")+COUNTIF(D2:M2;"事")')
    do.fill_down(hand, book, "Q2:Q31", "=N2/10")
    do.number_format(hand, book, "Q2:Q31", "0%")
    do.fill_down(hand, book, "R2:R31", '=IF(AND(O2=0;P2=0);"是";"否")')
    do.fill_down(hand, book, "S2:S31", "=O2*$标准.$B$2")
    do.number_format(hand, book, "S2:S31", "[$¥-804]#,##0.00")
    do.accept_only(hand, book, DAYS, ["出", "公", "迟", "病", "事"], "请选择考勤符号")
    yellow = do.style_of(hand, "迟到", CellBackColor=0xFFFF00)
    do.mark_where(hand, book, DAYS, yellow, '"迟"')
    do.head(hand, book, "A1:S1", points=24)
    do.width(hand, book, "B", 3)
    do.note(hand, book, "S1", "每次扣款见标准表")
    group = do.shown(hand, "科室统计", "A2")
    do.auto_filter(hand, book, "A1:S31", 2, group)
    totals = "科室统计"
    do.fill_down(hand, totals, "B2:B4", "=COUNTIF($考勤.$C$2:$C$31;A2)")
    do.fill_down(hand, totals, "C2:C4", "=AVERAGEIF($考勤.$C$2:$C$31;A2;$考勤.$Q$2:$Q$31)")
    do.fill_down(hand, totals, "D2:D4", "=SUMIF($考勤.$C$2:$C$31;A2;$考勤.$O$2:$O$31)")
    do.number_format(hand, totals, "C2:C4", "0.0%")
    hand.doc.Sheets.moveByName(totals, 0)
    do.sheet(hand, totals).TabColor = 0xFF0000
