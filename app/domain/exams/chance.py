"""Commit and reveal: one secret for each exam, its digest public before, itself public after.

Every seed of the exam is a digest of the secret, so that nobody can choose a drawing and everybody
can recompute it. Pure.
"""

from __future__ import annotations

import hashlib

SCHEMA = "xuekao-draw/1"
SEED_BITS = 31


def commitment(code: str, secret: str) -> str:
    """Return what is published before: a digest of the plan's number and the secret.

    >>> commitment("2026-4401-01", "00")[:16]
    '24ba25ac3f716d65'
    """
    return _digest(SCHEMA, code, secret)


def seed_text(secret: str, purpose: str, number: int) -> str:
    """Return the seed of the n-th drawing for a purpose: seats, proctors."""
    return _digest(secret, purpose, str(number))


def seed_number(secret: str, purpose: str, name: str) -> int:
    """Return a seed as a whole number of 31 bits: for papers, and for a candidate's order."""
    return int(_digest(secret, purpose, name), 16) >> (256 - SEED_BITS)


def paper_seeds(secret: str, number: int, tries: int = 20) -> list[int]:
    """Return the seeds among which the n-th paper of an exam is chosen, in their order."""
    return [seed_number(secret, "paper", f"{number}/{attempt}") for attempt in range(tries)]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
