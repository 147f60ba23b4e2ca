"""Choice, hottext and hotspot interactions → single, multiple, judge and hotspot items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from lxml import etree

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Choice
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.qti import rules
from app.engines.bankfiles.interchange.qti.item import NO_SCORE, TRUE, QtiItem
from app.engines.bankfiles.interchange.qti.processing.declarations import mapping
from app.engines.bankfiles.interchange.qti.rules import (
    ANYTHING,
    BROUGHT,
    FEW,
    GIVE_KEY,
    NO_KEY,
    NO_RULE,
    PAY_ONE,
)
from app.engines.bankfiles.interchange.qti.tree import text_of
from app.engines.items import multiple
from app.kernel.text import msg

NEAR = 1e-6
JUDGED = {"true": True, "false": False, "对": True, "错": False, "正确": True, "错误": False}


class Keyed:
    """An interaction whose answers are identifiers: which are right, and how they share points."""

    def __init__(
        self, item: QtiItem, node: etree._Element, choices: Sequence[etree._Element]
    ) -> None:
        self.item = item
        self.node = node
        self.name = node.get("responseIdentifier", "")
        self.variable = item.variable(node)
        self.ids = [choice.get("identifier", "") for choice in choices]
        self.is_single = self.variable.cardinality == "single" or node.get("maxChoices") == "1"
        self.keys = self._keys()

    def earned(self, chosen: Sequence[str]) -> float | None:
        """Return what a choice of identifiers earns."""
        single = self.variable.cardinality == "single"
        raw = (chosen[0] if chosen else None) if single else list(chosen)
        return self.item.score({self.name: raw})

    def _keys(self) -> list[str]:
        declared = (
            [str(one) for one in self.variable.correct.items] if self.variable.correct else []
        )
        if unknown := [key for key in declared if key not in self.ids]:
            raise RefuseError(
                msg("The key %(key)s names no choice: nobody could answer right.", key=unknown[0]),
                GIVE_KEY,
            )
        by_rule = self._by_rule()
        if not declared:
            declared = by_rule or self._by_mapping()
        if not declared and not self.is_single:
            declared = rules.chosen(self.item, self.variable, self.ids)
        if not declared:
            raise self._unkeyed()
        if by_rule and set(by_rule) != set(declared):
            raise RefuseError(
                msg(
                    "The declared key (%(declared)s) and the rule of marking (%(rule)s) disagree.",
                    declared=", ".join(declared),
                    rule=", ".join(by_rule),
                ),
                GIVE_KEY,
            )
        self._check_full(declared)
        return declared

    def _unkeyed(self) -> RefuseError:
        if not self.item.has_rules:
            return RefuseError(NO_RULE, GIVE_KEY)
        if self.earned([]):
            return RefuseError(ANYTHING, PAY_ONE)
        return RefuseError(NO_KEY, GIVE_KEY)

    def _by_mapping(self) -> list[str]:
        entries, _node = mapping(self.variable)
        return [entry.key for entry in entries if entry.mapped > 0 and entry.key in self.ids]

    def _by_rule(self) -> list[str]:
        """Return the one option that the rules reward most, for a single choice."""
        if not self.is_single:
            return []
        scores = {id_: self.earned([id_]) for id_ in self.ids}
        known = {id_: score for id_, score in scores.items() if score is not None}
        if not known or max(known.values()) <= 0:
            return []
        best = max(known.values())
        return [id_ for id_, score in known.items() if score == best]

    def _check_full(self, keys: Sequence[str]) -> None:
        full = self.earned(keys)
        if full is None:
            failed = self.item.rules_failed({self.name: list(keys)})
            if failed:
                self.item.draft.warn(
                    msg(
                        "The rule of marking uses %(name)s, which is not evaluated here;"
                        " the declared key was taken.",
                        name=failed,
                    )
                )
            elif self.item.root.find("responseProcessing") is not None:
                self.item.draft.warn(NO_SCORE)
        elif full <= 0 and not self.item.is_composite:
            raise RefuseError(
                msg("Even the declared key earns nothing by the rule of marking."), GIVE_KEY
            )

    def share(self, id_: str) -> float:
        """Return the share of the points that an option earns where one is chosen."""
        full = self.earned(self.keys)
        if id_ in self.keys or not self.is_single or self.item.is_composite or not full:
            return float(id_ in self.keys)
        return max(0.0, (self.earned([id_]) or 0) / full)

    def scoring(self) -> str:
        """Return which of our rules the item follows; where it follows none, say so."""
        full = self.earned(self.keys)
        if not full or len(self.keys) == 1:
            return multiple.ALL
        tried = [(frozenset(one), self.earned(sorted(one))) for one in self._answers()]
        key = frozenset(self.keys)
        for rule in multiple.SCORINGS:
            if all(
                abs((score or 0) / full - multiple.share(rule, one, key, len(self.ids))) < NEAR
                for one, score in tried
            ):
                return rule
        gives_part = any(
            Fraction(0) < Fraction(score or 0) < Fraction(full) for one, score in tried if one < key
        )
        self.item.draft.warn(BROUGHT)
        return multiple.PENALTY if gives_part else multiple.ALL

    def _answers(self) -> Iterator[Sequence[str]]:
        if len(self.ids) <= FEW:
            for size in range(1, len(self.ids) + 1):
                yield from combinations(self.ids, size)
            return
        others = [id_ for id_ in self.ids if id_ not in self.keys]
        yield self.keys
        yield self.ids
        for key in self.keys:
            yield [one for one in self.keys if one != key]
            yield [key]
        for other in others:
            yield [*self.keys, other]
            yield [other]
            yield [self.keys[0], other]


def choice(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a single or multiple choice, or a judgement where the options are true and false."""
    choices = node.findall("simpleChoice")
    if len(choices) == 1:
        raise RefuseError(
            msg("The question offers only one option."),
            msg("Add wrong options in its system and export it again."),
        )
    keyed = Keyed(item, node, choices)
    texts = build.unnumbered(item.draft, [item.line(one) for one in choices])
    whys, common = _reasons(item, keyed, choices)
    explain = "\n\n".join(text for text in (common, explain) if text)
    if keyed.is_single and _is_judgement(texts):
        sides = [JUDGED[text.strip().lower()] for text in texts]
        key = sides[keyed.ids.index(keyed.keys[0])]
        reasons = {str(side).lower(): why for side, why in zip(sides, whys, strict=True)}
        build.judge(item.draft, stem, key=key, why=reasons, explain=explain)
        return
    is_shuffled = node.get("shuffle", "false") in TRUE
    made = [
        Choice(
            text,
            keyed.share(id_),
            why,
            not is_shuffled or one.get("fixed", "false") in TRUE,
        )
        for one, id_, text, why in zip(choices, keyed.ids, texts, whys, strict=True)
    ]
    if keyed.is_single:
        build.single(item.draft, stem, made, explain)
    else:
        build.several(item.draft, stem, made, explain, keyed.scoring())


def hottext(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a choice of the words that can be pointed at in a text."""
    words = list(node.iter("hottext"))
    keyed = Keyed(item, node, words)
    made = [
        Choice(item.line(one), float(id_ in keyed.keys), "", is_fixed=True)
        for one, id_ in zip(words, keyed.ids, strict=True)
    ]
    item.draft.warn(msg("Words to point at in the text became options below it."))
    whole = "\n\n".join(part for part in (stem, item.line_of_text(node)) if part)
    if keyed.is_single:
        build.single(item.draft, whole, made, explain)
    else:
        build.several(item.draft, whole, made, explain, keyed.scoring())


def hotspot(item: QtiItem, node: etree._Element, stem: str, explain: str = "") -> None:
    """Make a hotspot item of a picture and its regions."""
    regions = node.findall("hotspotChoice")
    keyed = Keyed(item, node, regions)
    picture = node.find("object") if node.find("object") is not None else node.find("img")
    if picture is None:
        raise RefuseError(msg("The picture is missing."), msg("Export the item with its files."))
    source = picture.get("data") or picture.get("src") or ""
    number = item.media.figure(source, picture.get("alt") or text_of(picture))
    width, height = item.media.size_of(number, picture.get("width"), picture.get("height"))
    named = dict(zip(build.LETTERS, regions, strict=False))
    letters = dict(zip(keyed.ids, build.LETTERS, strict=False))
    item.draft.content = {
        "kind": "hotspot",
        "stem": stem,
        "image": number,
        "width": width,
        "height": height,
        "regions": {letter: _region(one) for letter, one in named.items()},
        "key": sorted(letters[key] for key in keyed.keys),
        "scoring": multiple.ALL if keyed.is_single else keyed.scoring(),
    }
    build.explained(item.draft, explain)


def _region(node: etree._Element) -> dict[str, object]:
    shape = node.get("shape", "rect")
    if shape not in ("rect", "circle", "poly"):
        raise RefuseError(
            msg("A region has the shape %(shape)s.", shape=shape),
            msg("Use rectangles, circles or polygons."),
        )
    coords = [build.whole(one) for one in coords_of(node)]
    made: dict[str, object] = {"shape": shape, "coords": coords}
    if label := node.get("hotspotLabel"):
        made["text"] = label[:100]
    return made


def coords_of(node: etree._Element) -> list[float]:
    """Return the numbers of `coords`."""
    words = node.get("coords", "").replace(",", " ").split()
    try:
        return [float(word) for word in words]
    except ValueError as error:
        raise RefuseError(
            msg("A region has no coordinates."), msg("Export the item again from its system.")
        ) from error


def _reasons(
    item: QtiItem, keyed: Keyed, choices: Sequence[etree._Element]
) -> tuple[list[str], str]:
    """Return the reply to each option, and what is said whatever was chosen."""
    inline = [_inline(item, one) for one in choices]
    shown = [set(item.shown_feedback({keyed.name: _raw(keyed, id_)})) for id_ in keyed.ids]
    common = set.intersection(*shown) if shown else set()
    replies = [
        "\n".join(text for text in (inner, item.modal(sorted(ids - common))) if text)
        for inner, ids in zip(inline, shown, strict=True)
    ]
    return replies, item.modal(sorted(common))


def _raw(keyed: Keyed, id_: str) -> str | list[str]:
    return id_ if keyed.variable.cardinality == "single" else [id_]


def _inline(item: QtiItem, node: etree._Element) -> str:
    texts = [item.line(one) for one in node.iter("feedbackInline")]
    return "\n".join(text for text in texts if text)


def _is_judgement(texts: Sequence[str]) -> bool:
    return len(texts) == 2 and {JUDGED.get(text.strip().lower()) for text in texts} == {True, False}  # noqa: PLR2004
