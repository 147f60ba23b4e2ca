"""Writes. Each takes the caller's session, asks the policy, checks the rules, leaves a trace.

None commits: the caller owns the transaction. Accounts have their own module.
"""

from app.domain.people.services.admission import admit_person, give_account
from app.domain.people.services.organizations import add_organization
from app.domain.people.services.persons import add_person, correct_person, take_over
from app.domain.people.services.posts import (
    correct_post,
    leave_person,
    move_person,
    override_tier,
    take_back,
)
from app.domain.people.services.roles import grant_role, revoke_role
from app.domain.people.services.rosters import (
    bring_roster,
    confirm_roster,
    discard_roster,
    fetch_slips,
    stage_roster,
)

__all__ = [
    "add_organization",
    "add_person",
    "admit_person",
    "bring_roster",
    "confirm_roster",
    "correct_person",
    "correct_post",
    "discard_roster",
    "fetch_slips",
    "give_account",
    "grant_role",
    "leave_person",
    "move_person",
    "override_tier",
    "revoke_role",
    "stage_roster",
    "take_back",
    "take_over",
]
