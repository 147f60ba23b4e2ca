"""Strict reading of mappings: every key is asked for by name, and what is left is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.problem import Problem
from app.kernel.text import Message, msg


@dataclass(slots=True)
class Form:
    """One mapping being read; problems of the whole task gather in one list."""

    data: Mapping[str, Any]
    where: str
    problems: list[Problem]
    known: set[str] = field(default_factory=set)

    def refuse(self, key: str, reason: Message, cure: Message | None = None) -> None:
        """Note a problem with the value of a key."""
        self.problems.append(Problem(f"{self.where}.{key}" if self.where else key, reason, cure))

    def raw(self, key: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return a value as it is."""
        self.known.add(key)
        return self.data.get(key, default)

    def has(self, key: str) -> bool:
        """Whether the key is given; it counts as known from now on."""
        self.known.add(key)
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; required when there is no default. Numbers are taken as written."""
        value = self.raw(key, default)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            if value is not None and value == default:
                return default or ""
            self.refuse(key, msg("A text is needed here."))
            return ""
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number that is not negative."""
        value = self.raw(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            self.refuse(key, msg("A number is needed here."))
            return 0.0
        return float(value)

    def choice(self, key: str, options: Sequence[str], default: str) -> str:
        """Return one of a few words."""
        value = self.raw(key, default)
        if value not in options:
            self.refuse(
                key,
                msg("“%(value)s” is not known here.", value=str(value)),
                msg("Write one of: %(options)s.", options=", ".join(options)),
            )
            return default
        return str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return yes or no."""
        value = self.raw(key, default)
        if not isinstance(value, bool):
            self.refuse(key, msg("“true” or “false” is expected here."))
            return default
        return value

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        value = self.raw(key, list(default))
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.refuse(key, msg("A list of texts is needed here."))
            return tuple(default)
        return tuple(items)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return a mapping, empty if it is not given."""
        value = self.raw(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.refuse(key, msg("A group of keys and values is needed here."))
            return {}
        return value

    def form(self, key: str) -> Form:
        """Return a form on the mapping under a key."""
        return Form(self.mapping(key), self._path(key), self.problems)

    def forms(self, key: str) -> Iterator[Form]:
        """Yield a form on each mapping of a list."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            self.refuse(key, msg("A list is needed here."))
            return
        for index, item in enumerate(value):
            where = f"{self._path(key)}[{index + 1}]"
            if isinstance(item, Mapping):
                yield Form(item, where, self.problems)
            else:
                reason = msg("A group of keys and values is needed here.")
                self.problems.append(Problem(where, reason))

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.data:
            if key not in self.known:
                self.refuse(
                    str(key),
                    msg("Unknown key “%(key)s”.", key=str(key)),
                    msg("Known here: %(known)s.", known=", ".join(sorted(self.known))),
                )

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key
