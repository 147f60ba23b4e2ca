"""Recompute every drawing of an exam from its secret and what is kept of it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.domain.exams import chance
from app.domain.exams.arrangement import Candidate, Options, RoomShape, arrange
from app.domain.exams.models import ExamDraw, ExamPlan, PreparedPaper, SeatArrangement
from app.domain.exams.prepared import open_paper
from app.domain.exams.presenting import paper_bytes
from app.domain.exams.proctoring import Proctor, draw_proctors
from app.domain.exams.queries import arranging, plans, preparing
from app.domain.papers import queries as papers
from app.domain.people import queries as people
from app.engines import assembly
from app.engines.assembly import PoolItem


def verify_draw(session: Session, plan: ExamPlan) -> Iterator[tuple[str, bool]]:
    """Yield every drawing of an exam and whether the secret gives the same again."""
    draw = arranging.find_draw(session, plan.id)
    if draw is None:
        return
    yield "commitment", chance.commitment(plan.code, draw.secret) == draw.commitment
    yield from _forms(session, plan, draw)
    for row in arranging.list_arrangements(session, plan.id):
        yield f"seats {row.number}", _seats(row, draw.secret) == row.placed
    yield from _proctors(session, plan, draw)
    yield from _orders(session, plan, draw)


def _forms(session: Session, plan: ExamPlan, draw: ExamDraw) -> Iterator[tuple[str, bool]]:
    forms = arranging.list_all_forms(session, plan.id)
    if not forms:  # drawn before there were forms
        return
    blueprint = papers.read_blueprint(session, plan.blueprint_code)
    for form in forms:
        paper = papers.read_paper(session, form.paper_id)
        pool = [PoolItem.from_json(one) for one in form.pool]
        drawn = assembly.draw(blueprint, pool, paper.seed)
        same = [place.item.code for place in drawn] == [item.code for item in paper.items]
        is_own = paper.seed in chance.paper_seeds(draw.secret, form.number)
        yield f"form {form.letter} {form.number}", same and is_own


def _seats(row: SeatArrangement, secret: str) -> list[list[object]]:
    placed = arrange(
        [Candidate(*one) for one in row.candidates],
        [
            RoomShape(number, columns, seats, "", apart)
            for number, columns, seats, apart in row.rooms
        ],
        Options(row.method, row.keep_units_apart, tuple(row.forms)),
        chance.seed_text(secret, "seats", row.number),
    )
    return [one.to_json() for one in placed]


def _proctors(session: Session, plan: ExamPlan, draw: ExamDraw) -> Iterator[tuple[str, bool]]:
    for row in arranging.list_proctor_draws(session, plan.id):
        rooms = {room: set(units) for room, units in row.rooms}
        pool = [Proctor(*one) for one in row.proctors]
        seed = chance.seed_text(draw.secret, "proctors", row.number)
        per_room = max((len(ids) for _, ids in row.drawn), default=0)
        again = draw_proctors(rooms, pool, seed, per_room)
        codes = people.person_codes(session, [one for _, ids in row.drawn for one in ids])
        then = {room: tuple(codes[one] for one in ids) for room, ids in row.drawn}
        yield f"proctors {row.number}", again == then


def _orders(session: Session, plan: ExamPlan, draw: ExamDraw) -> Iterator[tuple[str, bool]]:
    sittings = plans.list_sittings(session, plan.id)
    if sittings:
        same = all(
            one.seed
            == chance.seed_number(
                draw.secret,
                "order",
                one.registration.form if plan.is_fixed_order else str(one.registration.uuid),
            )
            for one in sittings
            if one.checked_in_at >= draw.committed_at
        )
        yield "orders", same
    if copies := preparing.list_prepared(session, plan.id):
        yield "prepared papers", all(_is_copy(session, plan, one, name) for one, name in copies)


def _is_copy(session: Session, plan: ExamPlan, copy: PreparedPaper, name: str) -> bool:
    """Whether a prepared paper is what the sealed paper and its seed give."""
    paper = papers.read_paper(session, copy.paper_id)
    data = paper_bytes(paper, copy.seed, has_own_order=plan.has_own_item_order)
    return gzip.decompress(open_paper(name, copy.body)) == data
