from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.batch import Batch
from app.domain.exams.journal_store import Memory, Outcome, Verdict, store
from app.domain.exams.models import AnswerEvent, Sitting, SittingPresence
from app.domain.exams.rules import SittingState, Standing
from app.engines import journal
from app.engines.journal import FLAG
from tests.factories.exams import NOW, Pen, make_sitting

END = NOW + timedelta(minutes=40)  # of a paper with a knowledge section alone


def save(session: Session, *batches: Batch, now: datetime = NOW) -> list[Outcome]:
    outcomes, _ = store(session.connection(), batches, now, Memory())
    return outcomes


def standings(session: Session) -> list[Standing]:
    return list(session.scalars(select(AnswerEvent.standing).order_by(AnswerEvent.id)))


def test_what_is_saved_is_acknowledged_and_folds(session: Session) -> None:
    sitting = make_sitting(session)
    pen = Pen(sitting)
    (outcome,) = save(session, pen.batch(pen.write(1, "A"), pen.write(1, "C"), pen.write(2)))

    assert (outcome.verdict, outcome.epoch, outcome.through) == (Verdict.SAVED, 1, 3)
    assert queries.fold(session, sitting.id).answers[1]["value"] == "C"


def test_saving_twice_stores_once(session: Session) -> None:
    sitting = make_sitting(session)
    pen = Pen(sitting)
    batch = pen.batch(pen.write(1), pen.write(2))
    save(session, batch)
    (outcome,) = save(session, batch, batch)[:1]

    assert outcome.through == 2
    assert session.scalar(select(func.count(AnswerEvent.id))) == 2


def test_a_gap_is_not_acknowledged_until_it_is_filled(session: Session) -> None:
    pen = Pen(make_sitting(session))
    one, two, three = pen.write(1), pen.write(2), pen.write(3)

    assert save(session, pen.batch(one))[0].through == 1
    assert save(session, pen.batch(three))[0].through == 1
    assert save(session, pen.batch(two))[0].through == 3


def test_memory_gives_the_same_answer_as_the_table(session: Session) -> None:
    pen = Pen(make_sitting(session))
    events = [pen.write(n) for n in range(1, 6)]
    memory = Memory()
    told = []
    for event in (events[0], events[3], events[1], events[2], events[4]):
        outcomes, news = store(session.connection(), [pen.batch(event)], NOW, memory)
        memory.learn(news)
        told.append(outcomes[0].through)
    assert told == [1, 1, 2, 4, 5]


def test_several_candidates_in_one_transaction(session: Session) -> None:
    pens = [Pen(make_sitting(session)) for _ in range(3)]
    outcomes = save(session, *(pen.batch(pen.write(1), pen.write(2)) for pen in pens))
    assert [outcome.through for outcome in outcomes] == [2, 2, 2]
    assert session.scalar(select(func.count(AnswerEvent.id))) == 6


def test_an_answer_made_in_time_counts_though_it_comes_in_the_grace(session: Session) -> None:
    pen = Pen(make_sitting(session))
    in_time, too_late = pen.write(1, at=END), pen.write(2, at=END + timedelta(seconds=1))
    (outcome,) = save(session, pen.batch(in_time, too_late), now=END + timedelta(minutes=4))

    assert (outcome.verdict, outcome.through, outcome.late) == (Verdict.SAVED, 2, 1)
    assert standings(session) == [Standing.COUNTED, Standing.LATE]


def test_after_the_grace_everything_waits_for_a_decision(session: Session) -> None:
    pen = Pen(make_sitting(session))
    save(session, pen.batch(pen.write(1, at=END)), now=END + timedelta(minutes=6))
    assert standings(session) == [Standing.LATE]


def test_a_machine_that_was_taken_over_from_is_told_and_its_events_are_kept(
    session: Session,
) -> None:
    sitting = make_sitting(session, epoch=2)
    old, new = Pen(sitting, epoch=1), Pen(sitting, epoch=2)
    save(session, new.batch(new.write(1, "D")))
    (outcome,) = save(session, old.batch(old.write(1, "A"), old.write(2, "A")))

    assert (outcome.verdict, outcome.epoch, outcome.through) == (Verdict.TAKEN, 1, 2)
    fold = queries.fold(session, sitting.id)
    assert {item: answer["value"] for item, answer in fold.answers.items()} == {1: "D"}


def test_the_present_writer_vouches_for_what_an_earlier_one_left_on_its_disk(
    session: Session,
) -> None:
    sitting = make_sitting(session, epoch=2)
    left = Pen(sitting, epoch=1)
    (outcome,) = save(session, left.batch(left.write(3, "A"), writer=2))

    assert outcome.verdict is Verdict.SAVED
    assert queries.fold(session, sitting.id).answers[3]["value"] == "A"


def test_after_the_hand_in_events_are_kept_but_do_not_count(session: Session) -> None:
    sitting = make_sitting(session, state=SittingState.SUBMITTED)
    pen = Pen(sitting)
    (outcome,) = save(session, pen.batch(pen.write(1)))
    assert (outcome.verdict, outcome.through) == (Verdict.CLOSED, 1)
    assert queries.fold(session, sitting.id).answers == {}


def test_before_the_start_only_the_practice_item_is_saved(session: Session) -> None:
    sitting = make_sitting(session, state=SittingState.NOT_STARTED, epoch=0, sections=[])
    pen = Pen(sitting, epoch=0)
    assert save(session, pen.batch(pen.write(0)))[0].through == 1
    assert save(session, pen.batch(pen.write(1)))[0].verdict is Verdict.NOT_STARTED
    assert queries.fold(session, sitting.id).answers == {}


def test_an_unknown_sitting_does_not_harm_the_others(session: Session) -> None:
    pen = Pen(make_sitting(session))
    stranger = Batch(999_999, 1, 1, 1, (pen.write(1),))
    own = Pen(make_sitting(session))
    outcomes = save(session, stranger, own.batch(own.write(1)))
    assert [outcome.verdict for outcome in outcomes] == [Verdict.UNKNOWN, Verdict.SAVED]


def test_a_sign_of_life_is_kept_and_not_too_often(session: Session) -> None:
    sitting = make_sitting(session)
    pen, memory = Pen(sitting), Memory()
    for seconds in (0, 3, 9):
        _, news = store(
            session.connection(), [pen.batch()], NOW + timedelta(seconds=seconds), memory
        )
        memory.learn(news)
        seen = session.scalar(
            select(SittingPresence.seen_at).execution_options(populate_existing=True)
        )
        assert seen == NOW + timedelta(seconds=seconds if seconds != 3 else 0)


def test_an_extension_reaches_the_candidate_with_the_next_acknowledgement(
    session: Session,
) -> None:
    sitting = make_sitting(session)
    pen = Pen(sitting)
    moved = [dict(one, ends_at=one["ends_at"] + 600_000) for one in sitting.sections]
    session.execute(update(Sitting).values(sections=moved))
    (outcome,) = save(session, pen.batch())
    assert outcome.sections[-1].ends_at == moved[-1]["ends_at"]
    assert outcome.epoch is None


def test_flags_are_saved_too(session: Session) -> None:
    sitting = make_sitting(session)
    pen = Pen(sitting)
    save(session, pen.batch(pen.write(4, value=True, kind=FLAG)))
    assert queries.fold(session, sitting.id).flags == {4}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_interleaving_ends_in_the_same_fold_and_acknowledges_only_what_is_stored(
    session: Session, data: st.DataObject
) -> None:
    """Batches in any order, some of them twice: acknowledged is stored, and the fold is one."""
    sitting = make_sitting(session)
    pen = Pen(sitting)
    events = [
        pen.write(data.draw(st.integers(1, 4)), data.draw(st.sampled_from("ABCD")))
        for _ in range(data.draw(st.integers(1, 12)))
    ]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(events)), max_size=4)) | {0, len(events)})
    parts = [events[a:b] for a, b in pairwise(cuts) if a < b]
    sent = data.draw(
        st.permutations(parts + data.draw(st.lists(st.sampled_from(parts), max_size=3)))
    )
    memory = Memory()
    for part in sent:
        outcomes, news = store(session.connection(), [pen.batch(*part)], NOW, memory)
        memory.learn(news)
        stored = set(
            session.scalars(select(AnswerEvent.seq).where(AnswerEvent.sitting_id == sitting.id))
        )
        assert set(range(1, outcomes[0].through + 1)) <= stored
    assert outcomes[0].through <= len(events)
    everything = [one.event for one in queries.list_events(session, sitting.id)]
    assert journal.fold(everything) == journal.fold(events)
    assert journal.check_chain(str(sitting.uuid), everything).whole
