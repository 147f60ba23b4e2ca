"""The figures of checks: which exams and candidates count, what is kept, what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.exams.rules import PlanState
from app.engines.practicals import version_of
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.reports.checks import (
    CheckFilters,
    CheckReach,
    find_uuid,
    get_check_report,
    get_plan_title,
    list_asked,
)
from tests.factories import bank, exams
from tests.factories.exams import GUANGZHOU
from tests.factories.figures import BAD, GOOD, mark, over, practical
from tests.factories.practicals import bank_task
from tests.reports.conftest import SHENZHEN

PROVINCE = CheckReach(banks=Scope(("/440000/",)))


def test_only_the_marks_that_count_of_exams_that_are_over_are_counted(session: Session) -> None:
    version, plan = practical(session), over(session)
    mark(session, version, plan, BAD, attempts=3)
    mark(session, version, plan, GOOD)
    mark(session, version, plan)
    mark(session, version, exams.make_plan(session, state=PlanState.IN_PROGRESS), BAD)
    report = get_check_report(session, version.item.uuid, reach=PROVINCE)
    assert (report.figures.gradings, report.blank) == (2, 1)
    assert (report.figures.checks[0].passed, report.figures.checks[0].failed) == (1, 1)
    asked = list_asked(session, reach=PROVINCE)[0]
    assert (asked.files, asked.exams, asked.share) == (2, 1, None)  # two persons: no share told
    assert find_uuid(session, "P1") == version.item.uuid


def test_new_marks_are_counted_and_what_was_counted_is_not_read_again(
    session: Session, statements: Any
) -> None:
    version, plan, other = practical(session), over(session), over(session)
    mark(session, version, plan, BAD)
    mark(session, version, other, BAD)
    get_check_report(session, version.item.uuid, reach=PROVINCE)
    with statements() as seen:
        again = get_check_report(session, version.item.uuid, reach=PROVINCE)
    assert len(seen) == 2  # nothing is read but what tells that nothing is new
    assert again.figures.gradings == 2
    mark(session, version, plan, GOOD)
    assert get_check_report(session, version.item.uuid, reach=PROVINCE).figures.gradings == 3


def test_statements_do_not_grow_with_files(session: Session, statements: Any) -> None:
    version, plan = practical(session), over(session)
    uuid, costs = version.item.uuid, []
    for files in (3, 30):
        for _ in range(files):
            mark(session, version, plan, BAD, GOOD | {"id": "b"})
        session.expire_all()
        with statements() as seen:
            get_check_report(session, uuid, reach=PROVINCE)
        costs.append(len(seen))
        with statements() as listed:
            list_asked(session, reach=PROVINCE)
        assert len(listed) == 1
    assert costs == [3, 3]


def test_filters_choose_exam_and_version(session: Session) -> None:
    version, spring, autumn = practical(session), over(session), over(session)
    for _ in range(3):
        mark(session, version, spring, BAD)
        mark(session, version, autumn, GOOD)
    newer = bank.make_version(session, state=State.DRAFT, source=bank.make_source("P2"))
    newer.item, newer.number, newer.kind = version.item, 2, "practical"
    task = dict(bank_task("word-minutes").mapping) | {"title": "新版"}
    newer.content = {"kind": "practical", "task": task}
    session.flush()
    mark(session, version, autumn, GOOD, of=version_of(task))  # regraded with the newer version
    uuid = version.item.uuid

    def gradings(**chosen: Any) -> int:
        filters = CheckFilters(**chosen)
        report = get_check_report(session, uuid, reach=PROVINCE, filters=filters)
        return report.figures.gradings

    assert (gradings(), gradings(plan=spring.uuid), gradings(plan=autumn.uuid)) == (7, 3, 4)
    assert (gradings(version=1), gradings(version=2)) == (6, 1)
    report = get_check_report(session, uuid, reach=PROVINCE)
    assert report.versions == [1, 2]
    assert report.facility("a", 1) == pytest.approx(0.5)
    assert report.facility("a", 2) is None  # one person alone is not told
    assert {(part.version, part.files, part.share) for part in report.parts} == {
        (1, 3, 0.0), (1, 3, 1.0), (2, 1, None),
    }  # fmt: skip


def test_personnel_count_the_candidates_of_their_units_and_no_other_exam(session: Session) -> None:
    version, plan = practical(session), over(session)
    mark(session, version, plan, BAD)
    mark(session, version, plan, GOOD, path=SHENZHEN)
    here, there = CheckReach(units=Scope((GUANGZHOU,))), CheckReach(units=Scope((SHENZHEN,)))
    filters = CheckFilters(plan=plan.uuid)
    for reach, passed in ((here, 0), (there, 1)):
        report = get_check_report(session, version.item.uuid, reach=reach, filters=filters)
        assert (report.figures.gradings, report.figures.checks[0].passed) == (1, passed)
    other = over(session)
    with pytest.raises(NotFoundError):
        get_check_report(
            session, version.item.uuid, reach=here, filters=CheckFilters(plan=other.uuid)
        )
    nowhere = CheckReach(units=Scope(("/330000/",)))
    with pytest.raises(NotFoundError):
        get_check_report(session, version.item.uuid, reach=nowhere, filters=filters)
    with pytest.raises(NotFoundError):
        get_plan_title(session, plan.uuid, reach=nowhere)
    assert get_plan_title(session, plan.uuid, reach=here) == plan.title


def test_a_trainer_of_another_province_reads_no_figures(session: Session) -> None:
    version = practical(session)
    mark(session, version, over(session), BAD)
    stranger = CheckReach(banks=Scope(("/330000/",)))
    assert list_asked(session, reach=stranger) == []
    with pytest.raises(NotFoundError):
        get_check_report(session, version.item.uuid, reach=stranger)
    assert session.scalars(select(ItemVersion)).all()
