"""Put in order, match, classify: items made of lists."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, HiddenField, SelectField, StringField

from app.engines.items import classify, match, order
from app.web.author.forms.base import ItemForm, follow, words
from app.web.author.names import scoring_name

PARTS = "ABCDEFGH"
PART_ROWS = 4
RIGHT = "ABCDEFGHIJ"
LEFT_ROWS, RIGHT_ROWS = 3, 4
GROUPS = "ABCDEFGH"
GROUP_ROWS, ENTRY_ROWS = 2, 4
PARTNERS = [("", "—"), *((letter, letter) for letter in RIGHT)]


class PartForm(Form):
    """One part; its letter stays with it when it is moved."""

    id = HiddenField()
    text = StringField(_("Text of the part"), render_kw={"autocomplete": "off"})


class OrderForm(ItemForm):
    """A put-in-order item: the rows stand in the right order."""

    KIND = "order"

    parts = FieldList(
        FormField(PartForm),
        _("Parts in the right order"),
        min_entries=2,
        max_entries=8,
        default=lambda: [{}] * PART_ROWS,
    )
    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.scoring.choices = [(name, scoring_name(name)) for name in (order.ALL, order.PER_PAIR)]

    def content(self) -> dict[str, Any]:
        """Return parts, their order and scoring; new parts get the letters that are free."""
        typed = [(row["id"] or "", words(row["text"])) for row in self.parts.data]
        filled = [(id_, text) for id_, text in typed if text]
        used = {id_ for id_, _text in filled}
        free = iter([letter for letter in PARTS if letter not in used])
        placed = [(id_ if id_ in PARTS and id_ else next(free), text) for id_, text in filled]
        return {
            "parts": dict(sorted(placed)),
            "key": [id_ for id_, _text in placed],
            **self.scored(order.ALL),
        }

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong with a part at its row, with the order above the parts."""
        if path[0] == "parts" and len(path) > 1:
            rows = {row.form.id.data: row.form.text for row in self.parts}
            return rows.get(path[1]) or self.parts
        return self.parts if path[0] in ("key", "parts") else super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a part, in the right order."""
        rows = [{"id": id_, "text": content["parts"][id_]} for id_ in content["key"]]
        return {"parts": rows, "scoring": content.get("scoring", order.ALL)}


class LeftForm(Form):
    """One entry on the left and the letter of its partner."""

    text = StringField(_("Entry on the left"), render_kw={"autocomplete": "off"})
    partner = SelectField(_("Belongs to"), choices=PARTNERS, default="")


class RightForm(Form):
    """One entry on the right."""

    text = StringField(_("Entry on the right"), render_kw={"autocomplete": "off"})


class MatchForm(ItemForm):
    """A match item: two lists and the pairs."""

    KIND = "match"

    left = FieldList(
        FormField(LeftForm),
        _("Left list"),
        min_entries=2,
        max_entries=9,
        default=lambda: [{}] * LEFT_ROWS,
    )
    right = FieldList(
        FormField(RightForm),
        _("Right list"),
        min_entries=2,
        max_entries=10,
        default=lambda: [{}] * RIGHT_ROWS,
    )
    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.scoring.choices = [(name, scoring_name(name)) for name in (match.PER_PAIR, match.ALL)]

    def content(self) -> dict[str, Any]:
        """Return both lists, the pairs and scoring."""
        left, key = sides(self.left, "partner")
        right = texts(self.right, RIGHT)
        return {"left": left, "right": right, "key": key, **self.scored(match.PER_PAIR)}

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong at its row, with the pairs above the left list."""
        if path[0] in ("left", "right") and len(path) > 1:
            names = "123456789" if path[0] == "left" else RIGHT
            rows = self.left if path[0] == "left" else self.right
            return row_field(rows, names, path[1])
        return self.left if path[0] == "key" else super().locate(path)

    def reordered(self, field: FieldList[Any], order: list[int | None], *, is_new: bool) -> None:
        """Keep partners together when the right list is moved."""
        if field is self.right:
            for row in self.left:
                row.form.partner.data = follow(row.form.partner.data, RIGHT, order)
        super().reordered(field, order, is_new=is_new)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row an entry."""
        key = content["key"]
        return {
            "left": [{"text": text, "partner": key[id_]} for id_, text in content["left"].items()],
            "right": [{"text": text} for text in content["right"].values()],
            "scoring": content.get("scoring", match.PER_PAIR),
        }


class EntryForm(Form):
    """One entry and the letter of its group."""

    text = StringField(_("What is to be classified"), render_kw={"autocomplete": "off"})
    group = SelectField(_("Belongs to"), choices=PARTNERS[:9], default="")


class GroupForm(Form):
    """One group."""

    text = StringField(_("Name of the group"), render_kw={"autocomplete": "off"})


class ClassifyForm(ItemForm):
    """A classification: groups, and entries with the group of each."""

    KIND = "classify"

    groups = FieldList(
        FormField(GroupForm),
        _("Groups"),
        min_entries=2,
        max_entries=8,
        default=lambda: [{}] * GROUP_ROWS,
    )
    entries = FieldList(
        FormField(EntryForm),
        _("What is to be classified"),
        min_entries=2,
        max_entries=20,
        default=lambda: [{}] * ENTRY_ROWS,
    )
    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        names = (classify.PER_ENTRY, classify.ALL)
        self.scoring.choices = [(name, scoring_name(name)) for name in names]

    def content(self) -> dict[str, Any]:
        """Return groups, entries, the group of each, and scoring."""
        entries, key = sides(self.entries, "group")
        groups = texts(self.groups, GROUPS)
        made = {"groups": groups, "entries": entries, "key": key}
        return {**made, **self.scored(classify.PER_ENTRY)}

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong at its row, with the key above the entries."""
        if path[0] == "groups" and len(path) > 1:
            return row_field(self.groups, GROUPS, path[1])
        if path[0] == "entries" and len(path) > 1 and path[1].isdigit():
            names = [str(number) for number in range(1, 21)]
            return row_field(self.entries, names, path[1])
        return self.entries if path[0] == "key" else super().locate(path)

    def reordered(self, field: FieldList[Any], order: list[int | None], *, is_new: bool) -> None:
        """Keep entries in their groups when the groups are moved."""
        if field is self.groups:
            for row in self.entries:
                row.form.group.data = follow(row.form.group.data, GROUPS, order)
        super().reordered(field, order, is_new=is_new)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a group and one an entry."""
        key, entries = content["key"], content["entries"]
        return {
            "groups": [{"text": text} for text in content["groups"].values()],
            "entries": [{"text": text, "group": key[id_]} for id_, text in entries.items()],
            "scoring": content.get("scoring", classify.PER_ENTRY),
        }


def sides(rows: FieldList[Any], partner: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the entries of a list by number, and the partner of each as far as chosen."""
    filled = {str(n): row for n, row in enumerate(rows.data, start=1) if words(row["text"])}
    entries = {id_: words(row["text"]) for id_, row in filled.items()}
    return entries, {id_: row[partner] for id_, row in filled.items() if row[partner]}


def texts(rows: FieldList[Any], names: str) -> dict[str, str]:
    """Return the texts of a list by letter; empty rows are left out."""
    typed = {id_: words(row["text"]) for id_, row in zip(names, rows.data, strict=False)}
    return {id_: text for id_, text in typed.items() if text}


def row_field(rows: FieldList[Any], names: str | list[str], id_: str) -> Field:
    """Return the text field of the row of that name, or the whole list."""
    place = names.index(id_) if id_ in names else -1
    if 0 <= place < len(rows.entries):
        field: Field = rows.entries[place].form.text
        return field
    return rows
