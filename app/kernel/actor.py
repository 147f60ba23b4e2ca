"""Who is acting: a plain value, made once per request or job.

Roles are granted within one organisational unit and hold for everything below it (domain.md 3.1:
least privilege by user and data scope).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.scope import Scope


class Permission(StrEnum):
    """`room:thing:verb`, alphabetical, one line each."""

    AUDIT_EVENT_READ = "audit:event:read"
    BANK_ITEM_EDIT = "bank:item:edit"
    BANK_ITEM_PUBLISH = "bank:item:publish"
    BANK_ITEM_READ = "bank:item:read"
    BANK_ITEM_REVIEW = "bank:item:review"
    CERTIFICATES_CERTIFICATE_READ = "certificates:certificate:read"
    CERTIFICATES_CERTIFICATE_REVOKE = "certificates:certificate:revoke"
    EXAMS_PLAN_APPROVE = "exams:plan:approve"
    EXAMS_PLAN_EDIT = "exams:plan:edit"
    EXAMS_PLAN_READ = "exams:plan:read"
    EXAMS_ROOM_RUN = "exams:room:run"
    EXAMS_SITTING_TAKE = "exams:sitting:take"
    JOBS_JOB_READ = "jobs:job:read"
    LEARNING_HOURS_DECIDE = "learning:hours:decide"
    LEARNING_HOURS_READ = "learning:hours:read"
    LEARNING_MODULE_STUDY = "learning:module:study"
    MARKING_ANSWER_JUDGE = "marking:answer:judge"
    PEOPLE_ACCOUNT_EDIT = "people:account:edit"
    PEOPLE_LEARNER_EDIT = "people:learner:edit"
    PEOPLE_ORGANIZATION_EDIT = "people:organization:edit"
    PEOPLE_PERSON_EDIT = "people:person:edit"
    PEOPLE_PERSON_READ = "people:person:read"
    PEOPLE_ROLE_GRANT = "people:role:grant"
    PEOPLE_TIER_SET = "people:tier:set"
    RESULTS_RESULT_EXPORT = "results:result:export"
    RESULTS_RESULT_READ = "results:result:read"
    RESULTS_RESULT_RELEASE = "results:result:release"


P = Permission


class Role(StrEnum):
    """What a person is in one part of the organisation tree."""

    LEARNER = "learner"
    TRAINER = "trainer"
    REVIEWER = "reviewer"
    PERSONNEL = "personnel"
    INVIGILATOR = "invigilator"
    MARKER = "marker"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.LEARNER: frozenset({P.LEARNING_MODULE_STUDY, P.EXAMS_SITTING_TAKE}),
    Role.TRAINER: frozenset({P.BANK_ITEM_READ, P.BANK_ITEM_EDIT}),
    Role.REVIEWER: frozenset({P.BANK_ITEM_READ, P.BANK_ITEM_REVIEW, P.BANK_ITEM_PUBLISH}),
    Role.PERSONNEL: frozenset(
        {
            P.PEOPLE_PERSON_READ,
            P.PEOPLE_PERSON_EDIT,
            P.PEOPLE_LEARNER_EDIT,
            P.PEOPLE_TIER_SET,
            P.LEARNING_HOURS_READ,
            P.LEARNING_HOURS_DECIDE,
            P.EXAMS_PLAN_READ,
            P.EXAMS_PLAN_EDIT,
            P.EXAMS_PLAN_APPROVE,
            P.MARKING_ANSWER_JUDGE,
            P.RESULTS_RESULT_READ,
            P.RESULTS_RESULT_RELEASE,
            P.RESULTS_RESULT_EXPORT,
            P.CERTIFICATES_CERTIFICATE_READ,
            P.CERTIFICATES_CERTIFICATE_REVOKE,
            P.JOBS_JOB_READ,
        }
    ),
    Role.INVIGILATOR: frozenset({P.EXAMS_PLAN_READ, P.EXAMS_ROOM_RUN}),
    Role.MARKER: frozenset({P.MARKING_ANSWER_JUDGE}),
    Role.ADMINISTRATOR: frozenset(
        {
            P.PEOPLE_ORGANIZATION_EDIT,
            P.PEOPLE_PERSON_READ,
            P.PEOPLE_PERSON_EDIT,
            P.PEOPLE_ACCOUNT_EDIT,
            P.PEOPLE_ROLE_GRANT,
            P.JOBS_JOB_READ,
        }
    ),
    Role.AUDITOR: frozenset({P.AUDIT_EVENT_READ, P.JOBS_JOB_READ}),
}
"""What each role may do; administrators and auditors hold no business permission."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role within one unit (`org_path`) and everything below it."""

    role: Role
    org_path: str

    def covers(self, permission: Permission, org_path: str) -> bool:
        """Whether this grant gives the permission on a thing of that unit."""
        return permission in PERMISSIONS[self.role] and org_path.startswith(self.org_path)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting: who, where they belong, and what was granted to them."""

    person_id: int
    full_name: str
    org_path: str
    grants: tuple[Grant, ...] = ()

    def has(self, permission: Permission) -> bool:
        """Whether any role gives this permission anywhere."""
        return any(permission in PERMISSIONS[grant.role] for grant in self.grants)

    def may(self, permission: Permission, org_path: str) -> bool:
        """Whether a role gives this permission on a thing that belongs to `org_path`."""
        return any(grant.covers(permission, org_path) for grant in self.grants)

    def scope(self, permission: Permission) -> Scope:
        """Return the parts of the tree in which the permission holds, for queries."""
        paths = (g.org_path for g in self.grants if permission in PERMISSIONS[g.role])
        return Scope.of(paths)

    def is_a(self, role: Role) -> bool:
        """Whether the person holds this role anywhere."""
        return any(grant.role is role for grant in self.grants)


SYSTEM = Actor(
    person_id=0, full_name="system", org_path="/", grants=tuple(Grant(role, "/") for role in Role)
)
"""Who acts in jobs, fact handlers and on the command line: the platform itself, everywhere.

It is still nobody's second pair of eyes: rules of two persons compare person ids.
"""


def is_system(actor: Actor) -> bool:
    """Whether the platform itself acts, not a person."""
    return actor.person_id == SYSTEM.person_id
