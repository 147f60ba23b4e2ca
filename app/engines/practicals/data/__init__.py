"""Facts of Chinese typesetting, kept as data: numerals, size names, families of fonts."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=32)
def load(name: str) -> Any:  # noqa: ANN401  # each table has its own shape
    """Return a table of this folder, such as `load("sizes")`."""
    text = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text)
