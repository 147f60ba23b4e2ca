"""What the pages of the roster share: who is meant, which units there are, how a history reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.people import policy, queries, rules
from app.domain.people.models import Assignment, Person
from app.domain.people.rules_posts import Gap, Stretch, gap_between
from app.kernel.actor import Permission
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.web.access import current_actor, now
from app.web.choices import Options
from app.web.display import local
from app.web.unit_of_work import read_session

EDIT = Permission.PEOPLE_PERSON_EDIT


def today() -> date:
    """Return the day of this request where the installation stands."""
    return local(now()).date()


def scope() -> Scope:
    """Return the units whose roster one keeps."""
    return current_actor().scope(EDIT)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person with all posts; `post` is the one of today, else the latest one."""

    person: Person
    history: Sequence[Assignment]
    post: Assignment
    on: date

    @property
    def latest(self) -> Assignment:
        """The post that began last."""
        return self.history[-1]

    @property
    def has_left(self) -> bool:
        """Whether the last post is over."""
        return self.latest.ends_on is not None and self.latest.ends_on < self.on

    @property
    def is_coming(self) -> bool:
        """Whether the first post has not begun."""
        return self.history[0].starts_on > self.on

    @property
    def planned(self) -> Assignment | None:
        """The post that has not begun yet, if there is one."""
        return self.latest if self.latest.starts_on > self.on else None

    @property
    def may_take_back(self) -> bool:
        """Whether something was recorded that can be taken back."""
        return self.latest.ending is not None or (
            self.planned is not None and len(self.history) > 1
        )

    @property
    def by_rule(self) -> rules.TierDecision:
        """What the rule says of the tier, and why."""
        return rules.derive_tier(self.post.post_level, self.post.duty)

    @property
    def is_own(self) -> bool:
        """Whether the reader looks at themselves."""
        return self.person.id == current_actor().person_id

    @property
    def is_editable(self) -> bool:
        """Whether the reader may change this entry."""
        actor, path = current_actor(), self.latest.organization.path
        return bool(policy.can_edit_person(actor, org_path=path, person_id=self.person.id))


def get_dossier(uuid: UUID) -> Dossier:
    """Return a person of one's units; anybody else is not there."""
    session, on = read_session(), today()
    person = queries.get_person(session, uuid)
    history = queries.list_assignments(session, person.id)
    if not history:
        raise NotFoundError
    held = [one for one in history if rules.is_current(one.starts_on, one.ends_on, on)]
    post = held[-1] if held else history[-1]
    reach = scope()
    if not any(reach.contains(one.organization.path) for one in (post, history[-1])):
        raise NotFoundError
    return Dossier(person, history, post, on)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history: a post, or the days without one before it."""

    post: Assignment | None = None
    gap: Gap | None = None


def history_lines(history: Sequence[Assignment]) -> list[Line]:
    """Return the posts, the latest first, with the gaps between them."""
    lines: list[Line] = []
    for number, post in enumerate(history):
        if number:
            earlier = history[number - 1]
            gap = gap_between(
                Stretch(earlier.starts_on, earlier.ends_on), Stretch(post.starts_on, post.ends_on)
            )
            lines += [Line(gap=gap)] if gap else []
        lines.append(Line(post=post))
    return lines[::-1]


def unit_options() -> Options:
    """Return the units one keeps by code, in tree order, indented by their depth."""
    found = queries.list_organizations(read_session(), scope=scope())
    depths = [unit.path.count("/") for unit in found]
    least = min(depths, default=0)
    return [
        (unit.code, "\u3000" * (depth - least) + unit.name)
        for unit, depth in zip(found, depths, strict=True)
        if unit.is_active
    ]
