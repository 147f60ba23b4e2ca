from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.domain.marking.models import ItemMark, Marking
from app.domain.papers.models import Paper, PaperItem
from app.engines.items import Status
from app.kernel.scope import Scope
from app.reports.exposure import ExposureFilters, ExposureRow, count_exposure, list_exposure
from app.reports.exposure import list_uses as uses
from tests.conftest import NOW
from tests.factories import bank, exams

PROVINCE = Scope(("/440000/",))
ALL = ExposureFilters()


def put_on_paper(session: Session, version: ItemVersion, sat: int, right: int = 0) -> None:
    """Have an exam that is over ask a version: so many sat it, so many knew the answer."""
    plan = exams.make_plan(session, state=PlanState.COLLECTED)
    assert plan.paper_id is not None
    paper = session.get_one(Paper, plan.paper_id)
    paper.items.append(PaperItem(position=1, item_version_id=version.id, section="one", points=1))
    for number in range(sat):
        sitting = exams.make_sitting(session, plan=plan)
        for attempt in (1, 2):  # only the newest marking counts
            is_right = number < right and attempt == 2
            mark = ItemMark(
                position=1, item_version_id=version.id, version_digest="", kind="single",
                section="one", domain="D2", response=None, points=float(is_right), max_points=1,
                status=Status.RIGHT if is_right else Status.WRONG, explanation={}, engine="",
                marked_at=NOW,
            )  # fmt: skip
            session.add(
                Marking(
                    sitting_id=sitting.id, number=attempt, basis="", marked_at=NOW, marks=[mark]
                )
            )
    session.flush()


def row(session: Session, code: str, filters: ExposureFilters = ALL) -> ExposureRow:
    found = list_exposure(session, scope=PROVINCE, filters=filters, limit=50)
    return next(one for one in found if one.code == code)


@pytest.fixture
def used(session: Session) -> ItemVersion:
    """An item that stood on three papers, and one that never did."""
    version = bank.make_version(session, state=State.PUBLISHED, source=bank.make_source("Q1"))
    bank.make_version(session, state=State.PUBLISHED, source=bank.make_source("Q2", "judge"))
    for sat, right in ((6, 6), (6, 3), (0, 0)):
        put_on_paper(session, version, sat, right)
    return version


def test_papers_persons_and_shares_are_counted(session: Session, used: ItemVersion) -> None:
    found = row(session, "Q1")
    assert (found.papers, found.seen) == (2, 12)  # nobody sat the third paper
    assert found.share == pytest.approx(0.75)
    assert found.last_used is not None
    assert (row(session, "Q2").papers, row(session, "Q2").share) == (0, None)
    assert [(one.number, one.sat) for one in uses(session, [used.id])] == [(1, 6), (1, 6)]


def test_few_answers_give_no_share(session: Session) -> None:
    version = bank.make_version(session, state=State.PUBLISHED, source=bank.make_source("Q1"))
    put_on_paper(session, version, 3, 3)
    assert row(session, "Q1").share is None


def test_what_is_on_too_many_papers_is_flagged(session: Session, used: ItemVersion) -> None:
    assert not row(session, "Q1").is_often
    put_on_paper(session, used, 1)
    assert row(session, "Q1").is_often
    often = ExposureFilters(used="often")
    assert [one.code for one in list_exposure(session, scope=PROVINCE, filters=often, limit=9)] == [
        "Q1"
    ]


def test_an_exam_still_to_come_betrays_nothing(session: Session) -> None:
    version = bank.make_version(session, state=State.PUBLISHED, source=bank.make_source("Q1"))
    put_on_paper(session, version, 12, 12)
    for state in (PlanState.PUBLISHED, PlanState.IN_PROGRESS):
        session.execute(update(ExamPlan).values(state=state))
        session.expire_all()
        found = row(session, "Q1")
        assert (found.papers, found.seen, found.share, found.last_used) == (0, 0, None, None)
        assert uses(session, [version.id]) == []


def test_filters_and_scope(session: Session, used: ItemVersion) -> None:
    def count(scope: Scope = PROVINCE, **asked: str) -> int:
        return count_exposure(session, scope=scope, filters=ExposureFilters(**asked))

    assert count() == 2
    assert count(used="never") == count(used="used") == 1
    assert count(tier="USER", domain="D2", level="K") == 2
    assert count(domain="D9") == count(tier="TECH") == 0
    assert count(Scope(("/110000/",))) == 0
