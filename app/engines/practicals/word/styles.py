"""The style sheet: chains of styles, document defaults, and the settings they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element, child, val, w
from app.engines.practicals.ooxml.units import is_on
from app.engines.practicals.word.layers import Layer, Raw, Settings, Source, overlay
from app.engines.practicals.word.properties import read_paragraph, read_run

_SOURCES = {
    "paragraph": Source.PARAGRAPH_STYLE,
    "character": Source.CHARACTER_STYLE,
    "table": Source.TABLE_STYLE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """One style as written: names are what people see, ids are arbitrary ("a", "Style14")."""

    id: str
    kind: str
    name: str
    based_on: str | None
    run: Raw
    paragraph: Raw
    conditions: dict[str, tuple[Raw, Raw]]

    @property
    def layer(self) -> Layer:
        """The layer that this style's values come from."""
        return Layer(_SOURCES.get(self.kind, Source.PARAGRAPH_STYLE), self.name)


@dataclass(slots=True)
class StyleSheet:
    """All styles of a document, with its defaults."""

    styles: dict[str, Style] = field(default_factory=dict)
    default_ids: dict[str, str] = field(default_factory=dict)
    default_run: Raw = field(default_factory=dict)
    default_paragraph: Raw = field(default_factory=dict)
    _runs: dict[tuple[str, str], Settings] = field(default_factory=dict)
    _paragraphs: dict[tuple[str, str], Settings] = field(default_factory=dict)

    def resolve(self, style_id: object, kind: str) -> Style | None:
        """Return the style meant: the named one, or the default of its kind."""
        found = self.styles.get(style_id) if isinstance(style_id, str) else None
        if found is not None and found.kind == kind:
            return found
        return self.styles.get(self.default_ids.get(kind, "")) if kind != "character" else None

    def chain(self, style_id: str) -> list[Style]:
        """Return the style and those it is based on, the farthest first; loops end quietly."""
        found: list[Style] = []
        style = self.styles.get(style_id)
        while style is not None and style not in found:
            found.append(style)
            style = self.styles.get(style.based_on or "")
        return found[::-1]

    def run(self, style_id: str, condition: str = "") -> Settings:
        """Return the character settings of a whole chain; inside one chain nothing toggles."""
        key = (style_id, condition)
        if key not in self._runs:
            self._runs[key] = self._merged(style_id, condition, of_run=True)
        return self._runs[key]

    def paragraph(self, style_id: str, condition: str = "") -> Settings:
        """Return the paragraph settings of a whole chain."""
        key = (style_id, condition)
        if key not in self._paragraphs:
            self._paragraphs[key] = self._merged(style_id, condition, of_run=False)
        return self._paragraphs[key]

    def _merged(self, style_id: str, condition: str, *, of_run: bool) -> Settings:
        settings: Settings = {}
        for style in self.chain(style_id):
            raw: Raw = style.run if of_run else style.paragraph
            if condition:
                both = style.conditions.get(condition)
                raw = {} if both is None else both[0] if of_run else both[1]
            settings = overlay(settings, raw, style.layer)
        return settings


def read_styles(root: Element | None) -> StyleSheet:
    """Read the styles part; a document without one has only built-in values."""
    sheet = StyleSheet()
    if root is None:
        return sheet
    sheet.default_run = read_run(child(root, "docDefaults", "rPrDefault", "rPr"))
    sheet.default_paragraph = read_paragraph(child(root, "docDefaults", "pPrDefault", "pPr"))
    for element in root.findall(w("style")):
        style = _style(element)
        sheet.styles.setdefault(style.id, style)
        default = element.get(w("default"))
        if default is not None and is_on(default):
            sheet.default_ids.setdefault(style.kind, style.id)
    return sheet


def _style(element: Element) -> Style:
    style_id = element.get(w("styleId"), "")
    return Style(
        id=style_id,
        kind=element.get(w("type"), "paragraph"),
        name=val(element.find(w("name"))) or style_id,
        based_on=val(element.find(w("basedOn"))),
        run=read_run(element.find(w("rPr"))),
        paragraph=read_paragraph(element.find(w("pPr"))),
        conditions={
            part.get(w("type"), ""): (
                read_run(part.find(w("rPr"))),
                read_paragraph(part.find(w("pPr"))),
            )
            for part in element.findall(w("tblStylePr"))
        },
    )
