"""Hours that look unlike reading: most wait for a decision, one of each decision is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demo import studying
from app.demo.exams import APPROVER, DAY, WRITER, actor_of
from app.demo.studying import Habit
from app.domain.learning import queries as learning
from app.domain.learning import services
from app.domain.learning.models import HoursRecord
from app.domain.learning.rules import HoursState

AT_NIGHT, EVEN, QUICK = (
    Habit(minutes=47),
    Habit(minutes=24, gap=30),
    Habit(minutes=24, place="practice"),
)
UNUSUAL = (
    ("GZ0109", "EG201", 3, AT_NIGHT),
    ("GZ0116", "CS103", 4, QUICK),
    ("GZ0121", "EG601", 5, EVEN),
    ("GZ0133", "EG101", 6, AT_NIGHT),
    ("GZ0147", "EG301", 7, QUICK),
    ("GZ0138", "EG201", 8, EVEN),
    ("GZ0126", "EG601", 9, AT_NIGHT),
    ("GZ0150", "EG102", 10, EVEN),
)
"""Colleagues who went on with a module: staff number, module, how many days ago, how."""
Line = tuple[str, HoursState, str]
DECIDED: Mapping[str, tuple[Line, ...]] = {
    "GZ0138": (
        (WRITER, HoursState.RETURNED, "请说明学习的时间和方式；仅凭记录不能认定为本人学习。"),
        ("", HoursState.PENDING, "当天用平板电脑学习，外接键盘操作较为规律，愿意接受当面核实。"),
    ),
    "GZ0126": ((WRITER, HoursState.VERIFIED, "经与所在单位核实，系值班期间学习，情况属实。"),),
    "GZ0150": (
        (APPROVER, HoursState.VERIFIED, "经与本人核实，情况属实。"),
        (WRITER, HoursState.REVOKED, "经复查，有效学习时间系由程序产生。"),
    ),
}
"""Staff number → what was decided one after another; without an officer the person has a word."""
NIGHT, DAYTIME = 16, 3
"""Midnight and eleven o'clock in Guangzhou, as hours of UTC."""


def study_unusually(session: Session, now: datetime) -> None:
    """Let colleagues go on in their own ways, and officers decide about some of it."""
    for code, module, days, habit in UNUSUAL:
        learner = actor_of(session, code, now)
        if learning.count_hours(session, learner.person_id):
            continue
        hour = NIGHT if habit is AT_NIGHT else DAYTIME
        began = (now - days * DAY).replace(hour=hour, minute=20, second=0, microsecond=0)
        studying.go_on(session, actor=learner, code=module, began_at=began, habit=habit)
        for record in learning.list_hours(session, learner.person_id):
            _decide(session, code, record, began + DAY, now)


def _decide(
    session: Session, code: str, record: HoursRecord, first: datetime, now: datetime
) -> None:
    for number, (by, state, text) in enumerate(DECIDED.get(code, ())):
        at = first + timedelta(hours=1 + 20 * number)
        actor = actor_of(session, by or code, now)
        if by:
            services.decide_hours(
                session, actor=actor, uuid=record.uuid, state=state, reason=text, now=at
            )
        else:
            services.resubmit_hours(session, actor=actor, uuid=record.uuid, words=text, now=at)
