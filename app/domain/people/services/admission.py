"""A new person with everything needed to begin: a post, an account, the role of a learner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.people import accounts, policy, queries
from app.domain.people.models import Organization, Person
from app.domain.people.rules_posts import (
    USER_NAME,
    PersonFacts,
    PostFacts,
    check_person,
    check_post,
)
from app.domain.people.services.persons import add_person
from app.domain.people.services.roles import grant_role
from app.domain.people.taken import list_taken
from app.kernel.actor import Actor, Role
from app.kernel.errors import InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg


def admit_person(
    session: Session,
    *,
    actor: Actor,
    facts: PersonFacts,
    organization: Organization,
    post: PostFacts,
    username: str,
    password: str,
    now: datetime,
) -> Person:
    """Add a person who can sign in with a first password and learn.

    :param username: the staff number in small letters if empty.
    :raises InvalidError: with every problem, by the field it stands in.
    """
    policy.can_edit_person(actor, org_path=organization.path).require()
    username = (username or facts.code).strip().lower()
    problems = check_person(facts.tidied())
    problems += check_post(post, today=now.date(), id_number=facts.tidied().id_number)
    problems += list_taken(session, actor=actor, facts=facts.tidied(), person_id=None)
    problems += check_username(session, username)
    if problems:
        raise InvalidError(problems)
    person = add_person(
        session, actor=actor, code=facts.code, full_name=facts.full_name,
        organization=organization, post_title=post.title, starts_on=post.starts_on, now=now,
        gender=facts.gender, id_number=facts.id_number or None, post_level=post.level,
        rank=post.rank, duty=post.duty,
    )  # fmt: skip
    _open(session, actor, person, organization, username, password, now)
    return person


def give_account(
    session: Session, *, actor: Actor, person: Person, username: str, password: str, now: datetime
) -> None:
    """Let a person who is on the roster sign in and learn.

    :param username: the staff number in small letters if empty.
    """
    latest = queries.find_latest_assignment(session, person.id)
    if latest is None:
        raise NotFoundError
    unit = latest.organization
    held = frozenset(grant.role for grant in queries.list_grants(session, person.id))
    policy.can_edit_account(actor, org_path=unit.path, held=held).require()
    username = (username or person.code).strip().lower()
    if problems := check_username(session, username):
        raise InvalidError(problems)
    _open(session, actor, person, unit, username, password, now, is_learner=not held)


def _open(  # noqa: PLR0917 - who opens what for whom
    session: Session,
    actor: Actor,
    person: Person,
    unit: Organization,
    username: str,
    password: str,
    now: datetime,
    *,
    is_learner: bool = True,
) -> None:
    accounts.open_account(
        session, actor=actor, person=person, org_path=unit.path, username=username,
        password=password, now=now,
    )  # fmt: skip
    if is_learner:
        grant_role(
            session, actor=actor, person=person, role=Role.LEARNER, organization=unit, now=now
        )


def check_username(session: Session, username: str) -> list[Problem]:
    """Return what is wrong with a user name."""
    if not USER_NAME.fullmatch(username):
        reason = msg("A user name has 2 to 40 letters, digits, dots or hyphens.")
        return [Problem("username", reason)]
    if queries.find_account(session, username) is not None:
        return [Problem("username", msg("This user name is taken. Choose another."))]
    return []
