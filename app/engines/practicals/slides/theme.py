"""The theme of a master: its name, fonts and colours; colours with their transformations."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.engines.practicals.data import load
from app.engines.practicals.ooxml.names import Element, local
from app.engines.practicals.slides.names import a, percent
from app.engines.practicals.word.theme import SCRIPTS

_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_PLACES = {"lt": "latin", "ea": "ea", "cs": "cs"}
Rgb = tuple[float, float, float]


@dataclass(slots=True)
class Theme:
    """Fonts by family and place, colours by name, and the fills of backgrounds."""

    name: str = ""
    fonts: dict[str, dict[str, str]] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    backgrounds: list[Element] = field(default_factory=list)

    def font(self, token: str, language: str) -> str | None:
        """Return the font that `+mn-ea` and the like stand for; None if the theme does not say.

        An empty East Asian face is filled in by the language of the text, Chinese by default.
        """
        family = "major" if token.startswith("+mj") else "minor"
        place = _PLACES.get(token[-2:], "latin")
        faces = self.fonts.get(family, {})
        if faces.get(place) or place != "ea":
            return faces.get(place) or None
        return faces.get(SCRIPTS.get(language, "Hans")) or None


@dataclass(frozen=True, slots=True)
class Palette:
    """A theme as one slide sees it: through the colour map of its master or of itself."""

    theme: Theme
    mapping: Mapping[str, str]

    def named(self, name: str) -> str | None:
        """Return the colour of a scheme name such as tx1 or accent2."""
        return self.theme.colours.get(self.mapping.get(name, name))

    def colour(self, holder: Element | None, own: str | None = None) -> str | None:
        """Return RRGGBB of the colour inside an element; None if it cannot be known.

        `own` stands for the placeholder colour of a style.
        """
        for item in holder if holder is not None else ():
            base = self._base(item, own)
            return None if base is None else _transformed(base, item)
        return None

    def _base(self, item: Element, own: str | None) -> str | None:
        kind, value = local(item), item.get("val", "")
        if kind == "srgbClr":
            return value.upper() if _HEX.fullmatch(value) else None
        if kind == "sysClr":
            return (item.get("lastClr") or _SYSTEM.get(value, "")).upper() or None
        if kind == "schemeClr":
            return own if value == "phClr" else self.named(value)
        if kind == "prstClr":
            return str(load("presets").get(value, "")) or None
        if kind == "scrgbClr":
            shares = [percent(item.get(channel)) or 0.0 for channel in ("r", "g", "b")]
            return _hex(_each(_gamma, (shares[0], shares[1], shares[2])))
        return None


_SYSTEM = {"windowText": "000000", "window": "FFFFFF"}


def read_theme(root: Element | None) -> Theme:
    """Read a theme part."""
    if root is None:
        return Theme()
    found = Theme(name=root.get("name", ""))
    for family in ("major", "minor"):
        fonts = root.find(f".//{a(family + 'Font')}")
        for item in fonts if fonts is not None else ():
            key = item.get("script", "") if local(item) == "font" else local(item)
            found.fonts.setdefault(family, {})[key] = item.get("typeface", "")
    scheme = root.find(f".//{a('clrScheme')}")
    for item in scheme if scheme is not None else ():
        for colour in item:
            value = colour.get("lastClr") or colour.get("val") or ""
            if _HEX.fullmatch(value):
                found.colours[local(item)] = value.upper()
    fills = root.find(f".//{a('bgFillStyleLst')}")
    found.backgrounds = list(fills) if fills is not None else []
    return found


def _transformed(base: str, item: Element) -> str:
    """Apply what stands inside a colour, in order (ECMA-376 part 1, 20.1.2.3)."""
    red, green, blue = (int(base[i : i + 2], 16) / 255 for i in (0, 2, 4))
    channels = (red, green, blue)
    for step in item:
        share = percent(step.get("val"))
        change = _CHANGES.get(local(step))
        if change is not None and share is not None:
            channels = change(channels, share)
    return _hex(channels)


def _in_hls(change: Callable[[Rgb, float], Rgb]) -> Callable[[Rgb, float], Rgb]:
    def apply(channels: Rgb, share: float) -> Rgb:
        hue, light, saturation = change(colorsys.rgb_to_hls(*channels), share)
        return colorsys.hls_to_rgb(hue % 1, min(1.0, max(0.0, light)), min(1.0, saturation))

    return apply


_CHANGES: dict[str, Callable[[Rgb, float], Rgb]] = {
    "lumMod": _in_hls(lambda hls, share: (hls[0], hls[1] * share, hls[2])),
    "lumOff": _in_hls(lambda hls, share: (hls[0], hls[1] + share, hls[2])),
    "satMod": _in_hls(lambda hls, share: (hls[0], hls[1], hls[2] * share)),
    "shade": lambda rgb, share: _each(lambda x: _gamma(_linear(x) * share), rgb),
    "tint": lambda rgb, share: _each(lambda x: _gamma(_linear(x) * share + 1 - share), rgb),
}


def _each(change: Callable[[float], float], channels: Rgb) -> Rgb:
    return change(channels[0]), change(channels[1]), change(channels[2])


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004


def _gamma(channel: float) -> float:
    if channel <= 0.0031308:  # noqa: PLR2004
        return float(channel * 12.92)
    return float(1.055 * channel ** (1 / 2.4) - 0.055)


def _hex(channels: Rgb) -> str:
    return "".join(f"{round(min(1.0, max(0.0, channel)) * 255):02X}" for channel in channels)
