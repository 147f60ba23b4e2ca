"""What can only be seen over a whole bank: doubled ids, unknown enemies, unbalanced keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from app.engines.bankfiles.source import ItemSource
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg

LONGEST_RUN = 3
"""Guide 2.7: no run of more than three equal keys."""
SMALL = 12
"""Up to this many items the letters may differ by one from even; beyond, by share."""
SHARES = (0.20, 0.30)
JUDGE_SHARES = (0.45, 0.55)
LEAST_JUDGES = 20
OPTIONS = 4


def check_bank(sources: Sequence[ItemSource], known: Collection[str] = ()) -> list[Problem]:
    """Return the problems between items.

    :param known: codes of items elsewhere that may be named as enemies.
    """
    return [
        *_doubled(sources),
        *_unknown_enemies(sources, {source.code for source in sources} | set(known)),
        *_runs(sources),
        *_letters(sources),
        *_judgements(sources),
    ]


def _doubled(sources: Sequence[ItemSource]) -> list[Problem]:
    first: dict[str, str] = {}
    found = []
    for source in sources:
        if source.code in first:
            reason = msg(
                "The id %(code)s is already used in %(where)s.",
                code=source.code,
                where=first[source.code],
            )
            found.append(Problem(f"{source.where} {source.code}", reason))
        first.setdefault(source.code, source.where)
    return found


def _unknown_enemies(sources: Sequence[ItemSource], known: set[str]) -> list[Problem]:
    return [
        Problem(
            f"{source.where} {source.code} enemies",
            msg("There is no item %(code)s.", code=enemy),
        )
        for source in sources
        for enemy in source.enemies
        if enemy not in known
    ]


def _runs(sources: Sequence[ItemSource]) -> list[Problem]:
    """Warn where neighbours in a file have the same key too often."""
    found = []
    keyed = [source for source in sources if source.kind in ("single", "judge")]
    for _, group in groupby(keyed, key=lambda s: (_file(s), s.kind, str(s.content["key"]))):
        run = list(group)
        if len(run) > LONGEST_RUN:
            reason = msg("%(count)s items in a row have the same key.", count=len(run))
            found.append(_warning(f"{run[0].where} {run[0].code}", reason))
    return found


def _letters(sources: Sequence[ItemSource]) -> list[Problem]:
    keys = [
        str(source.content["key"])
        for source in sources
        if source.kind == "single" and len(source.content["options"]) == OPTIONS
    ]
    if len(keys) < OPTIONS:
        return []
    counts = Counter(dict.fromkeys("ABCD", 0))
    counts.update(keys)
    if all(_is_even(count, len(keys)) for count in counts.values()):
        return []
    shown = ", ".join(f"{letter} {count}" for letter, count in sorted(counts.items()))
    reason = msg("The keys of the single choice items are not balanced: %(counts)s.", counts=shown)
    return [_warning(_common(sources), reason)]


def _is_even(count: int, total: int) -> bool:
    if total <= SMALL:
        return abs(count - total / OPTIONS) <= 1
    return SHARES[0] <= count / total <= SHARES[1]


def _judgements(sources: Sequence[ItemSource]) -> list[Problem]:
    keys = [source.content["key"] for source in sources if source.kind == "judge"]
    if len(keys) < LEAST_JUDGES:
        return []
    share = sum(keys) / len(keys)
    if JUDGE_SHARES[0] <= share <= JUDGE_SHARES[1]:
        return []
    reason = msg("%(share)s %% of the true-or-false items are true.", share=round(share * 100))
    return [_warning(_common(sources), reason)]


def _file(source: ItemSource) -> str:
    return source.where.rpartition(":")[0]


def _common(sources: Sequence[ItemSource]) -> str:
    """Return the folder that the sources share, or their one file."""
    files = sorted({_file(source) for source in sources})
    return files[0] if len(files) == 1 else files[0].rpartition("/")[0]


def _warning(where: str, reason: Message) -> Problem:
    return Problem(where, reason, None, Severity.WARNING)
