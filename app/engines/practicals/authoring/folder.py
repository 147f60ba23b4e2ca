"""A task as a folder of question_banks: readable text, and the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from app.engines.practicals.task.attached import without_files

WIDTH = 10_000
"""Long expectations stay on one line, as in the tasks that are shipped."""


class _Dumper(yaml.SafeDumper):
    """Writes as people write tasks: blocks for lists of checks, one line for small groups."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    lines = value.split("\n")
    style = "|" if len(lines) > 1 and all(line == line.rstrip() for line in lines) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
_FLOW = ("find", "expect", "text", "tree", "count", "submit", "unchanged_text", "unchanged_cells")


class _Flow(dict[str, Any]):
    """A group that is written on one line."""


def _flow(dumper: yaml.SafeDumper, value: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


_Dumper.add_representer(_Flow, _flow)


def to_folder(task: Mapping[str, Any]) -> tuple[str, dict[str, bytes]]:
    """Return the text of `task.yaml` and the files by name; reading them gives the same task."""
    words, files = without_files(task)
    return yaml.dump(
        _shaped(words), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH
    ), files


def _shaped(task: Mapping[str, Any]) -> dict[str, Any]:
    shaped = {key: _one_line(key, value) for key, value in task.items()}
    for key in ("checks", "guards"):
        rows = task.get(key)
        if isinstance(rows, list):
            shaped[key] = [{k: _one_line(k, v) for k, v in row.items()} for row in rows]
    held = task.get("vars")
    if isinstance(held, Mapping):
        shaped["vars"] = {name: _Flow(value) for name, value in held.items()}
    return shaped


def _one_line(key: str, value: Any) -> Any:  # noqa: ANN401
    return _Flow(value) if key in _FLOW and isinstance(value, Mapping) else value
