"""Per-candidate values: drawn from the seed by hashing, so that they are the same for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.language.form import Form
from app.kernel.text import msg

KINDS = ("choice", "int", "pick")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def draw(task_id: str, seed: int, name: str, size: int) -> int:
    """Return a number below `size`, the same for the same task, seed and name on any machine."""
    digest = hashlib.sha256(f"{task_id}\0{seed}\0{name}".encode()).digest()
    return int.from_bytes(digest[:8]) % size


def check_params(form: Form) -> None:
    """Note what is wrong with the parameters of a task."""
    for name in form.data:
        inner = form.form(name)
        if not _NAME.fullmatch(str(name)):
            form.refuse(str(name), msg("A parameter is named in small Latin letters."))
        named = [kind for kind in KINDS if inner.has(kind)]
        if len(named) != 1:
            form.refuse(str(name), msg("Write one of: %(options)s.", options=", ".join(KINDS)))
        elif not _is_sound(inner, named[0]):
            inner.refuse(named[0], msg("The values to draw from are not complete."))
        inner.close()


def _is_sound(form: Form, kind: str) -> bool:
    values = form.raw(kind)
    if not isinstance(values, list) or not values:
        return False
    if kind == "int":
        step = form.raw("step", 1)
        whole = all(isinstance(value, int) for value in (*values, step))
        return whole and len(values) == 2 and values[0] <= values[1] and step > 0  # noqa: PLR2004
    if kind == "pick":
        n = form.raw("n", len(values))
        return isinstance(n, int) and 0 < n <= len(values)
    return True


def values_for(task_id: str, params: Mapping[str, Any], seed: int) -> dict[str, str]:
    """Return the value of each name that a text of the task may hold in braces.

    A choice of groups gives `{name.key}`; a pick of several gives `{name.1}`, `{name.2}`, ….
    """
    values: dict[str, str] = {}
    for name, spec in params.items():
        if "int" in spec:
            low, high = spec["int"]
            step = spec.get("step", 1)
            places = (high - low) // step + 1
            values[name] = str(low + step * draw(task_id, seed, name, places))
        elif "choice" in spec:
            chosen = spec["choice"][draw(task_id, seed, name, len(spec["choice"]))]
            values |= _named(name, chosen)
        else:
            picked = _picked(task_id, seed, name, spec["pick"])[: spec.get("n")]
            for index, item in enumerate(picked):
                values |= _named(f"{name}.{index + 1}", item)
    return values


def _named(name: str, value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {f"{name}.{key}": str(item) for key, item in value.items()}
    return {name: str(value)}


def _picked(task_id: str, seed: int, name: str, items: Sequence[Any]) -> list[Any]:
    order = sorted(
        range(len(items)),
        key=lambda i: hashlib.sha256(f"{task_id}\0{seed}\0{name}\0{i}".encode()).digest(),
    )
    return [items[i] for i in order]


def filled(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Return texts, lists and mappings with every `{name}` of the values filled in."""
    if not values:
        return value
    names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
    return _filled(value, re.compile(rf"\{{({names})\}}"), values)


def _filled(value: Any, place: re.Pattern[str], values: Mapping[str, str]) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return place.sub(lambda found: values[found[1]], value)
    if isinstance(value, Mapping):
        return {
            _filled(key, place, values): _filled(item, place, values) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_filled(item, place, values) for item in value]
    return value
