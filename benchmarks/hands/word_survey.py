"""A long report with styles, by hand."""

import letters as do
from com.sun.star.awt.FontUnderline import SINGLE

BODY = "^(本次调研|调研组先|同一事项|指南篇幅|各部门|用群众)"
SIZE = do.SMALL_FOUR


def solve(hand):
    """Do what the task asks, in its order."""
    do.paper(hand, (210, 297))
    first, second = do.paragraphs(hand, ".")[:2]
    first.ParaStyleName = "Title"
    do.font([first], do.HEI, do.SMALL_TWO)
    do.lay([first], align="center")
    for pattern, style in (("^[一二三]、", "Heading 1"), ("^（[一二]）", "Heading 2")):
        for one in do.paragraphs(hand, pattern):
            one.ParaStyleName = style
    ones = do.paragraphs(hand, "^[一二三]、")
    do.font(ones, do.HEI, do.THREE)
    do.lay(ones, before=6, after=6)
    do.font(do.paragraphs(hand, "^（[一二]）"), do.KAI, do.FOUR)
    summary = do.paragraphs(hand, "^摘要：")
    do.font(summary, do.FANG, SIZE)
    do.lay(summary, left=2 * SIZE, right=2 * SIZE, align="both")
    body = do.paragraphs(hand, BODY)
    do.font(body, do.SONG, SIZE)
    do.lay(body, first=2 * SIZE, lines=1.25)
    quoted = do.paragraphs(hand, "引自座谈记录")
    do.font(quoted, do.KAI, SIZE, CharUnderline=SINGLE, CharColor=0xC00000)
    do.replace_all(hand, "网站", "平台")
    do.lay([second], align="center", after=12)
    do.footer(hand, two_sided=True)
    for where, side in (("FooterTextRight", "right"), ("FooterTextLeft", "left")):
        do.page_number(hand, where, align=side)
