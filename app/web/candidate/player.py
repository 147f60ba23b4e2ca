"""What the player's script talks to: open, paper, answers, files, hand in. JSON in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, jsonify, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.exams import queries as exams
from app.domain.exams import rules, services
from app.domain.exams.batch import MAX_SEQ
from app.domain.exams.hot_start import MAX_CLIENT
from app.domain.exams.models import Sitting, SittingFile
from app.domain.exams.presenting import paper_bytes
from app.domain.exams.rules import SittingState, SubmittedBy
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedPaper
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.kernel.text import Message, msg
from app.web import script_json
from app.web.access import current_actor, now, requires, with_token
from app.web.candidate import answers, bp, practicals, tokens
from app.web.candidate.tokens import SittingToken
from app.web.candidate.told import ENDED_BY, SCRIPT_HEADER, release, title_of
from app.web.display import clock
from app.web.i18n import choose_locale, translate
from app.web.unit_of_work import read_session, unit_of_work

SEALED = "application/octet-stream"


@bp.post("/sitting/<uuid:uuid>/open")
@requires(Permission.EXAMS_SITTING_TAKE)
def open_sitting(uuid: UUID) -> Response | tuple[Response, int]:
    """Begin or continue a sitting on this machine, or learn that another one holds it."""
    require_script()
    body = script_json.read_object()
    client = script_json.text_of(body, "client", MAX_CLIENT)
    is_taking_over = script_json.truth_of(body, "take_over")
    actor, moment = current_actor(), now()
    with unit_of_work() as session:
        own = exams.get_own_sitting(session, uuid, person_id=actor.person_id)
        if own.state is SittingState.SUBMITTED:
            return jsonify(error="closed", detail=gettext("This sitting has been handed in.")), 409
        opened = services.open_sitting(
            session,
            actor=actor,
            uuid=uuid,
            client=client,
            is_taking_over=is_taking_over,
            now=moment,
        )
        sitting = opened.sitting
        answer = _state(session, sitting) | {"writer": opened.is_writer}
        if ready := exams.find_own_paper(session, uuid, person_id=actor.person_id):
            answer["paper_key"] = release(ready.name)
    token = SittingToken(sitting.id, sitting.epoch, actor.person_id)
    answer["token"] = tokens.issue(token, moment) if opened.is_writer else None
    return jsonify(answer)


def _state(session: Session, sitting: Sitting) -> dict[str, Any]:
    """Return all a machine needs to go on where another one stopped."""
    paper = _paper(session, sitting)
    titles = {section.code: section.title for section in paper.sections}
    locale = choose_locale()
    seq, last_hash = exams.head(session, sitting.id, sitting.epoch)
    last = {"seq": seq, "hash": last_hash or f"{sitting.uuid}:{sitting.epoch}"}
    return {
        "now": rules.milliseconds(now()),
        "epoch": sitting.epoch,
        "last": last,
        "fold": _fold(session, sitting),
        "held_since": clock(sitting.writer_since) if sitting.writer_since else None,
        "sections": [
            section.to_json() | {"title": title_of(titles[section.code], locale)}
            for section in rules.read_sections(sitting.sections)
        ],
        "files": {
            position: _file(file)
            for position, file in exams.list_files(session, sitting.id).items()
        },
    }


def _fold(session: Session, sitting: Sitting) -> dict[str, Any]:
    current = exams.fold(session, sitting.id)
    places = current.places
    return {
        "answers": {
            position: [*places[position], response]
            for position, response in current.answers.items()
        },
        "flags": sorted(current.flags),
    }


def _file(file: SittingFile) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "size": file.size,
        "received_at": rules.milliseconds(file.received_at),
        "notes": [
            {"is_error": False, "text": translate(Message.from_json(note))} for note in file.notes
        ],
    }


@bp.get("/sitting/<uuid:uuid>/paper.json")
@requires(Permission.EXAMS_SITTING_TAKE)
def paper(uuid: UUID) -> Response:
    """Give the paper as this candidate may see it, once the sitting has been opened."""
    sitting = exams.get_own_sitting(read_session(), uuid, person_id=current_actor().person_id)
    if sitting.state is not SittingState.STARTED:
        raise ConflictError(msg("The exam has not begun yet. Please wait."))
    data = paper_bytes(
        _paper(read_session(), sitting),
        sitting.seed,
        has_own_order=sitting.registration.plan.has_own_item_order,
    )
    return Response(data, mimetype="application/json")


@bp.get("/sitting/<uuid:uuid>/paper.sealed")
@requires(Permission.EXAMS_SITTING_TAKE)
def sealed_paper(uuid: UUID) -> Response:
    """Give the prepared paper before the start: nobody can read it without the key of the start."""
    session, person_id = read_session(), current_actor().person_id
    exams.get_own_sitting(session, uuid, person_id=person_id)
    ready = exams.find_own_paper(session, uuid, person_id=person_id)
    return Response(ready.body if ready else b"", 200 if ready else 204, mimetype=SEALED)


@bp.put("/sitting/<uuid:uuid>/answers")
@with_token
def save_answers(uuid: UUID) -> tuple[Response, int]:
    """Save what the candidate's machine sends; acknowledged only when it is on disk.

    Requests of the usual form do not come as far as this: `door` answers them.
    """
    del uuid  # the token says which sitting: the address is for people and for logs
    token = tokens.require(now())
    told, status = answers.save(token, script_json.read_body(answers.MOST), now())
    return jsonify(told), status


@bp.put("/sitting/<uuid:uuid>/files/<int:position>")
@with_token
def put_file(uuid: UUID, position: int) -> tuple[Response, int]:
    """Take a file for a practical; say what was received and what is noteworthy about it."""
    del uuid
    token, began = tokens.require(now()), now()
    name = practicals.name_of_file()
    data = script_json.read_body(current_app.config["MAX_CONTENT_LENGTH"])
    session = read_session()
    item = practicals.find_item(
        _paper(session, exams.get_sitting(session, token.sitting_id)), position
    )
    session.rollback()  # looking may take seconds: nothing stays open meanwhile
    told = practicals.receive(
        item,
        data,
        name,
        lambda notes: _keep(token, position, name, data, notes=notes, began=began),
        lambda file_id, notes: _note(token, file_id, notes),
        practicals.KEPT,
    )
    return jsonify(told), 201


def _keep(
    token: SittingToken,
    position: int,
    name: str,
    data: bytes,
    *,
    notes: list[Message],
    began: datetime,
) -> tuple[int, dict[str, Any]]:
    """Keep a file, committed; returns which it is, and what its owner is told."""
    with unit_of_work() as session:
        file = services.keep_file(
            session,
            actor=exams.get_candidate(session, token.sitting_id),
            sitting_id=token.sitting_id,
            writer=token.epoch,
            position=position,
            name=name,
            data=data,
            notes=notes,
            now=began,
            made_at=request.headers.get("X-Made-At", type=int),
        )
        return file.id, _file(file)


def _note(token: SittingToken, file_id: int, notes: list[Message]) -> dict[str, Any]:
    with unit_of_work() as session:
        actor = exams.get_candidate(session, token.sitting_id)
        return _file(services.note_file(session, actor=actor, file_id=file_id, notes=notes))


@bp.get("/sitting/<uuid:uuid>/starter/<int:position>")
@requires(Permission.EXAMS_SITTING_TAKE)
def starter(uuid: UUID, position: int) -> Response:
    """Give the starter file of a practical, made for this candidate."""
    sitting = exams.get_own_sitting(read_session(), uuid, person_id=current_actor().person_id)
    if sitting.state is not SittingState.STARTED:
        raise ConflictError(msg("The exam is not open."))
    item = practicals.find_item(_paper(read_session(), sitting), position)
    data, name = practicals.starter(item, rules.item_seed(sitting.seed, position))
    response = Response(data, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/sitting/<uuid:uuid>/submit")
@with_token
def submit(uuid: UUID) -> Response:
    """Hand in, if everything the machine knows of has arrived."""
    del uuid
    require_script()
    token = tokens.require(now())
    body = script_json.read_object()
    reason = body.get("reason", "candidate")
    if reason not in ENDED_BY:
        script_json.refuse(422, "malformed")
    epoch = script_json.number_of(body, "epoch", MAX_SEQ)
    through = script_json.number_of(body, "through", MAX_SEQ)
    with unit_of_work() as session:
        services.hand_in(
            session,
            actor=exams.get_candidate(session, token.sitting_id),
            sitting_id=token.sitting_id,
            epoch=min(epoch, token.epoch),
            through=through,
            by=SubmittedBy(reason),
            now=now(),
        )
    return jsonify(state="submitted")


def require_script() -> None:
    """End a request that does not come from the player: a page of another site cannot."""
    if request.headers.get("X-Xuekao") != SCRIPT_HEADER:
        abort(400)


def _paper(session: Session, sitting: Sitting) -> SealedPaper:
    return papers.read_paper(session, sitting.paper_id)
