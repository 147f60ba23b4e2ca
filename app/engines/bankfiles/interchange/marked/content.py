"""Pieces of an item → its stored content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.engines.bankfiles.interchange.marked.codecs import decode
from app.engines.bankfiles.interchange.marked.paths import Form, Path, form_of, inner, is_of_case

Value = tuple[Path, str, Any]
"""Name of a piece, the kind of the question that begins with it, and its value."""
GONE = "gone"
AREA = "area"


class Written(Protocol):
    """What is known of a piece beside its text."""

    @property
    def is_raw(self) -> bool:
        """Whether it is written as JSON or literally."""


def value_of(path: Path, text: str, piece: Written, kind: str = "") -> Any:  # noqa: ANN401
    """Return the value of a piece, its text as it is where only `build` knows the kind."""
    if form_of(path) is not Form.DATA or inner(path)[-1] == "key":
        return Raw(text, piece.is_raw) if form_of(path) is Form.DATA else text
    return decode(inner(path)[-1], kind, text, is_raw=piece.is_raw)


class Raw:
    """A key: what it says depends on the kind of its question."""

    __slots__ = ("is_raw", "text")

    def __init__(self, text: str, is_raw: bool) -> None:  # noqa: FBT001
        self.text = text
        self.is_raw = is_raw

    def read(self, kind: str) -> Any:  # noqa: ANN401
        """Return the value for a kind.

        :raises ValueError: when it says nothing for that kind.
        """
        return decode("key", kind, self.text, is_raw=self.is_raw)


def build(kind: str, values: Iterable[Value]) -> dict[str, Any]:
    """Return the content that the pieces make.

    :raises ValueError: when a key cannot be understood.
    """
    made: dict[str, Any] = {"kind": kind}
    rest: list[Any] = []
    for path, begins, value in values:
        if path == ("rest",):
            rest = value
            continue
        if begins:
            _put(made, (*path[:-1], "kind"), begins)
        _put(made, path, _known(made, path, value))
    for one in _all(made):
        _complete(one)
    return apply(made, rest)


def _known(made: Mapping[str, Any], path: Path, value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, Raw):
        return value
    at: Any = made
    for name in path[:3] if is_of_case(path) else ():
        at = at.get(name, {})
    return value.read(str(at.get("kind", "")))


def _put(made: dict[str, Any], path: Path, value: Any) -> None:  # noqa: ANN401
    at = made
    for name in path[:-1]:
        found = at.setdefault(name, {})
        if not isinstance(found, dict):
            return
        at = found
    if path[-1] == AREA:
        at.update(value)
    else:
        at[path[-1]] = value


def _all(made: dict[str, Any]) -> Iterable[dict[str, Any]]:
    yield made
    if made["kind"] == "case":
        for part in made.get("parts", {}).values():
            if isinstance(part.get("content"), dict):
                yield part["content"]


def _complete(content: dict[str, Any]) -> None:
    """Add what is always there: a reason, empty where none is given."""
    if content.get("kind") in ("single", "multiple"):
        for option in content.get("options", {}).values():
            option.setdefault("why", "")


def difference(wanted: Any, built: Any, at: Path = ()) -> list[Any]:  # noqa: ANN401
    """Return what must be changed in `built` to give `wanted`: path and value, or path alone.

    >>> difference({"a": {"b": 1}}, {"a": {"c": 2}})
    [[['a', 'b'], 1], [['a', 'c']]]
    """
    if not (isinstance(wanted, Mapping) and isinstance(built, Mapping)):
        same = json.dumps(wanted, sort_keys=True) == json.dumps(built, sort_keys=True)
        return [] if same else [[list(at), wanted]]
    if at == ("parts",) and set(wanted) != set(built):
        return _renamed(wanted, built)
    found: list[Any] = []
    for name, value in wanted.items():
        if name in built:
            found += difference(value, built[name], (*at, name))
        else:
            found.append([[*at, name], value])
    return found + [[[*at, name]] for name in built if name not in wanted]


def _renamed(wanted: Mapping[str, Any], built: Mapping[str, Any]) -> list[Any]:
    """Return the difference of the questions of a case, which count from 1 in a document."""
    names = list(wanted)
    if len(names) != len(built) or not all(
        isinstance(one, Mapping) and "content" in one for one in wanted.values()
    ):
        return [[["parts"], wanted]]
    inside: list[Any] = []
    for name, (place, part) in zip(names, built.items(), strict=True):
        inside += difference(wanted[name], part, ("parts", place))
    return [*inside, [["parts"], names, "names"]]


def apply(made: dict[str, Any], changes: Any) -> dict[str, Any]:  # noqa: ANN401 - from a file
    """Return the content after changes as `difference` gives them; what does not fit is left."""
    for change in changes if isinstance(changes, list) else ():
        if not isinstance(change, list) or not change or not isinstance(change[0], list):
            continue
        *above, last = [str(name) for name in change[0]] or [""]
        at: Any = made
        for name in above:
            at = at.get(name) if isinstance(at, dict) else None
        if not isinstance(at, dict):
            continue
        if len(change) == 1:
            at.pop(last, None)
        elif change[-1] == "names" and isinstance(at.get(last), dict):
            held = list(at[last].values())
            names = [*change[1], *(f"n{n}" for n in range(len(change[1]), len(held)))]
            at[last] = dict(zip(names, held, strict=False))
        else:
            at[last] = change[1]
    return made
