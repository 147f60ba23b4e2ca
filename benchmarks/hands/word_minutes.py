"""The minutes of a meeting, by hand."""

import letters as do
from com.sun.star.awt.FontSlant import NONE


def solve(hand):
    """Do what the task asks, in its order."""
    do.paper(hand, (210, 297), top=37, bottom=35, left=28, right=26)
    title = do.paragraphs(hand, "^×局局务会议纪要$")
    do.font(title, do.SMALL_SONG, do.TWO, CharColor=0xFF0000)
    do.lay(title, align="center")
    number = do.paragraphs(hand, "^〔")
    do.font(number, do.FANG, do.THREE)
    do.lay(number, align="center", after=12)
    body = do.between(hand, "^〔", "^出席")
    do.font(body, do.FANG, do.THREE)
    do.lay(body, exactly=28, first=32)
    do.font(do.paragraphs(hand, "^[一二三]、"), do.HEI)
    people = do.paragraphs(hand, "^(出席|列席|记录)：")
    do.font(people, do.KAI, do.THREE, CharPosture=NONE, CharPostureAsian=NONE)
    do.lay(people, left=48, first=-48)
    do.replace_all(hand, "帐", "账")
    sign = do.paragraphs(hand, "^(×局办公室|.*印发)$")
    do.font(sign, do.FANG, do.THREE)
    do.lay(sign, align="right", right=32)
    do.footer(hand)
    do.font([do.page_number(hand, "FooterText")], do.SONG, do.FOUR)
