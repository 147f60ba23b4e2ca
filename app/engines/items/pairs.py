"""What matching and classifying share: each entry belongs to one partner."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.engines.items.base import Outcome, Part
from app.engines.items.fields import Fields
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def read_value(
    entries: Mapping[str, Any], partners: Mapping[str, Any], raw: object
) -> dict[str, str] | None:
    """Return the pairs made so far, entries without a partner left out."""
    if raw is None:
        return None
    if not isinstance(raw, dict) or any(
        entry not in entries
        or not isinstance(partner, str)
        or (partner and partner not in partners)
        for entry, partner in raw.items()
    ):
        raise InvalidError([Problem("value", msg("The answer does not fit the two lists."))])
    return {entry: raw[entry] for entry in sorted(raw) if raw[entry]} or None


def read_key(
    fields: Fields, entries: Mapping[str, str], partners: Mapping[str, str], pattern: str
) -> dict[str, str]:
    """Read `key`: one known partner for every entry."""
    holder = fields.child("key")
    key = {id_: holder.text(id_) for id_ in holder.ids(pattern)}
    if sorted(key) != sorted(entries):
        fields.wrong("key", msg("Every entry on the left needs one partner."))
    if any(partner not in partners for partner in key.values()):
        fields.wrong("key", msg("A partner is not in the list on the right."))
    return key


def assess(
    entries: Mapping[str, str],
    partners: Mapping[str, str],
    key: Mapping[str, str],
    value: Mapping[str, str] | None,
    *,
    is_all_or_nothing: bool,
) -> Outcome:
    """Share the points by entries, or give all for all of them."""
    given = value or {}
    parts = tuple(
        Part(
            id=entry,
            text=text,
            given=partners.get(given.get(entry, ""), ""),
            expected=partners[key[entry]],
            is_chosen=bool(given.get(entry)),
            is_right=given.get(entry) == key[entry],
        )
        for entry, text in entries.items()
    )
    right = sum(part.is_right for part in parts)
    if is_all_or_nothing:
        return Outcome(Fraction(right == len(parts)), parts)
    return Outcome(Fraction(right, len(parts)), parts)
