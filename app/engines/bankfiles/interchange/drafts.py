"""From an imported item to one that a bank can keep as a draft: what the file did not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.engines import items
from app.engines.bankfiles.interchange.model import Entry, Found
from app.engines.bankfiles.interchange.prove import ADVICE
from app.engines.bankfiles.reader import CODE, MODULE, NEEDS_FIGURE
from app.engines.bankfiles.source import DOMAINS, ItemSource, Level, Secrecy, Use
from app.kernel.tier import Tier

SECONDS: Mapping[str, int] = {
    "single": 60,
    "multiple": 90,
    "judge": 40,
    "blank": 60,
    "number": 90,
    "order": 90,
    "match": 120,
    "classify": 120,
    "cloze": 120,
    "hotspot": 60,
    "short": 120,
    "essay": 900,
    "case": 420,
}
"""How long an item of a kind takes when nothing is said (guide, table of fields)."""
LONGEST_SOURCE = 200
RANGES: Mapping[str, tuple[float, float]] = {
    "difficulty": (0.05, 0.99),
    "seconds": (5, 7200),
    "points": (0, 100),
    "tries": (1, 9),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is taken where a file says nothing."""

    tier: Tier
    domain: str
    source: str
    """Where the items come from, such as the name of the file."""
    level: Level = Level.KNOW


def code_of(found: Found) -> str:
    """Return the code of ours that the file gives an item; identifiers of others are none."""
    code = str(found.metadata.get("code", ""))
    return code if CODE.fullmatch(code) else ""


def lacks_reasons(content: Mapping[str, Any]) -> bool:
    """Whether an option does not say why it is right or wrong."""
    return any(problem.reason.msgid in ADVICE for problem in items.check(content))


def to_source(found: Found, code: str, defaults: Defaults) -> ItemSource:
    """Return an item that can be stored; what is out of range in the file falls back."""
    said = found.metadata
    return ItemSource(
        code=code,
        content=found.content,
        tiers=_tiers(said.get("tier")) or (defaults.tier,),
        domain=said["domain"] if said.get("domain") in DOMAINS else defaults.domain,
        level=Level(said["level"]) if said.get("level") in tuple(Level) else defaults.level,
        module=_matching(said.get("module"), MODULE),
        goal=str(said.get("goal", ""))[:10],
        difficulty=_between(said, "difficulty", 0.6),
        seconds=int(_between(said, "seconds", SECONDS.get(found.kind, 60))),
        points=_between(said, "points", 1.0),
        enemies=tuple(
            sorted(str(one) for one in said.get("enemies", ()) if CODE.fullmatch(str(one)))
        ),
        sources=_sources(said.get("source")) or (defaults.source,),
        valid_from=_date(said.get("valid_from")),
        valid_to=_date(said.get("valid_to")),
        tries=int(_between(said, "tries", 1)),
        needs_figure=said.get("a11y") == NEEDS_FIGURE,
        use=Use(said["use"]) if said.get("use") in tuple(Use) else Use.EXAM,
        secrecy=said_secrecy(found) or Secrecy.INTERNAL,
        where=found.where,
    )


def said_secrecy(found: Found) -> Secrecy | None:
    """Return the label that the file gives an item, None where it says nothing."""
    said = found.metadata.get("secrecy")
    return Secrecy(said) if said in tuple(Secrecy) else None


def labelled(entries: Iterable[Entry], secrecy: Secrecy | None) -> Iterator[Entry]:
    """Yield the entries; those that say nothing of their secrecy get this label, if any."""
    for entry in entries:
        if secrecy is None or not isinstance(entry, Found) or said_secrecy(entry):
            yield entry
        else:
            yield replace(entry, metadata={**entry.metadata, "secrecy": secrecy.value})


def _between(said: Mapping[str, Any], name: str, default: float) -> float:
    value = said.get(name)
    least, most = RANGES[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value is not None and least <= value <= most else default


def _tiers(value: object) -> tuple[Tier, ...]:
    names = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return tuple(tier for tier in Tier if tier.value in names)


def _sources(value: object) -> tuple[str, ...]:
    lines = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return tuple(str(line)[:LONGEST_SOURCE] for line in lines if str(line).strip())


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""


def _date(value: object) -> date | None:
    return value if isinstance(value, date) else None
