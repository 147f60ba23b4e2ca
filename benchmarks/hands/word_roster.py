"""A list to sign in a table, by hand."""

import letters as do
from com.sun.star.text.HoriOrientation import CENTER as MIDDLE
from com.sun.star.text.VertOrientation import CENTER

RIGHT_COLUMN = "D"


def solve(hand):
    """Do what the task asks, in its order."""
    do.paper(hand, (297, 210), top=25, bottom=25, left=20, right=20)
    title = do.paragraphs(hand, "签到表$")[:1]
    do.font(title, do.SMALL_SONG, do.SMALL_TWO)
    do.lay(title, align="center")
    place = do.paragraphs(hand, "^地点：")
    do.font(place, do.KAI, do.FOUR)
    do.weight(place, do.BOLD)
    table = do.tables(hand)[0]
    table.HoriOrient = MIDDLE
    do.full_width(table)
    table.RepeatHeadline = True
    head = [do.of_cell(cell) for cell in do.rows(table, 1, 1)]
    do.font(head, do.HEI, do.FOUR)
    do.weight(head, do.BOLD)
    do.font([do.of_cell(cell) for cell in do.rows(table, 2)], do.FANG, do.FOUR)
    for cell in do.rows(table, 1):
        cell.VertOrient = CENTER
        do.lay([do.of_cell(cell)], align="center")
    for name in table.CellNames:
        if name[0] == RIGHT_COLUMN and name != f"{RIGHT_COLUMN}1":
            do.lay([do.of_cell(table.getCellByName(name))], align="right")
    remark = do.paragraphs(hand, "^说明：")
    do.font(remark, points=do.SMALL_FOUR)
    do.lay(remark, lines=1.25, left=do.SMALL_FOUR)
    last = do.paragraphs(hand, "填表人")
    do.lay(last, align="right", before=12)
    do.replace_all(hand, "学员", "参训人员")
