"""Fill in, and number: answers that are typed."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField, TextAreaField

from app.engines.items import blank
from app.web.author.forms.base import ItemForm, lines, number_or_text, words
from app.web.author.names import scoring_name

GAPS = 3
REPLY = re.compile("\\s*[=\uff1d]\\s*")
"""Between a wrong answer and the reply to it, half or full width."""


class GapForm(Form):
    """One gap: what is accepted, and replies to common errors."""

    accept = StringField(_("Accepted answers, parted by |"))
    reject = TextAreaField(_("Common errors, one a line: answer = reply"), render_kw={"rows": 2})


class BlankForm(ItemForm):
    """A fill-in item."""

    KIND = "blank"

    gaps = FieldList(FormField(GapForm), _("Gaps"), min_entries=GAPS, max_entries=9)
    scoring = SelectField(_("Scoring"))
    EXACT = ("width", "punctuation", "case")

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        super().__init__(data)
        self.scoring.choices = [(name, scoring_name(name)) for name in (blank.PER_BLANK, blank.ALL)]
        self.match: dict[str, Any] = (data or {}).get("match", {})

    def content(self) -> dict[str, Any]:
        """Return gaps and scoring; how strictly answers are compared is kept."""
        rows = {
            str(number): {
                "accept": [words(form) for form in words(row["accept"]).split("|") if words(form)],
                "reject": replies(row["reject"]),
            }
            for number, row in enumerate(self.gaps.data, start=1)
            if words(row["accept"]) or words(row["reject"])
        }
        made: dict[str, Any] = {"blanks": rows, "scoring": self.scoring.data}
        return {**made, "match": self.match} if self.match else made

    def locate(self, path: list[str]) -> Field | None:
        """Find the field of a gap."""
        if path[0] == "blanks" and len(path) > 2:  # noqa: PLR2004
            row = self.gaps.entries[int(path[1]) - 1]
            field: Field = row.form[path[2]]
            return field
        return self.gaps if path[0] == "blanks" else super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a gap."""
        rows = [
            {"accept": " | ".join(gap["accept"]), "reject": reply_lines(gap.get("reject", {}))}
            for gap in content["blanks"].values()
        ]
        return {
            "gaps": rows,
            "scoring": content.get("scoring", blank.PER_BLANK),
            "match": content.get("match", {}),
        }


class NumberForm(ItemForm):
    """A number item."""

    KIND = "number"

    value = StringField(_("The right number"), render_kw={"inputmode": "decimal"})
    tolerance = StringField(_("Tolerance"), default="0", render_kw={"inputmode": "decimal"})
    unit = StringField(_("Unit of the number"))
    decimals = StringField(_("Decimals"), render_kw={"inputmode": "numeric"})
    wrong = TextAreaField(_("Common errors, one a line: answer = reply"), render_kw={"rows": 3})

    def content(self) -> dict[str, Any]:
        """Return key, unit and slips."""
        made: dict[str, Any] = {
            "key": {
                "value": number_or_text(self.value.data),
                "tolerance": number_or_text(self.tolerance.data or "0"),
            },
            "wrong": replies(self.wrong.data),
        }
        if unit := words(self.unit.data):
            made["unit"] = unit
        if words(self.decimals.data):
            made["decimals"] = number_or_text(self.decimals.data)
        return made

    def locate(self, path: list[str]) -> Field | None:
        """Find value or tolerance."""
        if path[0] == "key":
            return self.value if path[-1] == "value" else self.tolerance
        return super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a number."""
        return {
            "value": str(content["key"]["value"]),
            "tolerance": str(content["key"].get("tolerance", 0)),
            "unit": content.get("unit", ""),
            "decimals": str(content.get("decimals", "")),
            "wrong": reply_lines(content.get("wrong", {})),
        }


def replies(text: str | None) -> dict[str, str]:
    """Read `answer = reply` lines; a line without a reply is kept, to be refused."""
    found = {}
    for line in filter(None, lines(text).split("\n")):
        answer, *rest = REPLY.split(line.strip(), maxsplit=1)
        found[answer] = rest[0] if rest else ""
    return found


def reply_lines(found: dict[str, str]) -> str:
    """Write `answer = reply` lines."""
    return "\n".join(f"{answer} = {reply}" for answer, reply in found.items())
