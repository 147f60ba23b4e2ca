"""Short answer and essay: accepted forms, and what a person marks by."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, HiddenField, StringField, TextAreaField

from app.web.author.forms import matching
from app.web.author.forms.base import ItemForm, lines, number_or_text, words
from app.web.author.forms.matching import MatchingForm
from app.web.author.forms.written import with_matching

IDS = "abcdefghijklmnopqrstuvwxyz"
GUIDANCE = ("model", "zero", "note")


class LineForm(Form):
    """One line of the rubric: for what points are given."""

    id = HiddenField()
    text = StringField(_("For what points are given"), render_kw={"autocomplete": "off"})
    points = StringField(_("Points of the line"), render_kw={"inputmode": "decimal"})


class AnswerForm(Form):
    """One form an answer may take, what it earns, and the reply to it."""

    text = StringField(_("Answer; * stands for any text"), render_kw={"autocomplete": "off"})
    share = StringField(_("Share of the points"), render_kw={"inputmode": "decimal"})
    why = StringField(_("Reply to it"), render_kw={"autocomplete": "off"})


class EssayForm(ItemForm):
    """An essay and its rubric."""

    KIND = "essay"

    rubric = FieldList(FormField(LineForm), _("Rubric"), min_entries=1, max_entries=20)
    model = TextAreaField(_("Model answer"), render_kw={"rows": 4})
    zero = TextAreaField(_("What earns nothing"), render_kw={"rows": 1})
    note = TextAreaField(_("What is not deducted"), render_kw={"rows": 1})
    limit = StringField(_("Characters asked for"), render_kw={"inputmode": "numeric"})

    def content(self) -> dict[str, Any]:
        """Return rubric, model answer and limits."""
        made: dict[str, Any] = {}
        if lines_ := self.rubric_lines():
            made["rubric"] = lines_
        for name in GUIDANCE:
            if text := lines(self[name].data):
                made[name] = text
        if limit := words(self.limit.data):
            made["limit"] = number_or_text(limit)
        return made

    def rubric_lines(self) -> list[dict[str, Any]]:
        """Return the lines typed in; a new one gets a letter that is free."""
        typed = [row for row in self.rubric.data if words(row["text"]) or words(row["points"])]
        used = {row["id"] for row in typed}
        free = iter([letter for letter in IDS if letter not in used])
        return [
            {
                "id": row["id"] or next(free),
                "points": number_or_text(row["points"]),
                "text": words(row["text"]),
            }
            for row in typed
        ]

    def locate(self, path: list[str]) -> Field | None:
        """Find the field of a line of the rubric."""
        if path[0] == "rubric" and len(path) > 2:  # noqa: PLR2004
            filled = [
                row.form
                for row in self.rubric
                if words(row.form.text.data) or words(row.form.points.data)
            ]
            return nth(filled, path[1], path[2]) or self.rubric
        return super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a line of the rubric."""
        rubric = content.get("rubric", [])
        return {
            "rubric": [{**line, "points": str(line["points"])} for line in rubric],
            **{name: content.get(name, "") for name in GUIDANCE},
            "limit": str(content.get("limit", "")),
        }


class ShortForm(EssayForm):
    """A short answer: accepted forms first, a person for the rest."""

    KIND = "short"

    answers = FieldList(
        FormField(AnswerForm),
        _("Accepted answers"),
        min_entries=1,
        max_entries=50,
        default=lambda: [{}] * 2,
    )
    match = FormField(MatchingForm, _("How answers are compared"))

    def content(self) -> dict[str, Any]:
        """Return the accepted forms, and what a person marks by."""
        made = super().content()
        if rows := [row for row in self.answers.data if words(row["text"])]:
            made["answers"] = [_answer(row) for row in rows]
        return with_matching(made, self.match.data, self.before)

    def locate(self, path: list[str]) -> Field | None:
        """Find the field of an accepted form."""
        if path[0] == "answers" and len(path) > 2:  # noqa: PLR2004
            filled = [row.form for row in self.answers if words(row.form.text.data)]
            return nth(filled, path[1], path[2]) or self.answers
        return super().locate(path)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row an accepted form."""
        rows = content.get("answers", [])
        return {
            **super().content_data(content),
            "answers": [{**row, "share": str(row.get("share", ""))} for row in rows],
            "match": matching.data_of(content.get("match", {})),
        }


def nth(filled: list[Any], place: str, name: str) -> Field | None:
    """Return a field of the row at that place among those filled in."""
    if not place.isdigit() or int(place) >= len(filled) or name not in filled[int(place)]:
        return None
    field: Field = filled[int(place)][name]
    return field


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"text": words(row["text"])}
    if share := words(row["share"]):
        made["share"] = number_or_text(share)
    if why := words(row["why"]):
        made["why"] = why
    return made
