"""Files brought into a bank: as drafts, all or nothing, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries, services
from app.domain.bank.models import Item, ItemVersion
from app.domain.bank.queries import finding
from app.domain.bank.queries.finding import ItemFilters
from app.domain.bank.rules import State
from app.domain.bank.services import ImportFile, ImportReport
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Entry, UnreadableError
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from app.kernel.scope import EVERYTHING
from tests.factories.bank import NOW, OTHER_CITY, make_bank, make_reviewer, make_trainer

PAPER = "1. 甲是？\nA. a\nB. b\n答案：A\n2. 乙是？\nA. a\nB. b\n答案：B\n3. 丙是？\nA. a\nB. b\n"
OURS = """schema: xuekao-items/1
use: exam
items:
- id: {code}
  kind: judge
  tier: [USER]
  domain: D2
  level: K
  stem: {stem}
  key: 对
  why: {{对: 正确。, 错: 不正确。}}
  source: [某文件]
"""


def bring(session: Session, text: str, actor: Actor, **changed: Any) -> ImportReport:
    data = text.encode()
    format_ = interchange.detect(data, "卷.txt")
    given = {
        "actor": actor,
        "bank_code": "user",
        "file": ImportFile(name="卷.txt", digest="0" * 64, format=format_.value),
        "entries": interchange.stream(data, "卷.txt", format_),
        "author_id": actor.person_id,
        "now": NOW,
    }
    return services.import_items(session, **{**given, **changed})


@pytest.fixture
def trainer(session: Session) -> Actor:
    make_bank(session)
    return make_trainer(session)


def count(session: Session) -> int:
    return len(finding.find_items(session, scope=EVERYTHING, filters=ItemFilters()))


def test_sound_items_become_drafts_and_the_rest_is_reported(
    session: Session, trainer: Actor
) -> None:
    report = bring(session, PAPER, trainer)
    assert (report.found, report.imported, len(report.refused)) == (3, 2, 1)
    assert report.created == ["USER-N0001", "USER-N0002"]
    assert report.kinds == {"single": 2}
    assert report.refused[0].where == "卷.txt:9"
    ids = finding.find_items(session, scope=EVERYTHING, filters=ItemFilters())
    rows = finding.list_items(session, ids, scope=EVERYTHING)
    assert {row.state for row in rows} == {State.DRAFT}
    assert [row.stem for row in rows] == ["乙是？", "甲是？"]
    versions = session.scalars(select(ItemVersion)).all()
    assert {version.author_id for version in versions} == {trainer.person_id}
    assert {tuple(version.sources) for version in versions} == {("卷.txt",)}
    assert len(report.notes) == 3
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "bank.import.done"))
    assert event.subject == f"user/{report.uuid}"


def test_the_same_file_again_adds_nothing(session: Session, trainer: Actor) -> None:
    bring(session, PAPER, trainer)
    again = bring(session, PAPER, trainer)
    assert (again.imported, again.unchanged) == (0, 2)
    assert "USER-N0001" in str(again.warned[0].reason)
    assert count(session) == 2


def test_many_portions_are_written_one_after_the_other(session: Session, trainer: Actor) -> None:
    text = "\n".join(f"{n}. 第 {n} 题\nA. a\nB. b\n答案：A" for n in range(1, 1202))
    report = bring(session, text, trainer)
    assert report.imported == count(session) == 1201
    assert report.created[-1] == "USER-N1201"


def test_a_file_that_breaks_off_leaves_nothing_behind(session: Session, trainer: Actor) -> None:
    def broken() -> Iterator[Entry]:
        yield from interchange.stream(PAPER.encode(), "卷.txt", interchange.Format.TEXT)
        raise UnreadableError(interchange.read_text(PAPER).refused[0].problem)

    with pytest.raises(UnreadableError), session.begin_nested():
        bring(session, PAPER, trainer, entries=broken())
    assert count(session) == 0
    assert session.scalar(select(func.count(Item.id))) == 0


def test_a_code_of_ours_changes_the_item_it_names(session: Session, trainer: Actor) -> None:
    bring(session, OURS.format(code="Q1", stem="一。"), trainer)
    same = bring(session, OURS.format(code="Q1", stem="一。"), trainer)
    assert (same.imported, same.unchanged) == (0, 1)
    changed = bring(session, OURS.format(code="Q1", stem="二。"), trainer)
    assert changed.changed == ["Q1"]
    newest = queries.newest_by_code(session, ["Q1"])["Q1"]
    assert (newest.number, newest.state) == (2, State.DRAFT)
    first = session.scalars(select(ItemVersion).where(ItemVersion.number == 1)).one()
    assert first.state is State.RETIRED


def test_what_is_in_review_is_not_changed(session: Session, trainer: Actor) -> None:
    bring(session, OURS.format(code="Q1", stem="一。"), trainer)
    (version,) = session.scalars(select(ItemVersion)).all()
    version.state = State.IN_REVIEW
    session.flush()
    report = bring(session, OURS.format(code="Q1", stem="二。"), trainer)
    assert report.imported == 0
    assert "in review" in str(report.warned[0].reason)


def test_a_published_item_keeps_its_version_in_use(session: Session, trainer: Actor) -> None:
    bring(session, OURS.format(code="Q1", stem="一。"), trainer)
    (version,) = session.scalars(select(ItemVersion)).all()
    version.state = State.PUBLISHED
    session.flush()
    bring(session, OURS.format(code="Q1", stem="二。"), trainer)
    published = queries.find_published(session, version.item.id)
    assert published is not None
    assert published.number == 1


def test_a_code_of_another_bank_is_not_taken_over(session: Session, trainer: Actor) -> None:
    make_bank(session, "lead")
    bring(session, OURS.format(code="Q1", stem="一。"), trainer, bank_code="lead")
    report = bring(session, OURS.format(code="Q1", stem="二。"), trainer)
    assert report.created == ["USER-N0001"]
    assert "already used" in str(report.warned[0].reason)


def test_an_import_is_taken_back_as_a_whole(session: Session, trainer: Actor) -> None:
    report = bring(session, PAPER, trainer)
    done = services.undo_import(session, actor=trainer, uuid=report.uuid, now=NOW)
    assert (len(done.removed), done.kept) == (2, ())
    assert count(session) == 0
    with pytest.raises(ConflictError):
        services.undo_import(session, actor=trainer, uuid=report.uuid, now=NOW)
    again = bring(session, PAPER, trainer)
    assert again.created == ["USER-N0003", "USER-N0004"]


def test_what_went_on_since_stays_when_an_import_is_taken_back(
    session: Session, trainer: Actor
) -> None:
    report = bring(session, PAPER, trainer)
    version = session.scalars(select(ItemVersion)).first()
    assert version is not None
    version.state = State.IN_REVIEW
    session.flush()
    done = services.undo_import(session, actor=SYSTEM, uuid=report.uuid, now=NOW)
    assert done.kept == ("USER-N0001",)
    assert count(session) == 1


def test_taking_back_a_change_brings_the_draft_before_back(
    session: Session, trainer: Actor
) -> None:
    bring(session, OURS.format(code="Q1", stem="一。"), trainer)
    report = bring(session, OURS.format(code="Q1", stem="二。"), trainer)
    services.undo_import(session, actor=trainer, uuid=report.uuid, now=NOW)
    session.expire_all()
    newest = queries.newest_by_code(session, ["Q1"])["Q1"]
    assert (newest.number, newest.state) == (1, State.DRAFT)


def statements(session: Session, deed: Callable[[], object]) -> int:
    """Count what a deed asks of the database."""
    asked: list[str] = []
    engine = session.get_bind()
    keep = lambda *args: asked.append(args[2])  # noqa: E731 - one listener
    event.listen(engine, "before_cursor_execute", keep)
    deed()
    event.remove(engine, "before_cursor_execute", keep)
    return len(asked)


def many(count: int, word: str) -> str:
    head, item = OURS.split("- id:")
    return head + "".join(
        f"- id:{item.format(code=f'Q{n}', stem=f'第 {n} {word}。')}" for n in range(count)
    )


def spent(session: Session, trainer: Actor, count: int) -> dict[str, int]:
    """Count the statements of changing, taking back and handing in so many items."""
    first = bring(session, many(count, "条"), trainer)
    reports: list[ImportReport] = []

    def change() -> None:
        reports.append(bring(session, many(count, "款"), trainer))

    def take_back() -> None:
        services.undo_import(session, actor=trainer, uuid=reports[-1].uuid, now=NOW)

    def hand_in() -> None:
        services.submit_all(session, actor=trainer, codes=first.created, now=NOW)

    found = {deed.__name__: statements(session, deed) for deed in (change, take_back, hand_in)}
    for version in session.scalars(select(ItemVersion)):
        version.state = State.DRAFT
    session.flush()
    services.undo_import(session, actor=trainer, uuid=first.uuid, now=NOW)
    assert session.scalar(select(func.count(Item.id))) == 0
    return found


def test_statements_do_not_grow_with_the_items(session: Session, trainer: Actor) -> None:
    """One by one, thousands of items took minutes."""
    assert spent(session, trainer, 5) == spent(session, trainer, 60)


def test_items_handed_in_together_are_handed_in_each(session: Session, trainer: Actor) -> None:
    report = bring(session, PAPER, trainer)
    assert services.submit_all(session, actor=trainer, codes=report.created, now=NOW) == 2
    states = {one.state for one in session.scalars(select(ItemVersion))}
    assert states == {State.IN_REVIEW}
    events = session.scalars(
        select(AuditEvent.subject).where(AuditEvent.action == "bank.version.submitted")
    ).all()
    assert events == ["USER-N0001@1", "USER-N0002@1"]
    other = bring(session, PAPER.replace("甲", "丁").replace("乙", "戊"), trainer)
    stranger = make_trainer(session)
    with pytest.raises(ForbiddenError):
        services.submit_all(session, actor=stranger, codes=other.created, now=NOW)


def test_a_pair_said_to_be_no_duplicate_does_not_hold_an_import(
    session: Session, trainer: Actor
) -> None:
    report = bring(session, PAPER, trainer)
    one, other = session.scalars(select(Item).order_by(Item.id)).all()
    services.dismiss_pair(
        session, actor=trainer, first=one.uuid, second=other.uuid, reason="不同", now=NOW
    )
    done = services.undo_import(session, actor=trainer, uuid=report.uuid, now=NOW)
    assert (len(done.removed), done.kept) == (2, ())


def test_only_trainers_of_the_bank_bring_files_in(session: Session, trainer: Actor) -> None:
    with pytest.raises(ForbiddenError):
        bring(session, PAPER, make_reviewer(session))
    with pytest.raises(ForbiddenError):
        bring(session, PAPER, make_trainer(session, org_path=OTHER_CITY))
    report = bring(session, PAPER, trainer)
    with pytest.raises(ForbiddenError):
        services.undo_import(session, actor=make_trainer(session), uuid=report.uuid, now=NOW)
    outsider = make_trainer(session, org_path=OTHER_CITY)
    with pytest.raises(NotFoundError):
        services.undo_import(session, actor=outsider, uuid=report.uuid, now=NOW)


def test_imports_are_listed_within_the_scope(session: Session, trainer: Actor) -> None:
    report = bring(session, PAPER, trainer)
    (row,) = queries.list_imports(session, scope=EVERYTHING)
    assert (row.uuid, row.found, row.created, row.refused) == (report.uuid, 3, 2, 1)
