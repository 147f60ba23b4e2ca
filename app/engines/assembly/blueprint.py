"""The blueprint: which areas, at which levels, how many items, for how many points.

The text form is YAML with `schema: xuekao-blueprint/1`; docs/blueprints.md describes each field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engines.assembly import reader
from app.kernel.text import msg
from app.kernel.tier import Tier

SCHEMA = "xuekao-blueprint/1"
LEVELS = ("K", "C", "A", "E")
"""Cognitive levels of domain.md 5: recall, understanding, application, evaluation."""
ANY_LEVEL = "any"
TOOLS = ("calculator", "scratch")
"""What a paper may allow beside the items: a calculator, a scratch pad."""


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds, both included."""

    low: float
    high: float

    def distance(self, value: float) -> float:
        """How far a value lies outside; 0 inside."""
        return max(self.low - value, value - self.high, 0.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the two-way table: so many items of one area at one level.

    :ivar key: `section/area/level`, unique in a blueprint.
    """

    key: str
    section: str
    area: str
    level: str
    count: int
    points: float
    kinds: frozenset[str]
    domains: frozenset[str]
    modules: frozenset[str]


@dataclass(frozen=True, slots=True)
class Area:
    """A row of the two-way table; an empty set of domains or modules means all."""

    code: str
    title: Mapping[str, str]
    domains: frozenset[str]
    modules: frozenset[str]
    points: float
    items: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper with a time of its own."""

    code: str
    title: Mapping[str, str]
    minutes: int
    points: float
    kinds: tuple[str, ...]
    difficulty: Range | None
    areas: tuple[Area, ...]

    def cells(self) -> Iterator[Cell]:
        """Go through the cells, row by row."""
        for area in self.areas:
            for level, count in area.items.items():
                yield Cell(
                    key=f"{self.code}/{area.code}/{level}",
                    section=self.code,
                    area=area.code,
                    level=level,
                    count=count,
                    points=area.points,
                    kinds=frozenset(self.kinds),
                    domains=area.domains,
                    modules=area.modules,
                )


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What every paper of an exam must look like.

    :ivar pass_rule: in the stored form that `engines.scoring.PassRule.from_json` reads.
    """

    code: str
    version: int
    tier: Tier
    title: Mapping[str, str]
    pass_rule: Mapping[str, Any]
    sections: tuple[Section, ...]
    source: tuple[str, ...] = field(default_factory=tuple)
    tools: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Points of the whole paper."""
        return sum(section.points for section in self.sections)

    @property
    def minutes(self) -> int:
        """Minutes of the whole paper."""
        return sum(section.minutes for section in self.sections)

    def cells(self) -> list[Cell]:
        """Return all cells in the order of the paper."""
        return [cell for section in self.sections for cell in section.cells()]


def read_blueprint(text: str) -> Blueprint:
    """Read a blueprint from YAML.

    :raises InvalidError: it is not YAML, a field is missing, unknown or out of range, the points
        of a section do not add up, or two cells ask for the same items; all problems at once.
    """
    found = reader.Findings()
    raw = reader.load(text, SCHEMA, found)
    sections = tuple(_section(node, found) for node in raw.items("sections", at_least=1))
    tier = raw.one_of("tier", [tier.value for tier in Tier])
    blueprint = Blueprint(
        code=raw.text("code"),
        version=raw.whole("version", least=1),
        tier=Tier(tier or Tier.USER),
        title=raw.title("title"),
        pass_rule=_pass_rule(raw.node("pass"), [section.code for section in sections]),
        sections=sections,
        source=tuple(raw.texts("source", required=False)),
        tools=_tools(raw),
    )
    raw.done(also=["schema"])
    _check_unique(blueprint, found)
    found.require_none()
    return blueprint


def _tools(node: reader.Node) -> tuple[str, ...]:
    named = node.texts("tools", required=False)
    for name in named:
        if name not in TOOLS:
            node.found.add(
                "tools",
                msg("%(value)s is not known here.", value=name),
                msg("Use one of: %(choices)s.", choices=", ".join(TOOLS)),
            )
    return tuple(tool for tool in TOOLS if tool in named)


def _section(node: reader.Node, found: reader.Findings) -> Section:
    difficulty = node.node("difficulty", required=False)
    section = Section(
        code=node.text("code"),
        title=node.title("title"),
        minutes=node.whole("minutes", least=1),
        points=node.number("points", least=0.5),
        kinds=tuple(node.texts("kinds")),
        difficulty=_range(difficulty) if difficulty.present else None,
        areas=tuple(_area(area) for area in node.items("areas", at_least=1)),
    )
    node.done()
    planned = sum(cell.points * cell.count for cell in section.cells())
    if planned != section.points:
        found.add(
            f"{node.where}.points",
            msg(
                "The cells add up to %(planned)s points, the section says %(points)s.",
                planned=f"{planned:g}",
                points=f"{section.points:g}",
            ),
            msg("Change the points of the section or the number of items."),
        )
    return section


def _area(node: reader.Node) -> Area:
    items = node.node("items")
    area = Area(
        code=node.text("code"),
        title=node.title("title"),
        domains=frozenset(node.texts("domains", required=False)),
        modules=frozenset(node.texts("modules", required=False)),
        points=node.number("points", least=0.5),
        items={
            level: items.whole(level, least=0)
            for level in (*LEVELS, ANY_LEVEL)
            if level in items.keys()  # noqa: SIM118 - a node is not a mapping
        },
    )
    items.done()
    node.done()
    return area


def _range(node: reader.Node) -> Range:
    bounds = Range(node.number("min", least=0), node.number("max", least=0))
    node.done()
    if bounds.low > bounds.high:
        node.found.add(
            node.where, msg("The lower bound is above the upper bound."), msg("Swap the two.")
        )
    return bounds


def _pass_rule(node: reader.Node, sections: list[str]) -> dict[str, Any]:
    raw: dict[str, Any] = {"total": node.number("total", least=0)}
    for name, known in (
        ("sections", sections),
        ("domains", None),
        ("grades", ("GOOD", "EXCELLENT")),
    ):
        part = node.node(name, required=False)
        raw[name] = {key: part.number(key, least=0) for key in part.keys()}  # noqa: SIM118
        for key in raw[name]:
            if known is not None and key not in known:
                node.found.add(
                    f"{part.where}.{key}",
                    msg("%(value)s is not known here.", value=key),
                    msg("Use one of: %(choices)s.", choices=", ".join(known)),
                )
    node.done()
    return raw


def _check_unique(blueprint: Blueprint, found: reader.Findings) -> None:
    seen: set[str] = set()
    for cell in blueprint.cells():
        if cell.key in seen:
            found.add(
                cell.key,
                msg("Two cells have the same place."),
                msg("Give the area another code."),
            )
        seen.add(cell.key)
