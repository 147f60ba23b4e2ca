"""Order, match, associate and gap match interactions → order, match, classify and cloze items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.qti.item import NO_SCORE, QtiItem
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable, mapping
from app.engines.bankfiles.interchange.qti.rules import BROUGHT, GIVE_KEY, NO_KEY
from app.engines.items import cloze, order
from app.engines.items import match as matches
from app.kernel.text import msg

NEAR = 1e-6
ONE_PARTNER = msg("Give every entry exactly one partner.")


def ordered(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a put-in-order item."""
    variable = item.variable(node)
    texts = {one.get("identifier", ""): item.line(one) for one in node.iterfind("simpleChoice")}
    ids = _identifiers(variable, texts)
    if len(ids) != len(texts):
        raise RefuseError(
            msg("The key does not put every part in its place."), msg("Give every part a place.")
        )
    right = [texts[id_] for id_ in ids]
    build.ordered(item.draft, stem, right, explain, listed=list(texts.values()))
    full = _checked(item, variable, ids)
    turned = [ids[-1], *ids[:-1]]
    gives_part = full is not None and (item.score({variable.name: turned}) or 0) > 0
    item.draft.content["scoring"] = order.PER_PAIR if gives_part else order.ALL


def match(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a matching item, or a classification where partners repeat."""
    sets = node.findall("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004
        raise RefuseError(msg("There are no two lists to match."), GIVE_KEY)
    left, right = ({one.get("identifier", ""): item.line(one) for one in part} for part in sets)
    variable = item.variable(node)
    pairs = _pairs(variable)
    if {a for a, _ in pairs} <= set(right):
        pairs = [(b, a) for a, b in pairs]
    firsts = [a for a, _ in pairs]
    if len(set(firsts)) < len(firsts) and len({b for _, b in pairs}) == len(pairs):
        left, right, pairs = right, left, [(b, a) for a, b in pairs]
    partners = dict(pairs)
    if (
        len(partners) != len(pairs)
        or set(partners) != set(left)
        or not set(partners.values()) <= set(right)
    ):
        raise RefuseError(msg("An entry has no partner, or several."), ONE_PARTNER)
    given = [(left[id_], right[partners[id_]]) for id_ in left]
    spare = [text for id_, text in right.items() if id_ not in partners.values()]
    build.pairs(item.draft, stem, given, explain, spare, order=list(right.values()))
    _scored(item, variable)


def associate(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a matching item of pairs within one list."""
    texts = {
        one.get("identifier", ""): item.line(one) for one in node.iter("simpleAssociableChoice")
    }
    variable = item.variable(node)
    pairs = _pairs(variable)
    used = [id_ for pair in pairs for id_ in pair]
    if len(set(used)) != len(used) or not set(used) <= set(texts):
        raise RefuseError(msg("An entry has no partner, or several."), ONE_PARTNER)
    item.draft.warn(msg("One list of things to pair became two lists."))
    spare = [text for id_, text in texts.items() if id_ not in used]
    build.pairs(item.draft, stem, [(texts[a], texts[b]) for a, b in pairs], explain, spare)
    _scored(item, variable)


def gap_match(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a cloze whose gaps share one list of words."""
    words = {one.get("identifier", ""): item.line(one) for one in node.iterfind("gapText")}
    if node.find("gapImg") is not None or not words:
        raise RefuseError(
            msg("Pictures are to be dragged into the text, which is not done here."),
            msg("Write it anew as one of the kinds of this bank."),
        )
    holes = list(node.iter("gap"))
    variable = item.variable(node)
    held = {gap: word for word, gap in _pairs(variable)}
    places = {one.get("identifier", ""): str(n) for n, one in enumerate(holes, start=1)}
    if set(held) != set(places) or not set(held.values()) <= set(words):
        raise RefuseError(msg("A gap has no word."), msg("Give every gap its word."))
    named = dict(zip(build.LETTERS, words.values(), strict=False))
    letters = dict(zip(words, build.LETTERS, strict=False))
    text = item.text_with(node, {one: f"【{places[one.get('identifier', '')]}】" for one in holes})
    item.draft.content = {
        "kind": "cloze",
        "stem": "\n\n".join(part for part in (stem, text) if part),
        "words": named,
        "gaps": {places[gap]: {"key": letters[held[gap]]} for gap in places},
    }
    build.explained(item.draft, explain)
    weights = _weights(item, variable)
    if _scored(item, variable, weights) == matches.ALL:
        item.draft.content["scoring"] = cloze.ALL
        return
    item.draft.content.pop("scoring", None)
    for (_word, gap), weight in zip(_pairs(variable), weights, strict=False):
        if weight > 1:
            item.draft.content["gaps"][places[gap]]["weight"] = weight


def _identifiers(variable: Variable, texts: dict[str, Any]) -> list[str]:
    if variable.correct is None:
        raise RefuseError(NO_KEY, GIVE_KEY)
    ids = [str(one) for one in variable.correct.items]
    if not set(ids) <= set(texts):
        raise RefuseError(
            msg("The key %(key)s names no choice: nobody could answer right.", key=", ".join(ids)),
            GIVE_KEY,
        )
    return ids


def _pairs(variable: Variable) -> list[tuple[str, str]]:
    if variable.correct is not None:
        return [tuple(one) for one in variable.correct.items]
    entries, _node = mapping(variable)
    found = [tuple(entry.key.split()) for entry in entries if entry.mapped > 0]
    pairs = [(one[0], one[1]) for one in found if len(one) == 2]  # noqa: PLR2004
    if not pairs:
        raise RefuseError(NO_KEY, GIVE_KEY)
    return pairs


def _checked(item: QtiItem, variable: Variable, raw: Sequence[str]) -> float | None:
    score = item.score({variable.name: list(raw)})
    if score is None:
        if item.root.find("responseProcessing") is not None and not item.has_rules:
            item.draft.warn(NO_SCORE)
        return None
    if score <= 0:
        if item.is_composite:
            return None
        raise RefuseError(
            msg("Even the declared key earns nothing by the rule of marking."), GIVE_KEY
        )
    return score


def _scored(item: QtiItem, variable: Variable, weights: Sequence[int] = ()) -> str:
    """Set whether one wrong pair loses everything, as the rules have it; say what is not kept."""
    pairs = _texts(_pairs(variable))
    full = _checked(item, variable, pairs)
    part = item.score({variable.name: pairs[:-1]}) if full is not None else None
    is_all = full is None or not part or len(pairs) < 2  # noqa: PLR2004
    kind = item.draft.content["kind"]
    per_one = "per_entry" if kind == "classify" else matches.PER_PAIR
    item.draft.content["scoring"] = matches.ALL if is_all else per_one
    if full and not is_all and not _is_kept(item, variable, full, weights or [1] * len(pairs)):
        item.draft.warn(BROUGHT)
    return str(item.draft.content["scoring"])


def _weights(item: QtiItem, variable: Variable) -> list[int]:
    """Return what each pair earns alone, as weights; all the same where they cannot be weights."""
    pairs = _pairs(variable)
    alone = [item.score({variable.name: [" ".join(pair)]}) or 0 for pair in pairs]
    if alone and min(alone) > 0:
        ratios = [score / min(alone) for score in alone]
        if all(ratio == int(ratio) <= cloze.MOST_WEIGHT for ratio in ratios):
            return [int(ratio) for ratio in ratios]
    return [1] * len(pairs)


def _is_kept(item: QtiItem, variable: Variable, full: float, weights: Sequence[int]) -> bool:
    """Whether single pairs, and a wrong pair beside right ones, earn what they earn with us."""
    pairs = _pairs(variable)
    total = sum(weights)
    tried = [([pair], weight) for pair, weight in zip(pairs, weights, strict=True)]
    wrong = (pairs[0][0], pairs[-1][1])
    tried.append(([*pairs[:-1], wrong], total - weights[-1]))
    shares = ((item.score({variable.name: _texts(given)}) or 0) / full for given, _ in tried)
    wanted = (right / total for _, right in tried)
    return all(abs(share - one) < NEAR for share, one in zip(shares, wanted, strict=True))


def _texts(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [" ".join(pair) for pair in pairs]
