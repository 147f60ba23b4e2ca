"""Data validation, judged by which values it lets in and keeps out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.practicals.checks import sheet_values as values
from app.engines.practicals.checks.aspect import Aspect, Phrase, Reading
from app.engines.practicals.checks.sheet_formulas import absent, shown
from app.engines.practicals.checks.sheet_probes import Spots, grouped, judged, said, tried
from app.engines.practicals.language.expectations import Expectation, listed
from app.engines.practicals.language.scalars import only
from app.engines.practicals.language.units import ValueProblemError
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.probing import Probe, validations_at
from app.engines.practicals.sheet.rules import Validation
from app.engines.practicals.sheet.select import Block
from app.engines.practicals.sheet.submission import Submission
from app.kernel.text import Message, msg


@dataclass(frozen=True, slots=True)
class Gate:
    """An expectation on validation: values let in, values kept out, the words shown."""

    accepted: tuple[Value, ...]
    rejected: tuple[Value, ...]
    is_list: bool = False
    prompt: Expectation | None = None
    error: Expectation | None = None

    def accepts(self, _value: object) -> bool:
        """Nothing is right by its looks."""
        return False

    def text(self) -> Message:
        """Return what may be typed and what may not."""
        parts = []
        if self.accepted:
            parts.append(msg("accepts %(values)s", values=_joined(self.accepted)))
        if self.rejected:
            parts.append(msg("refuses %(values)s", values=_joined(self.rejected)))
        if self.is_list:
            parts.append(msg("a list to choose from"))
        for name, item in ((msg("prompt"), self.prompt), (msg("error message"), self.error)):
            if item is not None:
                parts.append(msg("%(aspect)s %(value)s", aspect=name, value=item.text()))
        return listed(parts)


def _joined(items: Sequence[Value]) -> str:
    return "、".join(map(shown, items))


def gate(raw: object) -> Expectation:
    """Read `{accepts: […], rejects: […], list: true, prompt: …, error: …}`."""
    if not isinstance(raw, Mapping):
        raise ValueProblemError(msg("A group of keys and values is needed here."))
    only(raw, {"accepts", "rejects", "list", "prompt", "error"})
    lists = [raw.get(key) or [] for key in ("accepts", "rejects")]
    if not all(isinstance(items, list) for items in lists) or not any(lists):
        raise ValueProblemError(msg("Values to try are needed here."))
    return Gate(
        tuple(map(_typed, lists[0])),
        tuple(map(_typed, lists[1])),
        is_list=bool(raw.get("list", False)),
        prompt=values.text(raw["prompt"]) if "prompt" in raw else None,
        error=values.text(raw["error"]) if "error" in raw else None,
    )


def _typed(raw: object) -> Value:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw)
    return str(raw)


def read_gates(
    document: Submission, blocks: Sequence[Block], expectation: Expectation
) -> list[Reading]:
    """Try the values in the first and the last cell of each group of cells."""
    readings = [absent(block) for block in blocks if not block.cells]
    if not isinstance(expectation, Gate):
        return readings
    for rules, spots in grouped(blocks, validations_at):
        if not rules:
            readings += said(spots, False, msg("no data validation"))  # noqa: FBT003
        else:
            readings += judged(
                spots,
                lambda r=rules, s=spots: _try_gate(document, r, s, expectation),  # type: ignore[misc]
            )
    return readings


def _try_gate(
    document: Submission, rules: Sequence[Validation], spots: Spots, wish: Gate
) -> Message | None:
    for block, place in tried(spots):
        probe = Probe(document, block.sheet)
        for value in wish.accepted:
            if not probe.accepts(rules, place, value):
                return msg("%(value)s is refused", value=shown(value))
        for value in wish.rejected:
            if probe.accepts(rules, place, value):
                return msg("%(value)s is accepted", value=shown(value))
    if wish.is_list and not any(rule.kind == "list" and rule.in_cell_list for rule in rules):
        return msg("there is no list to choose from")
    for item, texts in (
        (wish.prompt, [rule.prompt for rule in rules]),
        (wish.error, [rule.error for rule in rules]),
    ):
        if item is not None and not any(map(item.accepts, texts)):
            return msg("the message is “%(name)s”", name="".join(texts))
    return None


VALIDATION_ASPECTS: dict[str, Aspect] = {
    "validation": Aspect(
        msg("data validation:"),
        gate,
        read_gates,
        msg(
            "Select all cells meant, set the rule under Data Validation with the style “Stop”, and "
            "try it with a value that must be refused."
        ),
        Phrase.MEASURE,
    ),
}
