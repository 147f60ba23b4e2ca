"""What every item form asks: the stem, and what is said about the item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.engines.bankfiles import ItemSource, Level, Secrecy, read_source
from app.engines.bankfiles.source import DOMAINS
from app.kernel.problem import Problem
from app.kernel.tier import Tier
from app.web.author.forms import figures, rows
from app.web.author.forms.figures import FigureForm, Load
from app.web.author.forms.rows import Command, Deed
from app.web.author.names import domain_name, level_name, secrecy_name
from app.web.display import tier_name
from app.web.forms import BaseForm
from app.web.i18n import translate

SEPARATORS = re.compile("[,\\s\u3001\uff0c\uff1b;]+")
METADATA_FIELDS = {
    "id": "code",
    "tier": "tiers",
    "source": "sources",
}
"""Names of the file format that the page calls otherwise."""
MOST_FIGURES = 10
MOST_ROWS = 30


class ItemForm(BaseForm):
    """The parts that all kinds share; a kind adds its own fields and `content`.

    A question of a case is the form of its kind under a prefix, without token and metadata.
    """

    KIND: ClassVar[str]

    based_on = HiddenField(default="0")
    code = StringField(_("Item code"), render_kw={"autocomplete": "off"})
    stem = TextAreaField(_("Stem of the item"), render_kw={"rows": 4})
    explain = TextAreaField(_("Explanation of the whole item"), render_kw={"rows": 2})
    figures = FieldList(FormField(FigureForm), _("Pictures and sounds"), max_entries=MOST_FIGURES)
    tiers = SelectMultipleField(
        _("Tiers"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    domain = SelectField(_("Subject area"))
    level = SelectField(_("Cognitive level"))
    module = StringField(_("Course module"))
    difficulty = StringField(_("Expected share of right answers"), default="0.6")
    seconds = StringField(_("Seconds needed"), default="60")
    points = StringField(_("Points of the item"), default="1")
    enemies = StringField(_("Not on one paper with"))
    sources = TextAreaField(_("Sources of the item"), render_kw={"rows": 2})
    valid_from = StringField(_("Valid from"), render_kw={"type": "date"})
    valid_to = StringField(_("Valid to"), render_kw={"type": "date"})
    secrecy = SelectField(_("Secrecy label"), default=Secrecy.INTERNAL.value)
    needs_figure = BooleanField(_("Cannot be answered without seeing a figure"))

    def __init__(
        self,
        data: dict[str, Any] | None = None,
        prefix: str = "",
        before: Mapping[str, Any] | None = None,
    ) -> None:
        self.before: Mapping[str, Any] = before or {}
        """The stored content of the version before."""
        super().__init__(data=data, prefix=prefix, meta={"csrf": False} if prefix else None)
        self.prefix = prefix
        self.tiers.choices = [(tier.value, tier_name(tier)) for tier in Tier]
        self.domain.choices = [("", "—"), *((code, domain_name(code)) for code in DOMAINS)]
        self.level.choices = [(level.value, level_name(level)) for level in Level]
        self.secrecy.choices = [(label.value, secrecy_name(label)) for label in Secrecy]
        self.warnings: list[str] = []
        self.is_relabelled = False
        """Whether nothing but the secrecy label was changed."""
        self.held_figures: dict[str, dict[str, str]] = {}
        self.lent_figures: dict[str, dict[str, str]] = {}
        """The pictures of the case that this form is a question of."""
        self.given = data or {}
        self.prepare()

    def prepare(self) -> None:
        """Offer what can be chosen in the fields of the kind."""

    def content(self) -> dict[str, Any]:
        """Return the stored content that the fields describe, sound or not."""
        raise NotImplementedError

    def scored(self, usual: str) -> dict[str, Any]:
        """Return the scoring chosen; the usual one is left out unless the item named it before."""
        chosen = self._fields["scoring"].data
        return {} if chosen == usual and "scoring" not in self.before else {"scoring": chosen}

    def locate(self, path: list[str]) -> Field | None:
        """Return the field of this kind that a path of the content belongs to."""
        return self._fields.get(path[0]) if path else None

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return the values of this kind's own fields for a stored content."""
        raise NotImplementedError

    @classmethod
    def data_of(cls, source: ItemSource, number: int) -> dict[str, Any]:
        """Return the values of all fields for an item as it stands."""
        return {
            "based_on": str(number),
            "code": source.code,
            "tiers": [tier.value for tier in source.tiers],
            "domain": source.domain,
            "level": source.level.value,
            "module": source.module,
            "difficulty": f"{source.difficulty:g}",
            "seconds": str(source.seconds),
            "points": f"{source.points:g}",
            "enemies": " ".join(source.enemies),
            "sources": "\n".join(source.sources),
            "valid_from": source.valid_from.isoformat() if source.valid_from else "",
            "valid_to": source.valid_to.isoformat() if source.valid_to else "",
            "secrecy": source.secrecy.value,
            "needs_figure": source.needs_figure,
            **cls.texts_of(source.content),
        }

    @classmethod
    def texts_of(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the fields that come from the content."""
        return {
            "stem": content["stem"],
            "explain": content.get("explain", ""),
            "figures": figures.rows_of(content.get("figures", {})),
            **cls.content_data(content),
        }

    def load_figures(self, load: Load) -> None:
        """Fetch the pictures that the form names, before its content is asked for."""
        self.held_figures = figures.read(self.figures, self.before.get("figures", {}), load)

    def draft(self) -> dict[str, Any]:
        """Return the whole stored content that the form describes, sound or not."""
        content = {"kind": self.KIND, "stem": lines(self.stem.data), **self.content()}
        if explain := lines(self.explain.data):
            content["explain"] = explain
        if self.held_figures:
            content["figures"] = self.held_figures
        return content

    def read(self, earlier: ItemSource | None = None) -> ItemSource | None:
        """Return the item typed in, or None with every problem at its field.

        :param earlier: the version before, whose code, goal and tries are kept.
        """
        found, problems = read_source(self._metadata(earlier), self.draft())
        self.take_problems(problems)
        return found

    def take_problems(self, problems: Iterable[Problem]) -> None:
        """Show problems at the fields they name; warnings are listed apart."""
        for problem in problems:
            text = sentence(problem)
            field = self.find(problem.where)
            if not problem.is_error:
                self.warnings.append(labelled(field, text))
                continue
            if field is not None and not isinstance(field, FormField):
                field.errors = [*field.errors, text]
            if field is None or field.name not in self._fields:
                self.form_errors.append(labelled(field, text))

    def find(self, where: str) -> Field | None:
        """Return the field that a dotted path of content or metadata belongs to."""
        path = where.split(".")
        if where in METADATA_FIELDS:
            return self._fields[METADATA_FIELDS[where]]
        if path[0] == "figures":
            return self.figures
        return self.locate(path)

    def live_errors(self) -> dict[str, str]:
        """Return id of a field → the first thing that is wrong with it, for the script."""
        return dict(_errors_of(self))

    def row_lists(self) -> Iterator[tuple[ItemForm, FieldList[Any]]]:
        """Yield the lists whose rows can be added, moved and taken away, with their forms."""
        for field in self:
            if isinstance(field, FieldList):
                yield self, field

    def do(self, command: Command) -> bool:
        """Change the rows of a list as its buttons ask; False when there is no such list."""
        for form, field in self.row_lists():
            if field.name == command.name:
                form.change_rows(field, command)
                return True
        return False

    def change_rows(self, field: FieldList[Any], command: Command) -> None:
        """Add, move or take away one row, and put the focus where the writer goes on."""
        most = field.max_entries or MOST_ROWS
        order = rows.new_order(command, len(field.entries), most)
        rows.reorder(field, order)
        self.reordered(field, order, is_new=command.deed is Deed.ADD and None in order)
        if field.entries:
            entry = field.entries[rows.focus_place(command, order)]
            rows.set_focus(rows.first_input(entry))

    def reordered(self, field: FieldList[Any], order: list[int | None], *, is_new: bool) -> None:
        """Let what points at rows, such as the key, follow them."""

    def _metadata(self, earlier: ItemSource | None) -> dict[str, Any]:
        metadata: dict[str, Any] = {
            "id": earlier.code if earlier else words(self.code.data),
            "tier": list(self.tiers.data or []),
            "level": self.level.data,
            "module": words(self.module.data).upper(),
            "difficulty": words(self.difficulty.data),
            "seconds": words(self.seconds.data),
            "points": words(self.points.data),
            "enemies": [code for code in SEPARATORS.split(words(self.enemies.data)) if code],
            "source": [line.strip() for line in lines(self.sources.data).split("\n") if line],
            "valid_from": _day(self.valid_from.data),
            "valid_to": _day(self.valid_to.data),
            "secrecy": self.secrecy.data,
            "a11y": "needs_figure" if self.needs_figure.data else "",
        }
        if self.domain.data:
            metadata["domain"] = self.domain.data
        if earlier:
            metadata |= {"goal": earlier.goal, "tries": earlier.tries}
        return metadata


def words(text: str | None) -> str:
    """Return what was typed on one line, without outer blanks."""
    return (text or "").strip()


def lines(text: str | None) -> str:
    """Return what was typed, with line ends as everywhere."""
    return (text or "").replace("\r\n", "\n").strip()


def number_or_text(text: str | None) -> int | float | str:
    """Return a typed number as a number; anything else stays, to be refused with its text."""
    typed = words(text)
    if re.fullmatch(r"[-+]?\d{1,15}", typed):
        return int(typed)
    if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,6}", typed):
        return float(typed)
    return typed


def _errors_of(form: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a form or a row of one
    for field in form:
        if isinstance(field, FormField):
            yield from _errors_of(field.form)
            continue
        said = [text for text in field.errors if isinstance(text, str)]
        if said:
            yield field.id, said[0]
        if isinstance(field, FieldList):
            for entry in field.entries:
                yield from _errors_of(entry.form)


def follow(chosen: str | None, names: str, order: list[int | None]) -> str:
    """Return the name of a row after it was moved; nothing when it was taken away.

    >>> follow("A", "ABC", [1, 0]), follow("B", "ABC", [0])
    ('B', '')
    """
    if not chosen or chosen not in names:
        return ""
    old = names.index(chosen)
    return names[order.index(old)] if old in order else ""


def _day(text: str | None) -> date | str | None:
    typed = words(text)
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed


def sentence(problem: Problem) -> str:
    """Return what a problem says and how it is mended."""
    text = translate(problem.reason)
    return f"{text} {translate(problem.cure)}" if problem.cure else text


def labelled(field: Field | None, text: str) -> str:
    """Return a text with the name of its field before it."""
    return f"{field.label.text}: {text}" if field is not None else text
