"""Kinds of item → interactions of QTI."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange.export.base import OmitError, keys_of, no_place, plain
from app.engines.bankfiles.interchange.export.qti import rules
from app.engines.bankfiles.interchange.export.qti.html import Texts
from app.engines.bankfiles.interchange.export.qti.rules import Asked, Element, element
from app.engines.bankfiles.interchange.qti.item import UNIT
from app.engines.items.html import plain as words
from app.kernel.text import msg

Content = Mapping[str, Any]
LONGEST_FIELD = "40"


class Writer:
    """One question while it is written; `name` begins the names of its variables."""

    def __init__(self, content: Content, texts: Texts, name: str, score: str) -> None:
        self.content = content
        self.texts = texts
        self.name = name
        self.asked = Asked(score)

    def write(self) -> Asked:
        """Return the question in QTI."""
        kind = str(self.content["kind"])
        if kind not in WRITERS:
            raise no_place(kind)
        WRITERS[kind](self)
        return self.asked

    def stem(self) -> list[Element]:
        """Return the blocks of the stem."""
        return self.texts.blocks(str(self.content["stem"]))

    def choice(self) -> None:
        """Single and multiple choice."""
        content, keys = self.content, keys_of(self.content)
        is_many = content["kind"] == "multiple"
        fixed = set(content.get("fixed", ()))
        options = []
        for id_, option in content["options"].items():
            node = element("simpleChoice", identifier=id_, fixed="true" if id_ in fixed else "")
            options.append(self.texts.fill(node, option["text"]))
        node = element(
            "choiceInteraction",
            *options,
            responseIdentifier=self.name,
            shuffle="false" if fixed >= set(content["options"]) else "true",
            maxChoices="0" if is_many else "1",
        )
        self._chosen(keys, list(content["options"]), is_many=is_many)
        self.asked.body = [*self.stem(), node]

    def judge(self) -> None:
        """True or false: two fixed choices."""
        sides = {"true": "正确", "false": "错误"}
        options = [
            element("simpleChoice", text=text, identifier=side, fixed="true")
            for side, text in sides.items()
        ]
        node = element(
            "choiceInteraction",
            *options,
            responseIdentifier=self.name,
            shuffle="false",
            maxChoices="1",
        )
        self._chosen([str(self.content["key"]).lower()], list(sides), is_many=False)
        self.asked.body = [*self.stem(), node]

    def hotspot(self) -> None:
        """A picture with regions."""
        content = self.content
        path, kind, alt = self.texts.picture(str(content["image"]))
        picture = element(
            "object",
            text=alt,
            data=path,
            type=kind,
            width=str(content["width"]),
            height=str(content["height"]),
        )
        regions = [
            element(
                "hotspotChoice",
                identifier=id_,
                shape=region["shape"],
                coords=",".join(plain(one) for one in region["coords"]),
                hotspotLabel=region.get("text", ""),
            )
            for id_, region in content["regions"].items()
        ]
        if any("." in region.get("coords") for region in regions):
            raise OmitError(msg("Coordinates of regions must be whole numbers in this format."))
        is_many = len(content["key"]) > 1
        node = element(
            "hotspotInteraction",
            picture,
            *regions,
            responseIdentifier=self.name,
            maxChoices="0" if is_many else "1",
        )
        self._chosen(sorted(content["key"]), list(content["regions"]), is_many=is_many)
        self.asked.body = [*self.stem(), node]

    def _chosen(self, keys: Sequence[str], ids: Sequence[str], *, is_many: bool) -> None:
        """Declare a choice and share its points; a mapping says what our rules say."""
        scoring = self.content.get("scoring", "all_or_nothing")
        cardinality = "multiple" if is_many else "single"
        if not is_many or scoring == "all_or_nothing":
            self.asked.declared = [rules.response(self.name, "identifier", cardinality, keys)]
            self.asked.rules = [rules.when(rules.matches(self.name), self.asked.score)]
            return
        wrong = [id_ for id_ in ids if id_ not in keys]
        loss = len(keys) if scoring == "partial" else len(keys) / max(1, len(wrong))
        worth = {id_: 1.0 if id_ in keys else -float(loss) for id_ in ids}
        self.asked.declared = [rules.response(self.name, "identifier", "multiple", keys, worth)]
        self.asked.rules = [rules.mapped(self.asked.score, self.name)]
        self.asked.most = float(len(keys))

    def number(self) -> None:
        """A number within its tolerance."""
        key, unit = self.content["key"], self.content.get("unit", "")
        field = element(
            "textEntryInteraction", responseIdentifier=self.name, expectedLength=LONGEST_FIELD
        )
        line = element("p", field)
        if unit:
            field.tail = " "
            line.append(element("span", text=unit, **{"class": UNIT}))
        self.asked.declared = [rules.response(self.name, "float", "single", [plain(key["value"])])]
        self.asked.rules = [rules.when(_equal(self.name, key), self.asked.score)]
        self.asked.body = [*self.stem(), line]

    def order(self) -> None:
        """Parts in their order; by neighbours where points are shared."""
        content, key = self.content, self.content["key"]
        parts = [
            self.texts.fill(element("simpleChoice", identifier=id_), text)
            for id_, text in content["parts"].items()
        ]
        node = element("orderInteraction", *parts, responseIdentifier=self.name, shuffle="true")
        self.asked.declared = [rules.response(self.name, "identifier", "ordered", key)]
        self.asked.body = [*self.stem(), node]
        if content.get("scoring") != "per_pair":
            self.asked.rules = [rules.when(rules.matches(self.name), self.asked.score)]
            return
        self.asked.most = float(len(key) - 1)
        self.asked.rules = [rules.set_value(self.asked.score, rules.number(0))]
        for first, second in pairwise(key):
            more = element("sum", rules.variable(self.asked.score), rules.number(1))
            self.asked.rules.append(
                element(
                    "responseCondition",
                    element(
                        "responseIf",
                        rules.holds_pair(self.name, first, second),
                        rules.set_value(self.asked.score, more),
                    ),
                )
            )

    def match(self) -> None:
        """Two lists: matching and classification."""
        content = self.content
        is_match = content["kind"] == "match"
        left = content["left" if is_match else "entries"]
        right = content["right" if is_match else "groups"]
        sets = [
            element(
                "simpleMatchSet",
                *(self._associable(f"L{id_}", text, "1") for id_, text in left.items()),
            ),
            element(
                "simpleMatchSet",
                *(
                    self._associable(f"R{id_}", text, "1" if is_match else "0")
                    for id_, text in right.items()
                ),
            ),
        ]
        node = element(
            "matchInteraction",
            *sets,
            responseIdentifier=self.name,
            shuffle="true",
            maxAssociations=str(len(left)),
        )
        pairs = [f"L{id_} R{content['key'][id_]}" for id_ in left]
        self._paired(pairs, is_all=content.get("scoring") == "all_or_nothing")
        self.asked.body = [*self.stem(), node]

    def _associable(self, id_: str, text: str, most: str) -> Element:
        node = element("simpleAssociableChoice", identifier=id_, matchMax=most)
        return self.texts.fill(node, text)

    def _paired(self, pairs: Sequence[str], *, is_all: bool) -> None:
        if is_all:
            self.asked.declared = [rules.response(self.name, "directedPair", "multiple", pairs)]
            self.asked.rules = [rules.when(rules.matches(self.name), self.asked.score)]
            return
        worth = dict.fromkeys(pairs, 1.0)
        self.asked.declared = [rules.response(self.name, "directedPair", "multiple", pairs, worth)]
        self.asked.rules = [rules.mapped(self.asked.score, self.name)]
        self.asked.most = float(len(pairs))

    def gaps(self) -> None:
        """Gaps in a text: typed, numbers, lists."""
        content = self.content
        held = content["blanks"] if content["kind"] == "blank" else content["gaps"]
        words_ = content.get("words", {})
        is_exact = content.get("match", {}).get("case") == "exact"
        fields: dict[str, Element] = {}
        earned: list[tuple[Element, float]] = []
        for id_, gap in held.items():
            name = f"{self.name}_{id_}" if len(held) > 1 else self.name
            fields[id_], rule = self._gap(name, gap, words_, is_exact=is_exact)
            earned.append((rule, float(gap.get("weight", 1))))
        self.asked.body = self.texts.blocks(str(content["stem"]), lambda number: fields[number])
        self._summed(earned, is_all=content.get("scoring") == "all_or_nothing")

    def _gap(
        self, name: str, gap: Content, words_: Mapping[str, str], *, is_exact: bool
    ) -> tuple[Element, Element]:
        """Return the field of a gap, and the condition under which it is right."""
        if "accept" in gap:
            field = element(
                "textEntryInteraction", responseIdentifier=name, expectedLength=LONGEST_FIELD
            )
            worth = dict.fromkeys(gap["accept"], 1.0)
            first = gap["accept"][:1]
            self.asked.declared.append(
                rules.response(name, "string", "single", first, worth, is_case_free=not is_exact)
            )
            mapped = element("mapResponse", identifier=name)
            return field, element("gt", mapped, rules.number(0))
        if "value" in gap:
            field = element(
                "textEntryInteraction", responseIdentifier=name, expectedLength=LONGEST_FIELD
            )
            self.asked.declared.append(
                rules.response(name, "float", "single", [plain(gap["value"])])
            )
            return field, _equal(name, gap)
        options = gap.get("options") or words_
        choices = [
            element("inlineChoice", text=words(text) or text, identifier=id_)
            for id_, text in options.items()
        ]
        field = element(
            "inlineChoiceInteraction", *choices, responseIdentifier=name, shuffle="true"
        )
        self.asked.declared.append(rules.response(name, "identifier", "single", [gap["key"]]))
        return field, rules.matches(name)

    def _summed(self, earned: Sequence[tuple[Element, float]], *, is_all: bool) -> None:
        score = self.asked.score
        if is_all or len(earned) == 1:
            condition = rules.both([rule for rule, _ in earned])
            self.asked.rules = [rules.when(condition, score)]
            return
        self.asked.most = sum(weight for _, weight in earned)
        self.asked.rules = [rules.set_value(score, rules.number(0))]
        for rule, weight in earned:
            more = element("sum", rules.variable(score), rules.number(weight))
            branch = element("responseIf", rule, rules.set_value(score, more))
            self.asked.rules.append(element("responseCondition", branch))

    def short(self) -> None:
        """A short answer: forms with what they earn, in one line."""
        forms = self.content.get("answers", [])
        if not any(form.get("share", 1) == 1 for form in forms):
            self.essay()
            return
        is_exact = self.content.get("match", {}).get("case") == "exact"
        worth = {form["text"]: float(form.get("share", 1)) for form in forms}
        first = next(form["text"] for form in forms if form.get("share", 1) == 1)
        self.asked.declared = [
            rules.response(self.name, "string", "single", [first], worth, is_case_free=not is_exact)
        ]
        self.asked.rules = [rules.mapped(self.asked.score, self.name)]
        self.asked.body = [*self.stem(), self._field("1")]

    def essay(self) -> None:
        """A text that a person marks."""
        self.asked.declared = [rules.response(self.name, "string", "single", [])]
        self.asked.body = [*self.stem(), self._field("10")]
        model = self.content.get("model", "")
        if model:
            said = self.texts.blocks(model)
            self.asked.body.append(element("rubricBlock", *said, view="scorer"))

    def _field(self, lines: str) -> Element:
        return element("extendedTextInteraction", responseIdentifier=self.name, expectedLines=lines)


def _equal(name: str, key: Content) -> Element:
    """Whether a number lies within its tolerance."""
    tolerance = key.get("tolerance", 0)
    node = element("equal", rules.variable(name), element("correct", identifier=name))
    node.set("toleranceMode", "absolute" if tolerance else "exact")
    if tolerance:
        node.set("tolerance", f"{plain(tolerance)} {plain(tolerance)}")
    return node


WRITERS: Mapping[str, Callable[[Writer], None]] = MappingProxyType(
    {
        "single": Writer.choice,
        "multiple": Writer.choice,
        "judge": Writer.judge,
        "hotspot": Writer.hotspot,
        "number": Writer.number,
        "order": Writer.order,
        "match": Writer.match,
        "classify": Writer.match,
        "blank": Writer.gaps,
        "cloze": Writer.gaps,
        "short": Writer.short,
        "essay": Writer.essay,
    }
)
