"""Practical tasks from two files: propose, write, prove, preview, hand in."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import queries
from app.domain.bank import services as bank
from app.domain.bank.models import PracticalDraft
from app.domain.jobs import queries as jobs
from app.domain.marking import grader
from app.engines import practicals
from app.engines.practicals.authoring.vocabulary import vocabulary
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, InvalidError
from app.web.access import current_actor, now, requires
from app.web.author import bp, workbench
from app.web.author.preview import view_of
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.unit_of_work import read_session, unit_of_work

Page = Response | str | tuple[str, int]
MAX_BYTES = 4 * 1024 * 1024
MAX_FORM = 8 * 1024 * 1024
ZH = "zh_CN"
LIGHT_BADGES = {"green": "ok", "amber": "warn", "red": "bad"}


@bp.get("/practicals")
@requires(Permission.BANK_ITEM_EDIT)
def practical_list() -> str:
    """List a trainer's own tasks in the making, and take two files for a new one."""
    return show_list([])


def show_list(problems: list[str]) -> str:
    """Show the ways to a task, and what keeps one from being begun."""
    actor, session = current_actor(), read_session()
    return render_template(
        "author/practicals.html",
        drafts=queries.list_practical_drafts(session, person_id=actor.person_id),
        banks=queries.list_banks(session, scope=actor.scope(Permission.BANK_ITEM_EDIT)),
        tasks=queries.list_practical_items(session, scope=actor.scope(Permission.BANK_ITEM_READ)),
        problems=problems,
        sent=request.values,
        form=TokenForm(),
    )


@bp.post("/practicals")
@requires(Permission.BANK_ITEM_EDIT)
def begin_practical() -> Page:
    """Propose the checks that tell the two files apart; nothing is handed in."""
    require_token()
    start, final = _upload("start"), _upload("final")
    if not start or not final:
        return show_list(
            [_("Choose both files: the one candidates get, and the finished one.")]
        ), 422
    code, title = request.form.get("code", "").strip(), request.form.get("title", "").strip()
    try:
        found = practicals.propose(start, final)
        with force_locale(ZH):
            task = practicals.compose(
                found, task_id=code, title=title, start=start, final=final, translate=_
            )
    except InvalidError as error:
        return show_list([problem_text(problem) for problem in error.problems]), 422
    extra = {"tiers": [], "difficulty": 0.6, "unsaid": [m.to_json() for m in found.unsaid]}
    with unit_of_work() as session:
        made = bank.begin_practical(
            session,
            actor=current_actor(),
            bank_code=request.form.get("bank", ""),
            draft=bank.Draft(task=task, extra=extra),
            now=now(),
        )
        uuid = made.uuid
    count = len(found.checks)
    said = _("%(n)s checks are proposed. Name and weigh them, then have the task checked.", n=count)
    flash(said, "ok")
    return redirect(url_for("author.practical", uuid=uuid), code=303)


def _upload(name: str) -> bytes:
    file = request.files.get(name)
    return file.read(MAX_BYTES + 1) if file else b""


def problem_text(problem: Any) -> str:  # noqa: ANN401
    """Return a problem with the name of the file it is about."""
    names = {"start": _("Start file"), "final": _("Final file")}
    cure = f" {translate(problem.cure)}" if problem.cure else ""
    where = names.get(problem.where, "")
    text = f"{translate(problem.reason)}{cure}"
    return f"{where}{_(': ')}{text}" if where else text


@bp.get("/practicals/<uuid:uuid>")
@requires(Permission.BANK_ITEM_EDIT)
def practical(uuid: UUID) -> str:
    """Write a task in the making."""
    return _show(_draft(uuid))


def _draft(uuid: UUID) -> PracticalDraft:
    return queries.get_practical_draft(read_session(), uuid, person_id=current_actor().person_id)


def _show(draft: PracticalDraft, refusal: str = "") -> str:
    session = read_session()
    page = workbench.page_of(draft.task)
    proof = queries.find_proof(session, practicals.version_of(draft.task))
    job = jobs.find_job(session, draft.job_id) if draft.job_id else None
    return render_template(
        "author/practical.html",
        draft=draft,
        page=page,
        proof=proof,
        rows=[practicals.localized(row, _) for row in proof.rows] if proof else [],
        badges=LIGHT_BADGES,
        job=job,
        words=vocabulary(str(draft.task.get("module", "word"))),
        unsaid=practicals.localized({"all": draft.extra.get("unsaid", [])}, _)["all"],
        refusal=refusal,
        form=TokenForm(),
    )


@bp.post("/practicals/<uuid:uuid>")
@requires(Permission.BANK_ITEM_EDIT)
def save_practical(uuid: UUID) -> Page:
    """Save what is typed, as often as it changes; sound or not, nothing is lost."""
    request.max_form_memory_size = MAX_FORM
    request.max_form_parts = 20_000
    require_token()
    draft = _draft(uuid)
    is_quiet = request.headers.get("Accept") == "application/json"
    sent = request.form.get("revision", "")
    made = workbench.read(request.form, draft.task, draft.extra)
    try:
        with unit_of_work() as session:
            saved = bank.save_practical(
                session,
                actor=current_actor(),
                uuid=uuid,
                draft=made,
                revision=int(sent) if sent.isdigit() else 0,
                now=now(),
            )
            revision, at = saved.revision, saved.updated_at
    except ConflictError as error:
        if is_quiet:
            return jsonify({"refused": translate(error.message)}), 409  # type: ignore[return-value]
        return _show(_draft(uuid), translate(error.message)), 409
    if is_quiet:
        return _saved(made.task, revision, at)
    return redirect(url_for("author.practical", uuid=uuid) + _anchor(), code=303)


def _anchor() -> str:
    for name in ("up", "down"):
        if request.form.get(name):
            return f"#check-{request.form[name]}"
    return "#checks" if request.form.get("drop") or request.form.get("add") else ""


def _saved(task: dict[str, Any], revision: int, at: datetime) -> Response:
    page = workbench.page_of(task)
    lines = {line.number: list(line.problems) for line in page.checks if line.problems}
    return jsonify(
        {
            "revision": revision,
            "points": task["points"],
            "problems": list(page.problems),
            "lines": lines,
            "saved": _("Saved at %(time)s", time=at.astimezone().strftime("%H:%M:%S")),
        }
    )


@bp.post("/practicals/<uuid:uuid>/proof")
@requires(Permission.BANK_ITEM_EDIT)
def prove_practical(uuid: UUID) -> Page:
    """Have the task tried against its own files."""
    require_token()
    draft = _draft(uuid)
    if not workbench.page_of(draft.task).is_sound:
        return _show(draft, _("Correct what is marked first; then the task can be checked.")), 422
    with unit_of_work() as session:
        bank.ask_for_proof(session, actor=current_actor(), uuid=uuid, now=now())
    return redirect(url_for("author.practical", uuid=uuid) + "#proof", code=303)


@bp.post("/practicals/<uuid:uuid>/hand-in")
@requires(Permission.BANK_ITEM_EDIT)
def hand_in_practical(uuid: UUID) -> Page:
    """Make the task an item and hand it in for review."""
    require_token()
    try:
        with unit_of_work() as session:
            version = bank.hand_in_practical(session, actor=current_actor(), uuid=uuid, now=now())
            item = version.item.uuid
    except (ConflictError, InvalidError) as error:
        return _show(_draft(uuid), translate(error.message)), 409
    flash(_("The task is handed in. A reviewer will look at it and decide."), "ok")
    return redirect(url_for("author.item", uuid=item), code=303)


@bp.post("/practicals/<uuid:uuid>/discard")
@requires(Permission.BANK_ITEM_EDIT)
def discard_practical(uuid: UUID) -> Response:
    """Throw a task in the making away."""
    require_token()
    with unit_of_work() as session:
        bank.discard_practical(session, actor=current_actor(), uuid=uuid, now=now())
    flash(_("The task was thrown away."), "ok")
    return redirect(url_for("author.practical_list"), code=303)


@bp.post("/items/<uuid:uuid>/open")
@requires(Permission.BANK_ITEM_EDIT)
def open_practical(uuid: UUID) -> Response:
    """Open a practical of the bank for changes."""
    require_token()
    with unit_of_work() as session:
        made = bank.open_practical(session, actor=current_actor(), uuid=uuid, now=now())
        opened = made.uuid
    return redirect(url_for("author.practical", uuid=opened), code=303)


@bp.route("/practicals/<uuid:uuid>/preview", methods=["GET", "POST"])
@requires(Permission.BANK_ITEM_EDIT)
def preview_practical(uuid: UUID) -> Page:
    """Show the candidate's page, and the report on the start, the final or a trial file."""
    draft = _draft(uuid)
    if not workbench.page_of(draft.task).is_sound:
        return redirect(url_for("author.practical", uuid=uuid), code=303)
    task = practicals.read_task(draft.task)
    problems: list[str] = []
    chosen = request.args.get("of", "final")
    data = practicals.starter(task, practicals.PROOF_SEED)
    if request.method == "POST":
        require_token()
        chosen, data = "trial", _upload("file")
        looked = practicals.preflight(task, data)
        problems = [] if looked.ok else [problem_text(p) for p in looked.problems]
    elif chosen != "start":
        chosen, data = "final", practicals.model_answer(task, practicals.PROOF_SEED)
    graded = None
    if not problems:
        graded = grader.grade(draft.task, data, practicals.PROOF_SEED).grading
    return render_template(
        "author/practical_preview.html",
        draft=draft,
        task=task,
        view=view_of({"kind": "practical", "task": draft.task}, None),
        grading=practicals.localized(graded, _) if graded else None,
        of=chosen,
        problems=problems,
        form=TokenForm(),
    )


@bp.get("/practicals/<uuid:uuid>/folder")
@requires(Permission.BANK_ITEM_EDIT)
def practical_folder(uuid: UUID) -> Response:
    """Give the task as a folder of question_banks, packed."""
    draft = _draft(uuid)
    text, files = practicals.to_folder(draft.task)
    packed = io.BytesIO()
    code = str(draft.task.get("id") or "task")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{code}/task.yaml", text)
        for name, data in files.items():
            archive.writestr(f"{code}/{name}", data)
    packed.seek(0)
    return send_file(packed, download_name=f"{code}.zip", as_attachment=True)
