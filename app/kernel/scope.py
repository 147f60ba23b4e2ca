"""The parts of the organisation tree that a query may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Path prefixes; an empty scope sees nothing."""

    paths: tuple[str, ...] = ()

    @classmethod
    def of(cls, paths: Iterable[str]) -> Scope:
        """Make a scope without prefixes that others cover.

        >>> Scope.of(["/440000/440100/", "/440000/"]).paths
        ('/440000/',)
        """
        kept: list[str] = []
        for path in sorted(set(paths)):
            if not any(path.startswith(other) for other in kept):
                kept.append(path)
        return cls(tuple(kept))

    def contains(self, org_path: str) -> bool:
        """Whether a thing of this unit is inside."""
        return any(org_path.startswith(path) for path in self.paths)

    def within(self, org_path: str) -> Scope:
        """Narrow to one unit: that unit if it is inside, else nothing."""
        return Scope((org_path,)) if self.contains(org_path) else Scope()


EVERYTHING = Scope(("/",))
"""For jobs of the platform itself and for the command line."""
