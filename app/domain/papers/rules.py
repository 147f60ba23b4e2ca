"""The snapshot of a paper: one reader and one writer, so that old papers stay readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.assembly import Blueprint, Drawn
from app.engines.items import Sealed
from app.engines.scoring import PassRule
from app.kernel.tier import Tier

SCHEMA = "xuekao-paper/1"


@dataclass(frozen=True, slots=True)
class SealedSection:
    """A part of the paper with a time of its own; positions first … last, both included."""

    code: str
    title: Mapping[str, str]
    minutes: int
    points: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One place of the paper with the full content, key and all, as it was when drawn."""

    position: int
    section: str
    area: str
    code: str
    version_id: int
    kind: str
    domain: str
    level: str
    module: str
    difficulty: float
    points: float
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """A whole paper, read from its snapshot."""

    code: str
    blueprint: str
    tier: Tier
    title: Mapping[str, str]
    seed: int
    pass_rule: PassRule
    sections: tuple[SealedSection, ...]
    items: tuple[SealedItem, ...]
    tools: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Points of the whole paper."""
        return sum(section.points for section in self.sections)

    @property
    def minutes(self) -> int:
        """Minutes of the whole paper."""
        return sum(section.minutes for section in self.sections)

    def item(self, position: int) -> SealedItem:
        """Return the item at a position.

        :raises KeyError: the paper has no such position.
        """
        for item in self.items:
            if item.position == position:
                return item
        raise KeyError(position)


def make_snapshot(
    code: str,
    blueprint: Blueprint,
    seed: int,
    drawn: Sequence[Drawn],
    contents: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what is stored and what the digest is made of."""
    return {
        "schema": SCHEMA,
        "code": code,
        "blueprint": f"{blueprint.code}@{blueprint.version}",
        "tier": blueprint.tier.value,
        "title": dict(blueprint.title),
        "seed": seed,
        "pass": dict(blueprint.pass_rule),
        "tools": list(blueprint.tools),
        "sections": [_section(blueprint, index, drawn) for index in range(len(blueprint.sections))],
        "items": [_item(place, contents[place.item.id]) for place in drawn],
    }


def _section(blueprint: Blueprint, index: int, drawn: Sequence[Drawn]) -> dict[str, Any]:
    section = blueprint.sections[index]
    positions = [place.position for place in drawn if place.section == section.code]
    return {
        "code": section.code,
        "title": dict(section.title),
        "minutes": section.minutes,
        "points": section.points,
        "first": min(positions),
        "last": max(positions),
    }


def _item(place: Drawn, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "position": place.position,
        "section": place.section,
        "area": place.area,
        "code": place.item.code,
        "version_id": place.item.id,
        "kind": place.item.kind,
        "domain": place.item.domain,
        "level": place.item.level,
        "module": place.item.module,
        "difficulty": place.item.difficulty,
        "points": place.points,
        "content": dict(content),
    }


def read_snapshot(raw: Mapping[str, Any]) -> SealedPaper:
    """Read a stored snapshot.

    :raises ValueError: it is of another schema.
    """
    if raw.get("schema") != SCHEMA:
        raise ValueError(f"not a paper: {raw.get('schema')!r}")
    return SealedPaper(
        code=raw["code"],
        blueprint=raw["blueprint"],
        tier=Tier(raw["tier"]),
        title=raw["title"],
        seed=raw["seed"],
        pass_rule=PassRule.from_json(raw["pass"]),
        sections=tuple(SealedSection(**section) for section in raw["sections"]),
        items=tuple(
            SealedItem(**{**item, "content": Sealed(item["content"])}) for item in raw["items"]
        ),
        tools=tuple(raw.get("tools", ())),
    )
