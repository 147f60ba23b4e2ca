"""Case: one story, and under it the forms of its questions, each of its own kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, HiddenField, SelectField

from app.engines.items import case
from app.kernel.problem import Problem
from app.web.author.forms import rows
from app.web.author.forms.answers import EssayForm, ShortForm
from app.web.author.forms.base import ItemForm, labelled, number_or_text, sentence, words
from app.web.author.forms.choice import JudgeForm, MultipleForm, SingleForm
from app.web.author.forms.cloze import ClozeForm
from app.web.author.forms.figures import Load
from app.web.author.forms.hotspot import HotspotForm
from app.web.author.forms.lists import ClassifyForm, MatchForm, OrderForm
from app.web.author.forms.rows import Command, Deed
from app.web.author.forms.written import BlankForm, NumberForm
from app.web.author.names import kind_name

QUESTION_FORMS: dict[str, type[ItemForm]] = {
    form.KIND: form
    for form in (
        *(SingleForm, MultipleForm, JudgeForm, BlankForm, NumberForm, OrderForm, MatchForm),
        *(ClozeForm, ClassifyForm, HotspotForm, ShortForm, EssayForm),
    )
}
LIST = "parts"
PLANNED = re.compile(rf"(?P<id>{case.PART_ID}):(?P<kind>[a-z]+)")


@dataclass(frozen=True, slots=True)
class Question:
    """One question in the form of a case; its points are the points of its form."""

    id: str
    form: ItemForm


class CaseForm(ItemForm):
    """A story and its questions."""

    KIND = "case"

    plan = HiddenField()
    """The questions in their order, as `id:kind` parted by blanks."""
    next_kind = SelectField(_("Kind of the next question"), validate_choice=False)

    def prepare(self) -> None:
        """Make the forms of the questions that the plan names."""
        self.next_kind.choices = [(kind, kind_name(kind)) for kind in QUESTION_FORMS]
        held = self.given.get("questions", {})
        planned = [PLANNED.fullmatch(word) for word in (self.plan.data or "").split()]
        self.questions = [
            self._question(one["id"], one["kind"], held.get(one["id"]))
            for one in planned
            if one and one["kind"] in QUESTION_FORMS
        ][: case.MOST]

    def content(self) -> dict[str, Any]:
        """Return the questions, each with its points and its content."""
        parts = {}
        for question in self.questions:
            question.form.lent_figures = self.held_figures
            points = words(question.form.points.data)
            made = {"points": number_or_text(points)} if points else {}
            parts[question.id] = {**made, "content": question.form.draft()}
        return {"parts": parts}

    def load_figures(self, load: Load) -> None:
        """Fetch the pictures of the case, and lend them to its questions."""
        super().load_figures(load)
        for question in self.questions:
            question.form.lent_figures = self.held_figures

    def row_lists(self) -> Iterator[tuple[ItemForm, FieldList[Any]]]:
        """Yield the lists of the case and those of its questions."""
        yield from super().row_lists()
        for question in self.questions:
            yield from question.form.row_lists()

    def do(self, command: Command) -> bool:
        """Add, move or take away a question, or a row of one."""
        if command.name != LIST:
            return super().do(command)
        order = rows.new_order(command, len(self.questions), case.MOST)
        self.questions = [self._new() if old is None else self.questions[old] for old in order]
        self.plan.data = " ".join(f"{one.id}:{one.form.KIND}" for one in self.questions)
        if self.questions:
            rows.set_focus(self.questions[rows.focus_place(command, order)].form.stem)
        return command.deed is not Deed.UPLOAD

    def live_errors(self) -> dict[str, str]:
        """Return what is wrong with the fields of the case and of its questions."""
        found = super().live_errors()
        for question in self.questions:
            found |= question.form.live_errors()
        return found

    def take_problems(self, problems: Iterable[Problem]) -> None:
        """Show problems of a question in its form, and name them above with its number."""
        for problem in problems:
            number, question, rest = self._question_of(problem.where)
            if question is None:
                super().take_problems([problem])
                continue
            question.form.take_problems([replace(problem, where=rest)])
            text = labelled(question.form.find(rest), sentence(problem))
            said = gettext("Question %(number)s: %(text)s", number=number, text=text)
            (self.form_errors if problem.is_error else self.warnings).append(said)

    def find(self, where: str) -> Field | None:
        """Return the field of a path, also inside a question."""
        _number, question, rest = self._question_of(where)
        return question.form.find(rest) if question else super().find(where)

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return the plan, and for each question the values of its form."""
        parts = content["parts"]
        return {
            "plan": " ".join(f"{id_}:{part['content']['kind']}" for id_, part in parts.items()),
            "questions": {
                id_: {
                    **QUESTION_FORMS[part["content"]["kind"]].texts_of(part["content"]),
                    "points": str(part.get("points", "")),
                }
                for id_, part in parts.items()
            },
        }

    def _question(self, id_: str, kind: str, data: dict[str, Any] | None) -> Question:
        part: Mapping[str, Any] = self.before.get(LIST, {}).get(id_, {})
        before = {**part.get("content", {}), "figures": self.before.get("figures", {})}
        form = QUESTION_FORMS[kind](data=data, prefix=f"part-{id_}-", before=before)
        form.lent_figures = self.held_figures
        return Question(id_, form)

    def _new(self) -> Question:
        used = {question.id for question in self.questions}
        id_ = next(f"q{number}" for number in range(1, 99) if f"q{number}" not in used)
        kind = self.next_kind.data if self.next_kind.data in QUESTION_FORMS else "single"
        return self._question(id_, str(kind), None)

    def _question_of(self, where: str) -> tuple[int, Question | None, str]:
        for number, question in enumerate(self.questions, start=1):
            start = f"{LIST}.{question.id}."
            if where.startswith(start):
                return number, question, where.removeprefix(start).removeprefix("content.")
        return 0, None, where
