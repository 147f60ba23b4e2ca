"""Emergency files of a room: bring them in, see what each one brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.domain.exams import services
from app.domain.exams.emergency import ENDING
from app.domain.exams.queries import rooms as room_queries
from app.domain.exams.room_models import RoomEvent
from app.domain.exams.room_rules import Act
from app.domain.exams.services import Brought
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.invigilator import bp, seats
from app.web.invigilator.seats import get_room
from app.web.sitting_tokens import vouch
from app.web.unit_of_work import read_session, unit_of_work

MOST_FILES = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One import as the page shows it."""

    event: RoomEvent
    who: str
    seat: str

    @property
    def conflicts(self) -> list[tuple[str, int]]:
        """Writer → how many of its numbers were here with other words."""
        found: dict[str, list[int]] = self.event.details["conflicts"]
        return [(epoch, len(numbers)) for epoch, numbers in found.items()]


@bp.get("/<uuid:uuid>/<int:number>/emergency")
@requires(Permission.EXAMS_ROOM_RUN)
def emergency_files(uuid: UUID, number: int) -> str:
    """Show what emergency files have brought, and take new ones."""
    found = get_room(uuid, number)
    places = room_queries.list_places(read_session(), found.plan.id, number)
    by_id = {one.registration.id: str(one.registration.uuid) for one in places}
    lines = [
        Line(event, who, by_id.get(event.registration_id or 0, ""))
        for event, who, _what in seats.log_lines(found)
        if event.act is Act.EMERGENCY
    ]
    return render_template(
        "invigilator/emergency.html",
        room=found,
        plan=found.plan,
        number=number,
        tab="emergency",
        form=TokenForm(),
        lines=lines,
        late=[seat for seat in found.seats if seat.late],
        ending=ENDING,
    )


@bp.post("/<uuid:uuid>/<int:number>/emergency")
@requires(Permission.EXAMS_ROOM_RUN)
def import_emergency(uuid: UUID, number: int) -> Response:
    """Bring files in, each for itself; one that is refused does not keep the others out."""
    require_token()
    get_room(uuid, number)
    files = [one for one in request.files.getlist("file") if one.filename][:MOST_FILES]
    if not files:
        flash(_("Nothing was brought in. Choose at least one emergency file."), "bad")
    for file in files:
        _import(uuid, file)
    return redirect(url_for(".emergency_files", uuid=uuid, number=number), code=303)


def _import(plan: UUID, file: FileStorage) -> None:
    try:
        with unit_of_work() as session:
            brought = services.import_emergency(
                session,
                actor=current_actor(),
                plan=plan,
                data=file.stream.read(),
                vouch=vouch,
                now=now(),
            )
            told = _told(brought)
    except InvalidError as error:
        texts = [f"{translate(one.reason)} {translate(one.cure) if one.cure else ''}".strip()
                 for one in error.problems]  # fmt: skip
        flash(_("%(file)s: %(why)s", file=file.filename, why=" ".join(texts)), "bad")
    else:
        flash(told, "ok")


def _told(brought: Brought) -> str:
    about = brought.sitting.registration
    facts: dict[str, Any] = {"who": f"{about.seat.label} {about.full_name}"}
    if not brought.new and not brought.files:
        return _("%(who)s: everything in this file was here already.", **facts)
    facts |= {"new": brought.new, "known": brought.known, "files": brought.files}
    text = _("%(who)s: %(new)s new entries, %(known)s known, %(files)s new files.", **facts)
    if brought.late:
        text += _("%(n)s of them wait for a decision.", n=brought.late)
    return text
