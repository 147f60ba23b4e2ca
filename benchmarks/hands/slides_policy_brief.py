"""A policy explained, by hand."""

import re

import decks as do

FOOTER = re.compile(r"每张显示页脚“(.+?)”")
ROWS = re.compile(r"第二行：(.+?)；第三行：(.+?)。")


def solve(hand):
    """Do what the task asks, in its order."""
    order = [do.of(one, "TitleText").String for one in do.slides(hand)]
    for number, name in enumerate(("政策背景", "支持标准", "办理流程", "咨询方式")):
        do.move(hand, order.index(name), number + 2)
        order = [do.of(one, "TitleText").String for one in do.slides(hand)]
    do.titled(hand, "内部测算（不对外）").Visible = False
    lines = ["类别、补助比例、最高限额", *ROWS.search(hand.words).groups()]
    cells = do.table(hand, do.titled(hand, "支持标准"), [line.split("、") for line in lines])
    do.font(cells, points=20)
    do.center(do.selected(cell) for cell in cells)
    do.font(cells[:3], bold=True)
    for one in do.slides(hand)[1:]:
        one.IsFooterVisible, one.IsPageNumberVisible = True, True
        one.FooterText = FOOTER.search(hand.words).group(1)
    titles = [do.of(one, "TitleText") for one in do.slides(hand)]
    do.font(titles, "黑体", color=0xC00000)
    do.background(hand, do.slides(hand)[0], 0xFFF2CC)
    contents = do.paragraphs(do.of(do.titled(hand, "目录"), "Outliner"))
    line = next(one for one in contents if one.String == "办理流程")
    do.link(hand, line, do.titled(hand, "办理流程"))
    contact = do.paragraphs(do.of(do.titled(hand, "咨询方式"), "Outliner"))
    do.spacing(contact, 1.2, before=6)
    for one in contact:
        one.NumberingLevel = -1
    do.transition(do.titled(hand, "办理流程"), do.WIPE, seconds=5)
