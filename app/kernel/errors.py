"""Errors a user can cause; the web floor turns each into a page, the API into a problem."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.problem import Problem
from app.kernel.text import Message, msg


class DomainError(Exception):
    """Base of every refusal whose text may be shown to a user."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFoundError(DomainError):
    """The thing asked for does not exist, or the actor may not know that it does."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or msg("Not found, or outside what you may see."))


class ForbiddenError(DomainError):
    """The actor may not do this."""


class ConflictError(DomainError):
    """The thing is not in a state in which this can be done."""


class InvalidError(DomainError):
    """What was brought in is not sound; `problems` says where, why and what to do."""

    def __init__(self, problems: Sequence[Problem], message: Message | None = None) -> None:
        first = problems[0].reason if problems else msg("The input is not valid.")
        super().__init__(message or first)
        self.problems = tuple(problems)
