from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from app.reports import board, lists
from app.reports.base import Reach
from app.reports.board import Counts, get_board
from app.reports.choice import Choice, OutcomeChoice, StateChoice
from tests.factories import results as make
from tests.reports.conftest import BAIYUN, GUANGZHOU, SHENZHEN

PROVINCE = Scope(("/440000/",))


def board_of(session: Session, scope: Scope = PROVINCE, **chosen: object) -> board.Board:
    return get_board(session, Reach(scope, Choice(year=2026, **chosen)))  # type: ignore[arg-type]


def test_the_figures_of_the_year(session: Session, year: ExamPlan) -> None:
    found = board_of(session).total
    assert found == Counts(
        registered=7,
        sat=5,
        passed=3,
        failed=1,
        absent=1,
        void=0,
        open=1,
        to_come=1,
        resit=2,
        points=12.0,
    )
    assert found.pass_rate == 0.75
    assert found.average == 3
    assert found.attendance == pytest.approx(5 / 7)
    assert found.below == 2


def test_units_are_those_directly_below_the_reader(session: Session, year: ExamPlan) -> None:
    units = {unit.path: unit.counts.registered for unit in board_of(session).units}
    assert units == {GUANGZHOU: 4, SHENZHEN: 3}
    inside = board_of(session, org_path=GUANGZHOU).units
    assert [(unit.path, unit.is_own, unit.counts.registered) for unit in inside] == [
        (GUANGZHOU, True, 3),
        (BAIYUN, False, 1),
    ]
    assert inside[0].tiers[Tier.USER].passed == 2


def test_every_figure_is_the_length_of_its_list(session: Session, year: ExamPlan) -> None:
    total = board_of(session).total
    figures = [
        (total.registered, {}),
        (total.sat, {"outcome": OutcomeChoice.SAT}),
        (total.passed, {"outcome": OutcomeChoice.PASSED, "state": StateChoice.RELEASED}),
        (total.failed, {"outcome": OutcomeChoice.FAILED, "state": StateChoice.RELEASED}),
        (total.absent, {"outcome": OutcomeChoice.ABSENT, "state": StateChoice.RELEASED}),
        (total.below, {"outcome": OutcomeChoice.BELOW, "state": StateChoice.RELEASED}),
        (total.resit, {"outcome": OutcomeChoice.RESIT}),
        (total.open, {"state": StateChoice.OPEN}),
        (total.to_come, {"state": StateChoice.TO_COME}),
    ]
    for figure, chosen in figures:
        reach = Reach(PROVINCE, Choice(year=2026, **chosen))  # type: ignore[arg-type]
        assert lists.count_rows(session, reach) == figure, chosen
        assert len(lists.list_rows(session, reach, limit=50, offset=0)) == figure


def test_another_city_sees_only_itself(session: Session, year: ExamPlan) -> None:
    assert board_of(session, Scope((SHENZHEN,))).total.registered == 3
    assert board_of(session, Scope((SHENZHEN,)), org_path=GUANGZHOU).total == Counts()
    assert board_of(session, Scope()).total == Counts()
    two = board_of(session, Scope((BAIYUN, SHENZHEN)))
    assert [unit.path for unit in two.units] == [BAIYUN, SHENZHEN]


def test_an_empty_year_is_all_zero(session: Session, year: ExamPlan) -> None:
    empty = get_board(session, Reach(PROVINCE, Choice(year=2025)))
    assert (empty.total, empty.units, empty.tiers) == (Counts(), (), ())
    assert empty.total.pass_rate is None
    assert lists.list_years(session, PROVINCE) == [2026]


def test_the_period_is_of_local_days(session: Session, year: ExamPlan) -> None:
    day = date(2026, 11, 24)
    for first, last, expected in ((day, day, 7), (None, date(2026, 11, 23), 0)):
        reach = Reach(PROVINCE, Choice(first=first, last=last))
        assert lists.count_rows(session, reach) == expected


def test_the_board_takes_two_queries_however_many_units(
    session: Session, year: ExamPlan, statements: object
) -> None:
    with statements() as seen:  # type: ignore[operator]
        board_of(session)
    assert len(seen) == 2


def test_a_page_of_the_list_takes_one_query(
    session: Session, year: ExamPlan, statements: object
) -> None:
    with statements() as seen:  # type: ignore[operator]
        rows = lists.list_rows(session, Reach(PROVINCE, Choice()), limit=20, offset=0)
    assert len(rows) == 7
    assert len(seen) == 1


def test_what_is_to_be_done(session: Session, year: ExamPlan) -> None:
    one, other = make.officers(session)
    found = lists.list_to_do(session, PROVINCE, person_id=one.person_id)
    assert [(line.title, line.to_check, line.to_release) for line in found] == [("秋季考核", 1, 0)]
    assert not lists.list_to_do(session, Scope((GUANGZHOU,)), person_id=other.person_id)


@pytest.mark.parametrize(
    "raw",
    [
        {"year": "abc", "tier": "x", "plan": "1", "outcome": "?", "state": "-", "first": "2026-13"},
        {"year": "0"},
    ],
)
def test_what_cannot_be_read_does_not_choose(raw: dict[str, str]) -> None:
    assert Choice.read(raw) == Choice()


def test_a_choice_is_read_back_as_it_was() -> None:
    raw = {
        "year": "2026", "unit": GUANGZHOU, "own": "1", "tier": "USER", "outcome": "below",
        "state": "released", "first": "2026-01-01", "last": "2026-12-31", "text": "陈",
    }  # fmt: skip
    assert Choice.read(raw).to_args() == raw
