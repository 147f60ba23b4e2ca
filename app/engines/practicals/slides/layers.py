"""Where an effective value of a presentation comes from, and what one layer says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.engines.practicals.ooxml.names import Element
from app.kernel.text import Message, msg


class Source(StrEnum):
    """The layers, from the farthest to the nearest."""

    BUILT_IN = "built-in"
    DEFAULTS = "defaults"
    OTHER_STYLE = "other-style"
    BODY_STYLE = "body-style"
    TITLE_STYLE = "title-style"
    TABLE_STYLE = "table-style"
    MASTER = "master"
    LAYOUT = "layout"
    SHAPE = "shape"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its kind, the name of the layout, and whether the theme stood in between."""

    source: Source
    name: str = ""
    by_theme: bool = False

    def through_theme(self) -> Layer:
        """Return the same layer, marked as naming the theme and not a font or colour."""
        return Layer(self.source, self.name, by_theme=True)

    def text(self) -> Message:
        """Return the layer in words."""
        named = {
            Source.BUILT_IN: msg("the built-in default"),
            Source.DEFAULTS: msg("the defaults of the presentation"),
            Source.OTHER_STYLE: msg("the text style of the master"),
            Source.BODY_STYLE: msg("the body style of the master"),
            Source.TITLE_STYLE: msg("the title style of the master"),
            Source.TABLE_STYLE: msg("the table style"),
            Source.MASTER: msg("the placeholder of the master"),
            Source.LAYOUT: msg("the layout “%(name)s”", name=self.name),
            Source.SHAPE: msg("the text style of the shape"),
            Source.DIRECT: msg("direct formatting"),
        }[self.source]
        return msg("%(layer)s, by the theme", layer=named) if self.by_theme else named


BUILT_IN = Layer(Source.BUILT_IN)
DIRECT = Layer(Source.DIRECT)


class Spacing(NamedTuple):
    """Line or paragraph spacing: a share of the line ("auto"), or points ("exact")."""

    rule: str
    value: float


class Bullet(NamedTuple):
    """A bullet: none, char, auto (numbered) or picture; the sign or the kind of number."""

    kind: str
    sign: str = ""


class Fill(NamedTuple):
    """A fill: its kind, and the element that holds its colour."""

    kind: str
    element: Element | None = None


Value = str | float | bool | Spacing | Bullet | Fill
Raw = Mapping[str, Value]
"""What one layer says: flat keys, so that attributes merge one by one."""


class Setting(NamedTuple):
    """A value and the layer that supplied it."""

    value: Value
    layer: Layer


Settings = dict[str, Setting]


def overlay(base: Settings, raw: Raw, layer: Layer) -> Settings:
    """Return the settings with what one nearer layer says laid over them."""
    if not raw:
        return base
    return base | {key: Setting(value, layer) for key, value in raw.items()}
