from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, Registration
from app.domain.jobs.models import Job
from app.domain.jobs.rules import JobState
from app.domain.results import services
from app.domain.results.models import Result, ResultExport
from app.domain.results.rules import Outcome, ResultState
from app.kernel.actor import Actor, Permission
from app.reports import lists
from app.reports.base import Reach
from app.reports.choice import Choice
from app.reports.exporting import ExportFiles, purge, write
from app.reports.language import Catalogues
from app.reports.workbook import Request
from tests.factories import results as make
from tests.factories.results import LATER
from tests.reports.conftest import SHENZHEN


def ask(session: Session, actor: Actor, **filters: str) -> ResultExport:
    made = services.request_export(
        session,
        actor=actor,
        scope=actor.scope(Permission.RESULTS_RESULT_EXPORT),
        filters={"year": "2026", **filters},
        unit_name="广东省",
        locale="en",
        now=LATER,
        page="/hr/exports",
    )
    session.commit()
    return made


def sheets(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def table(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Rows below the head as mappings, up to the first empty line or the total."""
    heads = rows[1]
    found = []
    for row in rows[2:]:
        if row[0] is None or row[0] == "All together":
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def exported(session: Session, connection: Connection, actor: Actor, **filters: str) -> bytes:
    made = ask(session, actor, **filters)
    make.worker(connection).drain()
    session.refresh(made)
    return ExportFiles.get(made.sha256)


def test_the_workbook_says_what_the_database_says(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    one, _ = make.officers(session)
    found = sheets(exported(session, connection, one))
    assert list(found) == [
        "About this workbook", "Summary", "Persons", "Below the standard", "Data dictionary",
    ]  # fmt: skip
    persons = table(found["Persons"])
    registrations = session.scalars(select(Registration)).all()
    assert {row["Admission number"] for row in persons} == {
        one.ticket_number for one in registrations
    }
    assert [row["No."] for row in persons] == list(range(1, 8))
    official = session.scalars(select(Result).where(Result.state == ResultState.RELEASED)).all()
    by_name = {row.registration_id: row for row in official}
    for registration in registrations:
        row = next(one for one in persons if one["Admission number"] == registration.ticket_number)
        result = by_name.get(registration.id)
        assert row["Total"] == (result.total if result else None)
        assert row["Unit"] == registration.org_name
    below = table(found["Below the standard"])
    expected = [row for row in official if row.outcome is not Outcome.PASSED]
    assert len(below) == len(expected) == 2
    assert "at least" in next(row for row in below if row["Total"])["Conditions not met"]


def test_the_summary_adds_up(session: Session, connection: Connection, year: ExamPlan) -> None:
    one, _ = make.officers(session)
    found = sheets(exported(session, connection, one))
    rows = table(found["Summary"])
    assert sum(row["Due for the exam"] for row in rows) == 7
    assert sum(row["Passed"] for row in rows) == 3
    facts = dict(row for row in (line[:2] for line in found["About this workbook"]) if row[0])
    assert facts["Pass rate"] == "75.0%"
    assert facts["Exported by"] == one.full_name
    assert facts["As of"] == "2026-11-24 12:00"
    assert "2026" in facts["Chosen"]


def test_scores_of_unreleased_results_are_left_out(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    one, _ = make.officers(session, path=SHENZHEN)
    persons = table(sheets(exported(session, connection, one))["Persons"])
    waiting = [row for row in persons if row["Remark"]]
    assert len(waiting) == 1
    assert waiting[0]["Total"] is None
    assert waiting[0]["Conclusion"] is None


def test_an_officer_exports_the_own_city_only(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    one, _ = make.officers(session, path=SHENZHEN)
    persons = table(sheets(exported(session, connection, one))["Persons"])
    paths = session.scalars(
        select(Registration.org_path).where(
            Registration.ticket_number.in_([row["Admission number"] for row in persons])
        )
    ).all()
    assert set(paths) == {SHENZHEN}
    assert len(persons) == 3
    outside = table(sheets(exported(session, connection, one, unit="/440000/440100/"))["Persons"])
    assert outside == []


def test_id_numbers_are_masked_text_and_nothing_is_a_formula(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    registration = session.scalars(select(Registration).order_by(Registration.id)).first()
    assert registration is not None
    registration.org_name = '=HYPERLINK("http://evil")'
    make.name_person(session, registration.person_id, id_number="440106199001011238")
    one, _ = make.officers(session)
    data = exported(session, connection, one)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book["Persons"].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = {cell.value for cell in cells}
    assert "4401**********1238" in texts
    assert "440106199001011238" not in texts
    assert '=HYPERLINK("http://evil")' in texts


def test_the_legend_explains_every_column(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    one, _ = make.officers(session)
    found = sheets(exported(session, connection, one))
    legend = found["Data dictionary"][1:]
    heads = [
        head for name in ("Summary", "Persons", "Below the standard") for head in found[name][1]
    ]
    assert [row[0] for row in legend] == [head for head in heads if head]
    assert all(row[3] for row in legend)
    assert len([row for row in legend if row[1] == "Persons"]) == 21


def test_chinese_headings_by_default(app: Any, session: Session, year: ExamPlan) -> None:
    Catalogues.use(app.config["VAR_DIR"] / "translations")
    reach = Reach(make.officers(session)[0].scope(Permission.RESULTS_RESULT_EXPORT), Choice())
    request = Request(reach, "广东省", "李慧", LATER, Catalogues.translator("zh_CN"))
    data, rows = write(session, request)
    found = sheets(data)
    assert list(found) == ["说明", "汇总表", "人员明细", "未达标名单", "数据字典"]
    assert found["人员明细"][1] == (
        "序号", "准考证号", "姓名", "性别", "身份证号", "单位", "职务", "职级", "应用层次", "考点",
        "考场", "座位号", "知识分", "操作分", "打字速度", "打字正确率", "总分", "等次", "结论",
        "证书编号", "备注",
    )  # fmt: skip
    assert rows == 3 + 7 + 2


def test_the_same_request_gives_the_same_bytes(session: Session, year: ExamPlan) -> None:
    reach = Reach(make.officers(session)[0].scope(Permission.RESULTS_RESULT_EXPORT), Choice())
    request = Request(reach, "广东省", "李慧", LATER, str)
    assert write(session, request)[0] == write(session, request)[0]


def test_the_job_tells_where_the_file_is_and_how_far_it_was(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    one, _ = make.officers(session)
    made = ask(session, one)
    make.worker(connection).drain()
    job = session.scalars(select(Job).where(Job.id == made.job_id)).one()
    session.refresh(job)
    assert job.state is JobState.DONE
    assert job.result["url"] == "/hr/exports"
    assert (job.progress_done, job.progress_total) == (12, 12)
    session.refresh(made)
    assert (made.rows, made.size) == (12, len(ExportFiles.get(made.sha256)))


def test_expired_files_are_removed(
    session: Session, connection: Connection, year: ExamPlan
) -> None:
    one, _ = make.officers(session)
    exported(session, connection, one)
    assert purge(session, LATER + timedelta(days=6)) == 0
    assert purge(session, LATER + timedelta(days=8)) == 1
    assert purge(session, LATER + timedelta(days=8)) == 0


def test_rows_are_streamed_in_chunks(
    session: Session, year: ExamPlan, statements: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "CHUNK", 3)
    reach = Reach(make.officers(session)[0].scope(Permission.RESULTS_RESULT_EXPORT), Choice())
    with statements() as seen:
        rows = list(lists.iter_rows(session, reach))
    assert len(rows) == len({row.registration_id for row in rows}) == 7
    assert len(seen) == 3
