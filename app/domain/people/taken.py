"""Numbers of the roster that are somebody else's, told as far as the actor may know."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.people import policy, queries
from app.domain.people.models import Assignment, Person
from app.domain.people.rules_posts import PersonFacts
from app.kernel.actor import Actor
from app.kernel.problem import Problem
from app.kernel.text import msg


def list_taken(
    session: Session, *, actor: Actor, facts: PersonFacts, person_id: int | None
) -> list[Problem]:
    """Return which numbers of the facts are somebody else's, told as far as one may know."""
    problems = []
    other = queries.find_person_by_code(session, facts.code)
    if other is not None and other.id != person_id:
        problems.append(_code_taken(session, actor, other))
    known = queries.find_person_by_id_number(session, facts.id_number)
    if known is not None and known.id != person_id:
        problems.append(_id_taken(session, actor, known))
    return problems


def _code_taken(session: Session, actor: Actor, other: Person) -> Problem:
    latest = queries.find_latest_assignment(session, other.id)
    cure = msg("Check the number, or look whether the person is on the roster already.")
    if latest is not None and _may_read(actor, other, latest):
        reason = msg(
            "%(name)s of %(unit)s has this staff number.",
            name=other.full_name,
            unit=latest.organization.name,
        )
        return Problem("code", reason, cure)
    return Problem("code", msg("Somebody else has this staff number."), cure)


def _id_taken(session: Session, actor: Actor, known: Person) -> Problem:
    latest = queries.find_latest_assignment(session, known.id)
    if latest is not None and _may_read(actor, known, latest):
        reason = msg(
            "%(name)s (%(code)s, %(unit)s) has this ID number already.",
            name=known.full_name,
            code=known.code,
            unit=latest.organization.name,
        )
        cure = msg("Open that person and give them a new post instead of adding them twice.")
        return Problem("id_number", reason, cure)
    if latest is None or latest.ends_on is not None:
        return Problem(
            "id_number",
            msg("A person with this ID number served in a unit outside your part and left it."),
            msg("If it is the same person, tick “Take over from a unit elsewhere”."),
        )
    return Problem(
        "id_number",
        msg("This ID number stands on the roster of a unit outside your part."),
        msg("Ask that unit to record the transfer first; then take the person over."),
    )


def _may_read(actor: Actor, person: Person, latest: Assignment) -> bool:
    path = latest.organization.path
    return bool(policy.can_read_person(actor, person_id=person.id, org_path=path))
