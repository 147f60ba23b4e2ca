"""Effective formatting with provenance (ECMA-376 part 1, 17.7.2).

Paragraphs: document defaults → table style → numbering (of a style) → paragraph style chain →
numbering (direct) → direct. Characters: document defaults → table style → paragraph style →
character style → direct, with toggles switched over between the style levels (17.7.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import Element
from app.engines.practicals.word.layers import (
    BUILT_IN,
    DEFAULTS,
    DIRECT,
    Layer,
    Raw,
    Setting,
    Settings,
    Source,
    ThemeFont,
    Value,
    lay,
    overlay,
)
from app.engines.practicals.word.numbering import Numbering
from app.engines.practicals.word.properties import TOGGLES, read_paragraph, read_run
from app.engines.practicals.word.styles import Style, StyleSheet
from app.engines.practicals.word.theme import Theme

BUILT_IN_SIZE = 10.0
"""Points, when no layer names a size."""

NO_LIST = "0"
"""`w:numId` of a paragraph taken out of its style's list."""

NUMBERING = Layer(Source.NUMBERING)
_LIST_KEYS = ("ind.", "tabs")


@dataclass(frozen=True, slots=True)
class TableContext:
    """What a table lends to the paragraphs in one of its cells."""

    style_id: str
    conditions: tuple[str, ...] = ()


@dataclass(slots=True)
class Format:
    """The effective settings of a paragraph or a run; `value` and `layer` ask for one key."""

    settings: Settings

    def get(self, key: str) -> Value | None:
        """Return the effective value, None if no layer states it."""
        found = self.settings.get(key)
        return None if found is None else found.value

    def number(self, key: str) -> float | None:
        """Return a numeric value."""
        value = self.get(key)
        return float(value) if isinstance(value, (int, float)) else None

    def word(self, key: str) -> str | None:
        """Return a value that is a word."""
        value = self.get(key)
        return value if isinstance(value, str) else None

    def layer(self, *keys: str) -> Layer:
        """Return the layer of the first of these keys that is stated."""
        return next((self.settings[key].layer for key in keys if key in self.settings), BUILT_IN)


@dataclass(slots=True)
class ParagraphFormat(Format):
    """A paragraph's settings, with its style."""

    style: Style | None = None


@dataclass(slots=True)
class Resolver:
    """Turns what the file says into what the reader sees."""

    styles: StyleSheet
    numbering: Numbering
    theme: Theme
    _paragraphs: dict[tuple[object, ...], Settings] = field(default_factory=dict)
    _runs: dict[tuple[object, ...], Settings] = field(default_factory=dict)

    def paragraph(self, ppr: Element | None, table: TableContext | None = None) -> ParagraphFormat:
        """Return the effective settings of a paragraph with these direct properties."""
        direct = read_paragraph(ppr)
        style = self.styles.resolve(direct.get("pStyle"), "paragraph")
        off_list = direct.get("numId") == NO_LIST
        settings = self._paragraph_base(style, table, off_list=off_list)
        if "numId" in direct:
            settings = self._direct_list(settings, direct)
        return ParagraphFormat(overlay(settings, direct, DIRECT), style)

    def run(
        self, rpr: Element | None, style: Style | None, table: TableContext | None = None
    ) -> Format:
        """Return the effective settings of a run in a paragraph of this style."""
        direct = read_run(rpr)
        character = self.styles.resolve(direct.get("rStyle"), "character")
        base = self._run_base(style, character, table)
        return Format(overlay(base, direct, DIRECT) if direct else base)

    def font(self, run: Format, slot: str) -> tuple[str | None, Layer, bool]:
        """Return font, layer, and whether that is known (a theme may fail to name a font)."""
        found = run.settings.get(f"font.{slot}")
        if found is None:
            return None, BUILT_IN, True
        if not isinstance(found.value, ThemeFont):
            return str(found.value), found.layer, True
        font = self.theme.font(found.value.token)
        return font, found.layer.through_theme(), font is not None

    def _paragraph_base(
        self, style: Style | None, table: TableContext | None, *, off_list: bool
    ) -> Settings:
        key = (style.id if style else None, table, off_list)
        if key not in self._paragraphs:
            self._paragraphs[key] = self._make_paragraph_base(style, table, off_list=off_list)
        return self._paragraphs[key]

    def _make_paragraph_base(
        self, style: Style | None, table: TableContext | None, *, off_list: bool
    ) -> Settings:
        settings = overlay({}, self.styles.default_paragraph, DEFAULTS)
        for style_id, condition in _table_parts(table):
            settings = lay(settings, self.styles.paragraph(style_id, condition))
        if style is None:
            return settings
        own = self.styles.paragraph(style.id)
        level = self.numbering.level(_value(own, "numId"), _value(own, "ilvl"))
        if level is not None and not off_list:
            settings = overlay(settings, level.paragraph, NUMBERING)
        return lay(settings, own)

    def _direct_list(self, settings: Settings, direct: Raw) -> Settings:
        level = self.numbering.level(direct.get("numId"), direct.get("ilvl"))
        if level is None:
            return settings
        raw = {k: v for k, v in level.paragraph.items() if k.startswith(_LIST_KEYS)}
        return overlay(settings, raw, NUMBERING)

    def _run_base(
        self, style: Style | None, character: Style | None, table: TableContext | None
    ) -> Settings:
        key = (style.id if style else None, character.id if character else None, table)
        if key not in self._runs:
            self._runs[key] = self._make_run_base(style, character, table)
        return self._runs[key]

    def _make_run_base(
        self, style: Style | None, character: Style | None, table: TableContext | None
    ) -> Settings:
        defaults = overlay({}, self.styles.default_run, DEFAULTS)
        levels = [
            _stack([self.styles.run(*part) for part in _table_parts(table)]),
            self.styles.run(style.id) if style else {},
            self.styles.run(character.id) if character else {},
        ]
        return _toggled(_stack([defaults, *levels]), defaults, levels)


def _table_parts(table: TableContext | None) -> list[tuple[str, str]]:
    if table is None:
        return []
    return [(table.style_id, condition) for condition in ("", *table.conditions)]


def _value(settings: Settings, key: str) -> Value | None:
    found = settings.get(key)
    return None if found is None else found.value


def _stack(layers: Sequence[Settings]) -> Settings:
    merged: Settings = {}
    for layer in layers:
        merged |= layer
    return merged


def _toggled(merged: Settings, defaults: Settings, levels: Sequence[Settings]) -> Settings:
    """Switch toggles: on when an odd number of style levels turns it on, or the defaults do."""
    for key in TOGGLES & merged.keys():
        said = [level[key] for level in levels if key in level]
        on = sum(bool(found.value) for found in said) % 2 == 1
        if key in defaults and defaults[key].value:
            merged[key] = defaults[key]
        elif said:
            merged[key] = Setting(on, said[-1].layer)
    return merged
