"""The learner's first page."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template

from app.domain.certificates import queries as certificates
from app.domain.exams.models import ExamPlan
from app.domain.learning import queries, rules
from app.domain.results.rules import GRADE_NAMES, OUTCOME_NAMES
from app.kernel.actor import Permission
from app.reports.corrections import list_corrections
from app.web.access import current_actor, now, requires
from app.web.display import local
from app.web.learner import bp
from app.web.learner.home_page import (
    find_next_exam,
    list_deadlines,
    list_open_registrations,
    shares_by_area,
)
from app.web.learner.pages import Syllabus, own_tier, read_syllabus
from app.web.unit_of_work import read_session

SHOWN = 4
NEWS = timedelta(days=30)


@bp.get("/")
@requires(Permission.LEARNING_MODULE_STUDY)
def home() -> str:
    """Show what comes next, what to go on with, the hours and the certificates."""
    session, person_id = read_session(), current_actor().person_id
    today = rules.local_day(now())
    own = own_tier(session, person_id, today)
    syllabus = read_syllabus(session, person_id, own.tier, today)
    return render_template(
        "learner/home.html",
        own=own,
        syllabus=syllabus,
        going_on=syllabus.to_go_on[:SHOWN],
        totals=queries.hours_totals(session, person_id),
        news_of_hours=queries.list_news(session, person_id, since=now() - NEWS),
        corrections=list_corrections(session, person_id, now=now()),
        GRADE_NAMES=GRADE_NAMES,
        OUTCOME_NAMES=OUTCOME_NAMES,
        this_year=queries.hours_totals(session, person_id, year=today.year),
        year=today.year,
        shares=shares_by_area(syllabus),
        exam=find_next_exam(session),
        may_register=_may_register(syllabus),
        deadlines=list_deadlines(session),
        certificates=certificates.list_for_person(session, person_id),
        greeting=_greeting(),
        rules=rules,
    )


def _may_register(syllabus: Syllabus) -> ExamPlan | None:
    """Return the exam to register for now: all its modules are finished."""
    plans = list_open_registrations(read_session())
    return plans[0] if plans and not syllabus.open_for_exam else None


def _greeting() -> str:
    hour = local(now()).hour
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"  # noqa: PLR2004
