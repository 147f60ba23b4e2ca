"""What hands do in a spreadsheet."""

import uno
from com.sun.star.awt import Rectangle
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.ConditionOperator import BETWEEN, EQUAL
from com.sun.star.sheet.DataPilotFieldOrientation import COLUMN, DATA, ROW
from com.sun.star.sheet.FillDirection import TO_BOTTOM
from com.sun.star.sheet.FilterOperator import EQUAL as FILTER_EQUAL
from com.sun.star.sheet.GeneralFunction import COUNT
from com.sun.star.sheet.ValidationAlertStyle import STOP
from com.sun.star.sheet.ValidationType import LIST, WHOLE
from com.sun.star.table import BorderLine2, TableSortField
from com.sun.star.table.BorderLineStyle import SOLID
from com.sun.star.table.CellHoriJustify import CENTER
from kit import ZH, named

BOLD = 150.0
COLUMNS = ("BarDiagram", {"Vertical": False})
BARS = ("BarDiagram", {"Vertical": True})
PIE = ("PieDiagram", {})
"""Kinds of charts, as the dialog names them; a bar that is `Vertical` lies down there."""
PER_POINT = 35.2778
"""Hundredths of a millimetre in a point."""


def sheet(hand, name):
    """Return a sheet by its name."""
    return hand.doc.Sheets.getByName(name)


def cells(hand, name, address):
    """Return the cells of an address of a sheet."""
    return sheet(hand, name).getCellRangeByName(address)


def shown(hand, name, address):
    """Return what a cell shows."""
    return cells(hand, name, address).getCellByPosition(0, 0).String


def fill_down(hand, name, address, formula):
    """Type a formula into the first cell and pull it down to the last."""
    area = cells(hand, name, address)
    area.getCellByPosition(0, 0).setFormula(formula)
    if area.Rows.Count > 1:
        area.fillAuto(TO_BOTTOM, 1)


def number_format(hand, name, address, code):
    """Choose a number format."""
    cells(hand, name, address).NumberFormat = hand.locale_format(code)


def accept_only(hand, name, address, values, error, title=""):
    """Validity: a list; anything else is stopped with these words."""
    area = cells(hand, name, address)
    rule = area.Validation
    rule.Type = LIST
    rule.setFormula1(";".join(f'"{value}"' for value in values))
    rule.ErrorAlertStyle = STOP
    rule.ShowErrorMessage = True
    rule.ErrorMessage, rule.ErrorTitle = error, title
    area.Validation = rule


def style_of(hand, name, **properties):
    """Make a cell style as the dialog of conditional formatting does."""
    styles = hand.doc.StyleFamilies.getByName("CellStyles")
    made = hand.doc.createInstance("com.sun.star.style.CellStyle")
    styles.insertByName(name, made)
    for key, value in properties.items():
        made.setPropertyValue(key, value)
    return name


def mark_where(hand, name, address, style, formula, operator=EQUAL):
    """Conditional formatting: cells that fulfil a condition take a style."""
    area = cells(hand, name, address)
    rules = area.ConditionalFormat
    rules.addNew(named(Operator=operator, Formula1=formula, StyleName=style))
    area.ConditionalFormat = rules


def note(hand, name, address, text):
    """Insert a comment."""
    place = cells(hand, name, address).getCellByPosition(0, 0)
    sheet(hand, name).Annotations.insertNew(place.CellAddress, text)


def auto_filter(hand, name, address, column, value):
    """Switch the AutoFilter on and choose one value of one column (counted from 0)."""
    ranges = hand.doc.DatabaseRanges
    ranges.addNewByName(f"filter-{name}", cells(hand, name, address).RangeAddress)
    made = ranges.getByName(f"filter-{name}")
    made.AutoFilter = True
    descriptor = made.getFilterDescriptor()
    descriptor.ContainsHeader = True
    field = TableFilterField()
    field.Field, field.Operator = column, FILTER_EQUAL
    field.IsNumeric, field.StringValue = False, value
    descriptor.setFilterFields((field,))
    made.refresh()


def head(hand, name, address, points=None):
    """Bold and centred, rows of a height."""
    area = cells(hand, name, address)
    area.CharWeight = area.CharWeightAsian = BOLD
    area.HoriJustify = CENTER
    if points:
        area.Rows.Height = round(points * PER_POINT)


def width(hand, name, column, centimetres):
    """Set the width of a column, which LibreOffice asks for in centimetres."""
    sheet(hand, name).Columns.getByName(column).Width = round(centimetres * 1000)


def freeze(hand, name, columns, rows):
    """Freeze so many columns and rows of a sheet."""
    hand.controller.setActiveSheet(sheet(hand, name))
    hand.controller.freezeAtPosition(columns, rows)


def rename(hand, name, new):
    """Give a sheet another name."""
    sheet(hand, name).Name = new


def borders(hand, name, address, inside=0.75, outside=0.75):
    """Draw lines within and around cells, in points."""
    area = cells(hand, name, address)
    table = area.TableBorder2
    for side in ("Top", "Bottom", "Left", "Right"):
        setattr(table, f"{side}Line", _line(outside))
        setattr(table, f"Is{side}LineValid", True)
    for side in ("Horizontal", "Vertical"):
        setattr(table, f"{side}Line", _line(inside))
        setattr(table, f"Is{side}LineValid", True)
    area.TableBorder2 = table


def _line(points):
    made = BorderLine2()
    made.OuterLineWidth = made.LineWidth = round(points * PER_POINT)
    made.LineStyle, made.Color = SOLID, 0
    return made


def sort(hand, name, address, *columns):
    """Sort rows below their heading: a column counted from 0, negative (~) for downwards."""
    fields = []
    for one in columns:
        field = TableSortField()
        field.Field, field.IsAscending = (one, True) if one >= 0 else (~one, False)
        field.CollatorLocale, field.CollatorAlgorithm = ZH, "pinyin"
        fields.append(field)
    made = uno.Any("[]com.sun.star.table.TableSortField", tuple(fields))
    area = cells(hand, name, address)
    uno.invoke(area, "sort", (named(SortFields=made, ContainsHeader=True),))


def whole_numbers(hand, name, address, lowest, highest, prompt):
    """Validity: whole numbers between two, with a hint; anything else is stopped."""
    area = cells(hand, name, address)
    rule = area.Validation
    rule.Type = WHOLE
    rule.setOperator(BETWEEN)
    rule.setFormula1(str(lowest))
    rule.setFormula2(str(highest))
    rule.ShowInputMessage, rule.InputMessage = True, prompt
    rule.ShowErrorMessage, rule.ErrorAlertStyle = True, STOP
    area.Validation = rule


def chart(hand, name, key, ranges, kind, title, **more):
    """Insert a chart over ranges with headings of columns and rows.

    `kind` is a class of chart types and its variant.
    """
    place = Rectangle(X=12000, Y=500, Width=14000, Height=8000)
    addresses = tuple(cells(hand, name, one).RangeAddress for one in ranges)
    charts = sheet(hand, name).Charts
    charts.addNewByName(key, place, addresses, True, True)
    made = charts.getByName(key).EmbeddedObject
    service, variant = kind
    made.setDiagram(made.createInstance(f"com.sun.star.chart.{service}"))
    for one, value in variant.items():
        made.Diagram.setPropertyValue(one, value)
    made.HasMainTitle = True
    made.Title.String = title
    made.HasLegend = more.get("legend") is not None
    if made.HasLegend:
        made.Legend.Alignment = more["legend"]
    for axis, text in more.get("axes", {}).items():
        setattr(made.Diagram, f"Has{axis}AxisTitle", True)
        getattr(made.Diagram, f"{axis}AxisTitle").String = text
    if more.get("labels"):
        for series in made.FirstDiagram.CoordinateSystems[0].ChartTypes[0].DataSeries:
            label = series.Label
            label.ShowNumber = True
            series.Label = label


def page(hand, name):
    """Return the page style of a sheet, to be set as in the dialog."""
    styles = hand.doc.StyleFamilies.getByName("PageStyles")
    return styles.getByName(sheet(hand, name).PageStyle)


def pivot(hand, source, where, rows, columns, data):
    """Insert a pivot table: fields by their headings, values counted."""
    target, at = where
    tables = sheet(hand, target).DataPilotTables
    descriptor = tables.createDataPilotDescriptor()
    descriptor.setSourceRange(cells(hand, *source).RangeAddress)
    fields = descriptor.DataPilotFields
    for heading, orientation in ((rows, ROW), (columns, COLUMN), (data, DATA)):
        field = fields.getByName(heading)
        field.Orientation = orientation
        if orientation == DATA:
            field.Function = COUNT
    first = cells(hand, target, at).getCellByPosition(0, 0).CellAddress
    tables.insertNewByName("透视1", first, descriptor)
