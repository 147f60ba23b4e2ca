"""Personnel: from a filter to a workbook that agrees with the database; another city sees none."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.certificates.models import Certificate
from app.domain.exams.models import ExamPlan, Registration
from app.domain.results.models import Result, ResultExport
from app.domain.results.rules import Outcome, ResultState
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings

pytestmark = pytest.mark.journey

UNIT = "广州市政务服务和数据管理局"
POLL = re.compile(r"/jobs/[0-9a-f-]{36}$")


@dataclass(frozen=True)
class Line:
    """What the workbook must say of a person."""

    ticket: str
    name: str
    total: float | None
    certificate: str | None


def expected(session: Session, unit_path: str) -> list[Line]:
    """Read from the tables, and not by the code of the reports, who passed in a unit."""
    query = (
        select(Registration.ticket_number, Result.full_name, Result.total, Certificate.number)
        .join(Registration, Registration.id == Result.registration_id)
        .outerjoin(Certificate, Certificate.result_id == Result.id)
        .where(
            Result.org_path.startswith(unit_path),
            Result.outcome == Outcome.PASSED,
            Result.state == ResultState.RELEASED,
        )
    )
    return [Line(*row) for row in session.execute(query.order_by(Registration.ticket_number))]


def sheet_rows(data: bytes, title: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the words of its heading row."""
    rows = [list(row) for row in load_workbook(io.BytesIO(data))[title].iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if "准考证号" in row)
    names = [str(name) for name in rows[head]]
    return [
        dict(zip(names, row, strict=True)) for row in rows[head + 1 :] if isinstance(row[0], int)
    ]


def hold(_route: Route) -> None:
    """Let the page ask how far the job is and wait: the bar stands until it is told."""


def export(page: Page) -> bytes:
    """Ask for what the list shows, watch the bar, fetch the workbook."""
    page.route(POLL, hold)
    page.get_by_role("button", name="导出此名单").click()
    expect(page.locator("[data-job] progress")).to_be_visible()
    page.unroute(POLL)
    page.reload()
    link = page.get_by_role("link", name="下载").first
    expect(link).to_be_visible()
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def test_the_workbook_says_what_the_database_says(site: Site, as_persona: SignIn) -> None:
    page = as_persona("lihui")
    page.goto("/hr")
    found = findings(page)
    page.goto("/hr/results")
    unit_path = page.locator("#filter-unit option", has_text=UNIT).first.get_attribute("value")
    assert unit_path
    for name, value in (("unit", unit_path), ("outcome", "passed"), ("state", "released")):
        with page.expect_navigation():
            page.select_option(f"#filter-{name}", value)
    found += findings(page)
    with database(site.var) as session:
        lines = expected(session, unit_path)
    assert len(lines) > 5
    expect(page.locator(".pager")).to_contain_text(f"{len(lines)}")
    data = export(page)
    found += findings(page)
    rows = sheet_rows(data, "人员明细")
    told = [Line(row["准考证号"], row["姓名"], row["总分"], row["证书编号"]) for row in rows]
    assert sorted(told, key=lambda line: line.ticket) == lines
    with database(site.var) as session:
        made = session.scalars(select(ResultExport).order_by(ResultExport.id.desc())).first()
    assert made is not None
    assert hashlib.sha256(data).hexdigest() == made.sha256
    assert found == []


def test_another_city_sees_nothing(site: Site, as_persona: SignIn) -> None:
    page = as_persona("shenzhen")
    with database(site.var) as session:
        plan = session.scalars(select(ExamPlan)).first()
        result = session.scalars(select(Result)).first()
        certificate = session.scalars(select(Certificate)).first()
        assert plan is not None
        assert result is not None
        assert certificate is not None
        hidden = [
            f"/plans/{plan.uuid}", f"/hr/results/{result.uuid}",
            f"/hr/results/{result.uuid}/practicals/41", f"/hr/results/{result.uuid}/files/41",
            f"/hr/certificates/{certificate.uuid}", f"/hr/certificates/{certificate.uuid}.pdf",
            f"/my/results/{result.uuid}", f"/my/certificates/{certificate.uuid}.pdf",
        ]  # fmt: skip
        names = {row.full_name for row in session.scalars(select(Result))}
        export = session.scalars(select(ResultExport)).first()
        if export is not None:
            hidden.append(f"/hr/exports/{export.uuid}/file")
    assert {path: page.request.get(path).status for path in hidden} == dict.fromkeys(hidden, 404)
    for path in ("/hr", "/hr/results", "/hr/certificates", "/hr/persons", "/plans/", "/hr/exports"):
        page.goto(path)
        text = page.locator("main").inner_text()
        assert not [name for name in names if name in text], path
        assert plan.title not in text, path
    page.goto(hidden[0])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert findings(page) == []
