"""Content that never changes any more, so that it is read once and not for every answer.

A paper of forty items is marked for thousands of candidates. Reading content strictly costs most
of a mark; a sealed paper wraps its contents in `Sealed`, and each kind keeps there what it read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class Sealed(dict[str, Any]):
    """The content of an item on a sealed paper; changing it is refused."""

    __slots__ = ("_kept",)

    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__(content)
        self._kept: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what was made under this name, making it the first time."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def _refuse(self, *_given: object, **_named: object) -> NoReturn:
        raise TypeError("the content of a sealed paper does not change")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def read_once(read: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], T]:
    """Let a kind's `read` keep its item with content that is sealed."""

    def reading(content: Mapping[str, Any]) -> T:
        if isinstance(content, Sealed):
            return content.once("item", lambda: read(content))
        return read(content)

    reading.__doc__ = read.__doc__
    return reading
