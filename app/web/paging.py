"""Pages of long lists: page number in the address, filters kept."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

SIZE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Which slice of a list is shown."""

    number: int
    total: int
    size: int = SIZE

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.offset + self.size, self.total)

    @property
    def previous_url(self) -> str:
        """Address of the page before, or nothing."""
        return _url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """Address of the page after, or nothing."""
        return _url(self.number + 1) if self.last < self.total else ""


def current_page(total: int, size: int = SIZE) -> Page:
    """Return the page asked for, kept within the list."""
    asked = request.args.get("page", 1, type=int) or 1
    return Page(number=min(max(asked, 1), max(1, -(-total // size))), total=total, size=size)


def _url(number: int) -> str:
    args = {**request.args.to_dict(), "page": number}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **args})
