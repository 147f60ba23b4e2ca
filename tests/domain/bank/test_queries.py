from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.bank import queries
from app.domain.bank.queries import finding
from app.domain.bank.queries.finding import ItemFilters
from app.domain.bank.rules import State
from app.engines.bankfiles import Level, Use
from app.kernel.errors import NotFoundError
from app.kernel.scope import EVERYTHING, Scope
from app.kernel.tier import Tier
from tests.factories.bank import (
    NOW,
    OTHER_CITY,
    make_bank,
    make_reviewer,
    make_source,
    make_trainer,
    make_version,
)

TODAY = NOW.date()


def listed(session: Session, scope: Scope = EVERYTHING, **filters: Any) -> list[finding.ItemRow]:
    ids = finding.find_items(session, scope=scope, filters=ItemFilters(**filters))
    return finding.list_items(session, ids, scope=scope)


def codes(session: Session, scope: Scope = EVERYTHING, **filters: Any) -> list[str]:
    return sorted(row.code for row in listed(session, scope, **filters))


def test_the_list_shows_the_newest_version_of_each_item(session: Session) -> None:
    old = make_version(session, state=State.PUBLISHED, source=make_source("Q1"))
    make_version(session, item=old.item, source=make_source("Q1", content={"stem": "*new* stem"}))
    rows = listed(session)
    assert [(row.number, row.stem, row.state, row.is_published) for row in rows] == [
        (2, "new stem", State.DRAFT, True)
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Q1", "Q2", "Q3"]),
        ({"text": "even number"}, ["Q1", "Q2"]),
        ({"text": "remainder"}, ["Q1", "Q2"]),
        ({"text": "q3"}, ["Q3"]),
        ({"text": "100%"}, []),
        ({"kind": "judge"}, ["Q2"]),
        ({"domain": "D6"}, ["Q3"]),
        ({"level": "A"}, ["Q3"]),
        ({"tier": "LEAD"}, ["Q3"]),
        ({"state": "published"}, ["Q1"]),
        ({"state": "draft"}, ["Q2", "Q3"]),
        ({"state": "published", "kind": "judge"}, []),
    ],
)
def test_filters_narrow_the_list(
    session: Session, filters: dict[str, Any], found: list[str]
) -> None:
    make_version(session, state=State.PUBLISHED, source=make_source("Q1"))
    make_version(session, source=make_source("Q2", "judge"))
    other = replace(
        make_source("Q3", "order"), domain="D6", level=Level.APPLY, tiers=(Tier.LEAD, Tier.USER)
    )
    make_version(session, source=other)
    assert codes(session, **filters) == found


def test_items_of_other_units_are_not_listed(session: Session) -> None:
    make_version(session, source=make_source("Q1"))
    bank = make_bank(session, "sz", OTHER_CITY)
    make_version(session, source=make_source("Q2"), bank=bank)
    assert codes(session, Scope((OTHER_CITY,))) == ["Q2"]
    assert codes(session, Scope()) == []


def test_the_newest_come_first_and_a_list_goes_no_further_than_it_says(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_version(session, source=make_source(f"Q{number}"))
    assert [row.code for row in listed(session)] == ["Q4", "Q3", "Q2", "Q1", "Q0"]
    monkeypatch.setattr(finding, "MOST_FOUND", 3)
    ids = finding.find_items(session, scope=EVERYTHING, filters=ItemFilters())
    assert [row.code for row in listed(session)] == ["Q4", "Q3", "Q2"]
    page = finding.list_items(session, ids[1:3], scope=EVERYTHING)
    assert [row.code for row in page] == ["Q3", "Q2"]
    assert finding.list_items(session, ids, scope=Scope((OTHER_CITY,))) == []


def test_filters_look_at_the_newest_version_alone(session: Session) -> None:
    old = make_version(session, state=State.RETIRED, source=make_source("Q1", "judge"))
    make_version(session, item=old.item, source=make_source("Q1"))
    assert codes(session, state="draft") == ["Q1"]
    assert codes(session, state="retired") == []
    assert codes(session, kind="judge", state="draft") == []


def test_the_list_reads_its_covering_index(session: Session) -> None:
    seen: list[tuple[str, Any]] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2:4]))
    codes(session, kind="judge", state="draft", difficulty_from=0.5)
    statement, values = seen[0]
    if connection.dialect.name == "postgresql":
        assert "+" not in statement  # what statistics know nothing of
        return
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).scalars("detail")
    assert any("COVERING INDEX ix_item_version_list" in step for step in plan)


def test_a_long_list_takes_three_queries(session: Session) -> None:
    for number in range(12):
        make_version(session, source=make_source(f"Q{number}"))
    session.expire_all()
    seen: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    assert len(codes(session)) == 12
    assert len(seen) == 3


def test_a_paper_may_draw_what_is_published_valid_and_of_the_tier(session: Session) -> None:
    def make(code: str, state: State = State.PUBLISHED, **changed: object) -> None:
        source = replace(make_source(code), **changed)  # type: ignore[arg-type]
        make_version(session, state=state, source=source)

    make("good", enemies=("x",))
    make("begins", valid_from=TODAY)
    make("ends", valid_to=TODAY)
    make("draft", State.DRAFT)
    make("retired", State.RETIRED)
    make("lead", tiers=(Tier.LEAD,))
    make("later", valid_from=TODAY + timedelta(days=1))
    make("over", valid_to=TODAY - timedelta(days=1))
    make("quiz", use=Use.QUIZ)
    pool = queries.list_published(session, tier=Tier.USER, on=TODAY)
    assert [item.code for item in pool] == ["begins", "ends", "good"]
    assert pool[2].enemies == {"x"}


def test_contents_come_for_all_or_not_at_all(session: Session) -> None:
    one, two = make_version(session), make_version(session)
    found = queries.get_contents(session, [one.id, two.id, one.id])
    assert found == {one.id: one.content, two.id: two.content}
    with pytest.raises(NotFoundError):
        queries.get_contents(session, [one.id, 999_999])


def test_the_queue_holds_what_others_handed_in(session: Session) -> None:
    reviewer, author = make_reviewer(session), make_trainer(session)
    late = make_version(session, state=State.IN_REVIEW, author=author, now=NOW + timedelta(hours=1))
    early = make_version(session, state=State.IN_REVIEW, author=author)
    make_version(session, state=State.IN_REVIEW, author=reviewer)
    make_version(session, state=State.DRAFT, author=author)
    waiting = queries.list_waiting(
        session, scope=EVERYTHING, reviewer_id=reviewer.person_id, limit=20
    )
    assert [row.code for row in waiting] == [early.item.code, late.item.code]
    assert not waiting[0].is_solved


def test_a_version_goes_back_to_the_source_it_came_from(session: Session) -> None:
    source = replace(
        make_source("Q1", "number"), valid_from=date(2026, 1, 1), tries=2, needs_figure=True
    )
    version = make_version(session, state=State.PUBLISHED, source=source)
    session.flush()
    session.expire_all()
    (again,) = queries.list_sources(session, version.item.bank_id)
    assert again == source
    assert again.digest == source.digest == version.content_digest
