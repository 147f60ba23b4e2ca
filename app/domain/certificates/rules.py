"""States of a certificate, what leads from one to the other, and what is frozen at issue.

States and operation codes are those of the national e-licence standard (domain.md 3.5).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.kernel.errors import ConflictError
from app.kernel.text import Message, msg
from app.kernel.tier import Tier

SOON = timedelta(days=90)
"""How long before its last day a certificate counts as ending."""


class State(StrEnum):
    """certState. EXPIRED is never stored: it follows from the last day of validity."""

    VALID = "01"
    SUSPENDED = "02"
    REVOKED = "03"
    WITHDRAWN = "04"
    CANCELLED = "05"
    EXPIRED = "06"
    OTHER = "99"


class Operation(StrEnum):
    """What is done to a certificate; `OPERATE_TYPES` gives the code of the standard."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    REPLACE = "replace"


OPERATE_TYPES = {
    Operation.ISSUE: "01",
    Operation.SUSPEND: "03",
    Operation.CANCEL: "05",
    Operation.RESTORE: "06",
    Operation.REVOKE: "07",
    Operation.WITHDRAW: "07",
    Operation.REPLACE: "08",
}
"""operateType; the standard has no code of its own for 吊销 and 撤销, so they are `07 other`."""
LEADS_TO = {
    Operation.SUSPEND: State.SUSPENDED,
    Operation.RESTORE: State.VALID,
    Operation.REVOKE: State.REVOKED,
    Operation.WITHDRAW: State.WITHDRAWN,
    Operation.CANCEL: State.CANCELLED,
    Operation.REPLACE: State.WITHDRAWN,
}
_ENDING = (Operation.REVOKE, Operation.WITHDRAW, Operation.CANCEL)
POSSIBLE: dict[State, tuple[Operation, ...]] = {
    State.VALID: (Operation.SUSPEND, *_ENDING, Operation.REPLACE),
    State.SUSPENDED: (Operation.RESTORE, *_ENDING, Operation.REPLACE),
}
ENDED = frozenset({State.REVOKED, State.CANCELLED})
"""Two officers ended it for what the person did or asked: a corrected result brings none back."""
STATE_NAMES = {
    State.VALID: msg("Valid"),
    State.SUSPENDED: msg("Suspended"),
    State.REVOKED: msg("Revoked"),
    State.WITHDRAWN: msg("Withdrawn"),
    State.CANCELLED: msg("Cancelled"),
    State.EXPIRED: msg("Expired"),
    State.OTHER: msg("Other"),
}
OPERATION_NAMES = {
    Operation.ISSUE: msg("Issue certificate"),
    Operation.SUSPEND: msg("Suspend certificate"),
    Operation.RESTORE: msg("Restore certificate"),
    Operation.REVOKE: msg("Revoke for a violation"),
    Operation.WITHDRAW: msg("Withdraw as issued in error"),
    Operation.CANCEL: msg("Cancel at the holder's request"),
    Operation.REPLACE: msg("Replace after a correction of the result"),
}
BY_HAND = tuple(o for o in Operation if o not in {Operation.ISSUE, Operation.REPLACE})
"""What persons may propose; a replacement follows from the release of a correction."""
MIN_REASON = 4
MAX_REASON = 500
FAILING = "FAIL"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, CODE_GROUP = 12, 4


class ChangeState(StrEnum):
    """A change is proposed by one person and decided by another."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


def next_state(state: State, operation: Operation) -> State:
    """Return the state after an operation; ConflictError if it is not possible now.

    >>> next_state(State.VALID, Operation.REVOKE).name
    'REVOKED'
    """
    if operation not in POSSIBLE.get(state, ()):
        raise ConflictError(
            msg(
                "A certificate in the state “%(state)s” cannot undergo “%(operation)s”.",
                state=STATE_NAMES[state],
                operation=OPERATION_NAMES[operation],
            )
        )
    return LEADS_TO[operation]


def state_on(stored: State, valid_until: date | None, on: date) -> State:
    """Return the state that holds on a day: a valid one expires after its last day."""
    if stored is State.VALID and valid_until is not None and on > valid_until:
        return State.EXPIRED
    return stored


def years_later(day: date, years: int) -> date | None:
    """Return the last day of validity; None, for ever, when `years` is 0.

    >>> years_later(date(2026, 11, 23), 5)
    datetime.date(2031, 11, 22)
    """
    if not years:
        return None
    try:
        again = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        again = day.replace(year=day.year + years, month=3, day=1)
    return date.fromordinal(again.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One part of a result, such as the theory paper."""

    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Award:
    """What a released result says about the person: the input of issuing.

    `grade` is EXCELLENT, GOOD, PASS or FAIL; the unit is the one at the time of the examination.
    """

    result_id: int
    person_id: int
    full_name: str
    id_number: str | None
    org_name: str
    org_path: str
    tier: Tier
    exam_title: str
    taken_on: date
    total: Decimal
    grade: str
    sections: tuple[SectionScore, ...] = ()
    standard: str = ""
    corrects_id: int | None = None
    """The result that this one replaced, whose certificate must not stay valid."""

    @property
    def is_passed(self) -> bool:
        """Whether there is anything to certify."""
        return self.grade != FAILING


def check_code(digest: str) -> str:
    """Return the code printed beside the number: 60 bits of a keyed digest, easy to read aloud.

    >>> check_code("ff" * 32)
    'ZZZZ-ZZZZ-ZZZZ'
    """
    bits = int(digest, 16) >> (len(digest) * 4 - CODE_LENGTH * 5)
    signs = [CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(CODE_LENGTH))]
    groups = range(0, CODE_LENGTH, CODE_GROUP)
    return "-".join("".join(signs[start : start + CODE_GROUP]) for start in groups)


def tidy_code(typed: str) -> str:
    """Return a check code as it is stored, however it was typed: O is 0, I and L are 1.

    >>> tidy_code("7f3k 9qxm2plt")
    '7F3K-9QXM-2P1T'
    """
    signs = [sign for sign in typed.upper() if sign.isalnum()][: CODE_LENGTH + 1]
    plain = "".join(signs).translate(str.maketrans("OIL", "011"))
    return "-".join(plain[start : start + CODE_GROUP] for start in range(0, len(plain), CODE_GROUP))


def canonical(facts: Mapping[str, Any]) -> str:
    """Return facts as one text that does not depend on the order of keys."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data: bytes) -> str:
    """Return the digest by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def reason_fault(reason: str) -> Message | None:
    """Say why a reason will not do; None if it will."""
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON:
        return msg(
            "Give the reason in %(least)s to %(most)s characters.",
            least=MIN_REASON,
            most=MAX_REASON,
        )
    return None


GRADE_NAMES = {
    "EXCELLENT": msg("Excellent"),
    "GOOD": msg("Good"),
    "PASS": msg("Pass"),
}


class Check(StrEnum):
    """How one test of a verification came out."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Verdict(StrEnum):
    """What anyone may conclude; the first words of the verification page."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    ENDED = "ended"
    MISMATCH = "mismatch"
    ALTERED = "altered"


_VERDICTS = {
    State.VALID: Verdict.VALID,
    State.EXPIRED: Verdict.EXPIRED,
    State.SUSPENDED: Verdict.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Verification:
    """The state on the day, and the tests of what was brought: check code and file."""

    state: State
    code: Check
    file: Check

    @property
    def verdict(self) -> Verdict:
        """Return the verdict: forgery outweighs state, since then the paper proves nothing."""
        if self.file is Check.FAILED:
            return Verdict.ALTERED
        if self.code is Check.FAILED:
            return Verdict.MISMATCH
        return _VERDICTS.get(self.state, Verdict.ENDED)


def compare(brought: str | None, stored: str) -> Check:
    """Test one thing that was brought, if it was.

    >>> compare(None, "a").value, compare("b", "a").value
    ('skipped', 'failed')
    """
    if not brought:
        return Check.SKIPPED
    return Check.PASSED if hmac.compare_digest(brought, stored) else Check.FAILED
