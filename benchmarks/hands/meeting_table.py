"""The notice of a meeting with its table, by hand."""

import letters as do
from com.sun.star.text.VertOrientation import CENTER


def solve(hand):
    """Do what the task asks, in its order."""
    title = do.paragraphs(hand, "^关于召开")[:1]
    do.font(title, do.HEI, do.SMALL_TWO)
    do.lay(title, align="center")
    for one in (headings := do.paragraphs(hand, "^[一二三四]、")):
        one.ParaStyleName = "Heading 1"
    do.font(headings, do.HEI, do.FOUR)
    do.lay(headings, before=6)
    body = do.paragraphs(hand, r"^(定于|总结|\d+月|各单位分管|请提前)")
    do.lay(body, first=2 * body[0].CharHeightAsian, lines=1.5)
    do.replace_all(hand, "微机", "计算机")
    table = do.tables(hand)[0]
    table.RepeatHeadline = True
    do.weight([do.of_cell(cell) for cell in do.rows(table, 1, 1)], do.BOLD)
    for cell in do.rows(table, 1):
        cell.VertOrient = CENTER
        do.lay([do.of_cell(cell)], align="center")
    do.full_width(table)
    do.footer(hand)
    do.page_number(hand, "FooterText")
