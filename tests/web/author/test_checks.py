"""The pages of the figures of checks, for trainers and for personnel."""

from __future__ import annotations

import io
import json

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.domain.bank.models import ItemVersion
from app.domain.exams.models import ExamPlan
from app.kernel.actor import Actor
from tests.conftest import SignInAs
from tests.factories import doubts
from tests.factories import results as make
from tests.factories.figures import BAD, GOOD, mark, over, practical

pytestmark = pytest.mark.usefixtures("trainer")


@pytest.fixture
def asked(session: Session) -> tuple[ItemVersion, ExamPlan]:
    """A practical that twelve candidates of an exam handed in: check b came out right for none."""
    version, plan = practical(session), over(session)
    for number in range(12):
        first = GOOD if number % 2 else BAD
        mark(session, version, plan, first, doubts.check("b", "fail", 0.0, "=no field PAGE"))
    session.commit()
    return version, plan


def test_a_trainer_finds_the_check_that_nobody_passed(
    client: FlaskClient, asked: tuple[ItemVersion, ExamPlan]
) -> None:
    version, _ = asked
    address = f"/author/checks/{version.item.uuid}"
    assert address in client.get("/author/checks").text
    page = client.get(address).text
    assert "已判定的 12 份作答无一正确。" in page
    assert f"/author/items/{version.item.uuid}" in page
    assert "满 30 份后显示" in page
    assert "12 ×" in page
    assert 'data-chart="' in page


def test_the_figures_are_taken_away_as_a_table(
    client: FlaskClient, asked: tuple[ItemVersion, ExamPlan]
) -> None:
    address = f"/author/checks/{asked[0].item.uuid}/file"
    book = load_workbook(io.BytesIO(client.get(f"{address}?as=xlsx").data))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert any("b" in row and 12 in row for row in cells)
    lines = client.get(f"{address}?as=csv").text.splitlines()
    assert lines[0].count(",") == 15
    assert "检查b" in lines[2]


def test_a_choice_that_cannot_be_read_chooses_nothing_and_another_version_says_so(
    client: FlaskClient, asked: tuple[ItemVersion, ExamPlan]
) -> None:
    address = f"/author/checks/{asked[0].item.uuid}"
    assert "12 ×" in client.get(f"{address}?plan=x&version=y").text
    assert "还没有已评作答" in client.get(f"{address}?version=7").text


def test_personnel_read_the_practicals_of_an_exam_and_reach_its_gradings(
    client: FlaskClient,
    session: Session,
    sign_in_as: SignInAs,
    asked: tuple[ItemVersion, ExamPlan],
) -> None:
    version, plan = asked
    officer: Actor = make.officers(session)[0]
    session.commit()
    sign_in_as(officer)
    listed = f"/hr/exams/{plan.uuid}/checks"
    assert listed in client.get(f"/hr/results?plan={plan.uuid}").text
    assert f"{listed}/{version.item.uuid}" in client.get(listed).text
    page = client.get(f"{listed}/{version.item.uuid}").text
    assert f"/hr/results?plan={plan.uuid}" in page
    assert client.get(f"{listed}/{version.item.uuid}/file?as=csv").status_code == 200
    assert client.get(f"/hr/exams/{over(session).uuid}/checks").status_code == 404


def test_the_command_prints_the_figures(
    asked: tuple[ItemVersion, ExamPlan], client: FlaskClient
) -> None:
    runner = client.application.test_cli_runner()
    found = runner.invoke(args=["practicals", "stats", "P1", "--json"])
    printed = json.loads(found.stdout)
    assert [(one["check"], one["passed"]) for one in printed["checks"]] == [("a", 6), ("b", 0)]
    assert printed["checks"][1]["warnings"] == ["nobody"]
    assert "0/0/12/0" in runner.invoke(args=["practicals", "stats", "P1"]).stdout
    missing = runner.invoke(args=["practicals", "stats", "NONE"])
    assert missing.exit_code == 1
    assert "NONE" in missing.output
