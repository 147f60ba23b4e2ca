"""What single and multiple choice share: options, their reading and their wording."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.engines.items.base import Part
from app.engines.items.fields import Fields
from app.engines.items.html import plain, render_inline
from app.engines.items.normalize import typed_number
from app.engines.items.shuffle import arrange
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg

OPTION_IDS = "[A-H]"
LEAST, MOST = 2, 8
LENGTH_RATIO = 1.5
"""Guide 2.2: the longest option is at most one and a half times the shortest."""
SHORT = 10
"""Below this many characters lengths say nothing."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option and the reason why it is right, or the misconception it catches."""

    text: str
    why: str


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a list of the field's words, kept as data beside this module."""
    path = files("app.engines.items") / "words.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))[name])


def read_options(fields: Fields) -> dict[str, Option]:
    """Read `options`: two to eight, no two the same."""
    options: dict[str, Option] = {}
    for id_, child in fields.children("options", OPTION_IDS, LEAST, MOST).items():
        options[id_] = Option(child.text("text"), child.text("why", required=False))
        child.finish()
    seen: dict[str, str] = {}
    for id_, option in options.items():
        other = seen.setdefault(option.text, id_)
        if other != id_ and option.text:
            fields.wrong(
                f"options.{id_}.text",
                msg("This is the same as option %(other)s.", other=other),
            )
    return options


def read_fixed(fields: Fields, options: Mapping[str, Option]) -> frozenset[str]:
    """Read `fixed`: options that keep their places when the others are shuffled."""
    fixed = fields.words("fixed", required=False)
    if set(fixed) - set(options):
        fields.wrong("fixed", msg("This names an option that is not there."))
    return frozenset(fixed)


def missing_whys(options: Mapping[str, Option]) -> list[Problem]:
    """Return an error for each option that does not say why."""
    return [
        Problem(
            f"options.{id_}.why",
            msg("The reason is missing."),
            msg("Say in one sentence why this is right, or which error of thought it shows."),
        )
        for id_, option in options.items()
        if not option.why
    ]


def cues(options: Mapping[str, Option], keys: Collection[str]) -> list[Problem]:
    """Return warnings about options that give the answer away (guide 2.3, 2.4)."""
    found = [
        warning(
            f"options.{id_}.text",
            msg("An option that speaks of the other options is not used."),
        )
        for id_, option in options.items()
        if plain(option.text) in words("forbidden_options")
    ]
    lengths = {id_: len(plain(option.text)) for id_, option in options.items()}
    longest = max(lengths, key=lambda id_: lengths[id_], default="")
    if (
        longest
        and longest in keys
        and SHORT <= lengths[longest] > LENGTH_RATIO * min(lengths.values())
    ):
        found.append(
            warning(
                f"options.{longest}.text",
                msg("The right option is the longest; its length gives it away."),
                msg("Move a condition into the stem, or make the others as long."),
            )
        )
    return found


def warning(where: str, reason: Message, cure: Message | None = None) -> Problem:
    """Make a finding that lets through."""
    return Problem(where, reason, cure, Severity.WARNING)


def shown(
    options: Mapping[str, Option], seed: int | None, salt: str, fixed: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return the options as the candidate sees them; a scale of numbers keeps its order."""
    is_scale = all(
        typed_number(option.text.split(" ")[0]) is not None for option in options.values()
    )
    mixed = iter(
        arrange([id_ for id_ in options if id_ not in fixed], None if is_scale else seed, salt)
    )
    ids = [id_ if id_ in fixed else next(mixed) for id_ in options]
    return [{"id": id_, "html": render_inline(options[id_].text)} for id_ in ids]


def parts(
    options: Mapping[str, Option], keys: Collection[str], chosen: Collection[str]
) -> tuple[Part, ...]:
    """Return the explanation option by option."""
    return tuple(
        Part(
            id=id_,
            text=option.text,
            why=option.why,
            is_chosen=id_ in chosen,
            is_key=id_ in keys,
            is_right=(id_ in chosen) == (id_ in keys),
        )
        for id_, option in options.items()
    )
