"""The queue of what no machine could judge; who was examined stays hidden."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from app.domain.exams import queries as exams
from app.domain.marking import queries, services
from app.domain.marking.models import Doubt, Verdict
from app.domain.marking.queries import DoubtFilters
from app.engines.practicals import localized
from app.kernel.actor import Permission
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.scope import Scope
from app.store.files import FileStore
from app.web import marks
from app.web.access import current_actor, now, requires
from app.web.forms import TokenForm, require_token
from app.web.marking import bp
from app.web.marking.forms import FAIL, PARTIAL, PASS, JudgementForm, ReadersForm, ReopenForm
from app.web.marks import MarkView
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

JUDGE = Permission.MARKING_ANSWER_JUDGE
RELEASE = Permission.RESULTS_RESULT_RELEASE
STATES = ("open", "third", "settled")


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters of the address, and how they are written there again."""

    filters: DoubtFilters

    @property
    def args(self) -> dict[str, Any]:
        """The filters that are set."""
        one = self.filters
        item = f"{one.item}:{one.check}" if one.item is not None else ""
        state = "" if one.state == "open" else one.state
        found = {"plan": str(one.plan or ""), "what": item, "state": state}
        return {name: value for name, value in found.items() if value}


@bp.get("")
@requires(JUDGE)
def queue() -> str:
    """List what is to be judged, with filters and how far the judging has come."""
    session, scope, choice, reader = read_session(), _scope(), _choice(), _reader()
    filters = choice.filters
    total = queries.count_doubts(session, scope=scope, filters=filters, reader_id=reader)
    page = current_page(total)
    return render_template(
        "marking/queue.html",
        doubts=queries.list_doubts(
            session, scope=scope, filters=filters, reader_id=reader, limit=page.size,
            offset=page.offset,
        ),
        page=page,
        choice=choice,
        standing=queries.stand(session, scope=scope, filters=filters, reader_id=reader),
        following=queries.find_next(
            session, scope=scope, filters=DoubtFilters(filters.plan, filters.item, filters.check),
            reader_id=reader, after=None,
        ),
        plans=[(str(uuid), title) for uuid, title in _plans(scope)],
        whats=_whats(scope, filters.plan),
        readers=_readers_form(filters.plan),
    )  # fmt: skip


@bp.get("/<uuid:uuid>")
@requires(JUDGE)
def doubt(uuid: UUID) -> str:
    """Show one answer with all its evidence, to be judged."""
    found = _find(uuid)
    return _page(found, JudgementForm(data={"seen": found.version}))


@bp.post("/<uuid:uuid>")
@requires(JUDGE)
def judge(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Keep a judgement; then comes the next answer, or those with the same evidence."""
    found, form = _find(uuid), JudgementForm()
    if form.submitted():
        points = form.given(found)
        try:
            with unit_of_work() as session:
                services.judge(
                    session, actor=current_actor(), uuid=uuid, points=points,
                    reason=form.reason.data or "", seen=form.seen.data or 0, now=now(),
                )  # fmt: skip
        except InvalidError as error:
            form.take(error)
        else:
            flash(_("Your judgement is kept."), "ok")
            return redirect(_after(found), code=303)
    return _page(found, form), 422


@bp.get("/<uuid:uuid>/alike")
@requires(JUDGE)
def alike(uuid: UUID) -> str | BaseResponse:
    """Show the answers with the very same evidence before they are judged alike."""
    found = _find(uuid)
    others = _alike(found)
    own = next((one for one in _counting(found) if one.by_id == _reader()), None)
    if own is None or not others:
        return redirect(_next_url(found), code=303)
    return render_template(
        "marking/alike.html",
        doubt=found,
        shown=localized(found.content, _),
        own=own,
        others=others,
        choice=_choice(),
        next_url=_next_url(found),
        form=TokenForm(),
    )


@bp.post("/<uuid:uuid>/alike")
@requires(JUDGE)
def judge_alike(uuid: UUID) -> BaseResponse:
    """Judge the chosen answers like the one looked at."""
    require_token()
    found = _find(uuid)
    chosen = [UUID(one) for one in request.form.getlist("chosen")]
    with unit_of_work() as session:
        count = services.judge_alike(
            session, actor=current_actor(), uuid=uuid, chosen=chosen, now=now()
        )
    flash(ngettext("%(num)s answer judged alike.", "%(num)s answers judged alike.", count), "ok")
    return redirect(_next_url(found), code=303)


@bp.get("/<uuid:uuid>/file")
@requires(JUDGE)
def file(uuid: UUID) -> Response:
    """Give the file of the candidate under the anonymous number; leaves a trace."""
    found = _find(uuid)
    name = f"{found.anonymous}-{found.position}{_ending(found)}"
    with unit_of_work() as session:
        digest = services.note_evidence_read(
            session, actor=current_actor(), uuid=uuid, now=now()
        ).file_sha256
    data = io.BytesIO(FileStore.get(digest))
    return send_file(data, download_name=name, as_attachment=True)


@bp.post("/<uuid:uuid>/reopen")
@requires(RELEASE)
def reopen(uuid: UUID) -> BaseResponse | tuple[str, int]:
    """Have a settled answer judged afresh."""
    found, form = _find(uuid), ReopenForm()
    if form.submitted():
        with unit_of_work() as session:
            services.reopen(
                session, actor=current_actor(), uuid=uuid, reason=form.reason.data or "", now=now()
            )
        flash(_("The answer waits to be judged afresh; earlier judgements stay on record."), "ok")
        return redirect(url_for(".doubt", uuid=uuid), code=303)
    return _page(found, JudgementForm(data={"seen": found.version}), form), 422


@bp.post("/exams/<uuid:uuid>/readers")
@requires(RELEASE)
def set_readers(uuid: UUID) -> BaseResponse:
    """Say whether one or two people judge each answer of an exam."""
    form = ReadersForm()
    require_token()
    with unit_of_work() as session:
        services.set_readers(
            session, actor=current_actor(), plan_uuid=uuid, readers=int(form.readers.data or 0),
            now=now(),
        )  # fmt: skip
    flash(_("It holds for all answers of this exam that are not settled yet."), "ok")
    return redirect(url_for(".queue", plan=uuid), code=303)


def _page(found: Doubt, form: JudgementForm, reopening: ReopenForm | None = None) -> str:
    actor, choice = current_actor(), _choice()
    counting = _counting(found)
    has_judged = any(one.by_id == actor.person_id for one in counting)
    is_open = found.settled_at is None and found.is_current
    sees_all = found.settled_at is not None or found.needs_third
    return render_template(
        "marking/doubt.html",
        doubt=found,
        shown=localized(found.content, _),
        mark=_mark(found),
        form=form,
        reopening=reopening or ReopenForm(),
        choice=choice,
        may_judge=is_open and not has_judged and found.person_id != actor.person_id,
        has_judged=has_judged,
        may_reopen=actor.may(RELEASE, found.org_path) and found.settled_at is not None,
        verdicts=found.verdicts if sees_all else [v for v in counting if v.by_id == _reader()],
        alike=len(_alike(found)),
        standing=queries.stand(
            read_session(), scope=_scope(), filters=choice.filters, reader_id=actor.person_id
        ),
        next_url=_next_url(found),
        reasons=_offered_reasons(),
    )


def _offered_reasons() -> dict[str, str]:
    """What a marker mostly writes; it may be changed before saving."""
    return {
        PASS: _("Looked at by a person: it is as asked for."),
        FAIL: _("Looked at by a person: it is not as asked for."),
        PARTIAL: _("Looked at by a person: it is partly as asked for."),
    }


def _mark(found: Doubt) -> MarkView:
    """The whole item with its answer, task and rubric."""
    return marks.get_mark_of(read_session(), found.sitting_id, found.position)


def _find(uuid: UUID) -> Doubt:
    return queries.get_doubt(read_session(), uuid, scope=_scope())


def _alike(found: Doubt) -> list[Doubt]:
    return list(queries.list_alike(read_session(), found, scope=_scope(), reader_id=_reader()))


def _counting(found: Doubt) -> list[Verdict]:
    return [one for one in found.verdicts if one.round == found.round]


def _after(found: Doubt) -> str:
    if _alike(found):
        return url_for(".alike", uuid=found.uuid, **_choice().args)
    return _next_url(found)


def _next_url(found: Doubt) -> str:
    filters = _choice().filters
    following = queries.find_next(
        read_session(), scope=_scope(), reader_id=_reader(), after=found,
        filters=DoubtFilters(filters.plan, filters.item, filters.check),
    )  # fmt: skip
    args = _choice().args
    if following is None:
        return url_for(".queue", **args)
    return url_for(".doubt", uuid=following.uuid, **args)


def _ending(found: Doubt) -> str:
    name = _mark(found).file_name
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _scope() -> Scope:
    return current_actor().scope(JUDGE)


def _reader() -> int:
    return current_actor().person_id


def _choice() -> Choice:
    plan = request.args.get("plan", type=UUID)
    item, _colon, check = request.args.get("what", "").partition(":")
    state = request.args.get("state", "")
    number = int(item) if item.isdecimal() else None
    return Choice(DoubtFilters(plan, number, check, state if state in STATES else "open"))


def _plans(scope: Scope) -> list[tuple[UUID, str]]:
    return queries.list_plans_to_judge(read_session(), scope=scope)


def _whats(scope: Scope, plan: UUID | None) -> list[tuple[str, str]]:
    """Offer each item as a whole, and each check of it."""
    rows = queries.list_items_to_judge(read_session(), scope=scope, plan=plan)
    found: dict[str, str] = {}
    for item, check, item_title, title in rows:
        found.setdefault(f"{item}:", item_title)
        if check:
            found[f"{item}:{check}"] = f"\u3000{title}"
    return list(found.items())


def _readers_form(plan: UUID | None) -> tuple[UUID, ReadersForm] | None:
    """How many judge, where one exam is chosen and the reader may say so."""
    if plan is None or not current_actor().has(RELEASE):
        return None
    session = read_session()
    try:
        found = exams.get_plan(session, plan, scope=current_actor().scope(RELEASE))
    except NotFoundError:
        return None
    readers = queries.count_readers(session, found.id)
    return found.uuid, ReadersForm(data={"readers": str(readers)})
