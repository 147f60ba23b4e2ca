"""What each option of a multiple choice is worth in systems that add percentages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.bankfiles.interchange.export.base import keys_of

HUNDRED = 100.0


def shares_of(content: Mapping[str, Any]) -> dict[str, float]:
    """Return the percentage of each option.

    Exact for `partial` and `partial_with_penalty`; all or nothing can only come near: one wrong
    option loses everything, but a part of the right ones earns a part.
    """
    keys, options = set(keys_of(content)), list(content["options"])
    right = round(HUNDRED / len(keys), 5)
    wrong = -HUNDRED
    if content.get("scoring") == "partial_with_penalty":
        wrong = -round(HUNDRED / max(1, len(options) - len(keys)), 5)
    return {id_: right if id_ in keys else wrong for id_ in options}
