"""Grade the files of a practical anew: preview, propose, decide by a second officer, apply.

Nothing is overwritten: new gradings come beside the old ones, and results follow by the normal
rules, so that corrections of released results wait for two officers again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import queries as bank
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.exams import queries as exams
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules_plans import AFTER_EXAM, PlanState
from app.domain.jobs import services as jobs
from app.domain.marking import policy, queries, rules, rules_regrades
from app.domain.marking.models import PracticalGrading, Regrade, RegradedFile
from app.domain.marking.queries import Submission
from app.domain.marking.rules_regrades import Mode, RegradeState
from app.domain.marking.services.marking import mark_all
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.scope import EVERYTHING
from app.kernel.text import msg

PREVIEW, APPLY = "marking.regrade-preview", "marking.regrade-apply"
PREVIEW_TITLE = msg("Grading files anew for a preview")
APPLY_TITLE = msg("Applying new gradings")
BATCH = 50
USABLE = frozenset({State.PUBLISHED, State.RETIRED})


def open_regrade(
    session: Session, *, actor: Actor, plan_uuid: UUID, item_uuid: UUID, number: int, now: datetime
) -> Regrade:
    """Have all files of a practical of an exam graded with a version of it, as a preview.

    :raises ConflictError: the exam is not over or archived, another regrade of this practical is
        open, the version was never published, or it gives candidates another file.
    """
    scope = actor.scope(Permission.RESULTS_RESULT_RELEASE)
    plan = exams.get_plan(session, plan_uuid, scope=scope, lock=True)
    policy.can_regrade(actor, org_path=plan.org_path).require()
    version = bank.get_version(session, item_uuid, number, scope=EVERYTHING)
    _require_possible(session, plan, version)
    made = Regrade(
        plan_id=plan.id,
        plan_uuid=plan.uuid,
        org_path=plan.org_path,
        exam_title=plan.title,
        item_id=version.item_id,
        item_title=str(version.content["task"].get("title", version.item.code)),
        version_id=version.id,
        version_number=version.number,
        opened_by_id=actor.person_id,
        opened_by_name=actor.full_name,
        opened_at=now,
    )
    session.add(made)
    session.flush()
    _enqueue(session, actor, made, PREVIEW, now)
    _audit(
        session,
        actor,
        "marking.regrade.opened",
        made,
        now,
        version=version.number,
        item=version.item.code,
    )
    return made


def _require_possible(session: Session, plan: ExamPlan, version: ItemVersion) -> None:
    if plan.state not in AFTER_EXAM or plan.state is PlanState.ARCHIVED:
        raise ConflictError(msg("Files are graded anew after the exam and before it is archived."))
    if version.kind != "practical" or version.state not in USABLE:
        raise ConflictError(msg("Only a version that was reviewed and published can grade files."))
    if queries.find_open_regrade(session, plan_id=plan.id, item_id=version.item_id):
        raise ConflictError(msg("Another regrade of this practical is not decided yet."))
    versions = {one.id: one for one in bank.list_versions(session, version.item_id)}
    asked = queries.list_asked_versions(session, plan_id=plan.id, version_ids=list(versions))
    if not asked:
        raise ConflictError(msg("This practical was not asked in this exam."))
    for one in asked:
        rules_regrades.require_same_file(versions[one].content["task"], version.content["task"])


def continue_regrade(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Regrade:
    """Go on with a preview that was stopped; what is graded already is not graded again."""
    found = _get_by_policy(session, actor, uuid)
    if found.state not in {RegradeState.PREVIEWING, RegradeState.APPROVED}:
        raise ConflictError(msg("This step is not possible now; the page shows how it stands."))
    kind = PREVIEW if found.state is RegradeState.PREVIEWING else APPLY
    _enqueue(session, actor, found, kind, now)
    _audit(session, actor, "marking.regrade.continued", found, now)
    return found


def keep_regraded(
    session: Session,
    *,
    actor: Actor,
    regrade_id: int,
    submission: Submission,
    grading: dict[str, Any],
    is_sound: bool,
    now: datetime,
) -> RegradedFile | None:
    """Keep what the grader says now about a file, beside what counts; nothing comes to count.

    A file that was looked at already is left as it is: None.
    """
    policy.can_mark(actor, org_path="/").require()
    latest = queries.find_latest(session, submission.sitting_id)
    if latest is None or queries.find_regraded(session, regrade_id, submission.sitting_id):
        return None
    mark = queries.get_mark(session, latest.id, submission.position)
    made = RegradedFile(
        regrade_id=regrade_id,
        sitting_id=submission.sitting_id,
        position=submission.position,
        file_sha256=submission.file_sha256,
        grading=grading,
        is_sound=is_sound,
        changes=rules_regrades.changes(mark.explanation.get("grading"), grading),
        max_points=mark.max_points,
        old_points=mark.points,
        new_points=rules.graded_points(grading, mark.max_points),
        old_status=mark.status,
        new_status=rules.graded_status(grading),
        is_decided="decision" in mark.explanation,
        graded_at=now,
    )
    session.add(made)
    session.flush()
    return made


def finish_preview(session: Session, *, actor: Actor, regrade_id: int, now: datetime) -> None:
    """Say that all files are graded and officers may decide; saying it twice is harmless."""
    policy.can_mark(actor, org_path="/").require()
    found = queries.get_regrade_by_id(session, regrade_id)
    if found.state is not RegradeState.PREVIEWING:
        return
    found.state = RegradeState.READY
    files = queries.count_regraded(session, regrade_id)
    _audit(session, actor, "marking.regrade.previewed", found, now, files=files)


def propose_regrade(
    session: Session, *, actor: Actor, uuid: UUID, mode: Mode, reason: str, now: datetime
) -> Regrade:
    """Propose to let the new gradings count, for those who gain or for all; with a reason.

    :raises ConflictError: the preview is not complete, or nothing would change.
    """
    found = _get_by_policy(session, actor, uuid)
    _require_reason(reason)
    rules_regrades.require_transition(found.state, RegradeState.PROPOSED)
    found.mode = mode
    if not queries.count_to_apply(session, found):
        raise ConflictError(msg("No grading would come to count in this way."))
    found.state, found.reason, found.note = RegradeState.PROPOSED, reason.strip(), ""
    found.proposed_by_id, found.proposed_by_name = actor.person_id, actor.full_name
    found.proposed_at = now
    _audit(
        session, actor, "marking.regrade.proposed", found, now, mode=mode.value, reason=found.reason
    )
    return found


def approve_regrade(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Regrade:
    """Let the new gradings count: a second officer, who did not take the exam."""
    found = _get_by_policy(session, actor, uuid)
    _require_second_by_policy(session, actor, found)
    rules_regrades.require_transition(found.state, RegradeState.APPROVED)
    found.state = RegradeState.APPROVED
    found.decided_by_id, found.decided_by_name = actor.person_id, actor.full_name
    found.decided_at = now
    _enqueue(session, actor, found, APPLY, now)
    _audit(
        session, actor, "marking.regrade.approved", found, now, mode=found.mode, reason=found.reason
    )
    return found


def refuse_regrade(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Regrade:
    """Refuse a proposal, with a reason; the preview stays and may be proposed in another way."""
    found = _get_by_policy(session, actor, uuid)
    _require_second_by_policy(session, actor, found)
    _require_reason(reason)
    rules_regrades.require_proposed(found.state)
    proposer = found.proposed_by_name
    found.state, found.note, found.mode = RegradeState.READY, reason.strip(), None
    found.proposed_by_id, found.proposed_by_name, found.proposed_at = None, "", None
    _audit(
        session,
        actor,
        "marking.regrade.refused",
        found,
        now,
        reason=found.note,
        proposed_by=proposer,
    )
    return found


def close_regrade(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Regrade:
    """Close a regrade without effect, with a reason; what it found stays on record."""
    found = _get_by_policy(session, actor, uuid)
    _require_reason(reason)
    rules_regrades.require_transition(found.state, RegradeState.CLOSED)
    found.state, found.note = RegradeState.CLOSED, reason.strip()
    _audit(session, actor, "marking.regrade.closed", found, now, reason=found.note)
    return found


def apply_some(session: Session, *, actor: Actor, regrade_id: int, now: datetime) -> int:
    """Let some of the new gradings of an approved regrade count and mark those sittings anew.

    Returns how many; 0 when all are done, which ends the regrade. Old gradings stay where they are.
    """
    policy.can_mark(actor, org_path="/").require()
    found = queries.get_regrade_by_id(session, regrade_id)
    if found.state is not RegradeState.APPROVED:
        return 0
    files = queries.list_to_apply(session, found, most=BATCH)
    if not files:
        found.state, found.applied_at = RegradeState.APPLIED, now
        _audit(session, actor, "marking.regrade.applied", found, now)
        return 0
    for one in files:
        one.is_applied = True
        session.add(_grading(one, now))
    session.flush()
    sittings = [one.sitting_id for one in files]
    mark_all(session, actor=actor, handed_in=exams.list_handed_in(session, sittings), now=now)
    _audit(session, actor, "marking.regrade.files-applied", found, now, sittings=sittings)
    return len(files)


def _grading(file: RegradedFile, now: datetime) -> PracticalGrading:
    return PracticalGrading(
        sitting_id=file.sitting_id,
        position=file.position,
        file_sha256=file.file_sha256,
        engine=str(file.grading["engine"]),
        grading=file.grading,
        graded_at=now,
    )


def _get_by_policy(session: Session, actor: Actor, uuid: UUID) -> Regrade:
    scope = actor.scope(Permission.RESULTS_RESULT_RELEASE)
    found = queries.get_regrade(session, uuid, scope=scope, lock=True)
    policy.can_regrade(actor, org_path=found.org_path).require()
    return found


def _require_second_by_policy(session: Session, actor: Actor, found: Regrade) -> None:
    sittings = exams.list_sittings(session, found.plan_id)
    policy.can_decide_regrade(
        actor,
        org_path=found.org_path,
        proposed_by_id=found.proposed_by_id,
        is_candidate=any(one.person_id == actor.person_id for one in sittings),
    ).require()


def _require_reason(reason: str) -> None:
    if problems := rules_regrades.problems(reason):
        raise InvalidError(problems)


def _enqueue(session: Session, actor: Actor, found: Regrade, kind: str, now: datetime) -> None:
    title = PREVIEW_TITLE if kind == PREVIEW else APPLY_TITLE
    args = {"regrade_id": found.id}
    job = jobs.enqueue(session, actor=actor, kind=kind, args=args, title=title.msgid, now=now)
    found.job_id = job.id


def _audit(
    session: Session, actor: Actor, action: str, found: Regrade, now: datetime, **details: object
) -> None:
    audit.record(
        session, actor=actor, action=action, subject=f"regrade:{found.uuid}", at=now,
        details={"exam": str(found.plan_uuid), **details},
    )  # fmt: skip
