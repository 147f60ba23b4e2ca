"""Password digests: argon2id with the profile that keeps an exam-day sign-in peak affordable.

m = 19 MiB, t = 2, p = 1 is OWASP's second profile and costs 20 ms here (stack.md 1).
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")


def first_password() -> str:
    """Return a first password that fits the rules and is read aloud without doubt."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    body = "".join(secrets.choice(letters) for _ in range(8))
    return f"{body[:4].capitalize()}-{body[4:]}-{secrets.randbelow(9000) + 1000}"


def digest(password: str) -> str:
    """Return the argon2id digest."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes the same time when there is no account."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None
