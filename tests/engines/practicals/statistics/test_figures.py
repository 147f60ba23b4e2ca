"""The running figures against plain formulas over all gradings at once."""

from __future__ import annotations

import random
import statistics
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.practicals.statistics import SAME, Counter, Kind, count
from app.engines.practicals.statistics.flags import Figures, flags
from app.engines.practicals.statistics.sums import Z95, of_correlation, of_share

STATUS = st.sampled_from(["pass", "partial", "fail", "review"])
SHARE = {"pass": 1.0, "fail": 0.0, "review": 0.0}
POINTS = (2.0, 3.0, 5.0)


def check(id_: str, status: str, points: float, share: float, found: str) -> dict[str, Any]:
    score = points * SHARE.get(status, share)
    return {
        "id": id_, "title": id_.upper(), "points": points, "score": score, "status": status,
        "found": {"msgid": "%(text)s is wrong", "params": {"text": found}},
    }  # fmt: skip


def grading(*checks: dict[str, Any], deducted: float = 0.0) -> dict[str, Any]:
    waits = any(one["status"] == "review" for one in checks)
    guard = {
        "id": "g", "title": "G", "penalty": 2.0, "deducted": deducted, "similarity": 1.0,
        "found": {"msgid": "changed"},
    }  # fmt: skip
    score = max(0.0, sum(one["score"] for one in checks) - deducted)
    return {
        "status": "review" if waits else "partial", "points": sum(one["points"] for one in checks),
        "score": score, "checks": list(checks), "guards": [guard],
    }  # fmt: skip


@st.composite
def gradings(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = draw(st.lists(st.tuples(*[st.tuples(STATUS, st.sampled_from([0.25, 0.5])) for _ in POINTS]), max_size=80))  # fmt: skip # noqa: E501
    return [
        grading(
            *(
                check(f"c{n}", status, POINTS[n], share, str(share))
                for n, (status, share) in enumerate(row)
            )
        )
        for row in rows
    ]


def reference(rows: list[dict[str, Any]], n: int) -> tuple[list[float], list[float]]:
    """The shares of one check and those of the rest, by definition."""
    xs, rests = [], []
    for row in rows:
        own = row["checks"][n]
        others = [one for one in row["checks"] if one is not own and one["status"] != "review"]
        if own["status"] == "review" or not others:
            continue
        xs.append(own["score"] / own["points"])
        rests.append(sum(o["score"] for o in others) / sum(o["points"] for o in others))
    return xs, rests


@settings(max_examples=150, deadline=None)
@given(gradings())
def test_figures_are_those_of_the_plain_formulas(rows: list[dict[str, Any]]) -> None:
    figures = count(rows)
    assert figures.gradings == len(rows)
    for n, found in enumerate(figures.checks):
        statuses = [row["checks"][n]["status"] for row in rows]
        assert found.seen == len(rows)
        assert (found.passed, found.partial, found.failed, found.review) == tuple(
            statuses.count(name) for name in ("pass", "partial", "fail", "review")
        )
        own = [row["checks"][n] for row in rows if row["checks"][n]["status"] != "review"]
        if own:
            mean = statistics.fmean(one["score"] / one["points"] for one in own)
            assert found.mean == pytest.approx(mean)
        xs, rests = reference(rows, n)
        if len(xs) < 30 or len(set(xs)) < 2 or statistics.pstdev(rests) < 1e-9:
            assert found.discrimination is None
        else:
            assert found.discrimination == pytest.approx(statistics.correlation(xs, rests))


@settings(max_examples=60, deadline=None)
@given(gradings(), st.randoms(use_true_random=False))
def test_order_and_parts_make_no_difference(
    rows: list[dict[str, Any]], chance: random.Random
) -> None:
    whole = count(rows)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    cut = chance.randint(0, len(rows))
    merged = Counter()
    for part in (shuffled[:cut], shuffled[cut:]):
        counter = Counter()
        for row in part:
            counter.add(row)
        merged.merge(counter)
    found = merged.figures()
    assert (found.gradings, found.waiting, found.unread) == (
        whole.gradings, whole.waiting, whole.unread,
    )  # fmt: skip
    for one, other in zip(found.checks, whole.checks, strict=True):
        assert (one.seen, one.passed, one.failed, one.findings) == (
            other.seen, other.passed, other.failed, other.findings,
        )  # fmt: skip
        assert one.mean == pytest.approx(other.mean)
        assert one.discrimination == pytest.approx(other.discrimination)


def test_a_correlation_is_shown_from_thirty_judged_files_on() -> None:
    rows = [
        grading(check("a", "pass", 2, 0, "x"), check("b", "pass", 2, 0, "x")),
        grading(check("a", "fail", 2, 0, "x"), check("b", "fail", 2, 0, "x")),
    ]
    assert count(rows * 14).checks[0].discrimination is None
    assert count(rows * 15).checks[0].discrimination == pytest.approx(1.0)


def test_what_one_candidate_wrote_is_not_shown() -> None:
    rows = [grading(check("a", "fail", 2, 0, f"姓名{n}")) for n in range(5)]
    rows += [grading(check("a", "fail", 2, 0, "宋体"))] * SAME
    found = count(rows).checks[0].findings
    assert [(str(one.text), one.count, one.is_pattern) for one in found] == [
        ("… is wrong", 5, True),
        ("宋体 is wrong", 3, False),
    ]


def test_parts_of_a_finding_that_are_messages_are_kept_and_their_fillings_left_out() -> None:
    inner = {"msgid": "font is %(name)s", "params": {"name": "仿宋"}}
    row = grading(check("a", "fail", 2, 0, "x"))
    row["checks"][0]["found"] = {"msgid": "%(what)s", "params": {"what": inner}}
    assert [str(one.text) for one in count([row]).checks[0].findings] == ["font is …"]


def test_guards_tell_how_often_they_took_points_off() -> None:
    rows = [grading(check("a", "pass", 2, 0, "x"), deducted=d) for d in (0.0, 0.0, 2.0)]
    guard = count(rows).guards[0]
    assert (guard.seen, guard.hit, guard.penalty) == (3, 1, 2.0)


def test_judgements_of_persons_and_unread_files_are_counted_apart() -> None:
    judged = check("a", "partial", 2, 0.5, "x") | {"decision": {"points": 1.0}}
    figures = count([grading(judged), grading(), grading(check("a", "review", 2, 0, "x"))])
    assert (figures.checks[0].by_person, figures.checks[0].judged) == (1, 1)
    assert (figures.unread, figures.waiting) == (1, 1)


@pytest.mark.parametrize(
    ("figures", "kinds"),
    [
        (Figures(9, 0, 0, 9, 0.0, None), []),
        (Figures(10, 0, 2, 8, 0.1, None), [Kind.NOBODY]),
        (Figures(10, 10, 0, 0, 1.0, None), [Kind.EVERYBODY]),
        (Figures(40, 20, 0, 20, 0.5, -0.5), [Kind.NEGATIVE]),
        (Figures(40, 20, 0, 20, 0.5, -0.1), []),
        (Figures(100, 50, 0, 50, 0.5, 0.02), [Kind.LOW]),
        (Figures(100, 50, 0, 50, 0.5, 0.25), []),
        (Figures(40, 20, 0, 20, 0.5, 0.0), []),
        (Figures(20, 17, 0, 0, 1.0, None), [Kind.UNJUDGED, Kind.EVERYBODY]),
        (Figures(100, 97, 0, 1, 0.99, None), []),
        (Figures(100, 10, 10, 80, 0.15, None), [Kind.HARD]),
    ],
)
def test_what_a_trainer_should_look_at(figures: Figures, kinds: list[Kind]) -> None:
    assert [flag.kind for flag in flags(figures)] == kinds


def test_intervals_hold_their_figure_and_shrink_with_the_files() -> None:
    for r in (-1.0, -0.4, 0.0, 0.9, 1.0):
        small, large = of_correlation(r, 40, Z95), of_correlation(r, 400, Z95)
        assert small is not None
        assert large is not None
        assert small.low <= large.low <= r + 1e-9
        assert r - 1e-9 <= large.high <= small.high
    assert of_correlation(0.5, 3) is None
    assert of_share(0.0, 10).low == 0.0
    assert 0.27 < of_share(0.0, 10).high < 0.28  # 3.84 / (10 + 3.84)
    assert of_share(0.5, 0).high == 1.0
