"""Single choice, multiple choice, true or false."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from app.engines.items import multiple
from app.web.author.forms.base import ItemForm, follow, lines, words
from app.web.author.names import scoring_name

LETTERS = "ABCDEFGH"
ROWS = 4


class OptionForm(Form):
    """One option, its reason, and (multiple choice) whether it is right."""

    text = StringField(_("Text of the option"), render_kw={"autocomplete": "off"})
    why = TextAreaField(_("Why it is right, or which error it shows"), render_kw={"rows": 1})
    is_key = BooleanField(_("This option is right"))
    is_fixed = BooleanField(_("Keeps its place"))


class _OptionsForm(ItemForm):
    """What both choice kinds share."""

    options = FieldList(
        FormField(OptionForm),
        _("Options of the item"),
        min_entries=2,
        max_entries=8,
        default=lambda: [{}] * ROWS,
    )

    def letters(self, name: str) -> list[str]:
        """Return the letters of the options whose box is ticked."""
        marked = zip(LETTERS, self.options.data, strict=False)
        return [letter for letter, row in marked if row[name] and letter in self.rows()]

    def fixed(self) -> dict[str, Any]:
        """Return the options that keep their places when the others are shuffled."""
        letters = self.letters("is_fixed")
        return {"fixed": letters} if letters or "fixed" in self.before else {}

    def rows(self) -> dict[str, dict[str, str]]:
        """Return the options typed in, by letter; empty rows are left out."""
        found = {}
        for letter, row in zip(LETTERS, self.options.data, strict=False):
            text, why = words(row["text"]), lines(row["why"])
            if text or why:
                found[letter] = {"text": text, "why": why} if why else {"text": text}
        return found

    def locate(self, path: list[str]) -> Field | None:
        """Find the field of an option."""
        place = LETTERS.find(path[1]) if len(path) == 3 else -1  # noqa: PLR2004
        if path[0] == "options" and 0 <= place < len(self.options.entries):
            row = self.options.entries[place]
            field: Field = row.form[path[2]]
            if not str(field.label.text).startswith(f"{path[1]} - "):
                field.label.text = f"{path[1]} - {field.label.text}"
            return field
        if path[0] == "fixed":
            return self.options
        return super().locate(path)


class SingleForm(_OptionsForm):
    """A single choice item."""

    KIND = "single"

    key = RadioField(
        _("The right option"),
        choices=[(letter, letter) for letter in LETTERS],
        validate_choice=False,
    )

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.key.choices = [(letter, letter) for letter in LETTERS[: len(self.options.entries)]]

    def content(self) -> dict[str, Any]:
        """Return options and key."""
        return {"options": self.rows(), "key": self.key.data or "", **self.fixed()}

    def reordered(self, field: FieldList[Any], order: list[int | None], *, is_new: bool) -> None:
        """Keep the key at its option."""
        if field is self.options:
            self.key.choices = [(letter, letter) for letter in LETTERS[: len(field.entries)]]
            self.key.data = follow(self.key.data, LETTERS, order)
        super().reordered(field, order, is_new=is_new)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row an option."""
        return {"options": _rows(content, [content["key"]]), "key": content["key"]}


class MultipleForm(_OptionsForm):
    """A multiple choice item."""

    KIND = "multiple"

    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.scoring.choices = [(name, scoring_name(name)) for name in multiple.SCORINGS]

    def content(self) -> dict[str, Any]:
        """Return options, keys and scoring."""
        keys = self.letters("is_key")
        made = {"options": self.rows(), "key": keys}
        return {**made, **self.scored(multiple.ALL), **self.fixed()}

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong with the key above the options."""
        return self.options if path == ["key"] else super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row an option."""
        return {
            "options": _rows(content, content["key"]),
            "scoring": content.get("scoring", multiple.ALL),
        }


class JudgeForm(ItemForm):
    """A true or false item."""

    KIND = "judge"

    key = RadioField(
        _("The statement is"),
        choices=[("true", _("True")), ("false", _("False"))],
        validate_choice=False,
    )
    why_true = TextAreaField(_("To those who say true"), render_kw={"rows": 2})
    why_false = TextAreaField(_("To those who say false"), render_kw={"rows": 2})

    def content(self) -> dict[str, Any]:
        """Return key and reasons."""
        sides = {"true": self.why_true, "false": self.why_false}
        why = {side: lines(field.data) for side, field in sides.items()}
        filled = {side: text for side, text in why.items() if text}
        made: dict[str, Any] = {"why": filled} if filled or "why" in self.before else {}
        if self.key.data in sides:
            made["key"] = self.key.data == "true"
        return made

    def locate(self, path: list[str]) -> Field | None:
        """Find the reason of a side."""
        if path[0] == "why" and len(path) > 1:
            return self._fields.get(f"why_{path[1]}")
        return super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return key and reasons."""
        why = content.get("why", {})
        return {
            "key": "true" if content["key"] else "false",
            "why_true": why.get("true", ""),
            "why_false": why.get("false", ""),
        }


def _rows(content: dict[str, Any], keys: list[str]) -> list[dict[str, Any]]:
    options = content["options"]
    last = max(LETTERS.index(letter) + 1 for letter in options)
    fixed = content.get("fixed", [])
    return [
        {
            **options.get(letter, {"text": "", "why": ""}),
            "is_key": letter in keys,
            "is_fixed": letter in fixed,
        }
        for letter in LETTERS[:last]
    ]
