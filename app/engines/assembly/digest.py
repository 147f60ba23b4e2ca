"""The digest of a sealed paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def canonical(value: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": "学"}).decode()
    '{"a":"学","b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8", "surrogatepass")


def digest(snapshot: Mapping[str, object]) -> str:
    """Return the SHA-256 of a paper's snapshot in hex; any change of a key or a comma shows."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()
