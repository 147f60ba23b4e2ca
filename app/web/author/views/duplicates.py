"""Items that read almost the same, side by side, and what is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.bank import policy, queries
from app.domain.bank import services as bank
from app.domain.bank.models import Bank, ItemVersion
from app.domain.bank.queries import pairs as pair_queries
from app.domain.bank.queries.pairs import Dismissed
from app.domain.jobs import queries as jobs
from app.domain.jobs.models import Job
from app.domain.jobs.rules import JobState
from app.domain.people import queries as people
from app.engines.bankfiles.duplicates import Pair, find_duplicates, words_of
from app.engines.bankfiles.wording import Piece, pieces
from app.kernel.actor import Permission
from app.kernel.errors import ConflictError, InvalidError
from app.web.access import current_actor, now, requires
from app.web.author import bp
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

MOST_COMPARED = 1500
"""Larger banks are compared in the background."""
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
USUAL = 0.6
SIZE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Two items side by side: what only one of them says is marked."""

    percent: int
    first: ItemVersion
    second: ItemVersion
    pieces: tuple[Piece, ...]
    dismissed: Dismissed | None
    in_use: dict[int, int]
    may_edit: bool
    may_retire: bool


@bp.get("/duplicates")
@requires(Permission.BANK_ITEM_READ)
def duplicates() -> str:
    """List pairs of items that read alike, the most alike first."""
    session, actor = read_session(), current_actor()
    scope = actor.scope(Permission.BANK_ITEM_READ)
    banks = queries.list_banks(session, scope=scope)
    code, threshold = _bank(banks), _threshold()
    wanted = [one.id for one in banks if code in ("", one.code)]
    is_large = pair_queries.count_in(session, wanted) > MOST_COMPARED
    job = jobs.find_latest(session, owner_id=actor.person_id, kind=bank.COMPARE)
    found = _of_job(job, code) if is_large else _compare(wanted, threshold)
    known = {(one.first, one.second): one for one in _dismissed()}
    is_dismissed = bool(request.args.get("dismissed"))
    listed = [one for one in found if (_key(one) in known) == is_dismissed]
    page = current_page(len(listed), SIZE)
    shown = _shown(listed[page.offset : page.offset + SIZE], known)
    return render_template(
        "author/duplicates.html",
        shown=shown,
        page=page,
        banks=banks,
        chosen=code,
        threshold=threshold,
        thresholds=THRESHOLDS,
        is_large=is_large,
        job=job,
        is_running=job is not None and job.state in (JobState.QUEUED, JobState.RUNNING),
        is_dismissed=is_dismissed,
        dismissed_count=sum(_key(one) in known for one in found),
        names=people.person_names(session, {one.person_id for one in known.values()}),
        form=TokenForm(),
    )


@bp.post("/duplicates/compare")
@requires(Permission.BANK_ITEM_READ)
def compare_banks() -> Response:
    """Have a large bank compared in the background."""
    require_token()
    with unit_of_work() as session:
        bank.request_comparison(
            session,
            actor=current_actor(),
            bank_code=request.form.get("bank", ""),
            threshold=USUAL,
            now=now(),
        )
    return _back()


@bp.post("/duplicates/<uuid:first>/<uuid:second>")
@requires(Permission.BANK_ITEM_READ)
def decide_pair(first: UUID, second: UUID) -> Response:
    """Keep two items apart, take one out of use, or say that they are no duplicates."""
    require_token()
    deeds = {
        "dismiss": _dismiss,
        "restore": _restore,
        "enemies": _make_enemies,
        "retire": _retire,
    }
    deed = deeds.get(request.form.get("action", ""))
    if deed is None:
        return _back()
    try:
        flash(deed(first, second), "ok")
    except InvalidError as error:
        flash(" ".join(translate(problem.reason) for problem in error.problems), "bad")
    except ConflictError as error:
        flash(translate(error.message), "bad")
    return _back()


def _dismiss(first: UUID, second: UUID) -> str:
    with unit_of_work() as session:
        reason = request.form.get("reason", "")
        bank.dismiss_pair(
            session, actor=current_actor(), first=first, second=second, reason=reason, now=now()
        )
    return _("The two items are not listed as duplicates any more.")


def _restore(first: UUID, second: UUID) -> str:
    with unit_of_work() as session:
        bank.restore_pair(session, actor=current_actor(), first=first, second=second, now=now())
    return _("The two items are listed again.")


def _make_enemies(first: UUID, second: UUID) -> str:
    with unit_of_work() as session:
        made = bank.make_enemies(
            session, actor=current_actor(), first=first, second=second, now=now()
        )
        code = made.item.code
    return _(
        "A new draft of %(code)s keeps the two off one paper. Hand it in for review; until it is"
        " published, the versions in use stay as they are.",
        code=code,
    )


def _retire(_first: UUID, second: UUID) -> str:
    """Take the second item out of use."""
    with unit_of_work() as session:
        number = request.form.get("number", 0, type=int)
        reason = request.form.get("reason", "").strip() or _("Duplicate of another item")
        version = bank.retire(
            session, actor=current_actor(), uuid=second, number=number, reason=reason, now=now()
        )
        code = version.item.code
    return _("%(code)s is out of use. Papers that already hold it keep it.", code=code)


def _shown(found: Sequence[Pair], known: dict[tuple[str, str], Dismissed]) -> list[Shown]:
    session, actor = read_session(), current_actor()
    scope = actor.scope(Permission.BANK_ITEM_READ)
    codes = [code for one in found for code in (one.first, one.second)]
    versions = pair_queries.newest_of(session, codes, scope=scope)
    in_use = pair_queries.published_of(session, [one.item_id for one in versions.values()])
    made = []
    for one in found:
        if one.first not in versions or one.second not in versions:
            continue
        first, second = versions[one.first], versions[one.second]
        paths = {first.item.bank.org_path, second.item.bank.org_path}
        made.append(
            Shown(
                percent=round(one.similarity * 100),
                first=first,
                second=second,
                pieces=tuple(pieces(_text(first), _text(second))),
                dismissed=known.get(_key(one)),
                in_use=in_use,
                may_edit=all(policy.can_edit(actor, org_path=path) for path in paths),
                may_retire=all(policy.can_retire(actor, org_path=path) for path in paths),
            )
        )
    return made


def _text(version: ItemVersion) -> str:
    """Return the words of an item, an option a line."""
    return words_of(version.content)


def _compare(bank_ids: Sequence[int], threshold: float) -> list[Pair]:
    contents = queries.newest_contents(read_session(), bank_ids)
    return find_duplicates({code: words_of(one) for code, one in contents.items()}, threshold)


def _of_job(job: Job | None, code: str) -> list[Pair]:
    if job is None or job.args.get("bank") != code:
        return []
    return [Pair(*one) for one in job.result.get("pairs", [])]


def _dismissed() -> list[Dismissed]:
    scope = current_actor().scope(Permission.BANK_ITEM_READ)
    found = pair_queries.list_dismissed(read_session(), scope=scope)
    return [*found, *(Dismissed(o.second, o.first, o.reason, o.person_id, o.at) for o in found)]


def _key(pair: Pair) -> tuple[str, str]:
    return pair.first, pair.second


def _bank(banks: Sequence[Bank]) -> str:
    asked = request.args.get("bank", "")
    return asked if asked in [one.code for one in banks] else ""


def _threshold() -> float:
    asked = request.args.get("threshold", USUAL, type=float)
    return asked if asked in THRESHOLDS else USUAL


def _back() -> Response:
    query = request.form.get("query", "")[:200]
    return redirect(f"{url_for('author.duplicates')}{'?' if query else ''}{query}", code=303)
