"""What hands do in a text document."""

import re

import uno
from com.sun.star.style import LineSpacing
from com.sun.star.style.LineSpacingMode import FIX, PROP
from com.sun.star.style.ParagraphAdjust import BLOCK, CENTER, LEFT, RIGHT
from com.sun.star.text.HoriOrientation import CENTER as MIDDLE
from com.sun.star.text.HoriOrientation import FULL

PER_POINT = 35.2778
"""Hundredths of a millimetre in a point."""
BOLD, PLAIN = 150.0, 100.0
ALIGNED = {"left": LEFT, "right": RIGHT, "center": CENTER, "both": BLOCK}
SMALL_SONG, SONG, HEI, KAI, FANG = "方正小标宋简体", "宋体", "黑体", "楷体", "仿宋"
TWO, THREE, FOUR, SMALL_TWO, SMALL_FOUR = 22, 16, 14, 18, 12
"""Sizes by their Chinese numbers, in points."""


def length(points):
    """Return points as the dialog keeps them."""
    return round(points * PER_POINT)


def paragraphs(hand, pattern=""):
    """Return the paragraphs of the body whose text fits a pattern."""
    walk = hand.doc.Text.createEnumeration()
    found = []
    while walk.hasMoreElements():
        one = walk.nextElement()
        if one.supportsService("com.sun.star.text.Paragraph") and re.search(pattern, one.String):
            found.append(one)
    return found


def between(hand, first, last):
    """Return the paragraphs after the first that fits one pattern, before the next of another."""
    found, on = [], False
    for one in paragraphs(hand):
        if on and re.search(last, one.String):
            break
        if on:
            found.append(one)
        on = on or bool(re.search(first, one.String))
    return found


def font(ones, name="", points=0.0, **more):
    """Choose a font and a size, for all scripts."""
    for one in ones:
        if name:
            one.CharFontName = one.CharFontNameAsian = name
        if points:
            one.CharHeight = one.CharHeightAsian = points
        for key, value in more.items():
            setattr(one, key, value)


def weight(ones, value):
    """Switch bold on or off."""
    for one in ones:
        one.CharWeight = one.CharWeightAsian = value


def lay(ones, **more):
    """Set paragraphs as in the dialog: align, first, left, right, before, after; in points."""
    names = {
        "first": "ParaFirstLineIndent", "left": "ParaLeftMargin", "right": "ParaRightMargin",
        "before": "ParaTopMargin", "after": "ParaBottomMargin",
    }  # fmt: skip
    for one in ones:
        for key, value in more.items():
            if key == "align":
                one.ParaAdjust = ALIGNED[value]
            elif key == "exactly":
                one.ParaLineSpacing = LineSpacing(FIX, length(value))
            elif key == "lines":
                one.ParaLineSpacing = LineSpacing(PROP, round(value * 100))
            else:
                setattr(one, names[key], length(value))


def replace_all(hand, old, new):
    """Find and replace, all."""
    search = hand.doc.createReplaceDescriptor()
    search.SearchString, search.ReplaceString = old, new
    return hand.doc.replaceAll(search)


def page(hand):
    """Return the style of the first page."""
    styles = hand.doc.StyleFamilies.getByName("PageStyles")
    return styles.getByName(paragraphs(hand)[0].PageStyleName)


def paper(hand, millimetres, **margins):
    """Set the size of the paper, and margins by side, in millimetres."""
    style = page(hand)
    wide, high = millimetres
    style.IsLandscape = wide > high
    style.Width, style.Height = wide * 100, high * 100
    for side, value in margins.items():
        setattr(style, f"{side.capitalize()}Margin", value * 100)


def page_number(hand, where, *, before="", after="", align="center"):
    """Insert the number of the page in a footer, with words around it; returns the paragraph."""
    text = getattr(page(hand), where)
    cursor = text.createTextCursor()
    cursor.gotoEnd(False)
    text.insertString(cursor, before, False)
    field = hand.doc.createInstance("com.sun.star.text.TextField.PageNumber")
    field.NumberingType = 4
    field.SubType = uno.Enum("com.sun.star.text.PageNumberType", "CURRENT")
    text.insertTextContent(cursor, field, False)
    text.insertString(cursor, after, False)
    whole = text.createTextCursor()
    whole.gotoStart(False)
    whole.gotoEnd(True)
    whole.ParaAdjust = ALIGNED[align]
    return whole


def footer(hand, *, two_sided=False):
    """Switch the footer on."""
    style = page(hand)
    style.FooterIsOn = True
    style.FooterIsShared = not two_sided


def tables(hand):
    """Return the tables."""
    found = hand.doc.TextTables
    return [found.getByIndex(number) for number in range(found.Count)]


def rows(table, first, last=None):
    """Return the texts of the cells of rows, and the cells."""
    found = []
    for name in table.CellNames:
        row = int(re.sub(r"\D", "", name))
        if first <= row <= (last or table.Rows.Count):
            found.append(table.getCellByName(name))
    return found


def of_cell(cell):
    """Return a cursor over all that stands in a cell."""
    cursor = cell.createTextCursor()
    cursor.gotoStart(False)
    cursor.gotoEnd(True)
    return cursor


def full_width(table):
    """Make a table as wide as the text: 100 % in its dialog."""
    table.HoriOrient = MIDDLE if table.HoriOrient == FULL else table.HoriOrient
    table.LeftMargin = table.RightMargin = 0
    table.RelativeWidth = 100
