"""The last door of every importer: an item passes only when its full key earns all points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines import items
from app.engines.bankfiles.interchange import carried, secrecy
from app.engines.bankfiles.interchange.model import Found, Refused, RefuseError, warn
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg

ADVICE = frozenset({"The reason is missing."})
"""Errors of `items.check` that an author settles before review; they do not stop an import."""
MEND = msg("Correct the item in its file and import it again.")


@dataclass(slots=True)
class Draft:
    """An item while an importer builds it."""

    where: str
    name: str = ""
    raw: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    carried: dict[str, Any] = field(default_factory=dict)
    """Parts of the content that our own files carry beside what the format has a place for."""

    def warn(self, reason: Message, cure: Message | None = None) -> None:
        """Note what was changed or left out of this item."""
        self.warnings.append(warn(self.where, reason, cure))

    def refuse(self, reason: Message, cure: Message = MEND) -> Refused:
        """Return the refusal of this item."""
        return Refused(where=self.where, reason=reason, cure=cure, raw=self.raw)

    def finish(self) -> Found | Refused:
        """Check the content and prove that it can be answered right."""
        if "secrecy" in self.metadata:
            try:
                self.metadata["secrecy"] = secrecy.read(str(self.metadata["secrecy"])).value
            except RefuseError as error:
                return self.refuse(error.reason, error.cure)
        if self.carried:
            self.content = carried.applied(self.content, self.carried)
        problems = items.check(self.content)
        errors = [one for one in problems if one.is_error]
        serious = [one for one in errors if one.reason.msgid not in ADVICE]
        try:
            refusal = _summary(serious) if serious else prove(self.content)
        except InvalidError as error:
            refusal = _summary(error.problems)
        if refusal is not None:
            return self.refuse(*refusal)
        return Found(
            where=self.where,
            content=self.content,
            name=self.name,
            metadata=self.metadata,
            warnings=tuple(self.warnings),
            raw=self.raw,
            lacks_reasons=bool(errors),
            advice=tuple(one for one in problems if not one.is_error),
        )


def prove(content: Mapping[str, Any]) -> tuple[Message, Message] | None:
    """Return why a checked content cannot be taken, or None when its full key earns all points.

    Kinds that a person marks have no key; they pass.

    :raises InvalidError: when the full key is no answer to this content.
    """
    kind, content = items.kind_of(content), items.Sealed(content)
    full = kind.assess(content, kind.read_value(content, kind.full_value(content)))
    if full.is_for_review:
        return None
    if full.fraction != 1 or kind.assess(content, None).fraction:
        return (
            msg("Even the full key does not earn all points: nobody could answer this right."),
            msg("Correct the key in the file and import it again."),
        )
    return None


def _summary(problems: Sequence[Problem]) -> tuple[Message, Message]:
    first = problems[0]
    reason = msg("%(where)s: %(reason)s", where=first.where, reason=first.reason)
    return (reason if first.where else first.reason), first.cure or MEND
