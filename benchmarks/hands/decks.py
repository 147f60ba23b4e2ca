"""What hands do in a presentation."""

import uno
from com.sun.star.animations import TransitionSubType, TransitionType
from com.sun.star.awt import Point, Size
from com.sun.star.beans import NamedValue
from com.sun.star.drawing.FillStyle import SOLID
from com.sun.star.presentation import EffectNodeType, EffectPresetClass, ParagraphTarget
from com.sun.star.style import LineSpacing
from com.sun.star.style.LineSpacingMode import PROP
from com.sun.star.style.ParagraphAdjust import CENTER

TITLE_SLIDE, TWO_CONTENT, TITLE_ONLY = 0, 3, 19
"""Layouts, by the numbers of the program."""
PUSH = (TransitionType.PUSHWIPE, TransitionSubType.FROMBOTTOM)
WIPE = (TransitionType.BARWIPE, TransitionSubType.LEFTTORIGHT)
FADE = (TransitionType.FADE, TransitionSubType.CROSSFADE)
BOLD, PER_POINT = 150.0, 35.2778


def slides(hand):
    """Return the slides in their order."""
    pages = hand.doc.DrawPages
    return [pages.getByIndex(number) for number in range(pages.Count)]


def of(slide, kind):
    """Return the first placeholder of a kind: TitleText, Subtitle, Outliner."""
    found = all_of(slide, kind)
    return found[0] if found else None


def all_of(slide, *kinds):
    """Return all placeholders of some kinds."""
    shapes = [slide.getByIndex(number) for number in range(slide.Count)]
    wanted = {f"com.sun.star.presentation.{kind}Shape" for kind in kinds}
    return [one for one in shapes if one.ShapeType in wanted]


def titled(hand, text):
    """Return the slide with a title."""
    for one in slides(hand):
        title = of(one, "TitleText")
        if title is not None and title.String == text:
            return one
    raise LookupError(text)


def insert(hand, index, layout):
    """Insert a new slide before an index."""
    last = len(slides(hand)) - 1
    made = hand.doc.DrawPages.insertNewByIndex(last)
    made.Layout = layout
    move(hand, last + 1, index)
    return slides(hand)[index]


def move(hand, old, new):
    """Drag a slide to another place."""
    hand.controller.setCurrentPage(slides(hand)[old])
    step, name = (1, "MovePageDown") if new > old else (-1, "MovePageUp")
    for _ in range(abs(new - old)):
        hand.controller.setCurrentPage(slides(hand)[old])
        hand.command(name)
        old += step


def paragraphs(shape):
    """Return the paragraphs of a shape."""
    walk = shape.Text.createEnumeration()
    found = []
    while walk.hasMoreElements():
        found.append(walk.nextElement())
    return found


def selected(one):
    """Return the text of a paragraph, a shape or a cell as selected with the mouse."""
    if hasattr(one, "createTextCursor"):
        cursor = one.createTextCursor()
        cursor.gotoStart(False)
        cursor.gotoEnd(True)
        return cursor
    return one.Text.createTextCursorByRange(one)


def font(ones, name="", points=0.0, *, bold=False, color=None):
    """Select the text and choose a font and a size, for all scripts."""
    for one in map(selected, ones):
        if name:
            one.CharFontName = one.CharFontNameAsian = name
        if points:
            one.CharHeight = one.CharHeightAsian = points
        if bold:
            one.CharWeight = one.CharWeightAsian = BOLD
        if color is not None:
            one.CharColor = color


def center(ones):
    """Centre paragraphs."""
    for one in ones:
        one.ParaAdjust = CENTER


def spacing(ones, lines, before=None):
    """Set lines (times) and the space before (points)."""
    for one in ones:
        one.ParaLineSpacing = LineSpacing(PROP, round(lines * 100))
        if before is not None:
            one.ParaTopMargin = round(before * PER_POINT)


def rule(ones, **values):
    """Set the bullets or numbers of paragraphs, on their own levels."""
    for one in ones:
        rules = one.NumberingRules
        level = list(rules.getByIndex(max(one.NumberingLevel, 0)))
        for entry in level:
            if entry.Name in values:
                entry.Value = values[entry.Name]
        given = uno.Any("[]com.sun.star.beans.PropertyValue", tuple(level))
        uno.invoke(rules, "replaceByIndex", (max(one.NumberingLevel, 0), given))
        one.NumberingRules = rules


def transition(slide, kind, seconds=None):
    """Choose a transition, and after how many seconds the next slide comes."""
    slide.TransitionType, slide.TransitionSubtype = kind
    slide.TransitionDuration = 1.0
    if seconds is not None:
        slide.Change = 1
        slide.HighResDuration = float(seconds)


def notes(slide, text):
    """Write the notes of a slide."""
    of(slide.NotesPage, "Notes").String = text


def background(hand, slide, color):
    """Fill the background of one slide."""
    made = hand.doc.createInstance("com.sun.star.drawing.Background")
    made.FillStyle, made.FillColor = SOLID, color
    slide.Background = made


def table(hand, slide, texts):
    """Insert a table; returns the cells, row by row."""
    shape = hand.doc.createInstance("com.sun.star.drawing.TableShape")
    shape.Position, shape.Size = Point(2000, 5000), Size(20000, 6000)
    slide.add(shape)
    shape.Model.Columns.insertByIndex(0, len(texts[0]) - 1)
    shape.Model.Rows.insertByIndex(0, len(texts) - 1)
    cells = []
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            cell = shape.Model.getCellByPosition(column, row)
            cell.String = text
            cells.append(cell)
    return cells


def link(hand, paragraph, target):
    """Put a link to a slide over a paragraph."""
    text = paragraph.Text
    said = paragraph.String
    field = hand.doc.createInstance("com.sun.star.text.TextField.URL")
    field.URL, field.Representation = f"#{target.Name}", said
    cursor = text.createTextCursorByRange(paragraph)
    cursor.String = ""
    text.insertTextContent(cursor, field, False)


PRESETS = {
    "fly": ("ooo-entrance-fly-in", "from-bottom"),
    "wipe": ("ooo-entrance-wipe", "from-bottom"),
    "fade": ("ooo-entrance-fade-in", ""),
}


def animate(hand, slide, shape, effect, *, by_paragraph=False):
    """Add an entrance on click to a shape, or to each of its paragraphs."""
    count = len(paragraphs(shape)) if by_paragraph else 1
    for number in range(count):
        target = ParagraphTarget(shape, number) if by_paragraph else shape
        _sequence(hand, slide).appendChild(_click(hand, target, *PRESETS[effect]))


def _node(hand, kind):
    return hand.context.ServiceManager.createInstanceWithContext(
        f"com.sun.star.animations.{kind}", hand.context
    )


def _sequence(hand, slide):
    root = slide.AnimationNode
    walk = root.createEnumeration()
    while walk.hasMoreElements():
        one = walk.nextElement()
        if any(v.Name == "node-type" and v.Value == 4 for v in one.UserData):
            return one
    made = _node(hand, "SequenceTimeContainer")
    made.UserData = (NamedValue("node-type", EffectNodeType.MAIN_SEQUENCE),)
    root.appendChild(made)
    return made


def _click(hand, target, preset, subtype):
    effect = _node(hand, "ParallelTimeContainer")
    effect.UserData = (
        NamedValue("node-type", EffectNodeType.ON_CLICK),
        NamedValue("preset-class", EffectPresetClass.ENTRANCE),
        NamedValue("preset-id", preset),
        *([NamedValue("preset-sub-type", subtype)] if subtype else []),
    )
    effect.Begin, effect.Fill = 0.0, 3
    shown = _node(hand, "AnimateSet")
    shown.AttributeName, shown.To = "Visibility", True
    shown.Target, shown.Begin, shown.Duration, shown.Fill = target, 0.0, 0.001, 3
    effect.appendChild(shown)
    moved = _node(hand, "TransitionFilter")
    moved.Transition, moved.Subtype = FADE if "fade" in preset else WIPE
    moved.Target, moved.Begin, moved.Duration, moved.Mode = target, 0.0, 0.5, True
    effect.appendChild(moved)
    inner, outer = (_node(hand, "ParallelTimeContainer") for _ in range(2))
    inner.Begin = 0.0
    inner.appendChild(effect)
    indefinite = uno.Enum("com.sun.star.animations.Timing", "INDEFINITE")
    outer.Begin = indefinite
    outer.Fill = inner.Fill = 3
    outer.appendChild(inner)
    return outer
