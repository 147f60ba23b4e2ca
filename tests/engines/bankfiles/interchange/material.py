"""Where material of other systems lies: beside the repository, read only when it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
PLACES = (ROOT.parent / "shared", ROOT.parent.parent / "shared")
FOUND = next(
    (one / "data" / "interop" for one in PLACES if (one / "data" / "interop").is_dir()), None
)
needs_material = pytest.mark.skipif(
    FOUND is None, reason="the collection of other systems' files is not beside the repository"
)


def path(*parts: str) -> Path:
    """A file of the collection."""
    assert FOUND is not None
    return FOUND.joinpath(*parts)


def files(pattern: str) -> list[Path]:
    """All files of the collection that fit a pattern, none when it is not there."""
    return sorted(FOUND.glob(pattern)) if FOUND is not None else []
