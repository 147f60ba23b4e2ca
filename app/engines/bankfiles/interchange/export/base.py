"""What every writer shares: what is carried, what is not, and what is said about an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.engines.bankfiles.interchange import tags
from app.engines.bankfiles.interchange.carried import residue
from app.engines.bankfiles.interchange.model import Entry, Format, Found, warn
from app.engines.bankfiles.reader import NEEDS_FIGURE
from app.engines.bankfiles.source import ItemSource
from app.kernel.problem import Problem
from app.kernel.text import Message, msg


@dataclass(frozen=True, slots=True)
class Written:
    """A file in another format, and everything that it cannot carry.

    `omitted` are items that are not in the file at all; `reduced` are parts of items that other
    systems will not see, though we read them back where the format lets us write them aside.
    """

    format: Format
    name: str
    data: bytes
    count: int
    omitted: tuple[Problem, ...] = ()
    reduced: tuple[Problem, ...] = ()


class OmitError(Exception):
    """Raised by a writer for an item that its format cannot carry."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(slots=True)
class Losses:
    """What other systems will not see of the items of a file."""

    omitted: list[Problem] = field(default_factory=list)
    reduced: list[Problem] = field(default_factory=list)

    def note(self, source: ItemSource, names: Iterable[str]) -> None:
        """Note parts of the content that the format has no place for, where the item has them."""
        there = [name for name in names if source.content.get(name)]
        if there:
            reason = msg("Other systems will not see: %(names)s.", names=", ".join(there))
            self.reduced.append(warn(source.code, reason))

    def omit(self, source: ItemSource, reason: Message) -> None:
        """Note an item that is not in the file."""
        self.omitted.append(Problem(source.code, reason))


def with_residue(
    source: ItemSource, write: Callable[[Sequence[str]], Any], read: Callable[[Any], Entry]
) -> Any:  # noqa: ANN401 - whatever the format is made of
    """Return the item as the format writes it, with aside what would not come back by itself.

    :param write: takes the tags and gives the item; `read` reads such an item.
    :raises OmitError: when the item cannot be read back at all.
    """
    said = tags.write(described(source))
    first = write(said)
    entry = read(first)
    if not isinstance(entry, Found):
        raise OmitError(
            entry.reason if hasattr(entry, "reason") else msg("It cannot be read back.")
        )
    rest = residue(source.content, entry.content)
    if not rest:
        return first
    return write([*said, *(tags.carry(name, value) for name, value in rest.items())])


def described(source: ItemSource) -> dict[str, Any]:
    """Return what is said about an item, under the names of the item files."""
    return {
        "code": source.code,
        "tier": [tier.value for tier in source.tiers],
        "domain": source.domain,
        "level": source.level.value,
        "module": source.module,
        "goal": source.goal,
        "difficulty": source.difficulty,
        "seconds": source.seconds,
        "points": source.points,
        "tries": source.tries if source.tries > 1 else "",
        "enemies": sorted(source.enemies),
        "source": list(source.sources),
        "valid_from": source.valid_from and source.valid_from.isoformat(),
        "valid_to": source.valid_to and source.valid_to.isoformat(),
        "a11y": NEEDS_FIGURE if source.needs_figure else "",
        "use": source.use.value,
        "secrecy": source.secrecy.value,
    }


def no_place(kind: str) -> OmitError:
    """Make the refusal of a kind."""
    return OmitError(msg("This format has no place for items of the kind %(kind)s.", kind=kind))


def plain(number: float) -> str:
    """Return a number without exponent.

    >>> plain(1e-05), plain(3)
    ('0.00001', '3')
    """
    return f"{Decimal(str(number)):f}"


def options_of(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return letter, text and reason of each option."""
    return [
        (id_, option["text"], option.get("why", "")) for id_, option in content["options"].items()
    ]


def is_fixed(content: Mapping[str, Any]) -> bool:
    """Whether no option may be shuffled."""
    return set(content.get("fixed", ())) >= set(content["options"])


def keys_of(content: Mapping[str, Any]) -> Sequence[str]:
    """Return the right letters of a choice."""
    key = content["key"]
    return [key] if isinstance(key, str) else sorted(key)
