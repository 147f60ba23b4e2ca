"""Put in order, and match: items made of lists."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField

from app.engines.items import match, order
from app.web.author.forms.base import ItemForm, words
from app.web.author.names import scoring_name

PARTS = "ABCDEFGH"
PART_ROWS = 6
RIGHT = "ABCDEFGHIJ"
LEFT_ROWS, RIGHT_ROWS = 5, 6


class PartForm(Form):
    """One part and its place in the right order."""

    text = StringField(_("Text of the part"), render_kw={"autocomplete": "off"})
    place = SelectField(
        _("Place in the order"),
        choices=[("", "—"), *((str(n), str(n)) for n in range(1, 9))],
        default="",
    )


class OrderForm(ItemForm):
    """A put-in-order item: parts as they are listed, each with its place."""

    KIND = "order"

    parts = FieldList(
        FormField(PartForm), _("Parts to put in order"), min_entries=PART_ROWS, max_entries=8
    )
    scoring = SelectField(_("Scoring"))

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        super().__init__(data)
        self.scoring.choices = [(name, scoring_name(name)) for name in (order.ALL, order.PER_PAIR)]

    def content(self) -> dict[str, Any]:
        """Return parts, their order and scoring."""
        rows = dict(zip(PARTS, self.parts.data, strict=False))
        parts = {id_: words(row["text"]) for id_, row in rows.items() if words(row["text"])}
        placed = [(row["place"], id_) for id_, row in rows.items() if row["place"]]
        key = [id_ for _place, id_ in sorted(placed)]
        return {"parts": parts, "key": key, "scoring": self.scoring.data}

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong with the order above the parts."""
        return self.parts if path[0] in ("key", "parts") else super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a part."""
        places = {id_: str(place) for place, id_ in enumerate(content["key"], start=1)}
        rows = [{"text": text, "place": places[id_]} for id_, text in content["parts"].items()]
        return {"parts": rows, "scoring": content.get("scoring", order.ALL)}


class LeftForm(Form):
    """One entry on the left and the letter of its partner."""

    text = StringField(_("Entry on the left"), render_kw={"autocomplete": "off"})
    partner = SelectField(
        _("Belongs to"), choices=[("", "—"), *((letter, letter) for letter in RIGHT)], default=""
    )


class RightForm(Form):
    """One entry on the right."""

    text = StringField(_("Entry on the right"), render_kw={"autocomplete": "off"})


class MatchForm(ItemForm):
    """A match item: two lists and the pairs."""

    KIND = "match"

    left = FieldList(FormField(LeftForm), _("Left list"), min_entries=LEFT_ROWS, max_entries=9)
    right = FieldList(FormField(RightForm), _("Right list"), min_entries=RIGHT_ROWS, max_entries=10)
    scoring = SelectField(_("Scoring"))

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        super().__init__(data)
        self.scoring.choices = [(name, scoring_name(name)) for name in (match.PER_PAIR, match.ALL)]

    def content(self) -> dict[str, Any]:
        """Return both lists, the pairs and scoring."""
        rows = {str(n): row for n, row in enumerate(self.left.data, start=1) if words(row["text"])}
        right = {id_: words(row["text"]) for id_, row in zip(RIGHT, self.right.data, strict=False)}
        return {
            "left": {id_: words(row["text"]) for id_, row in rows.items()},
            "right": {id_: text for id_, text in right.items() if text},
            "key": {id_: row["partner"] for id_, row in rows.items() if row["partner"]},
            "scoring": self.scoring.data,
        }

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong with the pairs above the left list."""
        return self.left if path[0] in ("key", "left") else super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row an entry."""
        key = content["key"]
        return {
            "left": [{"text": text, "partner": key[id_]} for id_, text in content["left"].items()],
            "right": [{"text": text} for text in content["right"].values()],
            "scoring": content.get("scoring", match.PER_PAIR),
        }
