"""A document written from a bank, changed, and brought back."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bank import queries, services
from app.domain.bank.models import Bank, Item, ItemVersion
from app.domain.bank.rules import Standing
from app.domain.bank.services import ImportFile, ImportReport
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, export
from app.kernel.actor import Actor
from tests.factories.bank import NOW, make_bank, make_trainer

PAPER = "".join(
    f"{n}. 第{n}题是？\nA. 甲{n}\nB. 乙{n}\n答案：A\n解析：因为{n}。\n\n" for n in range(1, 4)
)


def bring(
    session: Session, data: bytes, actor: Actor, name: str = "卷.docx", bank: str = "user"
) -> ImportReport:
    format_ = interchange.detect(data, name)
    return services.import_items(
        session,
        actor=actor,
        bank_code=bank,
        file=ImportFile(name=name, digest=sha256(data).hexdigest(), format=format_.value),
        entries=interchange.stream(data, name, format_),
        author_id=actor.person_id,
        now=NOW,
    )


@pytest.fixture
def trainer(session: Session) -> Actor:
    make_bank(session)
    actor = make_trainer(session)
    bring(session, PAPER.encode(), actor, "卷.txt")
    return actor


def written(session: Session, bank: str = "user") -> bytes:
    held = queries.get_bank(session, bank)
    made = export.write(queries.list_newest_sources(session, held.id), Format.DOCX)
    assert made.omitted == ()
    return made.data


def changed(data: bytes, *pairs: tuple[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                for one, other in pairs:
                    assert one.encode() in text
                    text = text.replace(one.encode(), other.encode())
            new.writestr(name, text)
    return held.getvalue()


def versions(session: Session, code: str) -> list[ItemVersion]:
    query = select(ItemVersion).join(Item, Item.id == ItemVersion.item_id).where(Item.code == code)
    return list(session.scalars(query.order_by(ItemVersion.number)))


def test_a_document_that_nobody_changed_changes_nothing(session: Session, trainer: Actor) -> None:
    report = bring(session, written(session), trainer)
    assert (report.found, report.imported, report.unchanged) == (3, 0, 3)
    assert report.refused == []
    assert report.warned == []


def test_a_changed_item_becomes_a_new_draft_of_the_right_item(
    session: Session, trainer: Actor
) -> None:
    report = bring(session, changed(written(session), ("乙2", "乙二")), trainer)
    assert report.changed == ["USER-N0002"]
    assert (report.created, report.unchanged) == ([], 2)
    old, new = versions(session, "USER-N0002")
    assert old.content["options"]["B"]["text"] == "乙2"
    assert new.content["options"]["B"]["text"] == "乙二"
    assert new.content["options"]["A"] == old.content["options"]["A"]
    assert (new.author_id, new.created_at) == (trainer.person_id, NOW)


def test_what_changed_in_the_bank_too_is_refused_and_what_was_left_alone_passed_over(
    session: Session, trainer: Actor
) -> None:
    data = written(session)
    bring(session, changed(data, ("乙1", "乙一"), ("乙2", "乙二")), trainer)
    later = changed(data, ("乙1", "乙壹"))
    bank = queries.get_bank(session, "user")
    plan = queries.plan_import(session, bank, interchange.read(later, "卷.docx").items, "卷.docx")
    stands = {one.after.code: one.standing for one in plan.values()}
    assert stands == {
        "USER-N0001": Standing.CONFLICT,
        "USER-N0002": Standing.BEHIND,
        "USER-N0003": Standing.SAME,
    }
    conflict = next(one for one in plan.values() if one.standing is Standing.CONFLICT)
    assert conflict.before.content["options"]["B"]["text"] == "乙1"
    report = bring(session, later, trainer)
    assert (report.imported, report.unchanged) == (0, 2)
    (refused,) = report.refused
    assert "USER-N0001" in str(refused.reason)
    assert len(versions(session, "USER-N0001")) == 2


def test_an_item_taken_out_stays_and_is_named(session: Session, trainer: Actor) -> None:
    data = written(session)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("word/document.xml").decode()
    mark = '<w:p><w:pPr><w:pStyle w:val="XkStem"/>'
    first = text.index(mark)
    gone = text[first : text.index(mark, first + 1)]
    report = bring(session, changed(data, (gone, "")), trainer)
    assert [problem.where for problem in report.warned] == ["USER-N0001"]
    assert len(versions(session, "USER-N0001")) == 1


def test_a_document_of_another_bank_is_not_brought_in_twice(
    session: Session, trainer: Actor
) -> None:
    data = written(session)
    own = queries.get_bank(session, "user")
    other = Bank(
        code="other", title="乙", title_en="B", tier=own.tier, org_path=own.org_path, created_at=NOW
    )
    session.add(other)
    session.flush()
    report = bring(session, data, trainer, bank="other")
    assert report.imported == 0
    assert len(report.refused) == 3
    assert "another bank" in str(report.refused[0].reason)


def test_an_import_of_changes_can_be_taken_back(session: Session, trainer: Actor) -> None:
    report = bring(session, changed(written(session), ("乙2", "乙二")), trainer)
    services.undo_import(session, actor=trainer, uuid=report.uuid, now=NOW)
    session.expire_all()
    (only,) = versions(session, "USER-N0002")
    assert only.content["options"]["B"]["text"] == "乙2"
    assert only.state.value == "draft"
