"""Colours of a workbook as six hex digits: by number, by theme and tint, by index."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.practicals.ooxml.names import A, Element, local
from app.engines.practicals.ooxml.units import whole
from app.engines.practicals.sheet.names import decimal, is_set, s

_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_OFFICE = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5",
    "70AD47", "0563C1", "954F72",
)  # fmt: skip
"""The theme colours of Office where a workbook brings no theme."""
_FIRST = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
)  # fmt: skip
_REST = (
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF "
    "00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333"
)
INDEXED = (*_FIRST, *_FIRST, *_REST.split())
"""The palette of ECMA-376 part 1, 18.8.27."""
AUTOMATIC = "auto"
_RGB = 6
HALF = 0.499
"""Halves go down, as in Excel."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What the colours of one workbook mean."""

    theme: Sequence[str] = _OFFICE
    indexed: Sequence[str] = INDEXED

    def resolve(self, element: Element | None) -> str | None:
        """Return RRGGBB of a colour element, "auto", or None if there is none."""
        if element is None:
            return None
        if is_set(element.get("auto")):
            return AUTOMATIC
        base = self._base(element)
        if base is None:
            return AUTOMATIC
        return _tinted(base, decimal(element.get("tint"), 0.0))

    def _base(self, element: Element) -> str | None:
        rgb, theme, index = (element.get(key) for key in ("rgb", "theme", "indexed"))
        if rgb is not None and len(rgb) >= _RGB:
            return rgb[-_RGB:].upper()
        if (number := whole(theme)) is not None:
            return self.theme[number] if 0 <= number < len(self.theme) else None
        if (number := whole(index)) is not None:
            return self.indexed[number] if 0 <= number < len(self.indexed) else None
        return None


def read_palette(theme: Element | None, styles: Element | None) -> Palette:
    """Read the colours of a workbook's theme and its own palette."""
    own = [] if styles is None else styles.findall(f"{s('colors')}/{s('indexedColors')}/*")
    indexed = [item.get("rgb", "")[-_RGB:].upper() for item in own] or list(INDEXED)
    return Palette(_theme_colors(theme), indexed)


def _theme_colors(theme: Element | None) -> Sequence[str]:
    scheme = None if theme is None else theme.find(f".//{{{A}}}clrScheme")
    if scheme is None:
        return _OFFICE
    found: Mapping[str, str] = {local(item): _scheme_color(item) for item in scheme}
    return [found.get(name) or usual for name, usual in zip(_THEME_ORDER, _OFFICE, strict=True)]


def _scheme_color(item: Element) -> str:
    for color in item:
        value = color.get("lastClr") or color.get("val") or ""
        if len(value) == _RGB:
            return value.upper()
    return ""


def _tinted(rgb: str, tint: float) -> str:
    """Lighten (tint above 0) or darken a colour as ECMA-376 part 1, 18.8.19 says."""
    if not tint:
        return rgb
    try:
        red, green, blue = (int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError:
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    mixed = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return "".join(f"{int(channel * 255 + HALF):02X}" for channel in mixed)
