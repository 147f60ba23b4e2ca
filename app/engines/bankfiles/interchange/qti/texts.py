"""Text entry, inline choice, extended text and slider → fill-in, number, cloze, short, essay."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Accepted
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.qti import rules
from app.engines.bankfiles.interchange.qti.choices import Keyed
from app.engines.bankfiles.interchange.qti.item import NO_SCORE, QtiItem
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable, mapping
from app.engines.bankfiles.interchange.qti.rules import GIVE_KEY, NO_KEY
from app.engines.bankfiles.interchange.qti.tree import text_of
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.items import cloze
from app.kernel.text import msg

NUMERIC = ("integer", "float")


def entry(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a number, a fill-in or a short answer of one typed text."""
    variable = item.variable(node)
    if item.is_for_person and variable.correct is None and not mapping(variable)[0]:
        item.draft.warn(msg("A person marks this answer, so the field for it became an essay."))
        extended(item, node, stem.replace("【1】", "____"), explain)
        return
    if variable.base in NUMERIC:
        if variable.base == "integer" and variable.correct is None:
            found = rules.forms(item, variable)
            if len(found) > 1:
                _numbers_typed(item, variable, stem, found, explain)
                return
        value, tolerance = numeric(item, variable)
        bare = stem.removesuffix("【1】").rstrip() if stem.rstrip().endswith("【1】") else stem
        bare = bare.replace("【1】", "____")
        build.number(item.draft, bare, value, tolerance, item.unit, explain)
        return
    forms, is_exact = accepted(item, variable)
    short_answer(item.draft, stem, forms, explain, is_case_exact=is_exact)


def _numbers_typed(
    item: QtiItem, variable: Variable, stem: str, found: Sequence[Accepted], explain: str
) -> None:
    """Make a short answer of whole numbers that earn different shares."""
    rules.require_numbers(item, variable, found, Decimal(0))
    item.draft.warn(
        msg(
            "Several numbers earn points; the field became a short answer, which compares them"
            " as they are written."
        )
    )
    short_answer(item.draft, stem, found, explain)
    item.draft.content["match"] = {"punctuation": "exact"}


def numeric(item: QtiItem, variable: Variable) -> tuple[Decimal, Decimal]:
    """Return the right number and the tolerance that the rules allow."""
    if variable.correct is None:
        return _number_by_rule(item, variable)
    text = text_of(variable.node.find("correctResponse/value"))
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise RefuseError(NO_KEY, GIVE_KEY) from error
    tolerance = _tolerance(item, variable.name, value)
    _check(item, variable, str(value))
    return value, tolerance


def _number_by_rule(item: QtiItem, variable: Variable) -> tuple[Decimal, Decimal]:
    found = rules.forms(item, variable)
    if len(found) > 1:
        raise RefuseError(rules.UNTOLD, rules.DECLARE)
    value = Decimal(found[0].text)
    tolerance = _tolerance(item, variable.name, value)
    rules.require_numbers(item, variable, found, tolerance)
    return value, tolerance


def _tolerance(item: QtiItem, name: str, value: Decimal) -> Decimal:
    for node in item.root.iterfind("responseProcessing//equal"):
        if not any(one.get("identifier") == name for one in node.iter("variable")):
            continue
        bounds = [_decimal(word) for word in node.get("tolerance", "").split()]
        if not bounds or node.get("toleranceMode", "exact") == "exact":
            return Decimal(0)
        if len(set(bounds)) > 1:
            item.draft.warn(
                msg("The tolerance was not the same on both sides; the smaller one was taken.")
            )
        bound = min(bounds)
        return abs(value) * bound / 100 if node.get("toleranceMode") == "relative" else bound
    return Decimal(0)


def _decimal(word: str) -> Decimal:
    try:
        return abs(Decimal(word))
    except InvalidOperation as error:
        raise RefuseError(
            msg("The tolerance is not a number."), msg("Write the tolerance as a number.")
        ) from error


def accepted(item: QtiItem, variable: Variable) -> tuple[list[Accepted], bool]:
    """Return the accepted forms with their shares, and whether letter case counts."""
    entries, node = mapping(variable)
    best = max((one.mapped for one in entries), default=0.0)
    forms = [Accepted(one.key, one.mapped / best) for one in entries if one.mapped > 0]
    declared = [str(one) for one in variable.correct.items] if variable.correct else []
    is_declared = True
    forms = [
        Accepted(text) for text in declared if text not in {form.text for form in forms}
    ] + forms
    if not forms:
        forms = rules.forms(item, variable)
        rules.require_words(item, variable, forms)
        is_declared = False
    full = next((form.text for form in forms if form.share == 1), "")
    _check(item, variable, full)
    rules.require_wrong(item, variable, full)
    if len({one.is_case_exact for one in entries if one.mapped > 0}) > 1:
        item.draft.warn(
            msg("Capital letters counted in some answers only; now they count in all or in none.")
        )
    swapped = full.swapcase()
    lenient = item.score({variable.name: swapped}) if swapped != full else None
    strict = item.score({variable.name: full})
    is_exact = lenient is not None and strict is not None and lenient < strict
    return forms, is_exact and (node is not None or not is_declared)


def _check(item: QtiItem, variable: Variable, full: str) -> None:
    raw: Any = full if variable.cardinality == "single" else [full]
    score = item.score({variable.name: raw})
    if score is None and item.root.find("responseProcessing") is not None and not item.has_rules:
        item.draft.warn(NO_SCORE)
    elif score is not None and score <= 0 and not item.is_composite:
        raise RefuseError(
            msg("Even the declared key earns nothing by the rule of marking."), GIVE_KEY
        )


def gaps(item: QtiItem, nodes: Sequence[etree._Element], stem: str, explain: str = "") -> None:
    """Make a cloze of several gaps in one text; only typed words make a fill-in item."""
    made = {str(place): gap(item, node) for place, node in enumerate(nodes, start=1)}
    _weigh(item, nodes, made)
    is_exact = any(one.pop("exact", False) for one in made.values())
    is_typed = all(set(one) == {"accept"} for one in made.values())
    if is_typed and len(made) <= 9:  # noqa: PLR2004 - the most a fill-in item takes
        build.blanks(item.draft, stem, list(made.values()), explain)
    else:
        item.draft.content = {"kind": "cloze", "stem": stem, "gaps": made}
        build.explained(item.draft, explain)
    if is_exact:
        item.draft.content["match"] = {"case": "exact"}
    if _is_all_or_nothing(item, nodes):
        item.draft.content["scoring"] = cloze.ALL


def gap(item: QtiItem, node: etree._Element) -> dict[str, Any]:
    """Return the gap of an inline choice or a text entry."""
    if node.tag == "inlineChoiceInteraction":
        return _list(item, node)
    variable = item.variable(node)
    if variable.base in NUMERIC:
        value, tolerance = numeric(item, variable)
        made: dict[str, Any] = {"value": build.plain_number(value)}
        return made | ({"tolerance": build.plain_number(tolerance)} if tolerance else {})
    forms, is_exact = accepted(item, variable)
    if any(form.share < 1 for form in forms):
        item.draft.warn(msg("Answers of a gap that earned a part of the points now earn nothing."))
    made = {"accept": [form.text for form in forms if form.share == 1]}
    return made | ({"exact": True} if is_exact else {})


def _list(item: QtiItem, node: etree._Element) -> dict[str, Any]:
    choices = node.findall("inlineChoice")
    keyed = Keyed(item, node, choices)
    named = dict(zip(build.LETTERS, [item.line(one) for one in choices], strict=False))
    letters = dict(zip(keyed.ids, build.LETTERS, strict=False))
    return {"options": named, "key": letters[keyed.keys[0]]}


def right_answers(item: QtiItem, nodes: Sequence[etree._Element]) -> dict[str, Any]:
    """Return the declared key of each interaction as a response."""
    found: dict[str, Any] = {}
    for node in nodes:
        variable = item.variable(node)
        if variable.correct is not None:
            texts = [_text(one) for one in variable.correct.items]
            found[variable.name] = texts[0] if variable.cardinality == "single" else texts
    return found


def _text(one: object) -> str:
    return " ".join(map(str, one)) if isinstance(one, tuple) else str(one)


def _weigh(item: QtiItem, nodes: Sequence[etree._Element], made: dict[str, dict[str, Any]]) -> None:
    """Give gaps their weights where the rules pay them differently."""
    right = right_answers(item, nodes)
    scores = [
        item.score({name: raw for name, raw in right.items() if name == item.variable(node).name})
        for node in nodes
    ]
    positive = [score for score in scores if score and score > 0]
    if len(positive) != len(nodes) or len(set(positive)) == 1:
        return
    least = min(positive)
    for (_, one), score in zip(made.items(), positive, strict=True):
        weight = score / least
        if weight == int(weight) and 1 < weight <= cloze.MOST_WEIGHT:
            one["weight"] = int(weight)


def _is_all_or_nothing(item: QtiItem, nodes: Sequence[etree._Element]) -> bool:
    right = right_answers(item, nodes)
    full = item.score(right)
    if not full or len(right) < 2:  # noqa: PLR2004
        return False
    without_one = (
        item.score({other: raw for other, raw in right.items() if other != name}) for name in right
    )
    return all(not score for score in without_one)


def extended(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make an essay, or a short answer where the rules know the right words."""
    variable = item.processor.variables.get(node.get("responseIdentifier", ""))
    if variable is not None and mapping(variable)[0] and variable.base == "string":
        forms, is_exact = accepted(item, variable)
        short_answer(item.draft, stem, forms, explain, is_case_exact=is_exact)
        return
    item.draft.content = {"kind": "essay", "stem": stem}
    model = item.rubric
    if variable is not None and variable.correct is not None:
        model = "\n\n".join(part for part in (str(variable.correct.first).strip(), model) if part)
    if model:
        item.draft.content["model"] = model
    build.explained(item.draft, explain)


def slider(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a numeric item of a slider."""
    variable = item.variable(node)
    value, tolerance = numeric(item, variable)
    item.draft.warn(msg("The slider became a field for a number."))
    build.number(item.draft, stem, value, tolerance, explain=explain)
