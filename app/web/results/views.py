"""A person's own results, after their release."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Response, render_template, request, send_file

from app.domain.certificates import queries as certificates
from app.domain.marking import services as marking
from app.domain.results import policy, queries, rules
from app.domain.results.models import Result
from app.kernel.errors import NotFoundError
from app.reports import corrections
from app.store.files import FileStore
from app.web import marks, reports_pdf
from app.web.access import current_actor, now, signed_in
from app.web.results import bp
from app.web.unit_of_work import read_session, unit_of_work


@bp.context_processor
def names() -> dict[str, object]:
    """Give the templates the names of grades, states and areas."""
    return {
        "GRADE_NAMES": rules.GRADE_NAMES,
        "OUTCOME_NAMES": rules.OUTCOME_NAMES,
        "STATUS_LABELS": marks.STATUS_LABELS,
        "domain_name": marks.domain_name,
        "title_of": marks.title_of,
    }


@bp.get("/my/results")
@signed_in
def mine() -> str:
    """List one's own results, and what is not released yet."""
    person_id, session = current_actor().person_id, read_session()
    found = queries.list_own(session, person_id)
    return render_template(
        "results/mine.html",
        results=found,
        open_results=queries.list_own_open(session, person_id),
        being_marked=queries.list_being_marked(session, person_id),
        numbers=certificates.numbers_by_result(session, [one.id for one in found]),
    )


@bp.get("/my/results/<uuid:uuid>")
@signed_in
def slip(uuid: UUID) -> str:
    """Show a score slip with the explanation of every item."""
    result = _own(uuid)
    session = read_session()
    numbers = certificates.numbers_by_result(session, [result.id])
    found = marks.list_marks(session, result)
    lost = [mark for mark in found if mark.lost]
    only_lost = request.args.get("show") == "lost"
    return render_template(
        "results/slip.html",
        result=result,
        reasons=marks.reasons(result),
        marks=lost if only_lost else found,
        count=len(found),
        lost=len(lost),
        only_lost=only_lost,
        certificate=numbers.get(result.id, ""),
        correction=corrections.find_correction(session, result),
        present=_present(result),
        today=now().date(),
    )


def _present(result: Result) -> Result | None:
    """Return the official result that took the place of an earlier one."""
    if result.state is rules.ResultState.RELEASED:
        return None
    return queries.find_released(read_session(), plan_id=result.plan_id, person_id=result.person_id)


@bp.get("/my/results/<uuid:uuid>/practicals/<int:position>")
@signed_in
def practical(uuid: UUID, position: int) -> str:
    """Show the report on a practical: what to mend comes first."""
    result = _own(uuid)
    mark = marks.get_mark(read_session(), result, position)
    if mark.grading is None:
        raise NotFoundError
    return render_template("results/practical.html", result=result, mark=mark)


@bp.get("/my/results/<uuid:uuid>/practicals/<int:position>.pdf")
@signed_in
def practical_pdf(uuid: UUID, position: int) -> Response:
    """Give the report on a practical as PDF."""
    result = _own(uuid)
    mark = marks.get_mark(read_session(), result, position)
    if mark.grading is None:
        raise NotFoundError
    return reports_pdf.send(result, mark, own=True)


@bp.get("/my/results/<uuid:uuid>/files/<int:position>")
@signed_in
def own_file(uuid: UUID, position: int) -> Response:
    """Give back the file that was handed in, byte for byte."""
    result = _own(uuid)
    if result.sitting_id is None:
        raise NotFoundError
    mark = marks.get_mark(read_session(), result, position)
    with unit_of_work() as session:
        digest = marking.note_reading(
            session, actor=current_actor(), sitting_id=result.sitting_id, position=position,
            now=now(),
        )  # fmt: skip
    data = io.BytesIO(FileStore.get(digest))
    return send_file(data, download_name=mark.file_name, as_attachment=True)


def _own(uuid: UUID) -> Result:
    actor = current_actor()
    result = queries.get_own(read_session(), uuid, person_id=actor.person_id)
    policy.can_read_own(
        actor, person_id=result.person_id, is_official=result.state in rules.OFFICIAL
    ).require()
    return result
