"""What is proposed to an author: checks in the vocabulary of tasks, and what could not be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.text import Message, msg

GROUPS: Mapping[str, Message] = {
    "page": msg("Page and sections"),
    "text": msg("The text itself"),
    "paragraphs": msg("Paragraphs and characters"),
    "styles": msg("Styles and outline"),
    "tables": msg("Tables"),
    "furniture": msg("Headers and footers"),
    "formulas": msg("Formulas and values"),
    "formats": msg("Formats of cells"),
    "rules": msg("Conditional formats and validation"),
    "rows": msg("Sorting and filtering"),
    "sheets": msg("Sheets, views and printing"),
    "objects": msg("Charts, pivot tables and names"),
    "deck": msg("The presentation as a whole"),
    "slides": msg("Slides"),
    "shapes": msg("Placeholders and shapes"),
    "motion": msg("Transitions and animations"),
    "folders": msg("Folders"),
    "files": msg("Files"),
}
"""By the name of the group, in the order in which an author reads them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One check: its group, what it is about in words, and its keys as a task writes them."""

    group: str
    where: Message
    keys: Mapping[str, Any]
    says: Message


@dataclass(slots=True)
class Proposed:
    """All that two files say: checks, guards, variables, and differences left to the author."""

    module: str
    checks: list[Proposal] = field(default_factory=list)
    guards: list[dict[str, Any]] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    unsaid: list[Message] = field(default_factory=list)
    starter: dict[str, Any] = field(default_factory=dict)
    solution: dict[str, Any] = field(default_factory=dict)

    def add(self, group: str, where: Message, keys: Mapping[str, Any], says: Message) -> None:
        """Propose a check."""
        self.checks.append(Proposal(group, where, keys, says))

    def leave(self, reason: Message) -> None:
        """Say a difference that no check is proposed for; each once."""
        if reason.to_json() not in [known.to_json() for known in self.unsaid]:
            self.unsaid.append(reason)
