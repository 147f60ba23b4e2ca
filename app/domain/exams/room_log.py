"""The desk of an invigilator: one room, what is in force there, and its record. Never commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import queries, room_rules
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.queries.rooms import Place
from app.domain.exams.room_models import RoomEvent, SittingControl
from app.domain.exams.room_rules import Act
from app.domain.exams.rules import TimedSection, read_sections
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class Desk:
    """A room within the scope of an invigilator; its plan is locked while something is done."""

    session: Session
    actor: Actor
    plan: ExamPlan
    room: int
    now: datetime

    @classmethod
    def at(
        cls, session: Session, actor: Actor, plan: UUID, room: int, now: datetime
    ) -> Desk:  # the five facts of a desk
        """Sit down at the desk of a room, or refuse as if there were none."""
        scope = actor.scope(Permission.EXAMS_ROOM_RUN)
        found = queries.get_plan(session, plan, scope=scope, lock=True)
        if not 1 <= room <= found.rooms:
            raise NotFoundError(queries.NO_PLAN)
        return cls(session, actor, found, room, now)

    @classmethod
    def of(cls, session: Session, actor: Actor, registration: Registration, now: datetime) -> Desk:
        """Sit down at the desk of the room in which somebody sits."""
        return cls(session, actor, registration.plan, registration.room, now)

    def events(self) -> Sequence[RoomEvent]:
        """Return the record so far."""
        return rooms.list_room_events(self.session, self.plan.id, self.room)

    def require_open(self) -> Desk:
        """Refuse if the room was closed."""
        if rooms.is_closed(self.events()):
            raise ConflictError(
                msg("This room is closed. Nothing about its candidates can be changed any more.")
            )
        return self

    def places(self, chosen: Collection[UUID] | None) -> list[Place]:
        """Return the chosen people of the room (by their registrations), or all."""
        found = rooms.list_places(self.session, self.plan.id, self.room)
        return [one for one in found if chosen is None or one.registration.uuid in chosen]

    def control(self, sitting: Sitting) -> SittingControl:
        """Return what is in force for a sitting, to be changed."""
        found = rooms.find_control(self.session, sitting.id)
        if found is None:
            found = SittingControl(sitting_id=sitting.id)
            self.session.add(found)
            self.session.flush()
        return found

    def instruct(self, sitting: Sitting) -> SittingControl:
        """Let the candidate's machine ask for its instructions with the next acknowledgement."""
        control = self.control(sitting)
        control.instructions += 1
        return control

    def record(
        self,
        act: Act,
        action: str,
        reason: str,
        about: Registration | None = None,
        **details: object,
    ) -> RoomEvent:
        """Put a line on the record of the room and into the audit log."""
        event = self.note(act, reason, about, **details)
        subject = f"registration:{about.uuid}" if about else f"room:{self.plan.code}/{self.room}"
        facts = {"room": self.room, "reason": reason.strip(), **details}
        audit.record(
            self.session,
            actor=self.actor,
            action=action,
            subject=subject,
            at=self.now,
            details=facts,
        )
        return event

    def note(
        self, act: Act, reason: str, about: Registration | None = None, **details: object
    ) -> RoomEvent:
        """Put a line on the record of the room; the caller has written the audit log."""
        event = RoomEvent(
            plan_id=self.plan.id,
            room=self.room,
            act=act,
            by_id=self.actor.person_id,
            by_name=self.actor.full_name,
            at=self.now,
            registration_id=about.id if about else None,
            reason=reason.strip(),
            details=dict(details),
        )
        self.session.add(event)
        self.session.flush()
        return event


def require_reason(reason: str) -> str:
    """Return the reason without blanks around it, or refuse."""
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    return reason.strip()


def put_sections(sitting: Sitting, sections: Sequence[TimedSection]) -> None:
    """Set the ends of a sitting's sections."""
    sitting.sections = [one.to_json() for one in sections]
    sitting.ends_at = datetime.fromtimestamp(sections[-1].ends_at / 1000, tz=UTC)


def end_pause(sitting: Sitting, control: SittingControl | None, now: datetime) -> int:
    """Give back the time of a pause, if there is one; returns its seconds."""
    if control is None or control.paused_at is None:
        return 0
    seconds = round((now - control.paused_at).total_seconds())
    sections = room_rules.resume(read_sections(sitting.sections), control.paused_at, now)
    put_sections(sitting, sections)
    control.paused_at = None
    control.instructions += 1
    return seconds
