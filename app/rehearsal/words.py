"""The verdict of a rehearsal in words, for the officer who decides whether the exam can be held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.engines.rehearsal import Cause, Costs
from app.engines.rehearsal.capacity import SAFE, cores_for
from app.kernel.text import Message, msg
from app.rehearsal.report import Report

FEW = 100
CAUSES: Mapping[Cause, Message] = {
    Cause.SERVER: msg("the processor of the server process"),
    Cause.DATABASE: msg("the processors of the database"),
    Cause.MACHINE: msg("the processors of the machine as a whole"),
    Cause.DISK: msg("waiting for the disk"),
    Cause.GENERATOR: msg("the rehearsal program itself"),
    Cause.STRANGERS: msg("other programs on this machine"),
}
PREPARING = msg("Making the rehearsal")
PHASES: Mapping[str, Message] = {
    "idle": msg("Looking at the idle server"),
    "sign_in": msg("Signing in"),
    "arrival": msg("Arriving, checking in"),
    "board": msg("Looking at full rooms"),
    "unchanged": msg("Looking at full rooms"),
    "start": msg("All begin"),
    "quiet": msg("A quiet moment"),
    "answering": msg("Answering the paper"),
    "end": msg("The time is over, all hand in"),
    "after": msg("Last hand-ins, marking"),
    "": msg("The rehearsal is over"),
}


def verdict(report: Report) -> Iterator[Message]:
    """Yield the verdict line by line: did it go well, what carries how many, what holds it back."""
    yield _people(report)
    yield _answers(report)
    yield from _peaks(report)
    yield from _capacity(report)
    yield _bottleneck(report)
    yield from _cautions(report)


def _people(report: Report) -> Message:
    played = report.played
    return msg(
        "%(all)s candidates in %(rooms)s rooms: %(done)s handed in, %(left)s went home and were"
        " handed in by the invigilator, %(absent)s did not come, %(failed)s could not finish.",
        all=len(played.candidates),
        rooms=len({(one.seat.plan, one.seat.room) for one in played.candidates}),
        done=played.count("done"),
        left=played.count("left"),
        absent=played.count("absent"),
        failed=played.count("failed"),
    )


def _answers(report: Report) -> Message:
    found = report.answers
    if found is None:
        return msg("The stored answers could not be compared: the database is not within reach.")
    return msg(
        "Answers: %(acknowledged)s acknowledged, %(stored)s stored, %(lost)s lost; %(replayed)s"
        " were sent twice after a disconnection and stored once. Requests that failed:"
        " %(failures)s.",
        acknowledged=found.acknowledged,
        stored=found.stored,
        lost=found.lost,
        replayed=report.played.field.tally.deeds["replayed"],
        failures=report.failures,
    )


def _peaks(report: Report) -> Iterator[Message]:
    kinds = report.played.field.tally.kinds
    if "paper_on_screen" in kinds:
        start = kinds["paper_on_screen"]
        yield msg(
            "Start: the paper was on the screen after %(p50)s s (half of them), %(p99)s s (99 of"
            " 100), %(last)s s (the last).",
            p50=_seconds(start.quantile(0.5)),
            p99=_seconds(start.quantile(0.99)),
            last=_seconds(max(start.times) * 1e3),
        )
    if "save" in kinds:
        save = kinds["save"]
        yield msg(
            "Saving an answer: %(p50)s ms (half of them), %(p99)s ms (99 of 100).",
            p50=round(save.quantile(0.5)),
            p99=round(save.quantile(0.99)),
        )
    if "handed_in" in kinds:
        end = kinds["handed_in"]
        yield msg(
            "Hand-in: %(p50)s s (half of them), %(p99)s s (99 of 100).",
            p50=_seconds(end.quantile(0.5)),
            p99=_seconds(end.quantile(0.99)),
        )


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1e3:.1f}"


def _capacity(report: Report) -> Iterator[Message]:
    found, costs = report.capacity, report.costs
    if found is None or costs is None:
        yield msg(
            "What the server carries cannot be said: its processes cannot be seen from here."
            " Play the rehearsal on the server itself, or watch its processors there."
        )
        return
    yield msg(
        "This installation (%(cores)s processors for server and database) carries about %(whole)s"
        " candidates at once: %(start)s begin within three seconds without waiting, %(patient)s if"
        " the last one may wait ten seconds for the paper; %(answering)s answer at the same time;"
        " %(arrival)s sign in and sit down within twenty minutes; %(end)s hand in within a minute.",
        cores=f"{report.usable:g}",
        whole=_round(found.whole),
        start=_round(found.start),
        patient=_round(found.start_patient),
        answering=_round(found.answering),
        arrival=_round(found.arrival),
        end=_round(found.end),
    )
    yield from (_needs(costs, size) for size in (1_000, 10_000))


def _needs(costs: Costs, size: int) -> Message:
    needed = cores_for(costs, size)
    most = max(needed[name] for name in ("arrival", "start_patient", "answering"))
    return msg(
        "For %(size)s candidates: %(answering)s processors while they answer, %(patient)s at the"
        " start (paper within ten seconds), %(start)s to start without any waiting: plan with"
        " %(most)s.",
        size=size,
        answering=f"{needed['answering']:.1f}",
        patient=f"{needed['start_patient']:.1f}",
        start=f"{needed['start']:.1f}",
        most=max(1, -(-int(most * 10) // 10)),
    )


def _round(number: int) -> int:
    """Two figures are as many as can be believed."""
    digits = max(0, len(str(number)) - 2)
    scale = int(10**digits)
    return number // scale * scale


def _bottleneck(report: Report) -> Message:
    cause, share = report.bottleneck
    if share < SAFE:
        return msg(
            "Nothing was at its limit; the busiest part was %(part)s (%(percent)s %%).",
            part=CAUSES[cause],
            percent=round(share * 100),
        )
    return msg(
        "The bottleneck is %(part)s (%(percent)s %% busy).",
        part=CAUSES[cause],
        percent=round(share * 100),
    )


def _cautions(report: Report) -> Iterator[Message]:
    cause, _ = report.bottleneck
    if cause is Cause.GENERATOR:
        yield msg(
            "Caution: the rehearsal program was the limit, not the server. The times are too long;"
            " the server carries more than is shown. Play from another machine (--prepare,"
            " --server)."
        )
    if cause is Cause.STRANGERS:
        yield msg(
            "Caution: other programs used this machine. The times are too long; play again when it"
            " is quiet."
        )
    if len(report.played.candidates) < FEW:
        yield msg("Caution: with fewer than %(n)s candidates the figures are rough.", n=FEW)
    for problem in report.played.field.problems[:5]:
        yield msg("Problem: %(text)s", text=problem)
