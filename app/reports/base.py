"""The one query that all result reports start from: registrations with what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.rules import RegistrationState, SittingState
from app.domain.exams.rules_plans import HELD
from app.domain.results import settings
from app.domain.results.models import Result
from app.domain.results.rules import OPEN, Outcome, ResultState
from app.kernel.scope import Scope
from app.reports.choice import Choice, OutcomeChoice, StateChoice
from app.store.scoping import in_scope

BELOW = (Outcome.FAILED, Outcome.ABSENT, Outcome.VOID)

Official = aliased(Result, name="official")
"""The version that is released."""
Open = aliased(Result, name="open_result")
"""The newest version while it waits for a check or a release; also of a correction."""
Other = aliased(Result, name="other_result")
"""A released result of the same person, tier and year."""
has_sat: ColumnElement[bool] = func.coalesce(Sitting.state, SittingState.NOT_STARTED) != (
    SittingState.NOT_STARTED
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows may be read, and what is looked for within them."""

    scope: Scope
    choice: Choice

    @property
    def narrowed(self) -> Scope:
        """The scope within the chosen unit; empty if that unit is outside."""
        path = self.choice.org_path
        return self.scope.within(path) if path else self.scope


def joined(*columns: Any) -> Select[Any]:  # noqa: ANN401 - anything that can be selected
    """Return a query over registrations, joined with plan, sitting and both results."""
    chosen: list[Any] = list(columns)
    query: Select[Any] = select(*chosen)
    return (
        query.select_from(Registration)
        .join(ExamPlan, Registration.plan_id == ExamPlan.id)
        .outerjoin(Sitting, Sitting.registration_id == Registration.id)
        .outerjoin(
            Official,
            and_(
                Official.registration_id == Registration.id, Official.state == ResultState.RELEASED
            ),
        )
        .outerjoin(
            Open,
            and_(
                Open.registration_id == Registration.id, Open.is_current, Open.state.in_(list(OPEN))
            ),
        )
    )


def conditions(reach: Reach) -> list[ColumnElement[bool]]:
    """Return the WHERE parts of a choice within its scope."""
    choice, calendar = reach.choice, settings.current()
    found = [
        Registration.state == RegistrationState.REGISTERED,
        ExamPlan.state.in_(HELD),
        in_scope(Registration.org_path, reach.narrowed),
    ]
    if choice.own_only and choice.org_path:
        found.append(Registration.org_path == choice.org_path)
    if choice.year:
        found.append(ExamPlan.year == choice.year)
    if choice.tier:
        found.append(ExamPlan.tier == choice.tier)
    if choice.plan:
        found.append(ExamPlan.uuid == choice.plan)
    if choice.first:
        found.append(ExamPlan.starts_at >= calendar.midnight(choice.first))
    if choice.last:
        found.append(ExamPlan.starts_at < calendar.midnight(choice.last + timedelta(days=1)))
    if choice.text:
        found.append(_named(choice.text))
    if choice.outcome:
        found.append(_came_to(choice.outcome, choice.state))
    if choice.state:
        found.append(in_state(choice.state))
    return found


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        Registration.full_name.contains(text, autoescape=True), Registration.ticket_number == text
    )


def _came_to(outcome: OutcomeChoice, state: StateChoice | None) -> ColumnElement[bool]:
    if outcome is OutcomeChoice.SAT:
        return has_sat
    if outcome is OutcomeChoice.RESIT:
        return has_to_resit()
    is_official = state is StateChoice.RELEASED
    shown = Official.outcome if is_official else func.coalesce(Open.outcome, Official.outcome)
    wanted = BELOW if outcome is OutcomeChoice.BELOW else (Outcome(outcome.value),)
    return shown.in_(wanted)


def has_to_resit() -> ColumnElement[bool]:
    """Return the condition that a registration leaves its person with an exam to take again."""
    is_later = or_(
        Other.taken_on > Official.taken_on,
        and_(Other.taken_on == Official.taken_on, Other.id > Official.id),
    )
    settled = exists().where(
        Other.person_id == Registration.person_id,
        Other.state == ResultState.RELEASED,
        Other.tier == ExamPlan.tier,
        Other.year == ExamPlan.year,
        or_(Other.outcome == Outcome.PASSED, is_later),
    )
    return and_(Official.outcome.in_([Outcome.FAILED, Outcome.ABSENT]), ~settled)


def in_state(state: StateChoice) -> ColumnElement[bool]:
    """Return the condition that a registration is that far."""
    without_official = Official.id.is_(None)
    if state is StateChoice.RELEASED:
        return Official.id.is_not(None)
    if state is StateChoice.OPEN:
        return and_(without_official, or_(Open.id.is_not(None), has_sat))
    if state is StateChoice.TO_COME:
        return and_(without_official, Open.id.is_(None), ~has_sat)
    if state is StateChoice.WAITING:
        return Open.waiting > 0
    return Open.state == ResultState(state.value)


@contextmanager
def reading(bind: Engine | Connection) -> Iterator[Session]:
    """Open a reading session that takes no write lock: exams go on while a report is made."""
    target = bind
    if isinstance(bind, Engine):
        target = bind.execution_options(sqlite_begin="DEFERRED")
    # rollback_only: closing ends no transaction but one that the session began itself.
    with Session(target, join_transaction_mode="rollback_only") as session:
        yield session
