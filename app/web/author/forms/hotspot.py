"""Hotspot: a picture and its regions, drawn, moved by keys, or written as numbers."""

from __future__ import annotations

import base64
import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
)

from app.engines.items import hotspot, multiple
from app.engines.items.pictures import size_of
from app.web.author.forms.base import ItemForm, words
from app.web.author.names import scoring_name

LETTERS = "ABCDEFGH"
PARTING = re.compile(r"[\s,，;、]+")
NUMBER = re.compile(r"-?\d{1,5}(?:\.\d{1,3})?")


class RegionForm(Form):
    """One region: where it is, what it is called, whether it is right, and why."""

    shape = SelectField(
        _("Shape"),
        choices=[("rect", _("Rectangle")), ("circle", _("Circle")), ("poly", _("Polygon"))],
        default="rect",
    )
    coords = StringField(
        _("Place in pixels"), render_kw={"autocomplete": "off", "inputmode": "decimal"}
    )
    text = StringField(_("Name that gives nothing away"), render_kw={"autocomplete": "off"})
    why = StringField(
        _("Why it is right, or which error it shows"), render_kw={"autocomplete": "off"}
    )
    is_key = BooleanField(_("This region is right"))


class HotspotForm(ItemForm):
    """A picture with regions to choose."""

    KIND = "hotspot"

    image = SelectField(_("Picture of the question"), validate_choice=False)
    width = HiddenField()
    height = HiddenField()
    regions = FieldList(
        FormField(RegionForm),
        _("Regions"),
        min_entries=1,
        max_entries=8,
        default=lambda: [{}] * 2,
    )
    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.scoring.choices = [(name, scoring_name(name)) for name in multiple.SCORINGS]
        self.image.choices = [("", "—")]

    def content(self) -> dict[str, Any]:
        """Return picture, regions and key; the size is that of the picture itself."""
        rows = self.region_rows()
        width, height = self.size()
        return {
            "image": self.shown_image(),
            "width": width,
            "height": height,
            "regions": {letter: _region(row) for letter, row in rows.items()},
            "key": [letter for letter, row in rows.items() if row["is_key"]],
            **self.scored(multiple.ALL),
        }

    def pictures(self) -> dict[str, dict[str, str]]:
        """Return the figures of the item, or of the case it is a question of."""
        return self.held_figures or self.lent_figures

    def region_rows(self) -> dict[str, dict[str, Any]]:
        """Return the regions typed or drawn, by letter."""
        rows = zip(LETTERS, self.regions.data, strict=False)
        return {letter: row for letter, row in rows if words(row["coords"]) or words(row["text"])}

    def shown_image(self) -> str:
        """Return the number of the picture chosen, or of the only one there is."""
        images = [one for one, held in self.pictures().items() if _is_image(held["data"])]
        self.image.choices = [
            ("", "—"),
            *((one, gettext("Picture %(number)s", number=one)) for one in images),
        ]
        if self.image.data not in images:
            self.image.data = images[0] if images else ""
        return str(self.image.data)

    def size(self) -> tuple[int, int]:
        """Return width and height: as they were for the same picture, else as the picture has."""
        if self._is_as_before():
            return int(self.before["width"]), int(self.before["height"])
        data = self.pictures().get(self.shown_image(), {}).get("data", "")
        size = size_of(base64.b64decode(data.partition(",")[2])) if data else None
        if size is None:
            return 800, 600
        return size

    def _is_as_before(self) -> bool:
        image = self.shown_image()
        held = self.pictures().get(image, {}).get("data")
        earlier = self.before.get("figures", {}).get(image, {}).get("data")
        return held is not None and held == earlier and image == self.before.get("image")

    def locate(self, path: list[str]) -> Field | None:
        """Find the field of a region."""
        if path[0] == "regions" and len(path) > 2 and path[1] in LETTERS:  # noqa: PLR2004
            place = LETTERS.index(path[1])
            if place < len(self.regions.entries):
                row = self.regions.entries[place].form
                return row[path[2]] if path[2] in row else row.coords  # noqa: SIM401 - a form has no get
        if path[0] in ("regions", "key"):
            return self.regions
        return self.image if path[0] in ("width", "height") else super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a region."""
        rows = [
            {
                "shape": region.get("shape", "rect"),
                "coords": ", ".join(f"{number:g}" for number in region["coords"]),
                "text": region.get("text", ""),
                "why": region.get("why", ""),
                "is_key": letter in content["key"],
            }
            for letter, region in content["regions"].items()
        ]
        return {
            "image": content["image"],
            "regions": rows,
            "scoring": content.get("scoring", multiple.ALL),
        }


def _region(row: dict[str, Any]) -> dict[str, Any]:
    shape = row["shape"] if row["shape"] in hotspot.SHAPES else "rect"
    made: dict[str, Any] = {"shape": shape, "coords": coords_of(row["coords"])}
    for name in ("text", "why"):
        if text := words(row[name]):
            made[name] = text
    return made


def coords_of(text: str | None) -> list[Any]:
    """Return the numbers of a place; what is none stays, to be refused.

    >>> coords_of("10, 20 30.5"), coords_of("ten")
    ([10, 20, 30.5], ['ten'])
    """
    found: list[Any] = []
    for word in filter(None, PARTING.split(words(text))):
        if not NUMBER.fullmatch(word):
            found.append(word)
            continue
        found.append(float(word) if "." in word else int(word))
    return found


def _is_image(data: str) -> bool:
    return data.startswith("data:image/")
