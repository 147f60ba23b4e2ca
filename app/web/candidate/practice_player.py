"""What the player's script talks to when it practises: the same words as in an exam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.domain.exams import rules as exam_rules
from app.domain.exams.batch import MAX_SEQ, read_batch
from app.domain.exams.hot_start import MAX_CLIENT
from app.domain.exams.presenting import MAX_FILE_BYTES, present
from app.domain.practice import queries, services
from app.domain.practice.models import PracticeFile, PracticeRun
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError
from app.kernel.text import Message
from app.web import marks, script_json
from app.web.access import current_actor, now, requires, with_token
from app.web.candidate import answers, practicals
from app.web.candidate import practice_bp as bp
from app.web.candidate.player import require_script
from app.web.candidate.told import title_of
from app.web.display import clock
from app.web.i18n import choose_locale, translate
from app.web.unit_of_work import read_session, unit_of_work

LIFETIME_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class RunToken:
    """Who may write into which run, as which writer."""

    run_id: int
    epoch: int


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="practice-run")


def _require_token() -> RunToken:
    """Return the token of the request, or end it with 401, as JSON: only scripts come here."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    try:
        run_id, epoch = _signer().loads(text, max_age=LIFETIME_SECONDS)
    except BadSignature:
        scheme = ""
    if scheme != "Bearer":
        abort(make_response({"error": "token"}, 401))
    return RunToken(run_id, epoch)


@bp.post("/<uuid:uuid>/open")
@requires(Permission.LEARNING_MODULE_STUDY)
def open_run(uuid: UUID) -> Response | tuple[Response, int]:
    """Go on with a run in this browser, or learn that another one holds it."""
    require_script()
    body = script_json.read_object()
    client = script_json.text_of(body, "client", MAX_CLIENT)
    is_taking_over = script_json.truth_of(body, "take_over")
    with unit_of_work() as session:
        try:
            opened = services.open_run(
                session,
                actor=current_actor(),
                uuid=uuid,
                client=client,
                is_taking_over=is_taking_over,
                now=now(),
            )
        except ConflictError as error:
            return jsonify(error="closed", detail=translate(error.message)), 409
        answer = _state(session, opened.run) | {"writer": opened.is_writer, "token": None}
        if opened.is_writer:
            answer["token"] = _signer().dumps([opened.run.id, opened.run.epoch])
    return jsonify(answer)


def _state(session: Session, run: PracticeRun) -> dict[str, Any]:
    titles = {one.code: one.title for one in queries.read_paper(run).sections}
    seq, last_hash = queries.head(session, run.id, run.epoch)
    current = queries.fold(session, run.id)
    return {
        "now": exam_rules.milliseconds(now()),
        "epoch": run.epoch,
        "last": {"seq": seq, "hash": last_hash or f"{run.uuid}:{run.epoch}"},
        "fold": {
            "answers": {
                position: [*current.places[position], response]
                for position, response in current.answers.items()
            },
            "flags": sorted(current.flags),
        },
        "held_since": clock(run.writer_since) if run.writer_since else None,
        "sections": [
            one | {"title": title_of(titles[one["code"]], choose_locale())} for one in run.sections
        ],
        "files": {
            position: _file(file) for position, file in queries.list_files(session, run.id).items()
        },
    }


def _file(file: PracticeFile) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "size": file.size,
        "received_at": exam_rules.milliseconds(file.received_at),
        "notes": [
            {"is_error": False, "text": translate(Message.from_json(note))} for note in file.notes
        ],
    }


@bp.get("/<uuid:uuid>/paper.json")
@requires(Permission.LEARNING_MODULE_STUDY)
def paper(uuid: UUID) -> Response:
    """Give the paper of a run without its keys."""
    run = _own(uuid)
    paper = queries.read_paper(run)
    return jsonify(
        items=present(paper, run.seed, has_own_order=False),
        max_file_bytes=MAX_FILE_BYTES,
        tools=paper.tools,
    )


@bp.put("/<uuid:uuid>/answers")
@with_token
def save_answers(uuid: UUID) -> tuple[Response, int]:
    """Save what the browser sends; acknowledged when it is stored."""
    del uuid  # the token says which run
    token = _require_token()
    try:
        raw = script_json.read_body(answers.MOST)
        batch = read_batch(raw, sitting_id=token.run_id, writer=token.epoch)
    except ValueError as error:
        return jsonify(error="malformed", detail=str(error)), 422
    try:
        with unit_of_work() as session:
            owner = queries.get_owner(session, token.run_id)
            saved = services.save(session, actor=owner, batch=batch, now=now())
    except ConflictError:
        return jsonify(error="closed", now=exam_rules.milliseconds(now())), 409
    if saved.is_taken:
        return jsonify(error="taken", now=exam_rules.milliseconds(now())), 409
    told: dict[str, Any] = {"now": exam_rules.milliseconds(now())}
    if saved.epoch is not None:
        told |= {"epoch": saved.epoch, "through": saved.through, "late": 0}
    return jsonify(told), 200


@bp.put("/<uuid:uuid>/files/<int:position>")
@with_token
def put_file(uuid: UUID, position: int) -> tuple[Response, int]:
    """Take a file for a practical; one that has to be converted first is kept before (0016)."""
    del uuid
    token, began = _require_token(), now()
    name = practicals.name_of_file()
    data = script_json.read_body(current_app.config["MAX_CONTENT_LENGTH"])
    session = read_session()
    run = queries.get_run_by_id(session, token.run_id)
    item = practicals.find_item(queries.read_paper(run), position)
    session.rollback()  # looking may take seconds: nothing stays open meanwhile
    told = practicals.receive(
        item,
        data,
        name,
        lambda notes: _keep(token, position, name, data, notes=notes, began=began),
        lambda file_id, notes: _note(token, file_id, notes),
        practicals.NOT_OPENED,
    )
    return jsonify(told), 201


def _keep(
    token: RunToken,
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
            actor=queries.get_owner(session, token.run_id),
            run_id=token.run_id,
            position=position,
            name=name,
            data=data,
            notes=notes,
            now=began,
        )
        return file.id, _file(file)


def _note(token: RunToken, file_id: int, notes: list[Message]) -> dict[str, Any]:
    with unit_of_work() as session:
        actor = queries.get_owner(session, token.run_id)
        return _file(services.note_file(session, actor=actor, file_id=file_id, notes=notes))


@bp.get("/<uuid:uuid>/starter/<int:position>")
@requires(Permission.LEARNING_MODULE_STUDY)
def starter(uuid: UUID, position: int) -> Response:
    """Give the starter file of a practical, with the names and figures of this run."""
    run = _own(uuid)
    item = practicals.find_item(queries.read_paper(run), position)
    data, name = practicals.starter(item, exam_rules.item_seed(run.seed, position))
    response = Response(data, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/<uuid:uuid>/check/<int:position>")
@requires(Permission.LEARNING_MODULE_STUDY)
def check(uuid: UUID, position: int) -> Response:
    """Explain an answer of a drill at once."""
    require_script()
    run = _own(uuid)
    mark = services.check_item(
        read_session(),
        actor=current_actor(),
        uuid=uuid,
        position=position,
        raw=script_json.read_object(answers.MOST).get("response"),
    )
    view = marks.of_answer(services.find_item(run, position), run.seed, mark)
    html = render_template("candidate/_feedback.html", mark=view, labels=marks.STATUS_LABELS)
    return jsonify(status=mark.status.value, html=html)


@bp.post("/<uuid:uuid>/submit")
@requires(Permission.LEARNING_MODULE_STUDY)
def submit(uuid: UUID) -> Response | tuple[Response, int]:
    """Hand in: grade what was done in office files first, then mark everything."""
    require_script()
    run = _own(uuid)
    sent = script_json.number_of(script_json.read_object(), "through", MAX_SEQ)
    stored = queries.through(read_session(), run.id, run.epoch)
    if run.submitted_at is None and stored < sent:
        detail = gettext("Some answers have not arrived yet. They are being sent.")
        return jsonify(error="conflict", detail=detail), 409
    gradings = services.grade_files(read_session(), actor=current_actor(), uuid=uuid)
    with unit_of_work() as session:
        services.hand_in(session, actor=current_actor(), uuid=uuid, gradings=gradings, now=now())
    return jsonify(state="submitted")


def _own(uuid: UUID) -> PracticeRun:
    return queries.get_run(read_session(), uuid, person_id=current_actor().person_id)
