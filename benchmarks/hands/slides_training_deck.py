"""The deck of a class, by hand."""

import base64
import re
import tempfile
from pathlib import Path

import decks as do
import uno
from com.sun.star.awt import Point, Size
from com.sun.star.style.NumberingType import ARABIC

VALUES = re.compile(r"数值依次为 (.+?)；图表标题为“(.+?)”")
ROOM = re.compile(r"备注填写“(.+?)”")
CHART = "12dcae26-281f-416f-a234-c3086127382e"
PICTURE = (  # one dot
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def solve(hand):
    """Do what the task asks, in its order."""
    _widen(hand)
    _chart(hand, do.titled(hand, "本市机关钓鱼邮件情况"))
    body = do.paragraphs(do.of(do.titled(hand, "怎样识别钓鱼邮件"), "Outliner"))
    low = [one for one in body if one.String not in {"看发件人", "看链接", "看附件"}]
    for one in low:
        one.NumberingLevel = 1
    do.font([one for one in body if one not in low], "黑体", 28)
    do.font(low, "楷体", 22)
    passwords = do.titled(hand, "口令安全")
    _picture(hand, passwords)
    lines = do.paragraphs(do.of(passwords, "Outliner"))
    do.rule(lines, NumberingType=ARABIC, Suffix=".")
    last = do.insert(hand, len(do.slides(hand)), do.TITLE_ONLY)
    do.of(last, "TitleText").String = "谢谢聆听"
    do.center([do.of(last, "TitleText")])
    do.animate(hand, passwords, do.of(passwords, "TitleText"), "fade")
    do.animate(hand, passwords, do.of(passwords, "Outliner"), "wipe")
    for one in do.slides(hand):
        do.transition(one, do.FADE, seconds=10)
    do.notes(do.titled(hand, "课堂练习"), ROOM.search(hand.words).group(1))


def _widen(hand):
    masters = hand.doc.MasterPages
    for page in [*do.slides(hand), *(masters.getByIndex(n) for n in range(masters.Count))]:
        page.Width, page.Height = 28000, 15750


def _chart(hand, slide):
    values, title = VALUES.search(hand.words).groups()
    shape = hand.doc.createInstance("com.sun.star.drawing.OLE2Shape")
    shape.Position, shape.Size = Point(3000, 4000), Size(20000, 10000)
    slide.add(shape)
    shape.CLSID = CHART
    chart = shape.Model
    chart.setDiagram(chart.createInstance("com.sun.star.chart.BarDiagram"))
    chart.Data.setData(tuple((float(one),) for one in values.split("、")))
    chart.Data.setRowDescriptions(("一季度", "二季度", "三季度", "四季度"))
    chart.Data.setColumnDescriptions(("举报数",))
    chart.HasMainTitle = True
    chart.Title.String = title


def _picture(hand, slide):
    path = Path(tempfile.mkdtemp()) / "picture.png"
    path.write_bytes(base64.b64decode(PICTURE))
    shape = hand.doc.createInstance("com.sun.star.drawing.GraphicObjectShape")
    shape.Position, shape.Size = Point(18000, 9000), Size(4000, 4000)
    slide.add(shape)
    shape.GraphicURL = uno.systemPathToFileUrl(str(path))
    shape.Description = "口令安全提示"
