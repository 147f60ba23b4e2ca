"""Gaps that Blackboard names in the text, `[city]`, as numbered gaps of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.items import blank
from app.kernel.text import msg


def number_gaps(draft: Draft, stem: str, named: Mapping[str, Mapping[str, Any]]) -> None:
    """Make a fill-in item, or a cloze where there are lists or many gaps.

    :param named: name of a gap → what is accepted, or its list and key.
    """
    places = {name: _place(stem, name) for name in named}
    missing = next((name for name, place in places.items() if not place), None)
    if missing is not None:
        raise RefuseError(
            msg("The text has no gap [%(name)s].", name=missing[:40]),
            msg("Write the name of the gap in square brackets where it stands."),
        )
    ordered = sorted(named, key=lambda name: stem.index(places[name]))
    for number, name in enumerate(ordered, start=1):
        stem = stem.replace(places[name], f"【{number}】", 1)
    gaps = [dict(named[name]) for name in ordered]
    if all("accept" in gap for gap in gaps) and len(gaps) <= blank.MOST_GAPS:
        build.blanks(draft, stem, gaps)
    else:
        numbered = {str(number): gap for number, gap in enumerate(gaps, start=1)}
        draft.content = {"kind": "cloze", "stem": stem, "gaps": numbered}


def _place(stem: str, name: str) -> str:
    """Return how a gap stands in the text: markdown may have escaped its brackets."""
    forms = (f"[{name}]", f"\\[{name}\\]", f"\\[{name}]", f"[{name}\\]")
    return next((form for form in forms if form in stem), "")
