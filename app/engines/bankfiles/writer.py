"""Items → the canonical text: the same items always give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from app.engines.bankfiles import forms
from app.engines.bankfiles.reader import NEEDS_FIGURE
from app.engines.bankfiles.source import SCHEMA, ItemSource, Secrecy, Use

FLOW = ("tier", "enemies", "key", "match")
"""Fields written on one line."""
WIDTH = 4096
"""Long lines are not folded: one text, one line, so that differences read well."""


class _Flow(dict[str, Any]):
    """A mapping written on one line."""


class _FlowList(list[Any]):
    """A list written on one line."""


class _Dumper(yaml.SafeDumper):
    """Block style outside, one line for small things, long texts as blocks."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def write_items(sources: Sequence[ItemSource]) -> str:
    """Return the file of these items; `read_items` gives them back with equal digests."""
    uses = {source.use for source in sources}
    use = uses.pop() if len(uses) == 1 else Use.EXAM
    document = {
        "schema": SCHEMA,
        "use": use.value,
        "items": [_entry(source, use) for source in sources],
    }
    return yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, indent=2
    )


def _entry(source: ItemSource, use: Use) -> dict[str, Any]:
    content = dict(forms.to_written(source.content))
    entry: dict[str, Any] = {
        "id": source.code,
        "kind": content.pop("kind"),
        "use": source.use.value if source.use is not use else "",
        "tier": [tier.value for tier in source.tiers],
        "domain": source.domain,
        "module": source.module,
        "goal": source.goal,
        "level": source.level.value,
        "difficulty": source.difficulty,
        "seconds": source.seconds,
        "points": _short(source.points),
        "enemies": sorted(source.enemies),
        "tries": source.tries if source.tries > 1 else "",
        "a11y": NEEDS_FIGURE if source.needs_figure else "",
        "secrecy": source.secrecy.value if source.secrecy is not Secrecy.INTERNAL else "",
    }
    kept = {name: value for name, value in entry.items() if value not in ("", [])}
    kept |= {name: _styled(name, value) for name, value in content.items()}
    kept |= {"source": list(source.sources), "valid_from": source.valid_from}
    kept["valid_to"] = source.valid_to
    return {
        name: _FlowList(v) if name in FLOW and isinstance(v, list) else v
        for name, v in kept.items()
    }


def _short(number: float) -> float:
    """Write 1 rather than 1.0."""
    return int(number) if number == int(number) else number


def _styled(name: str, value: object) -> object:
    """Put the leaves of options and gaps on one line each."""
    if not isinstance(value, dict):
        return value
    if name in FLOW or (all(isinstance(inner, str) for inner in value.values()) and name == "why"):
        return _Flow(value)
    return {key: _Flow(inner) if isinstance(inner, dict) else inner for key, inner in value.items()}


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Write lines as a block, and everything else as short as it can be."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(
    _Flow,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True),
)
_Dumper.add_representer(
    _FlowList,
    lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True),
)
