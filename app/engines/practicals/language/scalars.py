"""Readers of expected values, one per kind of value a property has."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.engines.practicals.data import load
from app.engines.practicals.language.expectations import (
    Between,
    Expectation,
    Flag,
    Near,
    OneOf,
    Pattern,
    bounds_text,
    compile_pattern,
)
from app.engines.practicals.language.units import (
    LENGTHS,
    Quantity,
    ValueProblemError,
    number_text,
    read_quantity,
    size_text,
)
from app.kernel.text import Message, msg

LENGTH_TOLERANCE = 72 / 25.4
"""One millimetre, in points: what dialogs of word processors round away."""
SIZE_TOLERANCE = 0.05
RATIO_TOLERANCE = 0.02

ALIGNMENTS: Mapping[str, Message] = {
    "left": msg("left"),
    "center": msg("centred"),
    "right": msg("right"),
    "both": msg("justified"),
    "distribute": msg("distributed"),
    "top": msg("top"),
    "bottom": msg("bottom"),
}
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


def length(raw: object) -> Expectation:
    """Expect a length; points inside, one millimetre of tolerance unless stated."""
    quantity = read_quantity(raw)
    if quantity.unit not in LENGTHS:
        raise ValueProblemError(msg("A length such as “37mm” is expected here."))
    tolerance = _spread(quantity, LENGTH_TOLERANCE)
    return Near(quantity.points, tolerance, quantity.text())


def _spread(quantity: Quantity, default: float) -> float:
    if quantity.tolerance is None:
        return default
    return Quantity(quantity.tolerance, quantity.unit).points


def size(raw: object) -> Expectation:
    """Expect a type size: a Chinese size name, or points; also `{min, max}`."""
    if isinstance(raw, Mapping):
        low, high = (
            None if key not in raw else read_quantity(raw[key]).amount for key in ("min", "max")
        )
        only(raw, {"min", "max"})
        return Between(low, high, msg("%(range)s pt", range=bounds_text(low, high)))
    quantity = read_quantity(raw)
    points = quantity.amount if quantity.unit == "number" else quantity.points
    return Near(points, quantity.tolerance or SIZE_TOLERANCE, size_text(points))


def count(raw: object) -> Expectation:
    """Expect a whole number, or `{min, max}`."""
    if isinstance(raw, Mapping):
        only(raw, {"min", "max"})
        low, high = (None if key not in raw else _integer(raw[key]) for key in ("min", "max"))
        return Between(low, high, bounds_text(low, high))
    number = _integer(raw)
    return Near(number, 0, msg("%(n)s", n=number_text(number)))


def _integer(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueProblemError(msg("A whole number is expected here."))
    return float(raw)


def ratio(raw: object) -> Expectation:
    """Expect a share: 1.0, "80%", with two hundredths of tolerance unless stated."""
    quantity = read_quantity(raw)
    tolerance = RATIO_TOLERANCE
    if quantity.tolerance is not None:
        tolerance = Quantity(quantity.tolerance, quantity.unit).share
    shown = msg("%(n)s %%", n=number_text(quantity.share * 100))
    return Near(quantity.share, tolerance, shown)


def flag(raw: object) -> Expectation:
    """Expect yes or no."""
    if not isinstance(raw, bool):
        raise ValueProblemError(msg("“true” or “false” is expected here."))
    return Flag(raw, msg("yes") if raw else msg("no"))


def align(raw: object) -> Expectation:
    """Expect an alignment, in English or Chinese words."""
    word = load("words")["align"].get(raw, raw)
    if word not in ALIGNMENTS:
        raise ValueProblemError(msg("“%(value)s” is no alignment.", value=str(raw)))
    return OneOf(frozenset({word}), ALIGNMENTS[word])


def font(raw: object) -> Expectation:
    """Expect a font: `{font: family}` accepts every name of the family, a text just that name."""
    if isinstance(raw, Mapping):
        only(raw, {"font"})
        raw = raw.get("font")
        if raw not in load("fonts"):
            raise ValueProblemError(msg("“%(value)s” is no known font family.", value=str(raw)))
    if not isinstance(raw, str):
        raise ValueProblemError(msg("The name of a font is expected here."))
    names = load("fonts").get(raw, [raw])
    return OneOf(frozenset(name.casefold() for name in names), msg("“%(name)s”", name=raw))


def style(raw: object) -> Expectation:
    """Expect a style by name; Chinese and English names of built-in styles are the same."""
    if not isinstance(raw, str):
        raise ValueProblemError(msg("The name of a style is expected here."))
    return OneOf(frozenset({style_key(raw)}), msg("“%(name)s”", name=raw))


def style_key(name: str) -> str:
    """Return the name under which a style is compared."""
    return str(load("words")["styles"].get(name, name)).casefold()


def pattern(raw: object) -> Expectation:
    """Expect a text: `{re: …, like: sample}`, or the text itself."""
    if isinstance(raw, Mapping):
        only(raw, {"re", "like"})
        return Pattern(compile_pattern(raw.get("re")), str(raw.get("like", "")))
    if not isinstance(raw, str):
        raise ValueProblemError(msg("A text is expected here."))
    return OneOf(frozenset({raw.casefold()}), msg("“%(name)s”", name=raw))


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour within a CIE76 distance, so that near-identical reds are the same red."""

    hex: str
    distance: float
    shown: Message

    def accepts(self, value: object) -> bool:
        """Whether the colour (RRGGBB) is near enough."""
        return isinstance(value, str) and _distance(self.hex, value) <= self.distance

    def text(self) -> Message:
        """Return the colour as the task names it."""
        return self.shown


COLOUR_DISTANCE = 5.0


def color(raw: object) -> Expectation:
    """Expect a colour by Chinese name or RRGGBB, with an optional "± ΔE"."""
    named = raw.get("color") if isinstance(raw, Mapping) and set(raw) == {"color"} else raw
    name, _mark, spread = str(named).partition("±")
    value = load("words")["colors"].get(name.strip(), name.strip().lstrip("#"))
    if not _HEX.fullmatch(value):
        raise ValueProblemError(msg("“%(value)s” is no colour.", value=str(raw)))
    distance = read_quantity(spread).amount if spread else COLOUR_DISTANCE
    return Colour(value.upper(), distance, msg("%(name)s", name=name.strip()))


def _distance(one: str, other: str) -> float:
    if not _HEX.fullmatch(other):
        return float("inf")
    return math.dist(_lab(one), _lab(other))


def _lab(value: str) -> tuple[float, float, float]:
    """Return CIE L*a*b* (D65) of an sRGB colour."""
    r, g, b = (_linear(int(value[i : i + 2], 16) / 255) for i in (0, 2, 4))
    x = _cube((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
    y = _cube(0.2126 * r + 0.7152 * g + 0.0722 * b)
    z = _cube((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004


def _cube(value: float) -> float:
    return float(value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116)  # noqa: PLR2004


def only(raw: Mapping[str, object], known: set[str]) -> None:
    """Refuse unknown keys of a value. Raises ValueProblemError."""
    unknown = sorted(str(key) for key in raw if key not in known)
    if unknown:
        raise ValueProblemError(
            msg(
                "Unknown key “%(key)s”; known here: %(known)s.",
                key=unknown[0],
                known=", ".join(sorted(known)),
            )
        )
