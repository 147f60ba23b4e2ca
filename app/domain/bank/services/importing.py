"""Bring a file of items into a bank as drafts.

Nothing is half saved: the caller's transaction holds all of it. Items are written in portions, so
that memory stays flat however long the file is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries, rules
from app.domain.bank.models import Bank, Item, ItemImport, ItemVersion
from app.domain.bank.queries import Newest
from app.domain.bank.rules import Standing, State
from app.domain.bank.services.labelling import follow_file
from app.domain.bank.services.versions import columns_of, search_line
from app.engines.bankfiles import ItemSource, Secrecy
from app.engines.bankfiles.interchange import (
    Entry,
    Found,
    Refused,
    code_of,
    said_secrecy,
    to_source,
)
from app.kernel.actor import Actor
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg

PORTION = 500
REPLACED = rules.REPLACED_BY_A_NEW_DRAFT
LONGEST_PREFIX = 30
SAMPLE = 50
"""So many codes are named in the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """The file that is brought in."""

    name: str
    digest: str
    format: str


@dataclass(slots=True)
class ImportReport:
    """What an import did; `notes` say what was filled in where the file said nothing."""

    uuid: UUID
    bank: str
    found: int = 0
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    warned: list[Problem] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    @property
    def imported(self) -> int:
        """How many drafts there are now that were not there before."""
        return len(self.created) + len(self.changed)


def import_items(
    session: Session,
    *,
    actor: Actor,
    bank_code: str,
    file: ImportFile,
    entries: Iterable[Entry],
    author_id: int,
    now: datetime,
) -> ImportReport:
    """Save the sound items of a file as drafts of their author.

    An item with a code of this bank becomes a new draft of that item, if it differs; one that
    stands in the bank already, word for word, is passed over; everything else is new.
    """
    bank = queries.get_bank(session, bank_code)
    policy.can_import(actor, org_path=bank.org_path).require()
    record = _record(session, bank, file, author_id, now)
    work = _Import(session, bank, record, file.name)
    founds = work.sort(entries)
    while portion := list(islice(founds, PORTION)):
        work.save(portion)
    work.finish(actor)
    audit.record(
        session,
        actor=actor,
        action="bank.import.done",
        subject=f"{bank.code}/{record.uuid}",
        at=now,
        details={
            "file": file.name,
            "format": file.format,
            "created": len(work.report.created),
            "changed": work.report.changed[:SAMPLE],
            "refused": len(work.report.refused),
        },
    )
    return work.report


def _record(
    session: Session, bank: Bank, file: ImportFile, author_id: int, now: datetime
) -> ItemImport:
    record = ItemImport(
        bank_id=bank.id,
        file_name=file.name[:200],
        file_digest=file.digest,
        format=file.format,
        found=0,
        created=0,
        changed=0,
        warned=0,
        refused=0,
        last_number=queries.last_import_number(session, bank.id),
        author_id=author_id,
        created_at=now,
    )
    session.add(record)
    session.flush()
    return record


class _Import:
    """One import while it runs."""

    def __init__(self, session: Session, bank: Bank, record: ItemImport, file_name: str) -> None:
        self.session = session
        self.bank = bank
        self.record = record
        self.report = ImportReport(record.uuid, bank.code)
        self.defaults = queries.defaults_of(session, bank, file_name)
        self.prefix = f"{bank.code.upper()[:LONGEST_PREFIX]}-N"
        self.digests = queries.bank_digests(session, bank.id)
        self.codes: set[str] = set()
        self.lacking: Counter[str] = Counter()
        self.labels: dict[str, Secrecy] = {}
        self.changes: list[tuple[Newest, ItemSource]] = []

    def sort(self, entries: Iterable[Entry]) -> Iterator[Found]:
        """Yield the sound items; keep the rest for the report."""
        for entry in entries:
            if isinstance(entry, Found):
                self.report.found += 1
                self.report.warned += entry.warnings
                yield entry
            elif isinstance(entry, Refused):
                self.report.found += 1
                self.report.refused.append(entry)
            else:
                self.report.warned.append(entry.problem)

    def save(self, founds: list[Found]) -> None:
        """Write one portion."""
        wanted = {code for found in founds if (code := code_of(found))}
        there = queries.newest_by_code(self.session, wanted) if wanted else {}
        fresh: list[ItemSource] = []
        for found in founds:
            code = code_of(found)
            held = there.get(code)
            if held and code not in self.codes and self._is_settled(found, held):
                continue
            if code and (held or code in self.codes):
                self._warn(found, msg("The code %(code)s is already used.", code=code))
                code = ""
            source = self._source(found, code or self._next_code())
            if not self._is_known(found, source):
                fresh.append(source)
        self._change()
        self._create(fresh)

    def _is_settled(self, found: Found, held: Newest) -> bool:
        """Compare an item with the one of its code; False when it is another item."""
        is_own = held.bank_id == self.bank.id
        if not is_own and not found.base:
            return False
        source = self._source(found, code_of(found))
        match rules.standing(
            source.digest, found.base, held.digest, is_own=is_own, state=held.state
        ):
            case Standing.CHANGED:
                self.changes.append((held, source))
                self._label(found, source.code)
            case Standing.SAME:
                self.report.unchanged += 1
                self._label(found, source.code)
            case Standing.BEHIND:
                self.report.unchanged += 1
                code = source.code
                self._warn(found, msg("%(code)s is newer in the bank than in the file.", code=code))
            case Standing.IN_REVIEW:
                self._warn(
                    found, msg("%(code)s is in review and was not changed.", code=source.code)
                )
            case refused:
                self._refuse(found, source.code, refused)
        return True

    def _refuse(self, found: Found, code: str, why: Standing) -> None:
        reason, cure = rules.REFUSALS[why]
        self.report.refused.append(
            Refused(
                where=found.where,
                reason=Message(reason.msgid, {"code": code}),
                cure=cure,
                raw=found.raw,
            )
        )

    def _label(self, found: Found, code: str) -> None:
        said, before = said_secrecy(found), self.labels.get(code)
        if said and (before is None or said.is_stricter_than(before)):
            self.labels[code] = said

    def finish(self, actor: Actor) -> None:
        """Write the counts, and say what was filled in."""
        report, record = self.report, self.record
        given = (self.session, self.bank.id, self.labels)
        raised, kept = follow_file(*given, actor=actor, now=record.created_at)
        self.lacking |= Counter(label=len(raised), kept=len(kept))
        record.found, record.created = report.found, len(report.created)
        record.changed, record.warned = len(report.changed), len(report.warned)
        record.refused = len(report.refused)
        self.session.flush()
        texts: dict[str, Callable[[int], Message]] = {
            "domain": lambda n: msg(
                "%(n)s item(s) name no subject area; %(domain)s was taken.",
                n=n,
                domain=self.defaults.domain,
            ),
            "source": lambda n: msg(
                "%(n)s item(s) name no source; the name of the file was taken.", n=n
            ),
            "why": lambda n: msg(
                "%(n)s item(s) do not say for every option why it is right or wrong.", n=n
            ),
            "label": lambda n: msg("%(n)s item(s) have a stricter secrecy label now.", n=n),
            "kept": lambda n: msg(
                "%(n)s item(s) keep the secrecy label of the bank, which is stricter.", n=n
            ),
        }
        report.notes += [texts[name](count) for name, count in self.lacking.items() if count]

    def _source(self, found: Found, code: str) -> ItemSource:
        self.codes.add(code)
        self.lacking["domain"] += "domain" not in found.metadata
        self.lacking["why"] += found.lacks_reasons
        return to_source(found, code, self.defaults)

    def _next_code(self) -> str:
        while True:
            self.record.last_number += 1
            code = f"{self.prefix}{self.record.last_number:04}"
            if code not in self.codes:
                return code

    def _is_known(self, found: Found, source: ItemSource) -> bool:
        """Whether the same item stands in the bank, or stood in the file before."""
        other = self.digests.setdefault(source.digest, source.code)
        if other == source.code:
            return False
        self.report.unchanged += 1
        self._label(found, other)
        self._warn(found, msg("The same item is already there as %(code)s.", code=other))
        return True

    def _warn(self, found: Found, reason: Message) -> None:
        self.report.warned.append(Problem(found.where, reason, None, Severity.WARNING))

    def _count(self, source: ItemSource) -> None:
        self.report.kinds[source.kind] += 1
        self.lacking["source"] += source.sources == (self.defaults.source,)

    def _create(self, sources: list[ItemSource]) -> None:
        if not sources:
            return
        taken = queries.known_codes(self.session, [source.code for source in sources])
        sources = [self._renamed(source) if source.code in taken else source for source in sources]
        items = [self._item(source) for source in sources]
        self.session.execute(insert(Item), items)
        ids = queries.ids_of(self.session, [source.code for source in sources])
        versions = [self._version(source, ids[source.code], 1) for source in sources]
        self.session.execute(insert(ItemVersion), versions)
        for source in sources:
            self.report.created.append(source.code)
            self._count(source)

    def _renamed(self, source: ItemSource) -> ItemSource:
        return replace(source, code=self._next_code())

    def _change(self) -> None:
        """Add a new draft to each item of the portion that the file words anew."""
        changes, self.changes = self.changes, []
        if not changes:
            return
        old = [held.version_id for held, _ in changes if held.state in REPLACED]
        retired = {"state": State.RETIRED, "retired_at": self.record.created_at}
        self.session.execute(
            update(ItemVersion).where(ItemVersion.id.in_(old)).values(**retired),
            execution_options={"synchronize_session": False},
        )
        items = [
            {"id": held.item_id, "version_count": held.number + 1, "words": search_line(source)}
            for held, source in changes
        ]
        self.session.execute(update(Item), items)
        versions = [
            self._version(source, held.item_id, held.number + 1) for held, source in changes
        ]
        self.session.execute(insert(ItemVersion), versions)
        for _held, source in changes:
            self.report.changed.append(source.code)
            self._count(source)

    def _item(self, source: ItemSource) -> dict[str, Any]:
        return {
            "code": source.code,
            "bank_id": self.bank.id,
            "created_at": self.record.created_at,
            "uuid": uuid4(),
            "version_count": 1,
            "secrecy": source.secrecy,
            "words": search_line(source),
        }

    def _version(self, source: ItemSource, item_id: int, number: int) -> dict[str, Any]:
        return {
            **columns_of(source),
            "item_id": item_id,
            "number": number,
            "author_id": self.record.author_id,
            "created_at": self.record.created_at,
            "state": State.DRAFT,
            "import_id": self.record.id,
        }
