"""What happened to an item, in the order of time: who wrote, reviewed, published and moved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.audit import queries as audit
from app.domain.audit.models import AuditEvent
from app.domain.bank import queries
from app.domain.bank.models import Item, ItemReview, ItemVersion
from app.domain.bank.rules import Verdict
from app.engines.bankfiles import Secrecy
from app.reports.exposure import PaperUse, list_uses
from app.web.author.names import secrecy_name

MOST = 200
TOLD_BY_ROWS = (
    *("bank.item.created", "bank.version.saved", "bank.version.solved", "bank.version.approved"),
    *("bank.version.returned", "bank.version.published", "bank.version.retired"),
)
"""What versions and reviews say themselves, also where it was loaded from a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the history.

    :ivar compare: the two versions that a link compares, the older first.
    """

    at: datetime
    text: str
    name: str = ""
    note: str = ""
    number: int = 0
    compare: tuple[int, int] | None = None


def events(
    session: Session,
    item: Item,
    versions: Sequence[ItemVersion],
    reviews: Sequence[tuple[int, ItemReview]],
    names: Mapping[int, str],
) -> list[Event]:
    """Return what happened to an item, the newest first."""
    files = queries.import_names(session, {one.import_id for one in versions if one.import_id})
    subjects = [item.code, *(f"{item.code}@{one.number}" for one in versions)]
    found = [
        *_of_versions(versions, files, names),
        *_of_reviews(reviews, names),
        *_of_log(audit.list_about(session, subjects, limit=MOST)),
        *_of_uses(list_uses(session, [one.id for one in versions])),
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)[:MOST]


def _of_versions(
    versions: Sequence[ItemVersion], files: Mapping[int, str], names: Mapping[int, str]
) -> Iterator[Event]:
    oldest = min(one.number for one in versions)
    for one in versions:
        file = files.get(one.import_id or 0, "")
        text = _("Version %(number)s brought in from a file", number=one.number)
        yield Event(
            at=one.created_at,
            text=text if file else _("Version %(number)s written", number=one.number),
            name=names.get(one.author_id, ""),
            note=file,
            number=one.number,
            compare=(one.number - 1, one.number) if one.number > oldest else None,
        )
        if one.published_at:
            yield Event(
                at=one.published_at,
                text=_("Version %(number)s published", number=one.number),
                name=names.get(one.published_by_id or 0, ""),
                number=one.number,
            )


def _of_reviews(
    reviews: Sequence[tuple[int, ItemReview]], names: Mapping[int, str]
) -> Iterator[Event]:
    for number, review in reviews:
        if review.decided_at is None:
            continue
        is_approved = review.verdict is Verdict.APPROVE
        approved = _("Version %(number)s approved", number=number)
        remarks = _("%(n)s remarks at fields", n=len(review.remarks)) if review.remarks else ""
        yield Event(
            at=review.decided_at,
            text=approved if is_approved else _("Version %(number)s returned", number=number),
            name=names.get(review.reviewer_id, ""),
            note=" · ".join(part for part in (review.comment, remarks) if part),
            number=number,
        )


def _of_log(found: Sequence[AuditEvent]) -> Iterator[Event]:
    for one in found:
        number = int(one.subject.rpartition("@")[2]) if "@" in one.subject else 0
        if one.action in TOLD_BY_ROWS and one.action != "bank.version.retired":
            continue
        yield Event(
            at=one.at,
            text=_action(one, number),
            name=one.person_name,
            note=str(one.details.get("reason", "")),
            number=number,
        )


def _action(one: AuditEvent, number: int) -> str:
    details = one.details
    names = {
        "bank.version.submitted": _("Version %(number)s handed in for review", number=number),
        "bank.version.retired": _("Version %(number)s taken out of use", number=number),
        "bank.item.tagged": _("Tag %(tag)s added", tag=details.get("tag", "")),
        "bank.item.untagged": _("Tag %(tag)s taken away", tag=details.get("tag", "")),
        "bank.item.moved": _(
            "Moved from bank %(old)s to %(new)s",
            old=details.get("from", ""),
            new=details.get("to", ""),
        ),
        "bank.item.labelled": _(
            "Secrecy label changed from “%(old)s” to “%(new)s”",
            old=_label(details.get("from")),
            new=_label(details.get("to")),
        ),
        "bank.remarks.handled": _("Remarks noted as dealt with or open again"),
        "bank.pair.dismissed": _("Found to be no duplicate of %(code)s", code=details.get("with")),
        "bank.pair.restored": _("Listed again as like %(code)s", code=details.get("with")),
    }
    return names.get(one.action, one.action)


def _label(value: object) -> str:
    return secrecy_name(str(value)) if value in tuple(Secrecy) else ""


def _of_uses(uses: Sequence[PaperUse]) -> Iterator[Event]:
    for use in uses:
        yield Event(
            at=use.at,
            text=_("On a paper, version %(number)s", number=use.number),
            note=_("%(exam)s: answered by %(n)s", exam=use.exam, n=use.sat),
            number=use.number,
        )
