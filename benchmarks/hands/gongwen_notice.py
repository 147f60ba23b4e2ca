"""A notice by GB/T 9704, by hand."""

import letters as do


def solve(hand):
    """Do what the task asks, in its order."""
    do.paper(hand, (210, 297), top=37, bottom=35, left=28, right=26)
    title = do.paragraphs(hand, "^关于举办")[:1]
    do.font(title, do.SMALL_SONG, do.TWO)
    do.weight(title, do.PLAIN)
    do.lay(title, align="center", first=0)
    body = do.between(hand, "^关于举办", "^×府办$")
    do.lay(body, exactly=28, align="both")
    do.lay(body[1:], first=32)
    do.font(body, do.FANG, do.THREE)
    do.font(do.paragraphs(hand, "^[一二三]、"), do.HEI, do.THREE)
    do.font(do.paragraphs(hand, "^（[一二]）"), do.KAI, do.THREE)
    do.replace_all(hand, "电脑", "计算机")
    do.footer(hand, two_sided=True)
    for where, side in (("FooterTextRight", "right"), ("FooterTextLeft", "left")):
        number = do.page_number(hand, where, before="— ", after=" —", align=side)
        do.font([number], do.SONG, do.FOUR)
