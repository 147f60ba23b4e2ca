from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.domain.exams.services import draws
from app.kernel.actor import Role
from tests.factories.exams import NOW, make_candidate, make_plan, make_registration, make_staff


@pytest.fixture
def plan(client: FlaskClient, session: Session) -> ExamPlan:
    plan = make_plan(session)
    for _ in range(13):
        make_registration(session, make_candidate(session), plan)
    session.commit()
    return plan


def test_papers_are_prepared_from_the_command_line(
    app: Flask, session: Session, plan: ExamPlan
) -> None:
    draws.commit_draw(session, actor=make_staff(session, Role.PERSONNEL), plan=plan, now=NOW)
    session.commit()
    runner = app.test_cli_runner()
    made = runner.invoke(args=["exams", "prepare", plan.code, "--json"])
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout) == {"prepared": 13, "of": 13, "made": 13}
    session.expire_all()
    assert queries.count_prepared(session, plan).is_whole
    again = runner.invoke(args=["exams", "prepare", plan.code])
    assert "13 of 13 papers lie ready, 0 of them made now" in again.stdout
    checked = runner.invoke(args=["exams", "verify-draw", plan.code])
    assert "same  prepared papers" in checked.stdout


def test_what_cannot_be_prepared_is_said(app: Flask, session: Session, plan: ExamPlan) -> None:
    runner = app.test_cli_runner()
    plan.state = PlanState.COLLECTED
    session.commit()
    late = runner.invoke(args=["exams", "prepare", plan.code])
    assert late.exit_code == 1
    assert "until the exam is collected" in late.output
    assert runner.invoke(args=["exams", "prepare", "no-such"]).exit_code == 1
