"""Cloze: one row a gap; what its answers mean depends on how the gap is filled."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField, TextAreaField

from app.engines.items import cloze
from app.web.author.forms import matching
from app.web.author.forms.base import ItemForm, lines, number_or_text, words
from app.web.author.forms.matching import MatchingForm
from app.web.author.forms.written import mark_gap, replies, reply_lines, with_matching
from app.web.author.names import scoring_name

LETTERS = "ABCDEFGHIJKLMNOPQRST"
LIST, COMMON, TYPED, NUMBER = "list", "common", "typed", "number"
STAR, ESCAPED = "*", "\\*"


class GapForm(Form):
    """One gap: how it is filled, what is right, and replies to errors."""

    way = SelectField(
        _("How the gap is filled"),
        choices=[
            (LIST, _("chosen from a list of its own")),
            (COMMON, _("chosen from the common list")),
            (TYPED, _("typed")),
            (NUMBER, _("a number")),
        ],
        default=LIST,
    )
    answers = TextAreaField(_("Answers, one a line"), render_kw={"rows": 3})
    tolerance = StringField(_("Tolerance"), render_kw={"inputmode": "decimal"})
    weight = StringField(_("Counts this many times"), render_kw={"inputmode": "numeric"})
    replies = TextAreaField(_("Common errors, one a line: answer = reply"), render_kw={"rows": 1})


class ClozeForm(ItemForm):
    """A text with gaps that are chosen or typed."""

    KIND = "cloze"

    gaps = FieldList(FormField(GapForm), _("Gaps"), min_entries=1, max_entries=30)
    common = TextAreaField(_("Common list, one a line"), render_kw={"rows": 3})
    match = FormField(MatchingForm, _("How typed answers are compared"))
    scoring = SelectField(_("Scoring"))

    def prepare(self) -> None:
        """Offer what can be chosen."""
        self.scoring.choices = [(name, scoring_name(name)) for name in (cloze.PER_GAP, cloze.ALL)]

    def content(self) -> dict[str, Any]:
        """Return gaps, the common list, scoring, and how typed answers are compared."""
        common = listed(self.common.data)
        filled = [row for row in self.gaps.data if lines(row["answers"])]
        rows = {str(n): _gap(row, common) for n, row in enumerate(filled, start=1)}
        made: dict[str, Any] = {"gaps": rows, **self.scored(cloze.PER_GAP)}
        if common:
            made["words"] = common
        return with_matching(made, self.match.data, self.before)

    def reordered(self, field: FieldList[Any], order: list[int | None], *, is_new: bool) -> None:
        """Put the mark of a new gap into the stem, unless its writer has done so."""
        if field is self.gaps and is_new:
            mark_gap(self, len(field.entries))
        super().reordered(field, order, is_new=is_new)

    def locate(self, path: list[str]) -> Field | None:
        """Find the field of a gap."""
        if path[0] == "words":
            return self.common
        if path[0] != "gaps":
            return super().locate(path)
        place = int(path[1]) - 1 if len(path) > 1 and path[1].isdigit() else -1
        if not 0 <= place < len(self.gaps.entries):
            return self.gaps
        row = self.gaps.entries[place].form
        return row[path[2]] if len(path) > 2 and path[2] in row else row.answers  # noqa: PLR2004

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return one row a gap."""
        common = content.get("words", {})
        return {
            "gaps": [_row(gap, common) for gap in content["gaps"].values()],
            "common": "\n".join(common.values()),
            "match": matching.data_of(content.get("match", {})),
            "scoring": content.get("scoring", cloze.PER_GAP),
        }


def listed(text: str | None) -> dict[str, str]:
    """Return the lines of a text by letter."""
    typed = [line.strip() for line in lines(text).split("\n") if line.strip()]
    return dict(zip(LETTERS, typed, strict=False))


def _gap(row: dict[str, Any], common: dict[str, str]) -> dict[str, Any]:
    makers = {LIST: _from_list, COMMON: _from_common, TYPED: _typed, NUMBER: _number}
    made = makers[row["way"] if row["way"] in makers else LIST](row, common)
    if weight := words(row["weight"]):
        made["weight"] = number_or_text(weight)
    if said := replies(row["replies"]):
        options = made.get("options") or (common if row["way"] == COMMON else {})
        letters = {text: letter for letter, text in options.items()}
        made["replies"] = {letters.get(answer, answer): reply for answer, reply in said.items()}
    return made


def _from_list(row: dict[str, Any], _common: dict[str, str]) -> dict[str, Any]:
    typed = listed(row["answers"])
    starred = [letter for letter, text in typed.items() if text.startswith(STAR)]
    options = {
        letter: text.removeprefix(STAR).strip()
        if text.startswith(STAR)
        else text.replace(ESCAPED, STAR, 1)
        for letter, text in typed.items()
    }
    return {"options": options, "key": starred[0] if len(starred) == 1 else ""}


def _from_common(row: dict[str, Any], common: dict[str, str]) -> dict[str, Any]:
    text = words(row["answers"]).removeprefix(STAR).strip()
    return {"key": next((letter for letter, one in common.items() if one == text), "")}


def _typed(row: dict[str, Any], _common: dict[str, str]) -> dict[str, Any]:
    return {"accept": list(listed(row["answers"]).values())}


def _number(row: dict[str, Any], _common: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {"value": number_or_text(row["answers"])}
    if tolerance := words(row["tolerance"]):
        made["tolerance"] = number_or_text(tolerance)
    return made


def _row(gap: dict[str, Any], common: dict[str, str]) -> dict[str, Any]:
    """Return the row of the form for a stored gap."""
    options = gap.get("options") or common
    said = gap.get("replies", {})
    row = {
        "weight": str(gap.get("weight", "")),
        "replies": reply_lines(
            {options.get(form, form) if "key" in gap else form: text for form, text in said.items()}
        ),
    }
    if "accept" in gap:
        return {**row, "way": TYPED, "answers": "\n".join(gap["accept"])}
    if "value" in gap:
        tolerance = str(gap.get("tolerance", ""))
        return {**row, "way": NUMBER, "answers": str(gap["value"]), "tolerance": tolerance}
    if "options" not in gap:
        return {**row, "way": COMMON, "answers": common[gap["key"]]}
    return {**row, "way": LIST, "answers": "\n".join(_line(gap, one) for one in gap["options"])}


def _line(gap: dict[str, Any], letter: str) -> str:
    text = str(gap["options"][letter])
    if letter == gap["key"]:
        return f"{STAR}{text}"
    return f"\\{text}" if text.startswith(STAR) else text
