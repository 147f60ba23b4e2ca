from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines import journal
from app.engines.journal import ANSWER, FLAG, Event

SITTING = "0b8f5a6e-1111-4222-8333-444455556666"
VECTORS = Path(__file__).parent / "vectors.json"


def make_event(
    seq: int, item: int = 1, value: object = "A", *, epoch: int = 1, kind: str = ANSWER
) -> Event:
    payload = json.dumps(value if kind == FLAG else {"kind": "single", "value": value})
    return Event(epoch, seq, item, kind, payload, 1000 + seq, seq, 5000 + seq, "")


def chained(events: list[Event], sitting: str = SITTING) -> list[Event]:
    """Give the events the hashes that a writer would have given them."""
    out: list[Event] = []
    before: dict[int, str] = {}
    for event in events:
        previous = before.get(event.epoch, journal.genesis(sitting, event.epoch))
        own = journal.entry_hash(previous, event)
        before[event.epoch] = own
        out.append(
            Event(
                event.epoch,
                event.seq,
                event.item,
                event.kind,
                event.payload,
                event.at_ms,
                event.mono_ms,
                event.wall_ms,
                own,
            )
        )
    return out


@st.composite
def journals(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for epoch in range(1, draw(st.integers(1, 3)) + 1):
        for seq in range(1, draw(st.integers(0, 12)) + 1):
            kind = draw(st.sampled_from([ANSWER, ANSWER, FLAG]))
            value = draw(st.booleans() if kind == FLAG else st.sampled_from(["A", "B", None]))
            item = draw(st.integers(1, 4))
            events.append(make_event(seq, item, value, epoch=epoch, kind=kind))
    return chained(events)


@given(journals(), st.data())
def test_order_and_repetition_change_nothing(events: list[Event], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=8)) if events else []
    arrived = data.draw(st.permutations(events + again))

    assert journal.fold(arrived) == journal.fold(events)
    assert journal.seal(SITTING, arrived) == journal.seal(SITTING, events)
    assert journal.check_chain(SITTING, arrived).whole


@given(journals())
def test_the_last_word_on_each_item_counts(events: list[Event]) -> None:
    said: dict[int, object] = {}
    for event in events:  # made in order: epoch by epoch, number by number
        if event.kind == ANSWER:
            said[event.item] = json.loads(event.payload)
    assert journal.fold(events).answers == said


@given(st.sets(st.integers(1, 40)), st.data())
def test_what_is_acknowledged_is_stored(stored: set[int], data: st.DataObject) -> None:
    known = journal.contiguous(stored)
    later = data.draw(st.permutations(sorted(stored)))
    through = journal.contiguous(later, known=known)

    assert set(range(1, through + 1)) <= stored
    assert through + 1 not in stored
    assert through == known


def test_a_later_writer_overrules_an_earlier_one_with_higher_numbers() -> None:
    events = [make_event(9, 1, "A", epoch=1), make_event(1, 1, "B", epoch=2)]
    assert journal.fold(events).answers[1]["value"] == "B"
    assert journal.fold(events).places[1] == (2, 1)


def test_a_cleared_answer_is_kept_as_cleared() -> None:
    events = [make_event(1, 1, "A"), make_event(2, 1, None)]
    assert journal.fold(events).answers == {1: {"kind": "single", "value": None}}


def test_a_flag_is_taken_away_again() -> None:
    events = [make_event(1, 3, value=True, kind=FLAG), make_event(2, 4, value=True, kind=FLAG)]
    assert journal.fold(events).flags == {3, 4}
    assert journal.fold([*events, make_event(3, 3, value=False, kind=FLAG)]).flags == {4}


def test_a_missing_event_shows() -> None:
    events = chained([make_event(seq) for seq in range(1, 6)])
    report = journal.check_chain(SITTING, [*events[:2], *events[3:]])
    assert report.missing == ((1, 3),)
    assert report.broken == ()


@pytest.mark.parametrize("place", range(5))
def test_an_altered_event_shows(place: int) -> None:
    events = chained([make_event(seq) for seq in range(1, 6)])
    old = events[place]
    events[place] = Event(
        old.epoch,
        old.seq,
        old.item,
        old.kind,
        '{"kind":"single","value":"D"}',
        old.at_ms,
        old.mono_ms,
        old.wall_ms,
        old.hash,
    )
    assert journal.check_chain(SITTING, events).broken == ((1, place + 1),)


def test_a_journal_moved_to_another_sitting_shows() -> None:
    events = chained([make_event(1), make_event(2)])
    assert journal.check_chain("another", events).broken == ((1, 1),)


def test_browser_and_server_compute_the_same_hashes() -> None:
    """The same file is read by frontend/src/player/chain.test.js."""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for vector in vectors["chains"]:
        events = [Event(**event) for event in vector["events"]]
        report = journal.check_chain(vector["sitting"], events)
        assert report.whole, report
        assert journal.seal(vector["sitting"], events) == vector["seal"]
