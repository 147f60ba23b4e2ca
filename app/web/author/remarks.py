"""Remarks of reviewers on single fields: where they belong, and whether they are dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wtforms import BooleanField

from app.domain.bank import queries
from app.domain.bank.models import ItemReview, ItemVersion
from app.web.author.compare import flat
from app.web.author.names import change_name

if TYPE_CHECKING:
    from app.web.author.forms import ItemForm

PREFIX = "remark~"
LONGEST_ABOUT = 80
METADATA = (
    *("tiers", "domain", "module", "goal", "level", "difficulty", "seconds", "points", "enemies"),
    *("sources", "valid_from", "valid_to", "needs_figure"),
)
UNTOLD = ("figures", "width", "height")
"""Beginnings of paths that nobody remarks on by themselves."""

UNTOLD_ENDS = ("kind", "id", "data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One remark as pages show it.

    :ivar key: what a form sends when the remark is dealt with.
    :ivar about: the text that it was written about, shortened.
    """

    key: str
    path: str
    label: str
    text: str
    about: str
    name: str
    number: int
    at: datetime | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a version in the reviewer's list."""

    path: str
    label: str
    text: str
    is_metadata: bool


def lines(version: ItemVersion) -> list[Line]:
    """Return the fields of a version that can be remarked on, the item's own first."""
    found = [
        Line(path, change_name(path), text, path.split(".")[0] in METADATA)
        for path, text in flat(queries.to_source(version)).items()
        if path.split(".")[0] not in UNTOLD and path.split(".")[-1] not in UNTOLD_ENDS
    ]
    return sorted(found, key=lambda line: line.is_metadata)


def typed(sent: Mapping[str, str], version: ItemVersion) -> dict[str, str]:
    """Return the remarks of a form: path → text, for fields that the version has."""
    known = {line.path for line in lines(version)}
    named = {
        name.removeprefix(PREFIX): text for name, text in sent.items() if name.startswith(PREFIX)
    }
    return {path: text for path, text in named.items() if path in known and text.strip()}


def of_reviews(
    reviews: Iterable[tuple[int, ItemReview]],
    versions: Sequence[ItemVersion],
    names: Mapping[int, str],
) -> list[Remark]:
    """Return all remarks of an item, the newest review first, each with the text it is about."""
    texts = {one.number: one for one in versions}
    found = []
    for number, review in reviews:
        if not review.remarks:
            continue
        about = flat(queries.to_source(texts[number])) if number in texts else {}
        found += [
            Remark(
                key=f"{review.id}:{path}",
                path=path,
                label=change_name(path),
                text=text,
                about=_short(about.get(path, "")),
                name=names.get(review.reviewer_id, ""),
                number=number,
                at=review.decided_at,
                is_done=path in review.handled,
            )
            for path, text in review.remarks.items()
        ]
    return found


def for_author(remarks: Sequence[Remark]) -> list[Remark]:
    """Return what an author looks at: all that is open, and the rest of the newest review."""
    newest = max((remark.number for remark in remarks), default=0)
    return [one for one in remarks if not one.is_done or one.number == newest]


def attach(form: ItemForm, remarks: Iterable[Remark]) -> list[Remark]:
    """Put remarks at the fields they are about; return those that have no field of their own."""
    left = []
    for remark in remarks:
        field: Any = form.find(remark.path)
        if field is None or isinstance(field, BooleanField):
            left.append(remark)
            continue
        field.remarks = [*getattr(field, "remarks", ()), remark]
    return left


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_ABOUT else f"{text[: LONGEST_ABOUT - 1]}…"
