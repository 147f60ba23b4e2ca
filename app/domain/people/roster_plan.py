"""What a roster would do: who is added, moved, taken over, unchanged; read in few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.people import policy
from app.domain.people.models import Account, Assignment, Organization, Person
from app.domain.people.roster import NAMES, RosterFailure, RosterLine
from app.kernel.actor import Actor, Permission
from app.kernel.table import same_name
from app.kernel.text import Message, msg
from app.store.crypto import blind_index
from app.store.scoping import in_scope

AT_ONCE = 400
T = TypeVar("T")


class Effect(StrEnum):
    """What a line of the roster does."""

    ADD = "add"
    MOVE = "move"
    RETURN = "return"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line with what it does, to whom, in which unit."""

    line: RosterLine
    effect: Effect
    unit: Organization
    person: Person | None = None
    latest: Assignment | None = None


@dataclass(slots=True)
class RosterPlan:
    """Everything a roster would do, and why it cannot, if it cannot."""

    lines: list[PlannedLine] = field(default_factory=list)
    failures: list[RosterFailure] = field(default_factory=list)

    def count(self, effect: Effect) -> int:
        """How many lines do that."""
        return sum(one.effect is effect for one in self.lines)

    def counts(self) -> dict[str, int]:
        """Return effect → how many lines do it."""
        return {effect.value: self.count(effect) for effect in Effect}


@dataclass(slots=True)
class _Known:
    """What the database says of all lines together."""

    by_code: dict[str, Person]
    by_number: dict[str, Person]
    latest: dict[int, Assignment]
    usernames: set[str]
    units: dict[str, list[Organization]]


def plan_roster(
    session: Session, *, actor: Actor, lines: Sequence[RosterLine], today: date
) -> RosterPlan:
    """Return what these lines would do; nothing is written."""
    known = _read_known(session, actor, lines)
    plan = RosterPlan()
    for line in lines:
        found = _decide(actor, line, known, today)
        if isinstance(found, PlannedLine):
            plan.lines.append(found)
        else:
            plan.failures.append(found)
    return plan


def _slices(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(values), AT_ONCE):
        yield values[at : at + AT_ONCE]


def _read_known(session: Session, actor: Actor, lines: Sequence[RosterLine]) -> _Known:
    people: dict[int, Person] = {}
    usernames: set[str] = set()
    for some in _slices(lines):
        codes = [line.facts.code for line in some]
        numbers = [blind_index(line.facts.id_number) for line in some if line.facts.id_number]
        query = select(Person).where(
            or_(Person.code.in_(codes), Person.id_number_index.in_(numbers))
        )
        people |= {person.id: person for person in session.scalars(query)}
        names = select(Account.username).where(
            Account.username.in_([code.lower() for code in codes])
        )
        usernames |= set(session.scalars(names))
    return _Known(
        by_code={person.code: person for person in people.values()},
        by_number={p.id_number_index: p for p in people.values() if p.id_number_index},
        latest=_read_latest(session, list(people)),
        usernames=usernames,
        units=_read_units(session, actor),
    )


def _read_latest(session: Session, ids: Sequence[int]) -> dict[int, Assignment]:
    found: dict[int, Assignment] = {}
    for some in _slices(ids):
        newest = (
            select(Assignment.person_id, func.max(Assignment.starts_on).label("starts_on"))
            .where(Assignment.person_id.in_(some))
            .group_by(Assignment.person_id)
            .subquery()
        )
        query = select(Assignment).join(
            newest,
            (Assignment.person_id == newest.c.person_id)
            & (Assignment.starts_on == newest.c.starts_on),
        )
        found |= {one.person_id: one for one in session.scalars(query)}
    return found


def _read_units(session: Session, actor: Actor) -> dict[str, list[Organization]]:
    """Return code, name or short name → the units of the actor called so."""
    scope = actor.scope(Permission.PEOPLE_PERSON_EDIT)
    query = select(Organization).where(in_scope(Organization.path, scope), Organization.is_active)
    found: dict[str, list[Organization]] = {}
    for unit in session.scalars(query):
        for name in {unit.code, unit.name, unit.short_name} - {""}:
            found.setdefault(name, []).append(unit)
    return found


def _decide(
    actor: Actor, line: RosterLine, known: _Known, today: date
) -> PlannedLine | RosterFailure:
    unit = _find_unit(line, known.units)
    if isinstance(unit, RosterFailure):
        return unit
    number = line.facts.id_number
    of_number = known.by_number.get(blind_index(number)) if number else None
    person = of_number or known.by_code.get(line.facts.code)
    if person is None:
        if line.facts.code.lower() in known.usernames:
            reason = msg("The user name that would follow from the staff number is taken.")
            return _fail(line, "code", reason, msg("Add this person on the page, by hand."))
        return PlannedLine(line, Effect.ADD, unit)
    latest = known.latest.get(person.id)
    fault = _wrong_person(actor, line, person, latest, known.by_code.get(line.facts.code))
    return fault or _decide_post(line, unit, person, latest, today)


def _find_unit(
    line: RosterLine, units: Mapping[str, list[Organization]]
) -> Organization | RosterFailure:
    found = units.get(line.unit, [])
    if line.section and found:
        above = {unit.id for unit in found}
        inner = [unit for unit in units.get(line.section, []) if unit.parent_id in above]
        if not inner:
            reason = msg("The unit has no section called “%(name)s”.", name=line.section)
            return _fail(line, "section", reason, msg("Check the name, or leave the cell empty."))
        found = inner
    if len(found) == 1:
        return found[0]
    if found:
        reason = msg("Several of your units are called “%(name)s”.", name=line.unit)
        return _fail(line, "unit", reason, msg("Write the code of the unit instead of its name."))
    reason = msg("None of your units is called “%(name)s”.", name=line.unit)
    return _fail(line, "unit", reason, msg("Check the name against the tree, or write the code."))


def _wrong_person(
    actor: Actor,
    line: RosterLine,
    person: Person,
    latest: Assignment | None,
    of_code: Person | None,
) -> RosterFailure | None:
    """Return why the person found is not the one of the line, or may not be touched."""
    if not _may_edit(actor, person, latest) and not _has_left(line, person, latest):
        return _fail(
            line,
            "id_number" if line.facts.id_number else "code",
            msg("This person is on the roster of a unit outside your part, or is yourself."),
            msg("Ask that unit to record the transfer first, or delete this row."),
        )
    if of_code is not None and of_code.id != person.id:
        return _fail(
            line,
            "code",
            msg("Staff number and ID number belong to two different persons."),
            msg("Check both numbers."),
        )
    if not same_name(person.full_name, line.facts.full_name):
        return _fail(
            line,
            "full_name",
            msg("The roster has this person under another name."),
            msg("Check the numbers; correct a changed name on the page of the person first."),
        )
    if line.facts.id_number and person.id_number not in {None, line.facts.id_number}:
        return _fail(
            line,
            "id_number",
            msg("The roster has this person with another ID number."),
            msg("Check the number; correct it on the page of the person first."),
        )
    return None


def _may_edit(actor: Actor, person: Person, latest: Assignment | None) -> bool:
    path = latest.organization.path if latest else ""
    return bool(policy.can_edit_person(actor, org_path=path, person_id=person.id))


def _has_left(line: RosterLine, person: Person, latest: Assignment | None) -> bool:
    """Whether somebody left a unit elsewhere; only the ID number proves that it is they."""
    is_proved = bool(line.facts.id_number) and person.id_number == line.facts.id_number
    return is_proved and (latest is None or latest.ending is not None)


def _decide_post(
    line: RosterLine,
    unit: Organization,
    person: Person,
    latest: Assignment | None,
    today: date,
) -> PlannedLine | RosterFailure:
    if latest is None:
        return PlannedLine(line, Effect.RETURN, unit, person)
    post = line.post
    held = (latest.organization_id, latest.post_title, latest.post_level, latest.rank, latest.duty)
    if latest.ending is None and held == (unit.id, post.title, post.level, post.rank, post.duty):
        return PlannedLine(line, Effect.NOTHING, unit, person, latest)
    bound = latest.ends_on or latest.starts_on
    if latest.starts_on > today or post.starts_on <= bound:
        day = bound.isoformat()
        reason = msg("The post on the roster begins or ends on %(date)s.", date=day)
        cure = msg("A new post begins later; correct a mistake on the page of the person.")
        return _fail(line, "starts_on", reason, cure)
    effect = Effect.RETURN if latest.ending is not None else Effect.MOVE
    return PlannedLine(line, effect, unit, person, latest)


def _fail(line: RosterLine, name: str, reason: Message, cure: Message) -> RosterFailure:
    values = {
        "code": line.facts.code, "id_number": line.facts.id_number, "unit": line.unit,
        "section": line.section, "full_name": line.facts.full_name,
        "starts_on": line.post.starts_on.isoformat(),
    }  # fmt: skip
    return RosterFailure(line.row, NAMES[name], values[name], reason, cure)
