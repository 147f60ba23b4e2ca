"""What the rules of marking say where a file declares no right answer.

A key is taken from the rules only where one of our kinds then gives the same points for every
answer that was tried; otherwise the item is refused, with what its author has to declare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from app.engines.bankfiles.interchange.build import Accepted
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.qti.item import QtiItem
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable, mapping
from app.engines.bankfiles.interchange.qti.tree import text_of
from app.kernel.text import msg

FEW = 6
"""Up to this many options every possible answer is tried."""
NO_KEY = msg("No answer of this item earns points: it has no key.")
GIVE_KEY = msg("Set the right answer in its system and export it again.")
NO_RULE = msg("The file names no right answer, and no rule of marking gives points.")
ANYTHING = msg(
    "An empty or an arbitrary answer earns points, so no answer can be called the right one."
)
PAY_ONE = msg(
    "Set the right answer, and a rule that gives points for it alone, in its system;"
    " then export it again."
)
UNTOLD = msg(
    "No right answer is declared, and the rule of marking gives points in a way"
    " that no kind of this bank can keep."
)
DECLARE = msg("Declare the right answer (correctResponse or mapping) and export it again.")
BROUGHT = msg("The points for partly right answers were brought to our rule.")
STRANGE: Mapping[str, tuple[Any, ...]] = {
    "string": (None, "qzx vjk", "8q7"),
    "integer": (None, "987654321", "-987654321"),
    "float": (None, "987654321.125", "-987654321.125"),
}
"""Answers that nobody can mean."""
NEAR = Decimal("0.000001")


def chosen(item: QtiItem, variable: Variable, ids: Sequence[str]) -> list[str]:
    """Return the options that the rules reward when several may be chosen; refuse what is unclear.

    Where the right option also pays beside others, one option is to be chosen.
    """
    if item.is_composite or len(ids) > FEW or not item.has_rules:
        return []
    answers = [set(one) for size in range(len(ids) + 1) for one in combinations(ids, size)]
    earned = [item.score({variable.name: sorted(one)}) or 0 for one in answers]
    best = max(earned)
    if best <= 0:
        return []
    if earned[0] > 0:
        raise RefuseError(ANYTHING, PAY_ONE)
    winners = [one for one, score in zip(answers, earned, strict=True) if score == best]
    if len(winners) == 1:
        return [id_ for id_ in ids if id_ in winners[0]]
    paid = [one for one, score in zip(answers, earned, strict=True) if len(one) == 1 and score > 0]
    if len(paid) == 1 and paid[0] in winners:
        return [*paid[0]]
    raise RefuseError(UNTOLD, DECLARE)


def forms(item: QtiItem, variable: Variable) -> list[Accepted]:
    """Return the typed answers that the rules reward, the best first, or refuse."""
    _require_rules(item)
    if item.is_composite or variable.cardinality != "single" or variable.base not in STRANGE:
        raise RefuseError(NO_KEY, GIVE_KEY)
    if any(_earned(item, variable, one) > 0 for one in STRANGE[variable.base]):
        raise RefuseError(ANYTHING, PAY_ONE)
    if item.root.find("responseProcessing//patternMatch") is not None:
        raise RefuseError(UNTOLD, DECLARE)
    scores = {text: _earned(item, variable, text) for text in _named(item, variable)}
    paid = {text: score for text, score in scores.items() if score > 0}
    if not paid:
        raise RefuseError(NO_KEY, GIVE_KEY)
    best = max(paid.values())
    ranked = sorted(paid.items(), key=lambda one: -one[1])
    return [Accepted(text, score / best) for text, score in ranked]


def require_wrong(item: QtiItem, variable: Variable, full: str) -> None:
    """Refuse a key that an arbitrary answer equals; say when such an answer earned a part."""
    if item.is_composite or variable.cardinality != "single" or variable.base != "string":
        return
    best = _earned(item, variable, full)
    arbitrary = max(_earned(item, variable, one) for one in STRANGE["string"])
    if arbitrary > 0 and arbitrary >= best:
        raise RefuseError(ANYTHING, PAY_ONE)
    if arbitrary > 0:
        item.draft.warn(BROUGHT)


def require_words(item: QtiItem, variable: Variable, found: Sequence[Accepted]) -> None:
    """Refuse words that the rules compare otherwise than letter by letter."""
    shares = {form.text: form.share for form in found}
    best = _earned(item, variable, found[0].text)
    for text, share in shares.items():
        swapped = text.swapcase()
        other = _earned(item, variable, swapped) / best
        is_kept = swapped in shares or other in (0, share)
        longer = (f"{text}q", f"q{text}", text[1:])
        if not is_kept or any(
            _earned(item, variable, one) > 0 for one in longer if one not in shares
        ):
            raise RefuseError(UNTOLD, DECLARE)


def require_numbers(
    item: QtiItem, variable: Variable, found: Sequence[Accepted], tolerance: Decimal
) -> None:
    """Refuse numbers whose neighbours earn points beyond the tolerance."""
    known = {Decimal(form.text) for form in found}
    step = Decimal(1) if variable.base == "integer" else NEAR
    for value in known:
        for beside in (value - tolerance - step, value + tolerance + step):
            if beside not in known and _earned(item, variable, f"{beside:f}") > 0:
                raise RefuseError(UNTOLD, DECLARE)


def _require_rules(item: QtiItem) -> None:
    if not item.has_rules:
        raise RefuseError(NO_RULE, GIVE_KEY)


def _earned(item: QtiItem, variable: Variable, raw: str | None) -> float:
    return item.score({variable.name: raw}) or 0


def _named(item: QtiItem, variable: Variable) -> Iterator[str]:
    """Yield every value that the rules or the mapping compare an answer with."""
    entries, _node = mapping(variable)
    yield from (entry.key for entry in entries if _is_of(variable, entry.key))
    for node in item.root.iterfind("responseProcessing//baseValue"):
        text = text_of(node)
        if text and _is_of(variable, text):
            yield text


def _is_of(variable: Variable, text: str) -> bool:
    if variable.base == "string":
        return True
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and (variable.base == "float" or value == int(value))
