"""The canonical form of a text: how it comes back from a format that carries HTML."""

from __future__ import annotations

from functools import lru_cache

from app.engines.bankfiles.interchange.rich.html import from_html
from app.engines.items.html import render, render_inline


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """Return a stem or an explanation in canonical form.

    >>> canonical("__bold__ and *  *")
    '**bold** and * *'
    """
    return from_html(render(text)).text


@lru_cache(maxsize=2048)
def canonical_inline(text: str) -> str:
    """Return an option or a part in canonical form."""
    return from_html(render_inline(text), inline=True).text
