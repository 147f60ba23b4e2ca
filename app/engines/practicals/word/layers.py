"""Where an effective value comes from: the layers of formatting of ECMA-376 part 1, 17.7.2."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Source(StrEnum):
    """The layers, from the farthest to the nearest."""

    BUILT_IN = "built-in"
    DEFAULTS = "defaults"
    TABLE_STYLE = "table-style"
    NUMBERING = "numbering"
    PARAGRAPH_STYLE = "paragraph-style"
    CHARACTER_STYLE = "character-style"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its kind, the style's name, and whether the value came through the theme."""

    source: Source
    name: str = ""
    by_theme: bool = False

    def through_theme(self) -> Layer:
        """Return the same layer, marked as naming a theme font and not a font."""
        return Layer(self.source, self.name, by_theme=True)


BUILT_IN = Layer(Source.BUILT_IN)
DEFAULTS = Layer(Source.DEFAULTS)
DIRECT = Layer(Source.DIRECT)


@dataclass(frozen=True, slots=True)
class ThemeFont:
    """A font named by its place in the theme, such as `minorEastAsia`."""

    token: str


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as written: six hex digits or "auto", and a theme colour that overrules them."""

    hex: str = "auto"
    theme: str | None = None
    tint: str | None = None
    shade: str | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab stop: its alignment and its place in points."""

    kind: str
    position: float


Value = str | float | bool | ThemeFont | Colour | tuple[Tab, ...]
Raw = Mapping[str, Value]
"""What one layer says: flat keys, so that attributes merge one by one."""


class Setting(NamedTuple):
    """A value and the layer that supplied it."""

    value: Value
    layer: Layer


Settings = dict[str, Setting]

_FIRST = ("ind.firstLine", "ind.firstLineChars")
_HANGING = ("ind.hanging", "ind.hangingChars")


def lay(base: Mapping[str, Setting], over: Mapping[str, Setting]) -> Settings:
    """Return the settings with nearer settings laid over them."""
    merged = dict(base)
    for gone in _displaced(over):
        merged.pop(gone, None)
    merged.update(over)
    return merged


def overlay(base: Mapping[str, Setting], raw: Raw, layer: Layer) -> Settings:
    """Return the settings with what one nearer layer says laid over them."""
    return lay(base, {key: Setting(value, layer) for key, value in raw.items()})


def _displaced(over: Container[str]) -> Iterable[str]:
    """First-line and hanging indent are one setting: naming one takes the other away."""
    first, hanging = (any(key in over for key in keys) for keys in (_FIRST, _HANGING))
    if first and not hanging:
        return _HANGING
    return _FIRST if hanging and not first else ()
