"""What is wrong with something brought in from outside, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.text import Message, Translate


class Severity(StrEnum):
    """An error refuses; a warning lets through and is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where (row, line, field), why, and what to do about it."""

    where: str
    reason: Message
    cure: Message | None = None
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether this finding refuses the thing."""
        return self.severity is Severity.ERROR

    def render(self, translate: Translate) -> str:
        """Return one line for a person."""
        text = f"{self.where}: {self.reason.render(translate)}"
        return f"{text} {self.cure.render(translate)}" if self.cure else text

    def __str__(self) -> str:
        return self.render(lambda msgid: msgid)
