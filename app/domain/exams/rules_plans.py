"""States of plans, registrations and accommodations, and how they follow one another: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.kernel.errors import ConflictError
from app.kernel.text import Message, msg


class PlanState(StrEnum):
    """Where an exam plan stands (domain.md 6.2)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REGISTRATION_CLOSED = "registration_closed"
    ARRANGED = "arranged"
    PAPERS_SEALED = "papers_sealed"
    IN_PROGRESS = "in_progress"
    COLLECTED = "collected"
    SCORING = "scoring"
    SCORE_REVIEW = "score_review"
    PUBLISHED_SCORES = "published_scores"
    REVIEW_WINDOW = "review_window"
    FINALISED = "finalised"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


P = PlanState
PLAN_NAMES: Mapping[PlanState, Message] = {
    P.DRAFT: msg("Draft"),
    P.SUBMITTED: msg("Awaiting approval"),
    P.APPROVED: msg("Approved"),
    P.PUBLISHED: msg("Registration open"),
    P.REGISTRATION_CLOSED: msg("Registration closed"),
    P.ARRANGED: msg("Seats arranged"),
    P.PAPERS_SEALED: msg("Ready to be held"),
    P.IN_PROGRESS: msg("In progress"),
    P.COLLECTED: msg("Collected"),
    P.SCORING: msg("Being marked"),
    P.SCORE_REVIEW: msg("Results being checked"),
    P.PUBLISHED_SCORES: msg("Results published"),
    P.REVIEW_WINDOW: msg("Open for score reviews"),
    P.FINALISED: msg("Finalised"),
    P.ARCHIVED: msg("Archived"),
    P.POSTPONED: msg("Postponed"),
    P.CANCELLED: msg("Called off"),
}
LINE = (
    P.DRAFT, P.SUBMITTED, P.APPROVED, P.PUBLISHED, P.REGISTRATION_CLOSED, P.ARRANGED,
    P.PAPERS_SEALED, P.IN_PROGRESS, P.COLLECTED, P.SCORING, P.SCORE_REVIEW, P.PUBLISHED_SCORES,
    P.REVIEW_WINDOW, P.FINALISED, P.ARCHIVED,
)  # fmt: skip
"""The way of a plan from the first draft to the archive."""
OPEN_DOORS = frozenset({P.PUBLISHED, P.PAPERS_SEALED, P.IN_PROGRESS})
"""The exam can be taken. A plan that is not arranged keeps the seats given at registration."""
ANNOUNCED = frozenset({P.PUBLISHED, P.REGISTRATION_CLOSED, P.ARRANGED, P.PAPERS_SEALED})
"""Registered persons know of it, and nobody has begun."""
AFTER_EXAM = frozenset(LINE[LINE.index(P.COLLECTED) :])
"""Whoever did not come by then was absent."""
HELD = ANNOUNCED | AFTER_EXAM | {P.IN_PROGRESS}
"""Those whose registrations count."""

_MORE: Mapping[PlanState, frozenset[PlanState]] = {
    P.SUBMITTED: frozenset({P.DRAFT}),
    P.PUBLISHED: frozenset({P.IN_PROGRESS}),
    P.REGISTRATION_CLOSED: frozenset({P.PUBLISHED}),
    P.ARRANGED: frozenset({P.REGISTRATION_CLOSED}),
    P.PAPERS_SEALED: frozenset({P.ARRANGED}),
    P.COLLECTED: frozenset({P.FINALISED}),
    P.SCORE_REVIEW: frozenset({P.SCORING}),
    P.POSTPONED: frozenset({P.PUBLISHED, P.CANCELLED}),
}
"""Ways besides the line: back a step before anyone has begun, and shorter ones for small exams."""


def followers(state: PlanState) -> frozenset[PlanState]:
    """Return the states a plan may go to."""
    found = set(_MORE.get(state, ()))
    if state in LINE[:-1]:
        found.add(LINE[LINE.index(state) + 1])
    if state in LINE[: LINE.index(P.IN_PROGRESS)]:
        found.add(P.CANCELLED)
    if state in ANNOUNCED | {P.APPROVED}:
        found.add(P.POSTPONED)
    return frozenset(found)


def require_transition(old: PlanState, new: PlanState) -> None:
    """Raise unless a plan may go from `old` to `new`."""
    if new not in followers(old):
        raise ConflictError(
            msg(
                "A plan in the state “%(old)s” cannot become “%(new)s”.",
                old=PLAN_NAMES[old],
                new=PLAN_NAMES[new],
            )
        )


REVIEW_DAYS = 30
"""How long a review may be asked for after a result is published (domain.md 6.2)."""


def review_ends(published_at: datetime) -> date:
    """Return the last day on which a review of a result may be asked for.

    >>> from datetime import UTC
    >>> review_ends(datetime(2026, 11, 28, 9, tzinfo=UTC))
    datetime.date(2026, 12, 28)
    """
    return (published_at + timedelta(days=REVIEW_DAYS)).date()


class RegistrationState(StrEnum):
    """Whether a person has a place in an exam."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Review(StrEnum):
    """How far the qualification review of a registration is (domain.md 6.2)."""

    PENDING = "pending"
    UNIT_REVIEWED = "unit_reviewed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Who brought a registration."""

    OWN = "own"
    UNIT = "unit"
    IMPORT = "import"


class AccommodationState(StrEnum):
    """Where a request for reasonable accommodation stands."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    ENDED = "ended"


REVIEW_NAMES: Mapping[Review, Message] = {
    Review.PENDING: msg("Awaiting the unit"),
    Review.UNIT_REVIEWED: msg("Awaiting the qualification review"),
    Review.APPROVED: msg("Qualified"),
    Review.REJECTED: msg("Turned down"),
}


class Stage(StrEnum):
    """How far a person has come in one exam; worked out from facts, never stored."""

    PENDING = "pending"
    UNIT_REVIEWED = "unit_reviewed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    QUALIFIED = "qualified"
    SEATED = "seated"
    TICKETED = "ticketed"
    CHECKED_IN = "checked_in"
    ANSWERING = "answering"
    HANDED_IN = "handed_in"
    ABSENT = "absent"


STAGE_NAMES: Mapping[Stage, Message] = {
    Stage.PENDING: REVIEW_NAMES[Review.PENDING],
    Stage.UNIT_REVIEWED: REVIEW_NAMES[Review.UNIT_REVIEWED],
    Stage.REJECTED: REVIEW_NAMES[Review.REJECTED],
    Stage.WITHDRAWN: msg("Withdrawn"),
    Stage.QUALIFIED: REVIEW_NAMES[Review.APPROVED],
    Stage.SEATED: msg("Seated"),
    Stage.TICKETED: msg("Ticket issued"),
    Stage.CHECKED_IN: msg("Checked in"),
    Stage.ANSWERING: msg("Answering"),
    Stage.HANDED_IN: msg("Has handed in"),
    Stage.ABSENT: msg("absent"),
}
_BEFORE_SEAT = {
    Review.PENDING: Stage.PENDING,
    Review.UNIT_REVIEWED: Stage.UNIT_REVIEWED,
    Review.REJECTED: Stage.REJECTED,
}
_OF_SITTING = {
    "not_started": Stage.CHECKED_IN,
    "started": Stage.ANSWERING,
    "submitted": Stage.HANDED_IN,
}


def stage(
    *,
    plan: PlanState,
    state: RegistrationState,
    review: Review,
    sitting: str | None,
    entry_over: bool,
) -> Stage:
    """Return how far a registered person has come.

    :param sitting: state of the sitting; None if the person was not there.
    """
    if state is not RegistrationState.REGISTERED:
        return Stage(state.value)
    if sitting is not None:
        return _OF_SITTING[sitting]
    if review in _BEFORE_SEAT:
        return _BEFORE_SEAT[review]
    if plan in AFTER_EXAM or (entry_over and plan in OPEN_DOORS):
        return Stage.ABSENT
    if plan in {P.PAPERS_SEALED, P.IN_PROGRESS}:
        return Stage.TICKETED
    return Stage.SEATED if plan is P.ARRANGED else Stage.QUALIFIED


def extra_minutes(minutes: int, percent: int, break_minutes: int) -> int:
    """Return the minutes that an accommodation adds to the working time, rounded up.

    >>> extra_minutes(120, 30, 10), extra_minutes(45, 25, 0), extra_minutes(0, 50, 0)
    (46, 12, 0)
    """
    return -(-minutes * percent // 100) + (break_minutes if minutes else 0)


def are_seats_final(state: PlanState, registration_ends_at: datetime, now: datetime) -> bool:
    """Whether tickets hold: seats can change until the exam is ready.

    An exam that is held without an arrangement keeps the seats given at registration.

    >>> noon = datetime(2026, 11, 24, 12)
    >>> are_seats_final(PlanState.ARRANGED, noon, noon)
    False
    >>> are_seats_final(PlanState.PAPERS_SEALED, noon, noon)
    True
    """
    if state is P.PUBLISHED:
        return now > registration_ends_at
    return state not in {P.REGISTRATION_CLOSED, P.ARRANGED}
