"""Kinds whose fields are written as text, as in an item file, with the preview beside them."""

from __future__ import annotations

from typing import Any

import yaml
from flask_babel import lazy_gettext as _
from wtforms import Field, TextAreaField

from app.engines.bankfiles.yamltext import YamlError, load
from app.engines.items import KINDS
from app.web.author.forms.base import KEPT, ItemForm, lines

ELSEWHERE = {"kind", "stem", "explain", *KEPT}
WIDTH = 4096


class SourceForm(ItemForm):
    """An item whose own fields stand in one text."""

    body = TextAreaField(_("Fields of the item"), render_kw={"rows": 14, "spellcheck": "false"})

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        super().__init__(data)
        if data is None and not self.body.data:
            self.body.data = written(KINDS[self.KIND].EXAMPLES[0].content)

    def content(self) -> dict[str, Any]:
        """Return the fields as they stand, or none when the text cannot be read."""
        try:
            value = load(lines(self.body.data)).value
        except YamlError as error:
            self.body.errors = [
                *self.body.errors,
                _("Line %(line)s: %(reason)s", line=error.line, reason=error.reason),
            ]
            return {}
        fields = value if isinstance(value, dict) else {}
        return {str(name): inner for name, inner in fields.items()}

    def locate(self, path: list[str]) -> Field | None:
        """Show what is wrong with any field of the kind at the text."""
        return super().locate(path) or self.body

    @classmethod
    def content_data(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Return the text of the kind's own fields."""
        return {"body": written(content)}


def written(content: Any) -> str:  # noqa: ANN401 - a stored content
    """Return the fields that the page shows nowhere else, as text."""
    own = {name: value for name, value in content.items() if name not in ELSEWHERE}
    return yaml.safe_dump(own, allow_unicode=True, sort_keys=False, width=WIDTH)


class ClozeForm(SourceForm):
    """A cloze."""

    KIND = "cloze"


class ClassifyForm(SourceForm):
    """A classification."""

    KIND = "classify"


class HotspotForm(SourceForm):
    """A picture with regions; the picture itself comes with an imported file."""

    KIND = "hotspot"


class ShortForm(SourceForm):
    """A short answer."""

    KIND = "short"


class EssayForm(SourceForm):
    """An essay and its rubric."""

    KIND = "essay"


class CaseForm(SourceForm):
    """A case and its questions."""

    KIND = "case"
