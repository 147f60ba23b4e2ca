"""A roster from a file: every wrong cell is told, and it is taken as a whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.domain.jobs.rules import JobState
from app.domain.jobs.runner import Worker
from app.domain.people import passwords, queries, services
from app.domain.people.handlers import read_file
from app.domain.people.models import Person, RosterFile
from app.domain.people.roster import HEADS, NAMES, RosterReading, read_date, read_roster
from app.domain.people.roster_plan import Effect, RosterPlan, plan_roster
from app.domain.people.rules_posts import Ending
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from app.kernel.errors import ConflictError
from app.wiring import FACTS, JOBS
from tests.conftest import NOW, make_actor
from tests.factories.people import make_person, make_tree

TODAY = NOW.date()
ROW = {
    "code": "GZ8001", "full_name": "买买提•艾力", "id_number": "11010519491231002x", "gender": "",
    "unit": "GZ-A", "section": "", "post_title": "一级科员", "post_level": "", "rank": "一级科员",
    "duty": "技术维护", "starts_on": "2026.11", "status": "在职",
}  # fmt: skip


def table(*rows: dict[str, str]) -> list[list[str]]:
    return [list(NAMES.values()), *([{**ROW, **row}[name] for name in NAMES] for row in rows)]


def as_csv(*rows: dict[str, str], encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table(*rows))
    return out.getvalue().encode(encoding)


def read(*rows: dict[str, str]) -> RosterReading:
    return read_roster(table(*rows), today=TODAY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_text_table_is_read_in_either_encoding_with_rare_characters(encoding: str) -> None:
    reading = read_file(as_csv({"full_name": "张䶮"}, encoding=encoding), "a.csv", NOW)
    assert [line.facts.full_name for line in reading.lines] == ["张䶮"]
    assert reading.failures == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "GZ 8001"), ("full_name", "李4"), ("id_number", "1.10105E+17"),
        ("id_number", "110105194912310000"), ("id_number", "110105194912310021"),
        ("gender", "雄"), ("unit", ""), ("post_title", ""), ("post_level", "正股"),
        ("rank", "特级"), ("duty", "打杂"), ("starts_on", "明天"), ("starts_on", "2036-01-01"),
        ("status", "退休"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_reason_and_cure(name: str, value: str) -> None:
    reading = read({"code": "GZ8000", "id_number": ""}, {name: value})
    assert {(one.row, one.column) for one in reading.failures} == {(3, NAMES[name])}
    assert all(str(one.reason) and str(one.cure) for one in reading.failures)
    assert len(reading.lines) == 1


def test_all_wrong_cells_of_a_row_are_told_at_once() -> None:
    reading = read({"full_name": "", "rank": "特级", "starts_on": "?"})
    assert {one.column for one in reading.failures} == {"姓名", "职级", "任现职时间"}


def test_the_same_person_twice_is_refused() -> None:
    reading = read({}, {"code": "gz8001", "id_number": ""}, {"code": "GZ8003"})
    assert {(one.row, one.column) for one in reading.failures} == {(3, "工号"), (4, "公民身份号码")}


def test_headings_may_stand_below_a_title_and_have_other_names() -> None:
    rows = [["某局花名册"], ["职工号", "姓名", "工作单位", "职务", "任职时间"],
            ["GZ1", "李小红", "GZ-A", "科员", "46327"]]  # fmt: skip
    reading = read_roster(rows, today=TODAY)
    assert [line.post.starts_on for line in reading.lines] == [date(2026, 11, 1)]
    missing = read_roster([["工号", "姓名"], ["1", "李小红"]], today=TODAY)
    assert "职务全称" in str(missing.failures[0].reason)


def test_the_template_reads_as_itself() -> None:
    assert set(HEADS) == set(NAMES)
    assert all(NAMES[name] in HEADS[name] for name in NAMES)


@given(st.dates(date(1990, 1, 1), date(2027, 1, 1)))
def test_every_date_is_read_however_it_is_written(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    forms = {
        day.isoformat(),
        f"{day:%Y.%m.%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    }
    assert {read_date(form) for form in forms | {serial}} == {day}


def officer(org_path: str) -> Actor:
    return make_actor(Role.PERSONNEL, person_id=801, org_path=org_path)


def plan(session: Session, actor: Actor, *rows: dict[str, str]) -> RosterPlan:
    reading = read(*rows)
    assert reading.failures == ()
    return plan_roster(session, actor=actor, lines=reading.lines, today=TODAY)


def test_what_each_line_would_do(session: Session) -> None:
    units = make_tree(session)
    make_person(session, units["GZ-A"], code="GZ1")
    make_person(session, units["GZ-A"], code="GZ2")
    known = {"full_name": "李小红", "id_number": "", "duty": "", "rank": ""}
    made = plan(
        session, officer(units["440100"].path), {},
        {**known, "code": "GZ1", "post_title": "科员"}, {**known, "code": "GZ2", "unit": "440100"},
    )  # fmt: skip
    assert [one.effect for one in made.lines] == [Effect.ADD, Effect.NOTHING, Effect.MOVE]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"unit": "SZ-A"}, "单位名称"),
        ({"unit": "无此单位"}, "单位名称"),
        ({"section": "无此处"}, "内设机构"),
        ({"code": "GZ1", "full_name": "张三", "id_number": ""}, "姓名"),
        ({"code": "GZ1", "full_name": "李小红", "id_number": "", "starts_on": "2023-01-01"},
         "任现职时间"),
        ({"code": "SZ1", "full_name": "李小红", "id_number": ""}, "工号"),
    ],
)  # fmt: skip
def test_why_a_line_cannot_be_taken(session: Session, row: dict[str, str], column: str) -> None:
    units = make_tree(session)
    make_person(session, units["GZ-A"], code="GZ1")
    make_person(session, units["SZ-A"], code="SZ1")
    made = plan(session, officer(units["440100"].path), row)
    assert [one.column for one in made.failures] == [column]
    assert made.lines == []


def test_who_left_a_unit_elsewhere_is_taken_over_by_the_id_number_only(session: Session) -> None:
    units = make_tree(session)
    number = "11010519491231002X"
    person = services.add_person(
        session, actor=SYSTEM, code="SZ9", full_name="买买提·艾力", organization=units["SZ-A"],
        post_title="科员", starts_on=date(2020, 1, 1), now=NOW, id_number=number,
    )  # fmt: skip
    actor = officer(units["440100"].path)
    assert plan(session, actor, {"code": "SZ9"}).failures
    services.leave_person(
        session, actor=SYSTEM, person=person, last_day=date(2026, 9, 30),
        ending=Ending.TRANSFERRED, now=NOW,
    )  # fmt: skip
    assert plan(session, actor, {"code": "SZ9", "id_number": ""}).failures
    assert [one.effect for one in plan(session, actor, {}).lines] == [Effect.RETURN]


@pytest.fixture
def owner(session: Session) -> Actor:
    """A personnel officer of Guangzhou who is in the database: jobs read the rights anew."""
    units = make_tree(session)
    person = make_person(session, units["440100"], code="BOSS")
    services.grant_role(
        session, actor=SYSTEM, person=person, role=Role.PERSONNEL, organization=units["440100"],
        now=NOW,
    )  # fmt: skip
    path = units["440100"].path
    return Actor(person.id, person.full_name, path, (Grant(Role.PERSONNEL, path),))


def run(session: Session, connection: Connection, owner: Actor, data: bytes) -> RosterFile:
    held = services.stage_roster(session, actor=owner, name="a.csv", data=data, now=NOW)
    services.confirm_roster(session, actor=owner, uuid=held.uuid, now=NOW)
    session.commit()
    Worker(bind=connection, jobs=JOBS, facts=FACTS, clock=lambda: NOW).drain()
    session.expire_all()
    return held


def test_a_confirmed_roster_adds_everybody_with_a_password_that_is_fetched_once(
    session: Session, connection: Connection, owner: Actor
) -> None:
    held = run(session, connection, owner, as_csv({}, {"code": "GZ8002", "id_number": ""}))
    assert held.counts == {"add": 2, "move": 0, "return": 0, "nothing": 0}
    slips = services.fetch_slips(session, actor=owner, uuid=held.uuid, now=NOW)
    assert [one["code"] for one in slips] == ["GZ8001", "GZ8002"]
    for slip in slips:
        account = queries.find_account(session, slip["username"])
        assert account is not None
        assert account.must_change
        assert passwords.matches(account.password_digest, slip["password"])
        roles = [grant.role for grant in queries.list_grants(session, account.person_id)]
        assert roles == [Role.LEARNER]
    with pytest.raises(ConflictError):
        services.fetch_slips(session, actor=owner, uuid=held.uuid, now=NOW)


def test_one_wrong_row_and_nobody_is_added(
    session: Session, connection: Connection, owner: Actor
) -> None:
    before = session.scalar(select(func.count()).select_from(Person))
    held = run(session, connection, owner, as_csv({}, {"code": "GZ8002", "unit": "SZ-A"}))
    assert held.done_at is None
    assert session.scalar(select(func.count()).select_from(Person)) == before
    job: Any = session.execute(select(RosterFile.job_id)).scalar_one()
    from app.domain.jobs import queries as jobs

    assert jobs.get_job_by_id(session, job).state is JobState.FAILED


def test_the_database_holds_neither_the_file_nor_a_password_in_clear(
    session: Session, owner: Actor
) -> None:
    services.stage_roster(session, actor=owner, name="a.csv", data=as_csv({}), now=NOW)
    from sqlalchemy import text

    stored = json.dumps([str(one) for one in session.execute(text("SELECT * FROM roster_file"))])
    assert "11010519491231002" not in stored
    assert "R1o4MDAx" not in stored
