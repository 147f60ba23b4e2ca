from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan
from app.domain.results import services
from app.kernel.actor import SYSTEM, Actor
from app.kernel.scope import Scope
from app.reports.base import Reach
from app.reports.board import get_board
from app.reports.choice import Choice
from tests.factories import results as make
from tests.factories.exams import make_candidate
from tests.factories.results import LATER
from tests.reports.conftest import BAIYUN, GUANGZHOU, SHENZHEN


def drawn(page: str) -> dict[str, Any]:
    found = re.search(r'data-chart="([^"]+)"', page)
    assert found
    read: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return read


def figures(page: str) -> list[int]:
    """The figures of the tiles."""
    return [int(one) for one in re.findall(r'<p class="v[^"]*"><a href="[^"]+">(\d+)', page)]


def links(page: str) -> list[tuple[str, int]]:
    """Every number of a table that leads to a list."""
    found = re.findall(r'data-label="[^"]+"><a href="(/hr/results[^"]+)">(\d+)</a>', page)
    return [(html.unescape(address), int(number)) for address, number in found]


def test_the_board_shows_the_figures_of_the_year(
    client: FlaskClient, year: ExamPlan, officer: Actor
) -> None:
    page = client.get("/hr").text
    assert figures(page) == [7, 5, 3, 2, 1, 0]
    assert "合格率为什么是 75.0%" in page
    assert "3 ÷ (3 + 1)" in page


def test_the_chart_draws_what_the_table_says(
    client: FlaskClient, session: Session, year: ExamPlan, officer: Actor
) -> None:
    page = client.get("/hr").text
    chart = drawn(page)
    board = get_board(session, Reach(Scope(("/440000/",)), Choice(year=2026)))
    rated = [unit for unit in board.units if unit.counts.rated]
    assert chart["units"] == [unit.name for unit in rated]
    assert [one["name"] for one in chart["series"]] == ["一般应用层"]
    assert chart["series"][0]["data"] == [75.0]
    assert chart["target"] == 85
    assert "75.0% (3/4)" in page
    answer = client.get(chart["urls"][0][0]).text
    assert answer.count('<td class="num nowrap" data-label="准考证号">') == 4


def test_every_number_is_the_length_of_the_list_it_leads_to(
    client: FlaskClient, year: ExamPlan, officer: Actor
) -> None:
    found = links(client.get("/hr").text)
    assert len(found) > 10
    for address, number in found:
        page = client.get(address).text
        assert page.count('data-label="准考证号"') == number, address


def test_a_unit_opens_its_own_board(client: FlaskClient, year: ExamPlan, officer: Actor) -> None:
    page = client.get("/hr", query_string={"unit": GUANGZHOU}).text
    assert figures(page)[0] == 4
    assert "本级" in page
    below = client.get("/hr", query_string={"unit": BAIYUN}).text
    assert figures(below)[0] == 1


def test_another_city_sees_nothing_of_this_one(
    client: FlaskClient, year: ExamPlan, outsider: Actor
) -> None:
    page = client.get("/hr").text
    assert figures(page)[0] == 3
    assert "单位440100" not in page
    for address in ("/hr", "/hr/results", "/hr/persons"):
        assert client.get(address, query_string={"unit": GUANGZHOU}).status_code == 404
        assert client.get(address, query_string={"unit": "/440000/"}).status_code == 404
        assert client.get(address, query_string={"unit": SHENZHEN}).status_code == 200


def test_a_year_without_exams_says_so(client: FlaskClient, year: ExamPlan, officer: Actor) -> None:
    page = client.get("/hr?year=2025").text
    assert "本年度没有应考人员" in page
    assert "dist/chart.js" not in page
    assert client.get("/hr?year=abc").status_code == 200


def test_what_waits_leads_to_its_list(client: FlaskClient, year: ExamPlan, officer: Actor) -> None:
    page = client.get("/hr").text
    assert "秋季考核" in page
    assert "1 人待核对" in page


def test_who_passed_later_need_not_resit(
    client: FlaskClient, session: Session, connection: Any, officer: Actor
) -> None:
    first = make.exam(session, title="第一场")
    person = make_candidate(session, "许再考")
    make.hand_in(session, first, 1, actor=person)
    missed = make.absent(session, first)
    make.collected(session, first)
    services.record_absences(session, actor=SYSTEM, plan_id=first.id, now=LATER)
    session.commit()
    make.worker(connection).drain()
    make.release(session, first)
    session.commit()
    assert figures(client.get("/hr").text)[3] == 2
    second = make.exam(session, title="第二场")
    make.hand_in(session, second, 4, actor=person)
    session.commit()
    make.worker(connection).drain()
    make.release(session, second)
    session.commit()
    page = client.get("/hr/results?outcome=resit").text
    assert missed.full_name in page
    assert "许再考" not in page
    assert figures(client.get("/hr").text)[3] == 1


Crowd = Callable[[], None]


@pytest.fixture
def crowd(session: Session, year: ExamPlan, officer: Actor) -> Crowd:
    """Add a candidate of every unit, and an export."""

    def more() -> None:
        for path in (GUANGZHOU, BAIYUN, SHENZHEN, "/440000/440200/"):
            make.hand_in(session, year, 4, path=path)
        ask(session, officer, year="2026")
        session.commit()

    return more


@pytest.mark.parametrize("address", ["/hr", "/hr/results", "/hr/persons", "/hr/exports"])
def test_the_statements_of_a_page_do_not_grow_with_its_rows(
    client: FlaskClient, session: Session, crowd: Crowd, statements: Any, address: str
) -> None:  # fmt: skip
    def count() -> int:
        with statements() as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    crowd()
    before = count()
    for _ in range(3):
        crowd()
    assert count() == before


def ask(session: Session, actor: Actor, **filters: str) -> None:
    services.request_export(
        session, actor=actor, scope=Scope(("/440000/",)), filters=filters, unit_name="广东省",
        locale="zh_CN", now=LATER,
    )  # fmt: skip
