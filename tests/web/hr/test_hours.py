from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.learning import services
from app.domain.learning.models import HoursRecord
from app.domain.learning.rules import HoursState
from app.kernel.actor import Actor, Role
from tests.factories import learning as make
from tests.factories.exams import make_candidate, make_staff
from tests.reports.conftest import BAIYUN, GUANGZHOU, SHENZHEN
from tests.web.hr.conftest import Post

NAMES = ("林一", "周二", "吴三")


@dataclass
class Ledger:
    """Hours of three persons: night and fast in Guangzhou, an even rhythm in Shenzhen."""

    records: dict[str, HoursRecord]

    def address(self, name: str, tail: str = "") -> str:
        return f"/hr/hours/{self.records[name].uuid}{tail}"

    def picks(self, *names: str) -> list[str]:
        return [f"{self.records[name].uuid}:{len(self.records[name].decisions)}" for name in names]


@pytest.fixture
def ledger(session: Session) -> Ledger:
    make.load_courses(session, "EG201", "EG601")
    found = {}
    for name, path, code, flag, day in (
        ("林一", GUANGZHOU, "EG201", "night", 20),
        ("周二", BAIYUN, "EG601", "fast", 22),
        ("吴三", SHENZHEN, "EG201", "rhythm", 24),
    ):
        person = make_candidate(session, name, path=path).person_id
        found[name] = make.make_hours(
            session, person, code, path=path, flags=[flag], earned_on=date(2026, 11, day)
        )
    session.commit()
    return Ledger(found)


@pytest.fixture
def second(session: Session) -> Actor:
    """A colleague in the office of the city."""
    return make_staff(session, Role.PERSONNEL, path=GUANGZHOU)


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        ({}, set(NAMES)),
        ({"unit": GUANGZHOU}, {"林一", "周二"}),
        ({"unit": BAIYUN}, {"周二"}),
        ({"module": "EG201"}, {"林一", "吴三"}),
        ({"flag": "night"}, {"林一"}),
        ({"flag": "nonsense"}, set(NAMES)),
        ({"first": "2026-11-22"}, {"周二", "吴三"}),
        ({"last": "2026-11-20"}, {"林一"}),
        ({"text": "周"}, {"周二"}),
        ({"state": "verified"}, set()),
        ({"state": "all", "flag": "fast"}, {"周二"}),
    ],
)
def test_filters(
    client: FlaskClient, officer: Actor, ledger: Ledger, filters: dict[str, str], seen: set[str]
) -> None:
    page = client.get("/hr/hours", query_string=filters).text
    shown = {name for name in NAMES if f">{name}</a>" in page}
    assert shown == seen


def test_a_record_shows_why_it_is_flagged(
    client: FlaskClient, officer: Actor, ledger: Ledger
) -> None:
    assert "夜间学习" in client.get(ledger.address("林一")).text
    assert "每分钟约 900 字" in client.get(ledger.address("周二")).text
    assert "疑似程序操作" in client.get(ledger.address("吴三")).text


@pytest.mark.parametrize(
    ("before", "to", "state"),
    [
        ([], "verified", HoursState.VERIFIED),
        ([], "returned", HoursState.RETURNED),
        (["verified"], "revoked", HoursState.REVOKED),
        (["returned"], "pending", HoursState.PENDING),
    ],
)
def test_a_decision_is_taken_with_a_reason(  # noqa: PLR0917 - a table of cases
    client: FlaskClient, session: Session, officer: Actor, ledger: Ledger, post: Post,
    before: list[str], to: str, state: HoursState,
) -> None:  # fmt: skip
    record, address = ledger.records["林一"], ledger.address("林一", "/decision")
    for number, earlier in enumerate(before):
        post(address, to=earlier, reason="先前", seen=number)
    answer = post(f"{address}?unit={GUANGZHOU}", to=to, reason="值夜班，属实。", seen=len(before))
    assert answer.status_code == 303
    assert "unit=" in answer.location
    session.refresh(record)
    assert record.state is state
    assert [one.reason for one in record.decisions] == [*["先前"] * len(before), "值夜班，属实。"]
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("learning.hours.decided") == len(before) + 1
    assert "值夜班，属实。" in client.get(ledger.address("林一")).text


def test_without_a_reason_nothing_happens_and_what_was_typed_stays(
    session: Session, officer: Actor, ledger: Ledger, post: Post
) -> None:
    address = ledger.address("林一", "/decision")
    assert post(address, to="verified", reason="  ", seen="0").status_code == 422
    long = post(address, to="verified", reason="字" * 501, seen="0")
    assert long.status_code == 422
    assert "字" * 501 in long.text
    assert "不能超过 500 个字" in long.text
    assert post(address, to="nonsense", reason="甲", seen="0").status_code == 422
    assert post(address, to="revoked", reason="甲", seen="0").status_code == 403
    session.refresh(ledger.records["林一"])
    assert ledger.records["林一"].state is HoursState.PENDING


def test_two_officers_do_not_overwrite_each_other(
    session: Session, officer: Actor, second: Actor, ledger: Ledger, post: Post
) -> None:
    record = ledger.records["林一"]
    services.decide_hours(
        session, actor=second, uuid=record.uuid, state=HoursState.RETURNED, reason="请说明",
        now=make.NOW,
    )  # fmt: skip
    session.commit()
    late = post(ledger.address("林一", "/decision"), to="verified", reason="我已核实", seen="0")
    assert late.status_code == 409
    assert second.full_name in late.text
    assert "我已核实" in late.text
    assert 'name="seen" value="1"' in late.text
    session.refresh(record)
    assert record.state is HoursState.RETURNED


def test_nobody_decides_about_hours_of_their_own(
    client: FlaskClient, session: Session, officer: Actor, ledger: Ledger, post: Post
) -> None:
    own = make.make_hours(session, officer.person_id, "EG201", path=GUANGZHOU)
    session.commit()
    page = client.get(f"/hr/hours/{own.uuid}").text
    assert "不得认定自己的学时" in page
    assert 'name="reason"' not in page
    refused = post(f"/hr/hours/{own.uuid}/decision", to="verified", reason="甲", seen="0")
    assert refused.status_code == 403
    shown = client.get("/hr/hours").text
    assert f'value="{own.uuid}"' not in shown
    assert "本人学时" in shown


def test_another_city_sees_nothing(
    client: FlaskClient, outsider: Actor, ledger: Ledger, post: Post
) -> None:
    assert client.get(ledger.address("林一")).status_code == 404
    answer = post(ledger.address("林一", "/decision"), to="verified", reason="甲", seen="0")
    assert answer.status_code == 404
    page = client.get("/hr/hours").text
    assert "吴三" in page
    assert "林一" not in page
    assert client.get(f"/hr/hours?unit={GUANGZHOU}").status_code == 404
    together = "/hr/hours/together"
    chosen = {"pick": ledger.picks("吴三", "林一"), "to": "verified"}
    assert client.get(together, query_string=chosen).status_code == 404
    assert post(together, **chosen, reason="甲").status_code == 404


def test_several_are_decided_together_after_a_preview(
    client: FlaskClient, session: Session, officer: Actor, ledger: Ledger, post: Post
) -> None:
    own = make.make_hours(session, officer.person_id, "EG201", path=GUANGZHOU)
    session.commit()
    chosen = [*ledger.picks("林一", "周二"), str(own.uuid)]
    page = client.get("/hr/hours/together", query_string={"pick": chosen, "to": "verified"}).text
    assert "2 条记录" in page
    assert "不得认定自己的学时" in page
    assert page.count('name="pick"') == 2
    picks = ledger.picks("林一", "周二")
    without = post("/hr/hours/together", pick=picks, to="verified", reason="")
    assert without.status_code == 422
    assert without.text.count('name="pick"') == 2
    done = post("/hr/hours/together", pick=picks, to="verified", reason="经核实。")
    assert done.status_code == 303
    states = {name: _state(session, one.uuid) for name, one in ledger.records.items()}
    assert states == {"林一": "verified", "周二": "verified", "吴三": "pending"}


def test_together_means_all_or_none(
    session: Session, officer: Actor, second: Actor, ledger: Ledger, post: Post
) -> None:
    picks = ledger.picks("林一", "周二")
    services.decide_hours(
        session, actor=second, uuid=ledger.records["周二"].uuid, state=HoursState.RETURNED,
        reason="请说明", now=make.NOW,
    )  # fmt: skip
    session.commit()
    late = post("/hr/hours/together", pick=picks, to="verified", reason="经核实。")
    assert late.status_code == 409
    assert "经核实。" in late.text
    assert late.text.count('name="pick"') == 1, "what was decided in the meantime is left out"
    assert _state(session, ledger.records["林一"].uuid) == "pending"


@pytest.mark.parametrize("picks", [[], ["nonsense"], ["1:2"]])
def test_nothing_chosen_says_so(
    client: FlaskClient, officer: Actor, ledger: Ledger, picks: list[str]
) -> None:
    page = client.get("/hr/hours/together", query_string={"pick": picks, "to": "verified"})
    assert page.status_code == 200
    assert "请先在列表中选择至少一行" in page.text


def test_what_waits_is_counted_in_the_navigation(  # noqa: PLR0917 - what a page needs
    client: FlaskClient, session: Session, ledger: Ledger, second: Actor, post: Post,
    sign_in_as: Callable[[Actor], None],
) -> None:  # fmt: skip
    sign_in_as(second)
    assert 'count num">2<' in client.get("/hr").text
    post(ledger.address("林一", "/decision"), to="verified", reason="属实", seen="0")
    assert 'count num">1<' in client.get("/hr/results").text


def _state(session: Session, uuid: UUID) -> str:
    session.expire_all()
    return session.scalars(select(HoursRecord).where(HoursRecord.uuid == uuid)).one().state.value
