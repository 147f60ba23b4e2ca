"""What closes a sitting: the digest over its journal, the chain, how many items were answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.exams import receipts
from app.domain.exams.rules import SubmittedBy
from app.domain.papers.rules import SealedPaper
from app.engines import items, journal

if TYPE_CHECKING:  # the queries themselves seal, to compare: whoever comes first must not need both
    from app.domain.exams.queries.whole import WholeJournal


@dataclass(frozen=True, slots=True)
class Seal:
    """A sitting as it stands at the hand-in."""

    digest: str
    is_chain_whole: bool
    answered: int
    items: int
    answers: str
    """Digest of the answers that count, as it stands on the receipt."""

    def details(self, by: SubmittedBy) -> dict[str, Any]:
        """Return what the audit log says of the hand-in."""
        return {
            "by": by.value,
            "answered": self.answered,
            "journal": self.digest,
            "chain_whole": self.is_chain_whole,
        }


def make_seal(uuid: str, whole: WholeJournal, paper: SealedPaper) -> Seal:
    """Count the answers of a sitting, check the chain and seal what counts."""
    counting = whole.counting()
    responses, _ = whole.responses(paper)
    return Seal(
        digest=journal.seal(uuid, counting),
        is_chain_whole=journal.check_chain(uuid, [one.event for one in whole.events]).whole,
        answered=sum(items.is_answered(response) for response in responses.values()),
        items=len(responses),
        answers=receipts.digest_answers(responses),
    )
