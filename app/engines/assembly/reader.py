"""Reading a YAML mapping field by field, gathering every problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg


@dataclass(slots=True)
class Findings:
    """The problems found so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, reason: Message, cure: Message) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, reason, cure))

    def require_none(self) -> None:
        """Refuse what was read if anything is wrong with it.

        :raises InvalidError: with all problems.
        """
        if self.problems:
            raise InvalidError(self.problems)


@dataclass(slots=True)
class Node:
    """A mapping at a place of the file; remembers which of its fields were read."""

    raw: dict[str, Any]
    where: str
    found: Findings
    present: bool = True
    _read: set[str] = field(default_factory=set)

    def keys(self) -> list[str]:
        """Return the names of the fields that are there."""
        return list(self.raw)

    def done(self, also: Iterable[str] = ()) -> None:
        """Refuse fields that nobody read: a misspelt name must not be silently ignored."""
        for name in self.raw.keys() - self._read - set(also):
            self.found.add(
                self._at(name), msg("Unknown field."), msg("Remove it or correct its spelling.")
            )

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self._take(name, required=True)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            self.found.add(self._at(name), msg("A text is needed here."), msg("Write a text."))
        return value if isinstance(value, str) else ""

    def texts(self, name: str, *, required: bool = True) -> list[str]:
        """Return a list of texts; empty if it may be absent and is."""
        value = self._take(name, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.found.add(
                self._at(name), msg("A list of texts is needed here."), msg("Write [a, b].")
            )
            return []
        return value

    def title(self, name: str) -> dict[str, str]:
        """Return a title in Chinese and English."""
        node = self.node(name)
        title = {language: node.text(language) for language in ("zh", "en")}
        node.done()
        return title

    def one_of(self, name: str, choices: Sequence[str]) -> str | None:
        """Return one of the choices, or None after noting the problem."""
        value = self._take(name, required=True)
        if value in choices:
            return str(value)
        if value is not None:
            self.found.add(
                self._at(name),
                msg("%(value)s is not known here.", value=value),
                msg("Use one of: %(choices)s.", choices=", ".join(choices)),
            )
        return None

    def number(self, name: str, *, least: float) -> float:
        """Return a number not below `least`."""
        value = self._take(name, required=True)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= least:
            return float(value)
        if value is not None:
            self.found.add(
                self._at(name),
                msg("A number of at least %(least)s is needed here.", least=f"{least:g}"),
                msg("Correct the number."),
            )
        return least

    def whole(self, name: str, *, least: int) -> int:
        """Return a whole number not below `least`."""
        value = self.number(name, least=least)
        if value != int(value):
            self.found.add(
                self._at(name), msg("A whole number is needed here."), msg("Correct the number.")
            )
        return int(value)

    def node(self, name: str, *, required: bool = True) -> Node:
        """Return the mapping below; an empty one if it is absent."""
        value = self._take(name, required=required)
        if value is not None and not isinstance(value, dict):
            self.found.add(
                self._at(name), msg("Named fields are needed here."), msg("Write name: value.")
            )
        raw = value if isinstance(value, dict) else {}
        texts = {str(key): one for key, one in raw.items()}
        return Node(texts, self._at(name), self.found, present=value is not None)

    def items(self, name: str, *, at_least: int) -> Iterator[Node]:
        """Go through a list of mappings."""
        value = self._take(name, required=True)
        rows = value if isinstance(value, list) else []
        if value is not None and (not isinstance(value, list) or len(rows) < at_least):
            self.found.add(
                self._at(name),
                msg("A list of at least %(least)s is needed here.", least=at_least),
                msg("Add what is missing."),
            )
        for number, row in enumerate(rows, start=1):
            place = f"{self._at(name)}[{number}]"
            if isinstance(row, dict):
                yield Node({str(key): one for key, one in row.items()}, place, self.found)
            else:
                self.found.add(
                    place, msg("Named fields are needed here."), msg("Write name: value.")
                )

    def _at(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _take(self, name: str, *, required: bool) -> Any:  # noqa: ANN401 - any YAML value
        self._read.add(name)
        value = self.raw.get(name)
        if value is None and required:
            self.found.add(self._at(name), msg("This field is missing."), msg("Add it."))
        return value


def load(text: str, schema: str, found: Findings) -> Node:
    """Return the top mapping of a YAML text of this schema.

    :raises InvalidError: it is not YAML, not a mapping, or of another schema; nothing below can
        then be read.
    """
    try:
        raw = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{mark.line + 1}:{mark.column + 1}" if mark else "1"
        reason, cure = msg("This is not YAML."), msg("Check the indentation and the quotes there.")
        raise InvalidError([Problem(where, reason, cure)]) from error
    if not isinstance(raw, dict) or raw.get("schema") != schema:
        cure = msg("Start the file with: schema: %(schema)s", schema=schema)
        reason = msg("This is not a file of the schema %(schema)s.", schema=schema)
        raise InvalidError([Problem("schema", reason, cure)])
    return Node({str(key): value for key, value in raw.items()}, "", found)
