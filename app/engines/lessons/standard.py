"""The training standard as text: which module, for which tier, how many hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from app.engines.bankfiles.source import DOMAINS, canonical
from app.engines.items.fields import Fields
from app.engines.lessons.checks import matches
from app.engines.lessons.frontmatter import Findings, read_date, read_list, read_yaml
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

SCHEMA = "xuekao-standard/1"
ELECTIVE = "elective"
PLANNED, SHIPPED = "planned", "shipped"
MOST_HOURS = 40


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one tier must learn of one module; an elective has no hours of its own."""

    tier: Tier
    hours: Decimal
    is_elective: bool
    is_required_for_exam: bool


@dataclass(frozen=True, slots=True)
class StandardModule:
    """A module as the standard names it."""

    code: str
    title: str
    title_en: str
    domain: str
    seed: str
    is_shipped: bool
    requirements: tuple[Requirement, ...]

    def requirement(self, tier: Tier) -> Requirement | None:
        """Return what a tier must learn of it, if anything."""
        return next((one for one in self.requirements if one.tier is tier), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardSource:
    """A version of the training standard."""

    code: str
    version: str
    title: str
    title_en: str
    valid_from: date
    modules: tuple[StandardModule, ...]
    digest: str

    def hours(self, tier: Tier) -> Decimal:
        """Return the hours of a tier without electives."""
        found = (module.requirement(tier) for module in self.modules)
        return sum((one.hours for one in found if one), Decimal(0))


def read_standard(text: str, where: str) -> tuple[StandardSource | None, list[Problem]]:
    """Return the standard, or None when there is an error; and everything that was found."""
    found = Findings(where)
    value = read_yaml(text, found)
    fields = Fields(value)
    if fields.one_of("schema", [SCHEMA], "") != SCHEMA:
        fields.wrong("schema", msg("The file must begin with schema: %(schema)s.", schema=SCHEMA))
    needed = _required_for_exam(fields)
    entries = read_list(fields, "modules")
    modules = tuple(_module(entry, needed) for entry in entries)
    _check(fields, modules, needed)
    source = StandardSource(
        code=fields.text("code", limit=40),
        version=fields.text("version", limit=20),
        title=fields.text("title", limit=120),
        title_en=fields.text("title_en", limit=120),
        valid_from=read_date(fields, "valid_from") or date.min,
        modules=modules,
        digest=sha256(canonical(_plain(value)).encode()).hexdigest(),
    )
    fields.finish()
    found.take(fields.problems)
    return (None if found.problems else source), found.problems


def _required_for_exam(fields: Fields) -> Mapping[Tier, frozenset[str]]:
    holder = fields.child("required_for_exam")
    needed = {tier: frozenset(holder.words(tier.value, required=False)) for tier in Tier}
    holder.finish()
    return needed


def _module(fields: Fields, needed: Mapping[Tier, frozenset[str]]) -> StandardModule:
    code = fields.text("code")
    if not matches(r"[A-Z]{2}[0-9]{3}", code):
        fields.wrong("code", msg("A module code has two letters and three digits."))
    hours = fields.child("hours")
    module = StandardModule(
        code=code,
        title=fields.text("title", limit=60),
        title_en=fields.text("title_en", limit=120),
        domain=fields.one_of("domain", DOMAINS, DOMAINS[0]),
        seed=fields.text("seed"),
        is_shipped=fields.one_of("courseware", [PLANNED, SHIPPED], PLANNED) == SHIPPED,
        requirements=tuple(
            _requirement(hours, tier, code in needed[tier]) for tier in Tier if hours.has(tier)
        ),
    )
    hours.finish()
    fields.finish()
    return module


def _requirement(hours: Fields, tier: Tier, is_required: bool) -> Requirement:  # noqa: FBT001
    value = hours.get(tier.value)
    if value == ELECTIVE:
        return Requirement(tier, Decimal(0), is_elective=True, is_required_for_exam=is_required)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_HOURS:
        hours.wrong(
            tier.value,
            msg("Hours are a whole number from 1 to %(most)s, or elective.", most=MOST_HOURS),
        )
        value = 1
    return Requirement(tier, Decimal(value), is_elective=False, is_required_for_exam=is_required)


def _check(
    fields: Fields, modules: tuple[StandardModule, ...], needed: Mapping[Tier, frozenset[str]]
) -> None:
    for code, times in Counter(module.code for module in modules).items():
        if times > 1:
            fields.wrong("modules", msg("The module %(code)s stands here twice.", code=code))
    by_code = {module.code: module for module in modules}
    for tier, codes in needed.items():
        for code in sorted(codes):
            module = by_code.get(code)
            if module is None or not module.is_shipped or module.requirement(tier) is None:
                fields.wrong(
                    f"required_for_exam.{tier.value}",
                    msg(
                        "%(code)s cannot be required: it is not shipped, or not of this tier.",
                        code=code,
                    ),
                )


def _plain(value: object) -> object:
    """Return YAML values as JSON values: dates as text."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
