"""How learning is measured and when hours are earned: pure (domain.md 4.4, rule HOURS-1).

HOURS-1. A module is finished when every checkpoint of its lessons was answered right and its quiz
was passed. Only then its hours are credited: the measured active minutes divided by 45, rounded
down to half an hour, at most what the module declares; at most eight hours a calendar day, the rest
on a later day. Time that was not measured is not credited: there is no reading allowance. Active
time goes on being measured after the quiz, so the credit may grow afterwards. Time whose hours a
person revoked is never credited again; what is learned after it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from app.kernel.text import Message, msg

RULE = "HOURS-1"
ZONE = timezone(timedelta(hours=8))
"""China has one zone; days of the hours ledger are its calendar days."""
MINUTES_PER_HOUR = 45
"""One credit hour on line (domain.md 2.1, a setting of the training authority)."""
STEP = Decimal("0.5")
NONE = Decimal("0.0")
STEP_SECONDS = int(MINUTES_PER_HOUR * 60 * STEP)
DAY_LIMIT = Decimal(8)
"""Network hours credited a day (domain.md 4.4)."""
LONGEST_GAP = timedelta(seconds=60)
"""A longer silence between two signs of activity is not counted."""
SHORTEST_BEAT = timedelta(seconds=5)
"""Signs that come faster than this are not even written down."""
TRIES = 2
"""Tries at a checkpoint before its passage must be read again."""
REREAD = timedelta(seconds=60)
"""How long the question stays away while the passage is read again."""
QUIZ_PAUSE = timedelta(minutes=10)
"""How long to wait after a failed quiz."""


class EventKind(StrEnum):
    """A page of a module was opened, or showed a sign of life."""

    OPENED = "opened"
    BEAT = "beat"


class HoursState(StrEnum):
    """待认定 → 已认定, or 退回; 已认定 → 撤销 (domain.md 6.2)."""

    PENDING = "pending"
    VERIFIED = "verified"
    RETURNED = "returned"
    REVOKED = "revoked"


TRANSITIONS: dict[HoursState, frozenset[HoursState]] = {
    HoursState.PENDING: frozenset({HoursState.VERIFIED, HoursState.RETURNED}),
    HoursState.VERIFIED: frozenset({HoursState.REVOKED}),
    HoursState.RETURNED: frozenset({HoursState.PENDING}),
    HoursState.REVOKED: frozenset(),
}
STANDING = frozenset({HoursState.PENDING, HoursState.VERIFIED})
"""States in which nothing was taken away: a flag alone never does."""


def is_taken_away(states: Collection[HoursState]) -> bool:
    """Whether all hours of a module were returned or revoked: it then opens no registration.

    A module without hours counts as finished all the same: hours follow from measured time.

    >>> is_taken_away([]), is_taken_away([HoursState.PENDING, HoursState.REVOKED])
    (False, False)
    >>> is_taken_away([HoursState.RETURNED, HoursState.REVOKED])
    True
    """
    return bool(states) and STANDING.isdisjoint(states)


class Flag(StrEnum):
    """A pattern a person should look at; it takes nothing away by itself."""

    FAST = "fast"
    RHYTHM = "rhythm"
    NIGHT = "night"


FLAG_TEXTS: dict[Flag, Message] = {
    Flag.FAST: msg("The passages were passed much faster than people read."),
    Flag.RHYTHM: msg("The signs of activity came in an even rhythm."),
    Flag.NIGHT: msg("Most of the time was spent between midnight and five o'clock."),
}
FLAG_NAMES: dict[Flag, Message] = {
    Flag.FAST: msg("Read too fast"),
    Flag.RHYTHM: msg("Even rhythm"),
    Flag.NIGHT: msg("At night"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of activity as the server received it."""

    page: str
    kind: EventKind
    at: datetime
    is_visible: bool = True
    interactions: int = 0


def counted_seconds(previous: Sign | None, sign: Sign) -> int:
    """Return the whole seconds that a sign adds to the active time of its page.

    Counted is the interval since the sign before it, if both are of one page, the page was visible
    and really used in between, and the interval is not longer than `LONGEST_GAP`. Any page that was
    opened later takes over: at any moment one page of one person counts.
    """
    if previous is None or sign.kind is EventKind.OPENED or previous.page != sign.page:
        return 0
    gap = sign.at - previous.at
    if not sign.is_visible or sign.interactions < 1 or not timedelta(0) < gap <= LONGEST_GAP:
        return 0
    return int(gap.total_seconds())


def is_superseded(previous: Sign | None, sign: Sign) -> bool:
    """Whether another page was opened since, so that this one no longer counts."""
    return previous is not None and sign.kind is EventKind.BEAT and previous.page != sign.page


def is_too_soon(previous: Sign | None, sign: Sign) -> bool:
    """Whether a sign comes so soon after the one before that it is not kept."""
    if previous is None or sign.kind is EventKind.OPENED:
        return False
    return sign.at - previous.at < SHORTEST_BEAT


def target_hours(
    declared: Decimal, active_seconds: int, *, is_finished: bool, kept: Decimal = NONE
) -> Decimal:
    """Return the hours a module is worth so far under HOURS-1, before the daily limit.

    :param active_seconds: all of them, or those since hours of the module were last revoked.
    :param kept: hours from before that revocation that stand: they settle the time until then.

    >>> target_hours(Decimal(2), 45 * 60, is_finished=True)
    Decimal('1.0')
    >>> target_hours(Decimal(2), 10 * 3600, is_finished=False)
    Decimal('0.0')
    >>> target_hours(Decimal(2), 45 * 60, is_finished=True, kept=Decimal("0.5"))
    Decimal('1.5')
    """
    if not is_finished:
        return NONE
    return min(kept + active_seconds // STEP_SECONDS * STEP, declared.quantize(STEP))


def creditable(target: Decimal, credited: Decimal, credited_today: Decimal) -> Decimal:
    """Return what may be credited now: what is missing, within the limit of the day.

    >>> creditable(Decimal(3), Decimal(1), Decimal(7))
    Decimal('1')
    """
    return max(Decimal(0), min(target - credited, DAY_LIMIT - credited_today))


def passes_step(before: int, after: int) -> bool:
    """Whether active time passed the end of a half credit hour between two moments.

    >>> passes_step(1340, 1360), passes_step(1360, 1380)
    (True, False)
    """
    return before // STEP_SECONDS != after // STEP_SECONDS


def minutes_to_next_step(active_seconds: int) -> int:
    """Return how many active minutes are missing until the next half hour, rounded up."""
    return -(-(STEP_SECONDS - active_seconds % STEP_SECONDS) // 60)


def local_day(moment: datetime) -> date:
    """Return the calendar day on which an instant counts."""
    return moment.astimezone(ZONE).date()


def day_of_year_bounds(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


class Gate(StrEnum):
    """How a checkpoint stands for a person."""

    OPEN = "open"
    REREAD = "reread"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a checkpoint stands: the gate, tries left in this round, when it opens again."""

    gate: Gate
    tries_left: int = 0
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One answer to a checkpoint."""

    at: datetime
    is_right: bool


def standing(tries: Sequence[Try], now: datetime) -> Standing:
    """Return how a checkpoint stands after these tries (in order).

    Two wrong answers close the question: the passage is shown again and the question returns after
    `REREAD`, with two tries. A right answer settles it for good.
    """
    if any(one.is_right for one in tries):
        return Standing(Gate.RIGHT)
    wrong = len(tries) % TRIES
    if tries and wrong == 0:
        opens_at = tries[-1].at + REREAD
        if now < opens_at:
            return Standing(Gate.REREAD, 0, opens_at)
    return Standing(Gate.OPEN, TRIES - wrong)


def open_through(codes: Sequence[str | None], settled: set[str]) -> int:
    """Return how many passages of a lesson are shown: up to the first unsettled checkpoint.

    :param codes: the checkpoint that closes each passage.

    >>> open_through(["a", "b", None], {"a"})
    2
    """
    for place, code in enumerate(codes):
        if code is not None and code not in settled:
            return place + 1
    return len(codes)


FASTEST = 15
"""Characters a second: nobody reads Chinese faster (900 a minute)."""
RHYTHM_RUN = 24
"""So many signs in a row with one and the same gap and count look like a machine."""
NIGHT = range(5)
NIGHT_SHARE = 0.5
ONE_SECOND = 1.0


def find_flags(signs: Sequence[Sign], *, characters: int, lesson_seconds: int) -> tuple[Flag, ...]:
    """Return the patterns of a module's signs that a person should look at.

    :param characters: of all passages of the module.
    :param lesson_seconds: active time measured in its lessons.
    """
    pattern = find_pattern(signs)
    found = []
    if characters > FASTEST * lesson_seconds:
        found.append(Flag.FAST)
    if pattern.longest_run >= RHYTHM_RUN:
        found.append(Flag.RHYTHM)
    if pattern.beats and pattern.at_night / pattern.beats > NIGHT_SHARE:
        found.append(Flag.NIGHT)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the signs of a module look like: what flags are judged by.

    :ivar by_hour: signs of activity in each hour of the day.
    :ivar longest_run: of signs in a row with one and the same gap and count.
    """

    by_hour: tuple[int, ...]
    longest_run: int

    @property
    def beats(self) -> int:
        """All signs of activity."""
        return sum(self.by_hour)

    @property
    def at_night(self) -> int:
        """Those between midnight and five o'clock."""
        return sum(self.by_hour[hour] for hour in NIGHT)


def find_pattern(signs: Sequence[Sign]) -> Pattern:
    """Count signs of activity by hour and find the longest even run."""
    by_hour = [0] * 24
    for sign in signs:
        if sign.kind is EventKind.BEAT:
            by_hour[sign.at.astimezone(ZONE).hour] += 1
    return Pattern(tuple(by_hour), _longest_even_run(signs))


def _longest_even_run(signs: Sequence[Sign]) -> int:
    """Return the longest run of beats whose gap and count of interactions are those before."""
    longest = run = 0
    last: tuple[int, int] | None = None
    for before, sign in pairwise(signs):
        if sign.kind is not EventKind.BEAT or sign.page != before.page:
            run, last = 0, None
            continue
        beat = (round((sign.at - before.at).total_seconds() / ONE_SECOND), sign.interactions)
        run = run + 1 if beat == last else 1
        last = beat
        longest = max(longest, run)
    return longest


def first_state(flags: Iterable[Flag]) -> HoursState:
    """Return the state of new hours: verified by the rule, or left to a person if flagged."""
    return HoursState.PENDING if tuple(flags) else HoursState.VERIFIED


def quiz_opens_at(failed_at: datetime | None) -> datetime | None:
    """Return when the next attempt may begin after a failed one."""
    return None if failed_at is None else failed_at + QUIZ_PAUSE
