"""Persons on the roster: added, taken over from a unit elsewhere, corrected."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.people import policy, queries
from app.domain.people.models import Organization, Person
from app.domain.people.rules import Duty, Gender, PostLevel, Rank
from app.domain.people.rules_posts import PersonFacts, PostFacts, check_person, check_post
from app.domain.people.services import posts
from app.domain.people.taken import list_taken
from app.kernel.actor import Actor
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.store.crypto import blind_index


def add_person(
    session: Session,
    *,
    actor: Actor,
    code: str,
    full_name: str,
    organization: Organization,
    post_title: str,
    starts_on: date,
    now: datetime,
    gender: Gender = Gender.UNKNOWN,
    id_number: str | None = None,
    post_level: PostLevel = PostLevel.NONE,
    rank: Rank | None = None,
    duty: Duty = Duty.GENERAL,
) -> Person:
    """Add a person with a first post; the tier is derived by rule.

    :raises InvalidError: with every problem, by the field it stands in.
    """
    policy.can_edit_person(actor, org_path=organization.path).require()
    facts = PersonFacts(code, full_name, gender, id_number or "").tidied()
    post = PostFacts(post_title, starts_on, post_level, rank, duty)
    problems = check_person(facts)
    problems += check_post(post, today=now.date(), id_number=facts.id_number)
    problems += list_taken(session, actor=actor, facts=facts, person_id=None)
    if problems:
        raise InvalidError(problems)
    person = Person(
        code=facts.code,
        full_name=facts.full_name,
        gender=facts.gender,
        id_number=facts.id_number or None,
        id_number_index=blind_index(facts.id_number) if facts.id_number else None,
    )
    session.add(person)
    session.flush()
    posts.assign(session, person, organization, post)
    audit.record(
        session, actor=actor, action="people.person.added", subject=facts.code, at=now,
        details={"organization": organization.code},
    )  # fmt: skip
    return person


def correct_person(
    session: Session, *, actor: Actor, person: Person, facts: PersonFacts, now: datetime
) -> list[str]:
    """Correct what the roster says of a person; returns what was changed.

    The log names the fields and not what stood in them: an ID number has no place there.

    :raises InvalidError: with every problem, by the field it stands in.
    """
    home = queries.home_path(session, person.id, now.date())
    policy.can_edit_person(actor, org_path=home, person_id=person.id).require()
    facts = facts.tidied()
    problems = check_person(facts)
    problems += list_taken(session, actor=actor, facts=facts, person_id=person.id)
    if problems:
        raise InvalidError(problems)
    before = person.code
    changed = _changed(person, facts)
    person.code, person.full_name, person.gender = facts.code, facts.full_name, facts.gender
    person.id_number = facts.id_number or None
    person.id_number_index = blind_index(facts.id_number) if facts.id_number else None
    session.flush()
    if changed:
        details = {"fields": changed, **({"before": before} if "code" in changed else {})}
        audit.record(
            session, actor=actor, action="people.person.corrected", subject=person.code, at=now,
            details=details,
        )  # fmt: skip
    return changed


def _changed(person: Person, facts: PersonFacts) -> list[str]:
    pairs = {
        "code": (person.code, facts.code),
        "full_name": (person.full_name, facts.full_name),
        "gender": (person.gender, facts.gender),
        "id_number": (person.id_number or "", facts.id_number),
    }
    return [name for name, (old, new) in pairs.items() if old != new]


def take_over(
    session: Session,
    *,
    actor: Actor,
    facts: PersonFacts,
    organization: Organization,
    post: PostFacts,
    now: datetime,
) -> Person:
    """Give a post to a person who left a unit elsewhere; ID number and name prove who it is.

    :raises InvalidError: nobody has that number and name, or the person has not left.
    """
    policy.can_edit_person(actor, org_path=organization.path).require()
    facts = facts.tidied()
    person = queries.find_person_by_id_number(session, facts.id_number)
    if person is None or person.full_name.replace(" ", "") != facts.full_name.replace(" ", ""):
        raise InvalidError(
            [
                Problem(
                    "id_number",
                    msg("Nobody with this ID number and this name has left a unit elsewhere."),
                    msg("Check both against the card, or add the person as a new one."),
                )
            ]
        )
    policy.can_edit_person(actor, org_path=organization.path, person_id=person.id).require()
    posts.resume(session, actor=actor, person=person, organization=organization, post=post, now=now)
    if facts.code and facts.code != person.code:
        if taken := list_taken(session, actor=actor, facts=facts, person_id=person.id):
            raise InvalidError(taken)
        person.code = facts.code
        session.flush()
    return person
