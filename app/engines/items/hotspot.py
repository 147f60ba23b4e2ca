"""Hotspot: a picture with marked regions; the candidate chooses those that answer the question.

Coordinates are in pixels of `width` by `height`, as in HTML image maps: `rect` x1,y1,x2,y2;
`circle` x,y,r; `poly` x1,y1,x2,y2,…. Regions are buttons, so no mouse is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.engines.items import figures, multiple
from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.sealed import read_once
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "hotspot"
LABEL = msg("Image hotspot")
REGION = "[A-H]"
LEAST, MOST = 2, 8
SHAPES = {"rect": 4, "circle": 3, "poly": 6}
"""Shape → how many numbers it has at least."""
LARGEST_SIDE = 4000


@dataclass(frozen=True, slots=True)
class Region:
    """One region; `text` names it without giving the answer away, `why` explains it."""

    shape: str
    coords: tuple[float, ...]
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot(Item):
    """A picture, its regions and the right ones; `image` is the number of a figure."""

    image: str
    width: int
    height: int
    regions: dict[str, Region]
    key: frozenset[str]
    scoring: str


@read_once
def read(content: Content) -> Hotspot:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: regions outside the picture, a key that names none."""
    return _parse(content)[1].problems


def read_value(content: Content, raw: object) -> list[str] | None:
    """Return the ids of the chosen regions, in alphabetical order."""
    if raw is None or raw == []:
        return None
    known = content["regions"]
    if not isinstance(raw, list) or any(
        not isinstance(id_, str) or id_ not in known for id_ in raw
    ):
        raise InvalidError([Problem("value", msg("The answer is not one of the regions."))])
    chosen = sorted(set(raw))
    if len(chosen) > 1 and len(content["key"]) == 1:
        raise InvalidError([Problem("value", msg("Only one region is to be chosen."))])
    return chosen


def assess(content: Content, value: list[str] | None) -> Outcome:
    """Share the points by the item's scoring."""
    item = read(content)
    chosen = frozenset(value or ())
    parts = tuple(
        Part(
            id=id_,
            text=region.text,
            why=region.why,
            is_chosen=id_ in chosen,
            is_key=id_ in item.key,
            is_right=(id_ in chosen) == (id_ in item.key),
        )
        for id_, region in item.regions.items()
    )
    return Outcome(multiple.share(item.scoring, chosen, item.key, len(item.regions)), parts)


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return the picture and the regions without what they mean."""
    item = read(content)
    figure = content[figures.FIELD][item.image]
    return {
        "image": {
            "src": figure["data"],
            "alt": figure.get("alt", ""),
            "width": item.width,
            "height": item.height,
        },
        "regions": [
            {"id": id_, "shape": region.shape, "coords": list(region.coords), "text": region.text}
            for id_, region in item.regions.items()
        ],
        "many": len(item.key) > 1,
        "scoring": item.scoring,
    }


def full_value(content: Content) -> list[str]:
    """Return the key."""
    return sorted(read(content).key)


def _parse(content: Content) -> tuple[Hotspot, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    image = fields.text("image", limit=2)
    held: object = content.get(figures.FIELD, {})
    if image and not (isinstance(held, Mapping) and image in held):
        fields.wrong("image", msg("There is no figure of this number."))
    width, height = _side(fields, "width"), _side(fields, "height")
    children = fields.children("regions", REGION, LEAST, MOST)
    regions = {id_: _region(child, width, height) for id_, child in children.items()}
    item = Hotspot(
        kind=kind,
        stem=stem,
        image=image,
        width=width,
        height=height,
        regions=regions,
        key=_key(fields, regions),
        scoring=fields.one_of("scoring", multiple.SCORINGS, multiple.ALL),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    return item, fields


def _side(fields: Fields, name: str) -> int:
    value = int(fields.number(name))
    if not 0 < value <= LARGEST_SIDE:
        fields.wrong(name, msg("This must be from 1 to %(most)s.", most=LARGEST_SIDE))
    return value


def _key(fields: Fields, regions: Mapping[str, Region]) -> frozenset[str]:
    key = fields.words("key")
    if not key or set(key) - set(regions):
        fields.wrong("key", msg("The key is not one of the regions."))
    elif len(set(key)) == len(regions):
        fields.wrong("key", msg("At least one region is wrong."))
    return frozenset(key)


def _region(fields: Fields, width: int, height: int) -> Region:
    shape = fields.one_of("shape", SHAPES, "rect")
    raw = fields.get("coords")
    is_list = isinstance(raw, list) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in raw
    )
    coords = tuple(raw) if is_list and isinstance(raw, list) else ()
    if len(coords) < SHAPES[shape] or (shape != "poly" and len(coords) != SHAPES[shape]):
        fields.wrong("coords", msg("The numbers do not fit the shape."))
    elif not 0 <= min(coords) <= max(coords) <= max(width, height):
        fields.wrong("coords", msg("The region lies outside the picture."))
    region = Region(
        shape,
        coords,
        fields.text("text", required=False, limit=100),
        fields.text("why", required=False),
    )
    fields.finish()
    return region


_PICTURE = (
    "data:image/svg+xml;base64,"
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyMDAgMTAwIj48cmVjdCB3"
    "aWR0aD0iMTAwIiBoZWlnaHQ9IjEwMCIgZmlsbD0iI2M4Y2ZkOCIvPjwvc3ZnPg=="
)
_EXAMPLE: Content = {
    "kind": NAME,
    "stem": "Choose the grey half.",
    "figures": {"1": {"data": _PICTURE, "alt": "A field whose left half is grey."}},
    "image": "1",
    "width": 200,
    "height": 100,
    "regions": {
        "A": {"shape": "rect", "coords": [0, 0, 100, 100], "why": "Right."},
        "B": {"shape": "rect", "coords": [100, 0, 200, 100], "why": "This half is white."},
    },
    "key": ["A"],
}
EXAMPLES = (
    Example(_EXAMPLE, ["A"], Fraction(1)),
    Example(_EXAMPLE, ["B"], Fraction(0)),
    Example(_EXAMPLE, [], Fraction(0)),
)
