"""Accounts and sign-in: verbs of the people room, kept apart for size."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.people import passwords, policy, queries, rules
from app.domain.people.models import Account, Person, SignIn
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

WRONG = msg(
    "The user name or the password is not right. After five failures in a row an account is"
    " locked for half an hour."
)
RIGHT = msg("Signed in.")
UNKNOWN = "-"
"""Subject of a failure with a name nobody has: what was typed there may be a password."""


@dataclass(frozen=True, slots=True)
class SignInOutcome:
    """The account, or why not; the reason never tells whether the user name exists.

    A locked account is told in the same words as a wrong password, whatever the password: else
    five tries would tell which names exist, and a lock which password is right.
    """

    account: Account | None
    reason: Message = RIGHT


def token_digest(token: str) -> str:
    """Return what is stored of a sign-in token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_account(
    session: Session,
    *,
    actor: Actor,
    person: Person,
    org_path: str,
    username: str,
    password: str,
    now: datetime,
    must_change: bool = True,
) -> Account:
    """Give a person an account with a first password that must be changed at first sign-in.

    :raises ConflictError: the person has an account already.
    :raises InvalidError: the user name is taken.
    """
    _policy(session, actor, person.id, org_path)
    if queries.find_account_of(session, person.id) is not None:
        raise ConflictError(msg("This person has an account already."))
    if queries.find_account(session, username) is not None:
        taken = msg("This user name is taken. Choose another.")
        raise InvalidError([Problem("username", taken)])
    account = Account(
        person_id=person.id,
        username=username.strip().lower(),
        password_digest=passwords.digest(password),
        password_set_at=now,
        must_change=must_change,
    )
    session.add(account)
    session.flush()
    audit.record(session, actor=actor, action="people.account.opened", subject=person.code, at=now)
    return account


def _policy(session: Session, actor: Actor, person_id: int, org_path: str) -> None:
    held = frozenset(grant.role for grant in queries.list_grants(session, person_id))
    policy.can_edit_account(actor, org_path=org_path, held=held).require()


def _get_account(session: Session, person_id: int) -> Account:
    account = queries.find_account_of(session, person_id)
    if account is None:
        raise ConflictError(msg("This person has no account."))
    return account


def reset_password(
    session: Session, *, actor: Actor, person_id: int, org_path: str, password: str, now: datetime
) -> None:
    """Set a new first password, unlock, and end all sign-ins."""
    _policy(session, actor, person_id, org_path)
    account = _get_account(session, person_id)
    account.password_digest = passwords.digest(password)
    account.password_set_at = now
    account.must_change = True
    account.failures = 0
    account.locked_until = None
    _end_sign_ins(session, account, now)
    audit.record(
        session, actor=actor, action="people.password.reset", subject=account.username, at=now
    )


def set_enabled(
    session: Session,
    *,
    actor: Actor,
    person_id: int,
    org_path: str,
    is_enabled: bool,
    now: datetime,
) -> None:
    """Close an account, ending its sign-ins, or open it again."""
    _policy(session, actor, person_id, org_path)
    account = _get_account(session, person_id)
    account.is_enabled = is_enabled
    if not is_enabled:
        _end_sign_ins(session, account, now)
    action = "people.account.reopened" if is_enabled else "people.account.closed"
    audit.record(session, actor=actor, action=action, subject=account.username, at=now)


def unlock(session: Session, *, actor: Actor, person_id: int, org_path: str, now: datetime) -> None:
    """Lift the lock after wrong passwords; the password stays."""
    _policy(session, actor, person_id, org_path)
    account = _get_account(session, person_id)
    account.failures = 0
    account.locked_until = None
    audit.record(
        session, actor=actor, action="people.account.unlocked", subject=account.username, at=now
    )


def close_after(session: Session, person_id: int, last_day: date) -> None:
    """Let an account end with the last day of somebody who leaves."""
    account = queries.find_account_of(session, person_id)
    if account is not None:
        account.closes_on = last_day


def keep_open(session: Session, person_id: int) -> None:
    """Undo `close_after`: the person stays, or has come back."""
    account = queries.find_account_of(session, person_id)
    if account is not None:
        account.closes_on = None


def is_closed(account: Account, now: datetime) -> bool:
    """Whether nobody can sign in: closed by hand, or its person has left."""
    has_left = account.closes_on is not None and account.closes_on < now.date()
    return has_left or not account.is_enabled or not account.person.is_active


def _end_sign_ins(session: Session, account: Account, now: datetime, but: str = "") -> None:
    kept = token_digest(but)
    for living in queries.list_sign_ins(session, account.id):
        if living.token_digest != kept:
            living.ended_at = now


def sign_in(
    session: Session, *, username: str, password: str, token: str, address: str, now: datetime
) -> SignInOutcome:
    """Check a password; five failures lock the account for half an hour (domain.md 3.1 b).

    Failures are written too, so the caller commits whatever the outcome.
    """
    account = queries.find_account(session, username, lock=True)
    fits = passwords.matches(account.password_digest if account else None, password)
    if account is None:
        _audit_failure(session, SYSTEM, UNKNOWN, address, now)
        return SignInOutcome(None, WRONG)
    actor = queries.make_actor(session, account.person, now.date())
    is_locked = account.locked_until is not None and account.locked_until > now
    if is_locked or not fits:
        _audit_failure(session, actor, account.username, address, now)
        if not is_locked:
            _count_failure(account, now)
        return SignInOutcome(None, WRONG)
    if is_closed(account, now):
        return SignInOutcome(None, msg("This account is closed. Please ask your administrator."))
    account.failures = 0
    account.locked_until = None
    _open_sign_in(session, actor, account, token, {"address": address}, now)
    return SignInOutcome(account)


def sign_in_at_seat(
    session: Session, *, person_id: int, token: str, address: str, now: datetime
) -> Account | None:
    """Sign in a candidate whose identity an invigilator confirmed with a code; None if closed.

    A lock after wrong passwords does not keep anyone from an exam; a closed account does.
    """
    account = queries.find_account_of(session, person_id)
    if account is None or is_closed(account, now):
        return None
    actor = queries.make_actor(session, account.person, now.date())
    _open_sign_in(session, actor, account, token, {"address": address, "by": "code"}, now)
    return account


def _open_sign_in(  # noqa: PLR0917 - who, where, as what, when
    session: Session,
    actor: Actor,
    account: Account,
    token: str,
    details: dict[str, str],
    now: datetime,
) -> None:
    account.last_sign_in_at = now
    session.add(
        SignIn(
            account_id=account.id,
            token_digest=token_digest(token),
            created_at=now,
            seen_at=now,
            address=details["address"],
        )
    )
    audit.record(
        session, actor=actor, action="people.person.signed_in", subject=account.username, at=now,
        details=details,
    )  # fmt: skip


def _count_failure(account: Account, now: datetime) -> None:
    account.failures += 1
    if account.failures >= rules.MAX_FAILURES:
        account.locked_until = now + rules.LOCK
        account.failures = 0


def _audit_failure(
    session: Session, actor: Actor, username: str, address: str, now: datetime
) -> None:
    audit.record(
        session, actor=actor, action="people.sign_in.failed", subject=username, at=now,
        details={"address": address},
    )  # fmt: skip


class Dated(Protocol):
    """A sign-in as far as its age goes: a row, or what `identity` reads of it."""

    @property
    def created_at(self) -> datetime:
        """When the person signed in."""

    @property
    def seen_at(self) -> datetime:
        """When the sign-in was last used."""


def is_expired(sign_in: Dated, now: datetime, active_at: datetime | None = None) -> bool:
    """Whether a sign-in was idle for 15 minutes or is 8 hours old.

    :param active_at: when the person last worked at something that needs no sign-in, if ever.
    """
    last = max(sign_in.seen_at, active_at or sign_in.seen_at)
    return now - last > rules.IDLE or now - sign_in.created_at > rules.ABSOLUTE


def is_password_old(set_at: datetime, signed_in_at: datetime, days: int) -> bool:
    """Whether the password was older than so many days when the person signed in; 0: never.

    What counts is the moment of signing in: nobody is led away in the middle of an exam.
    """
    return days > 0 and signed_in_at - set_at > timedelta(days=days)


def note_activity(session: Session, *, sign_in_id: int, now: datetime) -> None:
    """Remember that a sign-in was used; one that ended meanwhile stays as it is."""
    living = session.get(SignIn, sign_in_id)
    if living is not None and living.ended_at is None:
        living.seen_at = now


def sign_out(session: Session, *, actor: Actor, token: str, now: datetime) -> None:
    """End one sign-in."""
    policy.can_change_own_password(actor, person_id=actor.person_id).require()
    found = queries.find_sign_in(session, token_digest(token))
    if found is not None:
        found[0].ended_at = now
        audit.record(
            session, actor=actor, action="people.person.signed_out",
            subject=found[1].username, at=now,
        )  # fmt: skip


def change_password(
    session: Session, *, actor: Actor, present: str, new: str, now: datetime, token: str = ""
) -> None:
    """Change one's own password: the present one is asked for, the last five are refused.

    :param token: of the sign-in that goes on; all others end.
    """
    policy.can_change_own_password(actor, person_id=actor.person_id).require()
    account = queries.find_account_of(session, actor.person_id)
    if account is None:
        raise ConflictError(msg("You have no account."))
    if not passwords.matches(account.password_digest, present):
        raise InvalidError([Problem("present", msg("The present password is not right."))])
    problems = rules.check_password(new, username=account.username, full_name=actor.full_name)
    earlier = [account.password_digest, *account.earlier_digests]
    if any(passwords.matches(str(old), new) for old in earlier):
        problems.append(Problem("password", msg("This password was used before. Choose another.")))
    if problems:
        raise InvalidError(problems)
    account.earlier_digests = earlier[: rules.KEPT_PASSWORDS]
    account.password_digest = passwords.digest(new)
    account.password_set_at = now
    account.must_change = False
    _end_sign_ins(session, account, now, but=token)
    audit.record(
        session, actor=actor, action="people.password.changed", subject=account.username, at=now
    )


def set_preference(session: Session, *, actor: Actor, key: str, value: str, now: datetime) -> None:
    """Keep a display preference of the person: language, contrast, size."""
    del now
    policy.can_change_own_password(actor, person_id=actor.person_id).require()
    account = queries.find_account_of(session, actor.person_id)
    if account is not None:
        account.person.preferences = {**account.person.preferences, key: value}
