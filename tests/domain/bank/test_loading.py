from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank import queries, services
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.bank.services import LoadReport
from app.engines.bankfiles import BankSource
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import ForbiddenError, InvalidError, NotFoundError
from app.kernel.scope import EVERYTHING
from tests.factories.bank import (
    NOW,
    make_account,
    make_bank,
    make_bank_source,
    make_source,
    make_trainer,
    make_unit,
    make_version,
)


@pytest.fixture(autouse=True)
def people(session: Session) -> dict[str, int]:
    make_unit(session)
    names = {"wangfang": "王芳", "lihui": "李慧"}
    return {name: make_account(session, name, full).id for name, full in names.items()}


def load(session: Session, source: BankSource, actor: Actor = SYSTEM) -> LoadReport:
    return services.load_bank(session, actor=actor, source=source, now=NOW)


def count_versions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ItemVersion)) or 0


def test_a_first_load_publishes_every_item(session: Session, people: dict[str, int]) -> None:
    report = load(session, make_bank_source(make_source("Q1"), make_source("Q2", "match")))
    assert (report.created, report.changed, report.unchanged) == (("Q1", "Q2"), (), 0)
    bank = queries.get_bank(session, "user")
    (_item, version) = queries.list_bank_items(session, bank.id)["Q1"]
    assert version is not None
    assert (version.state, version.number) == (State.PUBLISHED, 1)
    assert (version.author_id, version.published_by_id) == (people["wangfang"], people["lihui"])


def test_loading_again_changes_nothing_and_says_nothing(session: Session) -> None:
    source = make_bank_source(make_source("Q1"), make_source("Q2"))
    load(session, source)
    report = load(session, source)
    assert (report.created, report.changed, report.unchanged) == ((), (), 2)
    assert count_versions(session) == 2
    assert len(session.scalars(select(AuditEvent.id)).all()) == 1


def test_a_changed_item_becomes_a_new_published_version(session: Session) -> None:
    load(session, make_bank_source(make_source("Q1"), make_source("Q2")))
    changed = make_source("Q1", content={"explain": "now with a reason"})
    report = load(session, make_bank_source(changed, make_source("Q2")))
    assert (report.changed, report.unchanged) == (("Q1",), 1)
    item = queries.list_bank_items(session, queries.get_bank(session, "user").id)["Q1"][0]
    states = [version.state for version in queries.list_versions(session, item.id)]
    assert states == [State.PUBLISHED, State.RETIRED]


def test_items_that_the_files_no_longer_name_stay_in_use(session: Session) -> None:
    load(session, make_bank_source(make_source("Q1"), make_source("Q2")))
    assert load(session, make_bank_source(make_source("Q1"))).absent == ("Q2",)
    sources = queries.list_sources(session, queries.get_bank(session, "user").id)
    assert [source.code for source in sources] == ["Q1", "Q2"]


def test_the_head_of_a_bank_may_change(session: Session) -> None:
    load(session, make_bank_source())
    load(session, make_bank_source(title="新题库"))
    assert [bank.title for bank in queries.list_banks(session, scope=EVERYTHING)] == ["新题库"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"author": "nobody"}, "nobody"),
        ({"reviewer": "nobody"}, "nobody"),
        ({"author": "lihui"}, "two persons"),
    ],
)
def test_author_and_reviewer_are_two_known_persons(
    session: Session, changed: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidError, match=words):
        load(session, make_bank_source(make_source("Q1"), **changed))


def test_the_unit_must_exist(session: Session) -> None:
    with pytest.raises(NotFoundError, match="999999"):
        load(session, make_bank_source(organization="999999"))


def test_a_code_of_another_bank_is_refused(session: Session) -> None:
    make_version(session, bank=make_bank(session, "lead"), source=make_source("Q1"))
    with pytest.raises(InvalidError, match="another bank"):
        load(session, make_bank_source(make_source("Q1")))


def test_a_trainer_does_not_load_banks(session: Session) -> None:
    with pytest.raises(ForbiddenError):
        load(session, make_bank_source(make_source("Q1")), make_trainer(session))


def test_what_was_loaded_is_exported_as_it_was(session: Session) -> None:
    kinds = ("single", "multiple", "judge", "blank", "number", "order", "match")
    sources = [make_source(f"Q{n}", kind) for n, kind in enumerate(kinds)]
    load(session, make_bank_source(*sources))
    session.expire_all()
    again = queries.list_sources(session, queries.get_bank(session, "user").id)
    assert again == sources
    assert load(session, make_bank_source(*again)).unchanged == len(kinds)
    assert replace(again[0], points=2.0).digest != sources[0].digest
