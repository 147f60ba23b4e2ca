"""A text with YAML between two lines of dashes at its head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.engines.bankfiles.yamltext import Document, YamlError, load
from app.engines.items.fields import Fields, Missing
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

FENCE = "---\n"


@dataclass(slots=True)
class Findings:
    """The problems of one file, each put to its line."""

    where: str
    problems: list[Problem] = field(default_factory=list)
    document: Document = field(default_factory=lambda: Document({}))
    offset: int = 0
    """Lines of the file that stand before the YAML."""

    def add(
        self, path: str, reason: Message, cure: Message | None = None, *, line: int | None = None
    ) -> None:
        """Note an error of a field (dotted path) or of a line."""
        self.take([Problem(path, reason, cure)], line)

    def take(self, problems: list[Problem], line: int | None = None) -> None:
        """Note problems whose place is a dotted path of the YAML."""
        for problem in problems:
            keys = tuple(int(key) if key.isdigit() else key for key in problem.where.split("."))
            at = line or self.document.line(keys if problem.where else ()) + self.offset
            place = " ".join(part for part in (f"{self.where}:{at}", problem.where) if part)
            self.problems.append(Problem(place, problem.reason, problem.cure, problem.severity))


def read_front(text: str, found: Findings) -> tuple[Fields, str]:
    """Return the fields of the head and the text below it; no head is noted and read as empty."""
    head, body = _split(text)
    value: Any = {}
    if head is None:
        found.add("", msg("The file must begin with a head between two lines of ---."))
    else:
        value = read_yaml(head, found, offset=1)
    return Fields(value if isinstance(value, dict) else {}), body


def read_yaml(text: str, found: Findings, offset: int = 0) -> Any:  # noqa: ANN401 - any YAML
    """Return the value of a YAML text; what cannot be read is noted and gives nothing."""
    try:
        found.document = load(text)
    except YamlError as error:
        reason = msg("The file cannot be read: %(reason)s.", reason=error.reason)
        found.add("", reason, line=error.line + offset)
        return {}
    found.offset = offset
    return found.document.value


def _split(text: str) -> tuple[str | None, str]:
    if not text.startswith(FENCE):
        return None, text
    head, fence, body = text.removeprefix(FENCE).partition("\n" + FENCE)
    return (head, body) if fence else (None, text)


def read_date(fields: Fields, name: str, *, required: bool = True) -> date | None:
    """Return a date; null and nothing are no date."""
    value = fields.get(name)
    if value is None or value is Missing.FIELD:
        if required:
            fields.wrong(name, msg("This is missing."), msg("Fill it in."))
        return None
    if not isinstance(value, date):
        fields.wrong(name, msg("This must be a date such as 2026-12-01."))
        return None
    return value


def read_whole(fields: Fields, name: str, least: int, most: int) -> int:
    """Return a whole number within bounds."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        fields.wrong(
            name,
            msg("This must be a whole number from %(least)s to %(most)s.", least=least, most=most),
        )
        return least
    return value


def read_list(fields: Fields, name: str) -> list[Fields]:
    """Return a list of mappings inside."""
    value = fields.get(name)
    if not isinstance(value, list):
        fields.wrong(name, msg("This must be a list."))
        return []
    return [
        Fields(entry, fields.path(f"{name}.{place}"), fields.problems)
        for place, entry in enumerate(value)
    ]
