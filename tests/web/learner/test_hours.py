"""A learner reads what was decided about hours, and has a word about returned ones."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.learning import services
from app.domain.learning.models import HoursRecord
from app.domain.learning.rules import HoursState
from app.kernel.actor import Actor
from app.kernel.scope import EVERYTHING
from app.reports import hours
from app.reports.hours import HoursChoice
from tests.factories.learning import NOW, make_hours, make_officer, make_unit
from tests.web.learner.conftest import CODE, Reader

WHY = "请说明学习的时间和方式。"


@pytest.fixture
def record(session: Session, reader: Reader, learner: Actor) -> HoursRecord:
    """Hours at night that an officer returned."""
    unit = make_unit(session)
    made = make_hours(session, learner.person_id, CODE, path=unit.path, hours="1.0")
    services.decide_hours(
        session, actor=make_officer(session, unit), uuid=made.uuid, state=HoursState.RETURNED,
        reason=WHY, now=NOW,
    )  # fmt: skip
    session.commit()
    return made


def test_the_person_reads_the_decision_at_home_and_in_the_ledger(
    reader: Reader, record: HoursRecord
) -> None:
    for address in ("/learn/", "/learn/hours"):
        page = reader.get(address)
        assert WHY in page
        assert "人事部门 李慧" in page
        assert f"/learn/hours/{record.uuid}/word" in page
    assert "学时被退回或者撤销" in reader.get("/learn/")


def test_returned_hours_are_handed_in_again(
    session: Session, reader: Reader, record: HoursRecord
) -> None:
    address = f"/learn/hours/{record.uuid}/word"
    assert WHY in reader.get(address)
    assert reader.post(address, {"reason": " "}).status_code == 422
    long = reader.post(address, {"reason": "字" * 501})
    assert (long.status_code, "字" * 501 in long.text) == (422, True)
    assert reader.post(address, {"reason": "当晚值班。"}).status_code == 303
    session.refresh(record)
    assert record.state is HoursState.PENDING
    page = reader.get("/learn/hours")
    assert "本人再次提交" in page
    assert "当晚值班。" in page
    again = reader.get(address)
    assert "没有被退回" in again
    assert reader.post(address, {"reason": "再说一次。"}).status_code == 403
    (row,) = hours.list_hours(session, EVERYTHING, HoursChoice(), limit=9, offset=0)
    assert row.record.decisions[-1].reason == "当晚值班。"


def test_hours_of_others_are_not_there(session: Session, reader: Reader, learner: Actor) -> None:
    other = make_officer(session, make_unit(session))
    foreign = make_hours(session, other.person_id, CODE, state=HoursState.RETURNED)
    session.commit()
    address = f"/learn/hours/{foreign.uuid}/word"
    assert reader.client.get(address).status_code == 404
    assert reader.post(address, {"reason": "甲"}).status_code == 404


@pytest.mark.parametrize(
    ("state", "counted"),
    [(HoursState.VERIFIED, "1"), (HoursState.PENDING, "0"), (HoursState.REVOKED, "0")],
)
def test_only_verified_hours_count(
    session: Session, reader: Reader, learner: Actor, state: HoursState, counted: str
) -> None:
    make_hours(session, learner.person_id, CODE, state=state, hours="1.0")
    session.commit()
    page = reader.get("/learn/")
    assert f"<b>{counted}</b>" in page
