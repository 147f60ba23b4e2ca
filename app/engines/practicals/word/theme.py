"""Theme fonts and colours: from a token to a font name, from a theme colour to RRGGBB."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.engines.practicals.ooxml.names import A, Element, local, w
from app.engines.practicals.word.layers import Colour

SCRIPTS = {
    "zh-CN": "Hans",
    "zh-SG": "Hans",
    "zh-TW": "Hant",
    "zh-HK": "Hant",
    "zh-MO": "Hant",
    "ja-JP": "Jpan",
    "ko-KR": "Hang",
}
"""Script tag of `a:font` for `w:themeFontLang/@w:eastAsia`."""

_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_PLACES = {"EastAsia": "ea", "Ascii": "latin", "HAnsi": "latin", "Bidi": "cs"}
_SCHEME = {
    "text1": "dk1",
    "dark1": "dk1",
    "background1": "lt1",
    "light1": "lt1",
    "text2": "dk2",
    "dark2": "dk2",
    "background2": "lt2",
    "light2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
_MAPPING = {
    "text1": "t1",
    "background1": "bg1",
    "text2": "t2",
    "background2": "bg2",
    "hyperlink": "hyperlink",
    "followedHyperlink": "followedHyperlink",
}


@dataclass(slots=True)
class Theme:
    """The fonts and colours of one document."""

    fonts: dict[str, dict[str, str]] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    script: str = ""
    mapping: dict[str, str] = field(default_factory=dict)

    def font(self, token: str) -> str | None:
        """Return the font a token stands for; None if the theme does not say.

        An empty East Asian typeface is filled by the script of the document's theme language.
        """
        family = "major" if token.startswith("major") else "minor"
        place = _PLACES.get(token.removeprefix(family), "")
        faces = self.fonts.get(family, {})
        named = faces.get(place)
        if named or place != "ea":
            return named or None
        return faces.get(self.script) or None

    def colour(self, colour: Colour) -> str | None:
        """Return RRGGBB in capitals, "000000" for automatic; None if the theme does not say."""
        if colour.theme is None or colour.theme == "none":
            return "000000" if colour.hex == "auto" else colour.hex.upper()
        mapped = self.mapping.get(_MAPPING.get(colour.theme, ""), colour.theme)
        base = self.colours.get(_SCHEME.get(mapped, mapped))
        return None if base is None else _shaded(base, colour)


def read_theme(theme: Element | None, settings: Element | None) -> Theme:
    """Read the theme part and what the settings part says about it."""
    found = Theme()
    if settings is not None:
        _read_settings(settings, found)
    if theme is not None:
        for family in ("major", "minor"):
            found.fonts[family] = _faces(theme.find(f".//{{{A}}}{family}Font"))
        found.colours = _scheme(theme.find(f".//{{{A}}}clrScheme"))
    return found


def _read_settings(settings: Element, found: Theme) -> None:
    language = settings.find(w("themeFontLang"))
    if language is not None:
        found.script = SCRIPTS.get(language.get(w("eastAsia"), ""), "")
    mapping = settings.find(w("clrSchemeMapping"))
    if mapping is not None:
        found.mapping = {str(k).rpartition("}")[2]: str(v) for k, v in mapping.attrib.items()}


def _faces(fonts: Element | None) -> dict[str, str]:
    faces: dict[str, str] = {}
    for item in fonts if fonts is not None else ():
        key = item.get("script", "") if local(item) == "font" else local(item)
        faces[key] = item.get("typeface", "")
    return faces


def _scheme(scheme: Element | None) -> dict[str, str]:
    colours: dict[str, str] = {}
    for item in scheme if scheme is not None else ():
        for colour in item:
            value = colour.get("lastClr") or colour.get("val") or ""
            if _HEX.fullmatch(value):
                colours[local(item)] = value.upper()
    return colours


def _shaded(base: str, colour: Colour) -> str:
    """Apply themeTint (towards white) and themeShade (towards black), ECMA-376 17.3.2.6."""
    channels = [int(base[i : i + 2], 16) for i in (0, 2, 4)]
    if colour.shade:
        share = _share(colour.shade)
        channels = [round(channel * share) for channel in channels]
    if colour.tint:
        share = _share(colour.tint)
        channels = [round(channel * share + 255 * (1 - share)) for channel in channels]
    return "".join(f"{channel:02X}" for channel in channels)


def _share(text: str) -> float:
    """Return two hex digits as a share of 255; what is no number changes nothing."""
    try:
        return min(255, int(text, 16)) / 255
    except ValueError:
        return 1.0
