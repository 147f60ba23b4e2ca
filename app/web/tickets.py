"""The admission ticket: facts of a registration, drawn by `documents.ticket`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from app.documents.ticket import TicketFacts, render_all
from app.domain.exams.models import Registration
from app.domain.exams.rules import CHECK_IN_BEFORE
from app.domain.exams.rules_plans import are_seats_final
from app.domain.people.queries import Posting
from app.web.display import local

SHOWN_HEAD, SHOWN_TAIL = 4, 4


def masked(id_number: str | None) -> str:
    """Return an ID number as it may be shown: 4401**********1234 (design.md 2)."""
    if not id_number:
        return "—"
    hidden = len(id_number) - SHOWN_HEAD - SHOWN_TAIL
    return id_number[:SHOWN_HEAD] + "*" * hidden + id_number[-SHOWN_TAIL:]


def render(registration: Registration, posting: Posting, now: datetime) -> bytes:
    """Return the ticket as PDF; an official paper, so its words are Chinese in every language."""
    with force_locale("zh_CN"):
        return render_all([_facts(registration, posting, now)])


def render_for(people: Sequence[tuple[Registration, Posting]], now: datetime) -> bytes:
    """Return the tickets of many as one PDF, one a page."""
    with force_locale("zh_CN"):
        return render_all([_facts(registration, posting, now) for registration, posting in people])


def _facts(registration: Registration, posting: Posting, now: datetime) -> TicketFacts:
    plan = registration.plan
    starts = local(plan.starts_at)
    url = url_for("candidate.enter", uuid=registration.uuid)
    extra = registration.extra_minutes
    return TicketFacts(
        number=registration.ticket_number,
        full_name=registration.full_name,
        id_masked=masked(posting.id_number),
        org_name=registration.org_name,
        tier=plan.tier,
        exam_title=plan.title,
        held_on=starts.date(),
        opens=local(plan.starts_at - CHECK_IN_BEFORE).time(),
        starts=starts.time(),
        ends=local(plan.starts_at + timedelta(minutes=plan.minutes + extra)).time(),
        site=plan.site,
        site_address=plan.site_address,
        room=gettext("Room %(number)s", number=registration.room),
        seat=registration.seat.label,
        scanned=f"{current_app.config['PUBLIC_URL']}{url}",
        issuer=current_app.config["ISSUER_NAME"],
        issued_on=local(now).date(),
        accommodation=gettext("%(minutes)s more minutes", minutes=extra) if extra else "",
        is_provisional=not are_seats_final(plan.state, plan.registration_ends_at, now),
    )
