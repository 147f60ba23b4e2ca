"""What a candidate answers to an item as the player shows it: a guess, but of the right form."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

SENTENCE = "先核对数据来源，再按规定流程报送，遇到问题及时向主管部门报告，并做好记录和备份。"
View = Mapping[str, Any]
TYPED = frozenset({"blank", "number", "cloze", "short", "essay", "case"})
"""Kinds that are typed; the others are chosen or moved."""


def reply(kind: str, view: View, chance: random.Random) -> Any:  # noqa: ANN401 - of many kinds
    """Return the value of a response to an item; None for a kind that is not answered in the page.

    >>> reply("judge", {}, random.Random(1)) in (True, False)
    True
    """
    maker = _MAKERS.get(kind)
    return None if maker is None else maker(view, chance)


def _one(view: View, chance: random.Random) -> str:
    return str(chance.choice(view["options"])["id"])


def _some(view: View, chance: random.Random) -> list[str]:
    ids = [str(one["id"]) for one in view["options"]]
    return sorted(chance.sample(ids, chance.randint(min(2, len(ids)), len(ids))))


def _gaps(view: View, chance: random.Random) -> dict[str, str]:
    return {str(part["gap"]): _gap(part, chance) for part in view["parts"] if "gap" in part}


def _gap(part: View, chance: random.Random) -> str:
    if part.get("options"):
        return str(chance.choice(part["options"])["id"])
    return str(chance.randint(1, 99)) if part.get("number") else _words(chance, 4)


def _words(chance: random.Random, most: int) -> str:
    start = chance.randrange(len(SENTENCE))
    return (SENTENCE[start:] + SENTENCE * (most // len(SENTENCE) + 1))[: chance.randint(2, most)]


def _essay(view: View, chance: random.Random) -> str:
    most = min(int(view.get("limit") or 300), 300)
    return _words(chance, max(most, 10))


def _order(view: View, chance: random.Random) -> list[str]:
    ids = [str(one["id"]) for one in view["parts"]]
    return chance.sample(ids, len(ids))


def _pairs(left: str, right: str) -> Callable[[View, random.Random], dict[str, str]]:
    def make(view: View, chance: random.Random) -> dict[str, str]:
        rights = [str(one["id"]) for one in view[right]]
        if len(rights) < len(view[left]):
            return {str(one["id"]): chance.choice(rights) for one in view[left]}
        drawn = chance.sample(rights, len(view[left]))
        return {str(one["id"]): name for one, name in zip(view[left], drawn, strict=True)}

    return make


def _regions(view: View, chance: random.Random) -> list[str]:
    return [str(chance.choice(view["regions"])["id"])]


def _questions(view: View, chance: random.Random) -> dict[str, Any]:
    return {one["id"]: reply(one["kind"], one["view"], chance) for one in view["questions"]}


_MAKERS: Mapping[str, Callable[[View, random.Random], Any]] = {
    "single": _one,
    "multiple": _some,
    "judge": lambda _view, chance: chance.random() < 0.5,  # noqa: PLR2004 - a coin
    "blank": _gaps,
    "cloze": _gaps,
    "number": lambda _view, chance: f"{chance.uniform(1, 100):.1f}",
    "order": _order,
    "match": _pairs("left", "right"),
    "classify": _pairs("entries", "groups"),
    "hotspot": _regions,
    "short": lambda _view, chance: _words(chance, 30),
    "essay": _essay,
    "case": _questions,
}
