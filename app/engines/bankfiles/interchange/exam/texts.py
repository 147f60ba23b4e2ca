"""The texts of a question in markdown, figures gathered, rubrics read."""

from __future__ import annotations

import base64
import re
from typing import Any

from app.engines.bankfiles.interchange.exam.question import Question
from app.engines.bankfiles.interchange.exam.words import shadow
from app.engines.bankfiles.interchange.media import kind_of
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.rich import from_plain
from app.engines.items import figures
from app.kernel.text import msg

_LINE = re.compile(
    r"^\s*[(（]?\d{0,2}[)）.、．]?\s*(.+?)[\s，,。：:;；(（]*(\d+(?:\.\d+)?)\s*分[)）。]?\s*$"
)
LONGEST_LINE = 500
IDS = "abcdefghijklmnopqrstuvwxyz"


class Texts:
    """The texts of one question; figure marks of the whole file become those of the item."""

    def __init__(self, question: Question, draft: Draft) -> None:
        self.question = question
        self.draft = draft
        self._numbers: dict[str, str] = {}
        self._figures: dict[str, dict[str, str]] = {}

    def block(self, text: str) -> str:
        """Return a stem or an explanation."""
        text = self._with_figures(text)
        return text.strip() if self.question.is_markdown else from_plain(text)

    def line(self, text: str) -> str:
        """Return an option or a reply."""
        text = self._with_figures(text)
        return text.strip() if self.question.is_markdown else from_plain(text, inline=True)

    def finish(self) -> None:
        """Put the figures into the content."""
        if self._figures:
            self.draft.content["figures"] = self._figures

    def _with_figures(self, text: str) -> str:
        if self.question.figures is None:
            return text
        return figures.MARK.sub(lambda found: self._figure(found.group(1)), text)

    def _figure(self, mark: str) -> str:
        if mark not in self._numbers:
            load = self.question.figures
            found = load(mark) if load else None
            kind = kind_of(found[0]) if found else ""
            if found is None or not kind:
                raise RefuseError(
                    msg("A picture of this question is of a kind that cannot be shown."),
                    msg("Save the picture as PNG or JPEG in the document."),
                )
            number = str(len(self._figures) + 1)
            data = base64.b64encode(found[0]).decode()
            self._figures[number] = {"data": f"data:{kind};base64,{data}", "alt": found[1]}
            self._numbers[mark] = figures.mark_of(number)
        return self._numbers[mark]


def rubric(text: str) -> list[dict[str, Any]]:
    r"""Return the lines of a rubric such as `写出原则，3分`.

    >>> rubric("1. 写出原则，3分\n2. 提出问题（2分）")[1]
    {'id': 'b', 'points': 2, 'text': '提出问题'}
    """
    lines = []
    for raw in re.split(r"[\n；;]+", text):
        found = _LINE.match(shadow(raw)) if raw.strip() and len(raw) <= LONGEST_LINE else None
        if found:
            points = float(found.group(2))
            start, end = found.span(1)
            lines.append((raw[start:end].strip(), int(points) if points == int(points) else points))
    return [
        {"id": id_, "points": points, "text": words}
        for id_, (words, points) in zip(IDS, lines, strict=False)
    ]
