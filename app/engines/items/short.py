r"""Short answer: one line of text, compared with accepted forms; the rest goes to a person.

An accepted form may hold `*` for any text (`\*` for the sign itself) and may earn a share. Where
there is a rubric, an answer that fits no form waits for a person; without one it earns nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.engines.items import written
from app.engines.items.base import Content, Example, Item, Outcome, Part
from app.engines.items.blank import read_matching
from app.engines.items.fields import LONGEST_STEM, Fields
from app.engines.items.normalize import Matching
from app.engines.items.sealed import read_once
from app.engines.items.written import Guidance
from app.kernel.problem import Problem
from app.kernel.text import msg

NAME = "short"
LABEL = msg("Short answer")
MOST_ANSWERS = 50
LONGEST_ANSWER = 2000
_STAR = re.compile(r"\\\*|\*")


@dataclass(frozen=True, slots=True)
class Form:
    """One form an answer may take: its share of the points and the reply to it."""

    text: str
    share: Fraction
    why: str

    def fits(self, typed: str, match: Matching) -> bool:
        """Whether a typed answer has this form."""
        pieces = [match.key(piece.replace("\\*", "*")) for piece in pieces_of(self.text)]
        pattern = ".*".join(re.escape(piece) for piece in pieces)
        return re.fullmatch(pattern, match.key(typed), re.DOTALL) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Item):
    """A question with a short written answer."""

    answers: tuple[Form, ...]
    match: Matching
    guidance: Guidance


def pieces_of(text: str) -> list[str]:
    r"""Return a form cut at its stars.

    >>> pieces_of("a*b"), pieces_of(r"2\*3")
    (['a', 'b'], ['2\\*3'])
    """
    pieces, start = [], 0
    for found in _STAR.finditer(text):
        if found.group() == "*":
            pieces.append(text[start : found.start()])
            start = found.end()
    return [*pieces, text[start:]]


@read_once
def read(content: Content) -> Short:
    """Return the item, or raise InvalidError with all problems."""
    item, fields = _parse(content)
    fields.require()
    return item


def check(content: Content) -> list[Problem]:
    """Return errors: no way to mark, or a form that accepts everything."""
    return _parse(content)[1].problems


def read_value(_content: Content, raw: object) -> str | None:
    """Return what was typed."""
    text = written.read_text(raw, LONGEST_ANSWER)
    return text and text.strip()


def assess(content: Content, value: str | None) -> Outcome:
    """Give the share of the best form that fits; else leave it to a person, or give nothing."""
    item = read(content)
    if value is None:
        return Outcome(Fraction(0), (_part(item, "", None),))
    fitting = [form for form in item.answers if form.fits(value, item.match)]
    best = max(fitting, key=lambda form: form.share, default=None)
    if (best is None or not best.share) and item.guidance.rubric:
        return written.for_person(item.guidance, value)
    return Outcome(best.share if best else Fraction(0), (_part(item, value, best),))


def present(content: Content, _seed: int | None) -> dict[str, Any]:
    """Return the limit."""
    return written.shown(read(content).guidance)


def full_value(content: Content) -> str:
    """Return the first form that earns everything, or the model answer where a person marks."""
    item = read(content)
    full = next((form for form in item.answers if form.share == 1), None)
    if full is None:
        return item.guidance.model or item.stem
    return "".join(piece.replace("\\*", "*") for piece in pieces_of(full.text))


def _part(item: Short, given: str, form: Form | None) -> Part:
    full = next((one.text for one in item.answers if one.share == 1), item.guidance.model)
    return Part(
        id="1",
        given=given,
        expected=full,
        why=form.why if form else "",
        is_chosen=bool(given),
        is_right=form is not None and form.share == 1,
    )


def _parse(content: Content) -> tuple[Short, Fields]:
    fields = Fields(content)
    kind = fields.one_of("kind", [NAME], NAME)
    stem = fields.text("stem", limit=LONGEST_STEM)
    match = read_matching(fields.child("match", required=False))
    item = Short(
        kind=kind,
        stem=stem,
        match=match,
        answers=_answers(fields, match),
        guidance=written.read_guidance(fields),
        explain=fields.text("explain", required=False),
    )
    fields.finish()
    if not item.guidance.rubric and not any(form.share == 1 for form in item.answers):
        fields.wrong(
            "answers",
            msg("No answer earns all points, and there is no rubric."),
            msg("Give an answer with the share 1, or a rubric for a person."),
        )
    return item, fields


def _answers(fields: Fields, match: Matching) -> tuple[Form, ...]:
    raw = fields.get("answers")
    if not isinstance(raw, list) or len(raw) > MOST_ANSWERS:
        if fields.has("answers"):
            fields.wrong("answers", msg("This must be a list of at most %(n)s.", n=MOST_ANSWERS))
        return ()
    forms = []
    for place, entry in enumerate(raw):
        child = Fields(entry, fields.path(f"answers.{place}"), fields.problems)
        text = child.text("text")
        share = Fraction(child.number("share", default=Decimal(1)))
        if not 0 <= share <= 1:
            child.wrong("share", msg("A share is from 0 to 1."))
        if share and not any(match.key(piece) for piece in pieces_of(text)):
            child.wrong("text", msg("This accepts every answer."), msg("Name what must be in it."))
        forms.append(Form(text, share, child.text("why", required=False)))
        child.finish()
    return tuple(forms)


_EXAMPLE: Content = {
    "kind": NAME,
    "stem": "Name an amphibian.",
    "answers": [
        {"text": "frog", "why": "Yes."},
        {"text": "*toad", "share": 0.5, "why": "Nearly."},
        {"text": "cat", "share": 0, "why": "A cat is a mammal."},
    ],
}
_BY_PERSON: Content = {**_EXAMPLE, "rubric": [{"id": "a", "points": 1, "text": "An amphibian."}]}
EXAMPLES = (
    Example(_EXAMPLE, "Frog", Fraction(1)),
    Example(_EXAMPLE, "green toad", Fraction(1, 2)),
    Example(_EXAMPLE, "cat", Fraction(0)),
    Example(_BY_PERSON, "frog.", Fraction(1)),
    Example(_BY_PERSON, "newt", Fraction(0)),
)
