"""What every item form asks: the stem, and what is said about the item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.engines.bankfiles import ItemSource, Level, read_source
from app.engines.bankfiles.source import DOMAINS
from app.kernel.problem import Problem
from app.kernel.tier import Tier
from app.web.author.names import domain_name, level_name
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
KEPT = ("figures", "fixed")
"""Content that no field shows; it stays as the version before has it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding as the page shows it beside the preview."""

    text: str
    is_error: bool


class ItemForm(BaseForm):
    """The parts that all kinds share; a kind adds its own fields and `content`."""

    KIND: ClassVar[str]

    based_on = HiddenField(default="0")
    code = StringField(_("Item code"), render_kw={"autocomplete": "off"})
    stem = TextAreaField(_("Stem of the item"), render_kw={"rows": 4})
    explain = TextAreaField(_("Explanation of the whole item"), render_kw={"rows": 2})
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
    needs_figure = BooleanField(_("Cannot be answered without seeing a figure"))

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        super().__init__(data=data)
        self.tiers.choices = [(tier.value, tier_name(tier)) for tier in Tier]
        self.domain.choices = [("", "—"), *((code, domain_name(code)) for code in DOMAINS)]
        self.level.choices = [(level.value, level_name(level)) for level in Level]
        self.warnings: list[str] = []

    def content(self) -> dict[str, Any]:
        """Return the stored content that the fields describe, sound or not."""
        raise NotImplementedError

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
            "stem": source.content["stem"],
            "explain": source.content.get("explain", ""),
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
            "needs_figure": source.needs_figure,
            **cls.content_data(source.content),
        }

    def read(self, earlier: ItemSource | None = None) -> ItemSource | None:
        """Return the item typed in, or None with every problem at its field.

        :param earlier: the version before, whose code, goal and tries are kept.
        """
        content = {"kind": self.KIND, "stem": lines(self.stem.data), **self.content()}
        if explain := lines(self.explain.data):
            content["explain"] = explain
        before = earlier.content if earlier else {}
        for name in set(KEPT) & set(before):
            content.setdefault(name, before[name])
        found, problems = read_source(self._metadata(earlier), content)
        self.take_problems(problems)
        return found

    def take_problems(self, problems: Iterable[Problem]) -> None:
        """Show problems at the fields they name; warnings are listed apart."""
        for problem in problems:
            text = _sentence(problem)
            field = self._find(problem.where)
            if not problem.is_error:
                self.warnings.append(_labelled(field, text))
                continue
            if field is not None:
                field.errors = [*field.errors, text]
            if field is None or field.name not in self._fields:
                self.form_errors.append(_labelled(field, text))

    def _find(self, where: str) -> Field | None:
        path = where.split(".")
        if where in METADATA_FIELDS:
            return self._fields[METADATA_FIELDS[where]]
        return self.locate(path)

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


def _day(text: str | None) -> date | str | None:
    typed = words(text)
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed


def _sentence(problem: Problem) -> str:
    text = translate(problem.reason)
    return f"{text} {translate(problem.cure)}" if problem.cure else text


def _labelled(field: Field | None, text: str) -> str:
    return f"{field.label.text}: {text}" if field is not None else text
