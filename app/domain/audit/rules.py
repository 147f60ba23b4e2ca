"""The hash chain over audit events (domain.md 3.1: a deleted or altered row is named)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

GENESIS = "0" * 64
ALGORITHM = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"
"""SM3 comes with OpenSSL 3; a build without it still has a chain."""


def link(
    previous: str,
    *,
    at: datetime,
    person_id: int,
    action: str,
    subject: str,
    details: Mapping[str, object],
) -> str:
    """Return the SM3 digest (hex) of one event chained to the one before it."""
    fields = [previous, at.isoformat(), person_id, action, subject, dict(details)]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.new(ALGORITHM, text.encode()).hexdigest()
