"""The answer to "may this actor do that?", with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.errors import ForbiddenError
from app.kernel.text import Message, msg

YES = msg("Allowed.")


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes, or a no that can be explained to the person who hears it."""

    allowed: bool
    reason: Message = YES

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Go on silently, or raise the refusal."""
        if not self.allowed:
            raise ForbiddenError(self.reason)


ALLOWED = Decision(allowed=True)


def refused(reason: Message) -> Decision:
    """Make a refusal."""
    return Decision(allowed=False, reason=reason)
