"""Dated posts: a person holds one at a time; a new one ends the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.people import accounts, policy, queries, rules
from app.domain.people.grants import end_grant
from app.domain.people.models import Assignment, Organization, Person
from app.domain.people.rules import Duty, PostLevel, Rank
from app.domain.people.rules_posts import MAX_NOTE, Ending, PostFacts, check_post
from app.domain.people.services import roles
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

ONE_DAY = timedelta(days=1)
PLANNED = msg("Another post begins on %(date)s already. Take it back before planning anew.")


def move_person(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    organization: Organization,
    post_title: str,
    starts_on: date,
    now: datetime,
    post_level: PostLevel = PostLevel.NONE,
    rank: Rank | None = None,
    duty: Duty = Duty.GENERAL,
) -> Assignment:
    """Give a person a new post from a day on; the one before ends the day before.

    :raises InvalidError: the dates do not fit the posts there are, or nothing would change.
    """
    history = queries.list_assignments(session, person.id, lock=True)
    policy.can_edit_person(actor, org_path=organization.path, person_id=person.id).require()
    if history:
        policy.can_edit_person(actor, org_path=history[-1].organization.path).require()
    post = PostFacts(post_title, starts_on, post_level, rank, duty)
    return _go_on(session, actor, person, history, organization, post, now)


def resume(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    organization: Organization,
    post: PostFacts,
    now: datetime,
) -> Assignment:
    """Give a post to a person who has left the unit before, wherever that was."""
    history = queries.list_assignments(session, person.id, lock=True)
    policy.can_edit_person(actor, org_path=organization.path, person_id=person.id).require()
    if history and history[-1].ending is None:
        raise InvalidError(
            [
                Problem(
                    "id_number",
                    msg("This person has not left the present unit."),
                    msg("Ask that unit to record the transfer first; then take the person over."),
                )
            ]
        )
    return _go_on(session, actor, person, history, organization, post, now)


def _go_on(  # noqa: PLR0917 - who, from what, to what, when
    session: Session,
    actor: Actor,
    person: Person,
    history: Sequence[Assignment],
    organization: Organization,
    post: PostFacts,
    now: datetime,
) -> Assignment:
    latest = history[-1] if history else None
    problems = check_post(post, today=now.date(), id_number=person.id_number or "")
    problems += _misfits(latest, organization, post, now.date())
    if problems:
        raise InvalidError(problems)
    has_left = latest is not None and latest.ending is not None
    if latest is not None and latest.ends_on is None:
        latest.ends_on = post.starts_on - ONE_DAY
        session.flush()
    made = assign(session, person, organization, post)
    if has_left:
        _end_roles_of_office(session, actor, person, now)
        accounts.keep_open(session, person.id)
    _follow(session, actor, person, organization, now)
    action = "people.person.returned" if has_left else "people.person.moved"
    audit.record(
        session, actor=actor, action=action, subject=person.code, at=now,
        details={"organization": organization.code, "from": post.starts_on.isoformat()},
    )  # fmt: skip
    return made


def _misfits(
    latest: Assignment | None, organization: Organization, post: PostFacts, today: date
) -> list[Problem]:
    """Return why a post cannot follow the latest one."""
    if latest is None:
        return []
    if latest.starts_on > today:
        reason = msg(PLANNED.msgid, date=latest.starts_on.isoformat())
        return [Problem("starts_on", reason)]
    if post.starts_on <= latest.starts_on:
        return [
            Problem(
                "starts_on",
                msg(
                    "The present post began on %(date)s; the new one begins later.",
                    date=latest.starts_on.isoformat(),
                ),
                msg("Choose a later day, or correct the present post instead."),
            )
        ]
    if latest.ends_on is not None and post.starts_on <= latest.ends_on:
        return [
            Problem(
                "starts_on",
                msg("The present post ends on %(date)s.", date=latest.ends_on.isoformat()),
                msg("Begin after that day, or take the leaving back."),
            )
        ]
    if latest.ends_on is None and _is_same(latest, organization, post):
        return [Problem("post_title", msg("Unit, post, rank and duty are those of today."))]
    return []


def _is_same(latest: Assignment, organization: Organization, post: PostFacts) -> bool:
    held = (latest.organization_id, latest.post_title, latest.post_level, latest.rank, latest.duty)
    return held == (organization.id, post.title.strip(), post.level, post.rank, post.duty)


def assign(
    session: Session, person: Person, organization: Organization, post: PostFacts
) -> Assignment:
    """Write a post; its tier follows from the rule."""
    made = Assignment(
        organization_id=organization.id,
        post_title=post.title.strip(),
        starts_on=post.starts_on,
        post_level=post.level,
        rank=post.rank,
        duty=post.duty,
        tier=rules.derive_tier(post.level, post.duty).tier,
        person=person,
    )
    session.add(made)
    session.flush()
    return made


def _follow(
    session: Session, actor: Actor, person: Person, organization: Organization, now: datetime
) -> None:
    """Let a learner go on as one in the new unit; other roles are an administrator's business."""
    held = [one for one in queries.list_grants(session, person.id) if one.role is Role.LEARNER]
    if not held or any(organization.path.startswith(one.organization.path) for one in held):
        return
    reason = "new post"
    for grant in held:
        end_grant(session, actor=actor, person=person, grant=grant, reason=reason, now=now)
    roles.grant_role(
        session, actor=actor, person=person, role=Role.LEARNER, organization=organization,
        reason=reason, now=now,
    )  # fmt: skip


def _end_roles_of_office(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """Somebody who left and comes back does not come back with the powers of the old office."""
    for grant in queries.list_grants(session, person.id):
        if grant.role is not Role.LEARNER:
            end_grant(
                session, actor=actor, person=person, grant=grant, reason="left the unit", now=now
            )


def correct_post(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    organization: Organization,
    post: PostFacts,
    now: datetime,
) -> Assignment:
    """Correct a mistake in the latest post; a tier set by hand stays, one by the rule follows it.

    :raises InvalidError: the corrected dates do not fit the posts there are.
    """
    history = queries.list_assignments(session, person.id, lock=True)
    if not history:
        raise ConflictError(msg("This person holds no post that could be corrected."))
    latest = history[-1]
    for path in (latest.organization.path, organization.path):
        policy.can_edit_person(actor, org_path=path, person_id=person.id).require()
    earlier = history[-2] if len(history) > 1 else None
    problems = check_post(post, today=now.date(), id_number=person.id_number or "")
    problems += _wrong_start(earlier, latest, post.starts_on)
    if problems:
        raise InvalidError(problems)
    if earlier is not None and earlier.ending is None:
        earlier.ends_on = post.starts_on - ONE_DAY
        session.flush()
    latest.organization_id = organization.id
    latest.post_title, latest.starts_on = post.title.strip(), post.starts_on
    latest.post_level, latest.rank, latest.duty = post.level, post.rank, post.duty
    if not latest.tier_override_reason:
        latest.tier = rules.derive_tier(post.level, post.duty).tier
    session.flush()
    session.refresh(latest, ["organization"])
    _follow(session, actor, person, organization, now)
    audit.record(
        session, actor=actor, action="people.post.corrected", subject=person.code, at=now,
        details={"organization": organization.code, "from": post.starts_on.isoformat()},
    )  # fmt: skip
    return latest


def _wrong_start(earlier: Assignment | None, latest: Assignment, starts_on: date) -> list[Problem]:
    if latest.ends_on is not None and starts_on > latest.ends_on:
        reason = msg("This post ends on %(date)s.", date=latest.ends_on.isoformat())
        return [Problem("starts_on", reason, msg("Begin on that day at the latest."))]
    if earlier is None:
        return []
    bound = earlier.ends_on if earlier.ending is not None else earlier.starts_on
    if bound is not None and starts_on <= bound:
        reason = msg("The post before lasts until %(date)s at least.", date=bound.isoformat())
        return [Problem("starts_on", reason, msg("Choose a later day."))]
    return []


def leave_person(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    last_day: date,
    ending: Ending,
    now: datetime,
    note: str = "",
) -> Assignment:
    """Record that a person leaves the roster; the account works until the last day.

    :raises InvalidError: the day does not fit the post.
    """
    history = queries.list_assignments(session, person.id, lock=True)
    latest = history[-1] if history else None
    if latest is None or latest.ends_on is not None:
        raise ConflictError(msg("This person holds no post that could end."))
    policy.can_edit_person(actor, org_path=latest.organization.path, person_id=person.id).require()
    if latest.starts_on > now.date():
        raise ConflictError(msg(PLANNED.msgid, date=latest.starts_on.isoformat()))
    problems = check_post(PostFacts("-", last_day), today=now.date())
    if last_day < latest.starts_on:
        reason = msg("The present post began on %(date)s.", date=latest.starts_on.isoformat())
        problems.append(Problem("last_day", reason, msg("Choose that day or a later one.")))
    if len(note) > MAX_NOTE:
        problems.append(Problem("note", msg("At most %(most)s characters.", most=MAX_NOTE)))
    if problems:
        raise InvalidError([Problem(_day(one), one.reason, one.cure) for one in problems])
    latest.ends_on, latest.ending, latest.ending_note = last_day, ending, note.strip()
    accounts.close_after(session, person.id, last_day)
    audit.record(
        session, actor=actor, action="people.person.left", subject=person.code, at=now,
        details={"last_day": last_day.isoformat(), "why": ending.value},
    )  # fmt: skip
    return latest


def _day(problem: Problem) -> str:
    return "last_day" if problem.where == "starts_on" else problem.where


def take_back(session: Session, *, actor: Actor, person: Person, now: datetime) -> None:
    """Take back what was recorded last and can be: a leaving, or a post that has not begun.

    :raises ConflictError: there is neither.
    """
    history = queries.list_assignments(session, person.id, lock=True)
    latest = history[-1] if history else None
    if latest is None:
        raise ConflictError(msg("This person has held no post."))
    policy.can_edit_person(actor, org_path=latest.organization.path, person_id=person.id).require()
    if latest.ending is not None:
        latest.ends_on, latest.ending, latest.ending_note = None, None, ""
        accounts.keep_open(session, person.id)
    elif latest.starts_on > now.date() and len(history) > 1:
        _take_back_post(session, history)
    else:
        raise ConflictError(
            msg("There is no leaving and no post to come that could be taken back.")
        )
    session.flush()
    audit.record(session, actor=actor, action="people.post.taken-back", subject=person.code, at=now)


def _take_back_post(session: Session, history: Sequence[Assignment]) -> None:
    earlier, latest = history[-2:]
    session.delete(latest)
    session.flush()
    if earlier.ending is None:
        earlier.ends_on = None


def override_tier(
    session: Session,
    *,
    actor: Actor,
    assignment: Assignment,
    tier: Tier | None,
    reason: str,
    now: datetime,
) -> None:
    """Set the tier by hand with a reason, or go back to the rule with `tier=None`."""
    policy.can_set_tier(
        actor, org_path=assignment.organization.path, person_id=assignment.person_id
    ).require()
    if tier is None:
        assignment.tier = rules.derive_tier(assignment.post_level, assignment.duty).tier
        assignment.tier_override_reason = ""
    else:
        if not reason.strip():
            raise InvalidError([Problem("reason", msg("Give the reason for this tier."))])
        assignment.tier = tier
        assignment.tier_override_reason = reason.strip()
    audit.record(
        session,
        actor=actor,
        action="people.tier.overridden",
        subject=assignment.person.code,
        at=now,
        details={"tier": assignment.tier.value, "reason": reason.strip()},
    )
