"""Fill in, and number: answers that are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField, TextAreaField

from app.engines.items import blank
from app.web.author.forms import matching
from app.web.author.forms.base import ItemForm, lines, number_or_text, words
from app.web.author.forms.matching import MatchingForm
from app.web.author.names import scoring_name

REPLY = re.compile("\\s*[=\uff1d]\\s*")
"""Between a wrong answer and the reply to it, half or full width."""


class GapForm(Form):
    """One gap: what is accepted, and replies to common errors."""

    accept = StringField(_("Accepted answers, parted by |"))
    reject = TextAreaField(_("Common errors, one a line: answer = reply"), render_kw={"rows": 2})


class BlankForm(ItemForm):
    """A fill-in item."""

    KIND = "blank"

    gaps = FieldList(FormField(GapForm), _("Gaps"), min_entries=1, max_entries=9)
    match = FormField(MatchingForm, _("How answers are compared"))
    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.scoring.choices = [(name, scoring_name(name)) for name in (blank.PER_BLANK, blank.ALL)]

    def content(self) -> dict[str, Any]:
        """Return gaps, scoring, and how strictly answers are compared."""
        rows = {
            str(number): {
                "accept": [words(form) for form in words(row["accept"]).split("|") if words(form)],
                **self.replies(str(number), row["reject"]),
            }
            for number, row in enumerate(self.gaps.data, start=1)
            if words(row["accept"]) or words(row["reject"])
        }
        made: dict[str, Any] = {"blanks": rows, **self.scored(blank.PER_BLANK)}
        return with_matching(made, self.match.data, self.before)

    def replies(self, number: str, text: str | None) -> dict[str, Any]:
        """Return the replies of a gap; none are left out unless they were written as none."""
        said = replies(text)
        was_there = "reject" in self.before.get("blanks", {}).get(number, {})
        return {"reject": said} if said or was_there else {}

    def reordered(self, field: FieldList[Any], order: list[int | None], *, is_new: bool) -> None:
        """Put the mark of a new gap into the stem, unless its writer has done so."""
        if field is self.gaps and is_new:
            mark_gap(self, len(field.entries))
        super().reordered(field, order, is_new=is_new)

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
            "match": matching.data_of(content.get("match", {})),
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
        key = {"value": number_or_text(self.value.data)}
        tolerance = number_or_text(self.tolerance.data or "0")
        if tolerance != 0 or "tolerance" in self.before.get("key", {"tolerance": 0}):
            key["tolerance"] = tolerance
        made: dict[str, Any] = {"key": key}
        said = replies(self.wrong.data)
        if said or "wrong" in self.before:
            made["wrong"] = said
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


def with_matching(
    made: dict[str, Any], ticked: dict[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content with `match`, unless nothing but the usual was ever said."""
    match = matching.read(ticked, dict(before.get("match", {})))
    return {**made, "match": match} if match or "match" in before else made


def mark_gap(form: ItemForm, number: int) -> None:
    """Put the mark of a gap at the end of the stem, unless it stands in it already."""
    mark, stem = f"\u3010{number}\u3011", form.stem.data or ""
    if mark not in stem:
        form.stem.data = f"{stem}{mark}"


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
