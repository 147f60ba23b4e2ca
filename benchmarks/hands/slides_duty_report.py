"""The report on one's duties, by hand."""

import re

import decks as do

NUMBER = re.compile(r"汇报用时(\d+)分钟")
TITLE = re.compile(r"标题为“(.+?)”，副标题为“(.+?)”")


def solve(hand):
    """Do what the task asks, in its order."""
    title, subtitle = TITLE.search(hand.words).groups()
    first = do.insert(hand, 0, do.TITLE_SLIDE)
    do.of(first, "TitleText").String = title
    do.of(first, "Subtitle").String = subtitle
    slides = do.slides(hand)
    for one in slides[1:]:
        one.IsPageNumberVisible = True
        heading = do.of(one, "TitleText")
        do.font([heading], "黑体", 36, bold=True)
        do.center([heading])
    body = do.of(slides[2], "Outliner")
    lines = do.paragraphs(body)
    do.font(lines, "楷体", 26)
    do.spacing(lines, 1.5)
    do.rule(lines, BulletChar="◆")
    slides[3].Layout = do.TWO_CONTENT
    do.all_of(slides[3], "Outliner")[1].String = "请各位领导和同志批评指正"
    for one in slides:
        do.transition(one, do.PUSH)
    do.animate(hand, slides[1], do.of(slides[1], "Outliner"), "fly", by_paragraph=True)
    do.notes(slides[2], f"汇报用时{hand.number(NUMBER)}分钟")
