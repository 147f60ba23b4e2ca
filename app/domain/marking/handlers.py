"""What this room does when a sitting was handed in. Safe to run twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.exams import queries as exams
from app.domain.exams.facts import SittingSubmitted
from app.domain.exams.queries import HandedIn
from app.domain.jobs import services as jobs
from app.domain.jobs.runner import JobContext
from app.domain.marking import grader, queries, rules, services
from app.domain.marking.grader import Graded
from app.domain.marking.queries import Submission
from app.kernel.actor import SYSTEM
from app.kernel.text import msg
from app.store.crypto import MARKS, purpose_key
from app.store.files import FileStore

GRADE = "marking.grade"
TITLE = msg("Grading practicals")


def on_sitting_submitted(session: Session, fact: SittingSubmitted, now: datetime) -> None:
    """Mark at once, or first have the practicals graded by a job: files are never opened here."""
    handed_in = exams.get_handed_in(session, fact.sitting_id)
    if queries.list_ungraded_of(session, handed_in):
        args = {"sitting_id": fact.sitting_id}
        jobs.enqueue(session, actor=SYSTEM, kind=GRADE, args=args, title=TITLE.msgid, now=now)
    else:
        services.mark_all(session, actor=SYSTEM, handed_in=[handed_in], now=now)


def on_sittings_submitted(
    session: Session, facts: Sequence[SittingSubmitted], now: datetime
) -> None:
    """Mark many sittings at once; those with practicals each in its own way."""
    read = exams.list_handed_in(session, sorted({fact.sitting_id for fact in facts}))
    plain = [one for one in read if not has_practical(one)]
    services.mark_all(session, actor=SYSTEM, handed_in=plain, now=now)
    for one in read:
        if has_practical(one):
            on_sitting_submitted(session, SittingSubmitted(one.sitting_id), now)


def has_practical(handed_in: HandedIn) -> bool:
    """Whether the paper asks for work that a grader looks at."""
    return any(item.kind == "practical" for item in handed_in.paper.items)


def grade_sitting(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Grade the files of a sitting one by one, then mark it; no transaction is open meanwhile."""
    sitting_id = int(args["sitting_id"])
    with ctx.session() as session:
        waiting = queries.list_ungraded(session, sitting_id)
    for number, submission in enumerate(waiting):
        graded = _grade(ctx, submission, number, len(waiting))
        with ctx.session() as session:
            services.keep_grading(
                session, actor=SYSTEM, submission=submission, grading=graded.grading,
                is_sound=graded.is_sound, now=ctx.now(),
            )  # fmt: skip
    with ctx.session() as session:
        services.mark_sitting(session, actor=SYSTEM, sitting_id=sitting_id, now=ctx.now())
    return {"graded": len(waiting)}


def preview_regrade(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Grade the files of a regrade one by one; a file graded already is not graded again."""
    regrade_id = int(args["regrade_id"])
    with ctx.session() as session:
        found = queries.get_regrade_by_id(session, regrade_id)
        waiting = queries.list_sittings_to_regrade(session, found)
        done = queries.count_regraded(session, regrade_id)
    total = done + len(waiting)
    for number, sitting_id in enumerate(waiting, done):
        ctx.progress(number, total)
        with ctx.session() as session:
            found = queries.get_regrade_by_id(session, regrade_id)
            submission = queries.find_submission(session, found, sitting_id)
        if submission is None:
            continue
        graded = _grade(ctx, submission, number, total)
        with ctx.session() as session:
            services.keep_regraded(
                session, actor=SYSTEM, regrade_id=regrade_id, submission=submission,
                grading=graded.grading, is_sound=graded.is_sound, now=ctx.now(),
            )  # fmt: skip
    with ctx.session() as session:
        services.finish_preview(session, actor=SYSTEM, regrade_id=regrade_id, now=ctx.now())
    ctx.progress(total, total)
    return {"graded": len(waiting)}


def apply_regrade(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Let the gradings of an approved regrade count, some sittings in each transaction."""
    regrade_id, done = int(args["regrade_id"]), 0
    with ctx.session() as session:
        left = queries.count_to_apply(session, queries.get_regrade_by_id(session, regrade_id))
    while True:
        ctx.progress(done, left)
        with ctx.session() as session:
            some = services.apply_some(session, actor=SYSTEM, regrade_id=regrade_id, now=ctx.now())
        if not some:
            return {"applied": done}
        done += some


def _bytes_of(submission: Submission) -> bytes:
    """Return what is graded; work of the page is kept beside the files, for a second grading."""
    if submission.work is None:
        return FileStore.get(submission.file_sha256)
    FileStore.put(submission.work)
    return submission.work


def _grade(ctx: JobContext, submission: Submission, number: int, total: int) -> Graded:
    ctx.progress(number, total)
    try:
        data = _bytes_of(submission)
    except OSError:
        return Graded(rules.failed_grading(rules.DAMAGED), is_sound=False)
    return grader.grade(
        submission.task,
        data,
        submission.seed,
        key=purpose_key(MARKS),
        beat=lambda: ctx.progress(number, total),
    )
