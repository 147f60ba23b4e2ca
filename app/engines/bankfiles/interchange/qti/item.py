"""One QTI 2.x or 3.0 item: its texts, interactions, keys, and what the processing makes of them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.media import Load, Media
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.qti import keys
from app.engines.bankfiles.interchange.qti.processing import Processor, UnsupportedError
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable
from app.engines.bankfiles.interchange.qti.tree import text_of
from app.kernel.text import msg

HIDDEN = frozenset(
    {
        *("rubricBlock", "feedbackBlock", "feedbackInline", "infoControl", "stylesheet"),
        *("templateBlock", "templateInline", "contentBody"),
    }
)
"""What stands in a body and is no part of the question."""
STORY, QUESTION, UNIT = "xuekao-story", "xuekao-question", "xuekao-unit"
"""Classes by which our own files mark the story of a case, its questions, and a unit."""
STRUCK = "xuekao-struck"
OWN = frozenset({"interactions", "unit", "rubric"})
"""What is found anew for each division of a body."""
TRUE = ("true", "1")
INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
NO_SCORE = msg("The rule of marking gives no points; the declared key was taken.")


class QtiItem:
    """The element of an item (names normalised), and the item that is made of it."""

    def __init__(self, root: etree._Element, draft: Draft, load: Load | None = None) -> None:
        self.root = root
        self.draft = draft
        self.media = Media(draft, "html", load)
        body = root.find("itemBody")
        if body is None:
            raise RefuseError(
                msg("The item has no body."),
                msg("Write the question into its body (itemBody) and export it again."),
            )
        self.body = body
        for note in keys.repair(root):
            draft.warn(note)

    @cached_property
    def interactions(self) -> list[etree._Element]:
        """Everything in the body that asks for an answer."""
        return [node for node in self.body.iter() if str(node.tag).endswith("Interaction")]

    @cached_property
    def processor(self) -> Processor:
        """The rules of marking."""
        return Processor(self.root)

    def variable(self, interaction: etree._Element) -> Variable:
        """Return the response variable of an interaction, or refuse."""
        name = interaction.get("responseIdentifier", "")
        if name not in self.processor.variables:
            raise RefuseError(
                msg("The answer %(name)s is not declared.", name=name or "?"),
                msg("Export it again from its system."),
            )
        return self.processor.variables[name]

    @cached_property
    def is_composite(self) -> bool:
        """Whether the rules look at several answers together."""
        return len(self.root.findall("responseDeclaration")) > 1

    @cached_property
    def has_rules(self) -> bool:
        """Whether the rules of marking can give points at all."""
        node = self.root.find("responseProcessing")
        if node is None:
            return False
        if not len(node):
            return bool(node.get("template"))
        return any(rule.get("identifier") == "SCORE" for rule in node.iter("setOutcomeValue"))

    @cached_property
    def is_for_person(self) -> bool:
        """Whether the file leaves the points to a person."""
        return any(
            node.get("identifier") == "SCORE" and node.get("externalScored") == "human"
            for node in self.root.iterfind("outcomeDeclaration")
        )

    def score(self, responses: Mapping[str, Any]) -> float | None:
        """Return what responses earn; None where the rules cannot say."""
        if not self.has_rules:
            return None
        try:
            value = self.processor.run(responses)
        except UnsupportedError:
            return None
        return float(value.first) if value and not isinstance(value.first, str) else 0.0

    def rules_failed(self, responses: Mapping[str, Any]) -> str:
        """Return the name of the rule that is not evaluated here, or nothing."""
        try:
            self.processor.run(responses)
        except UnsupportedError as error:
            return str(error)
        return ""

    def part(self, body: etree._Element) -> QtiItem:
        """Return one division of the body as an item of its own, sharing rules and media."""
        made = copy.copy(self)
        made.__dict__ = {name: value for name, value in self.__dict__.items() if name not in OWN}
        made.body = body
        made.draft = Draft(self.draft.where)
        return made

    def stem(self, marks: Mapping[etree._Element, str] | None = None) -> str:
        """Return the body in markdown, interactions taken out or replaced by marks.

        The prompt of a single interaction belongs to the stem.
        """
        return self.media.block(self.html(marks or {}))

    def html(self, marks: Mapping[etree._Element, str]) -> str:
        """Return the body as HTML."""
        paths = {self.root.getroottree().getpath(node): mark for node, mark in marks.items()}
        originals = [self.root.getroottree().getpath(node) for node in self.body.iter()]
        twin = copy.deepcopy(self.body)
        for path, node in zip(originals, list(twin.iter()), strict=True):
            if str(node.tag).endswith("Interaction"):
                prompt = node.find("prompt") if path not in paths else None
                inner = _inner_html(prompt) if prompt is not None else ""
                _replace(node, inner, paths.get(path, ""))
            elif (node.tag in HIDDEN and node.getparent() is not None) or node.get("class") == UNIT:
                _replace(node, "", "")
        return inner_html(twin)

    def prompt(self, interaction: etree._Element) -> str:
        """Return the prompt of one interaction in markdown."""
        node = interaction.find("prompt")
        return self.media.block(_inner_html(node)) if node is not None else ""

    def line_of_text(self, node: etree._Element) -> str:
        """Return the text inside an interaction, without its prompt."""
        return self.text_with(node, {})

    def text_with(self, node: etree._Element, marks: Mapping[etree._Element, str]) -> str:
        """Return the text inside an interaction, without prompt and words to drag, gaps marked."""
        places = {place for place, one in enumerate(node.iter()) if one in marks}
        named = {place: marks[one] for place, one in enumerate(node.iter()) if place in places}
        twin = copy.deepcopy(node)
        for place, one in enumerate(list(twin.iter())):
            if place in named or one.tag in ("prompt", "gapText", "gapImg", *HIDDEN):
                _replace(one, "", named.get(place, ""))
        return self.media.block(inner_html(twin))

    def line(self, node: etree._Element) -> str:
        """Return the short text of a choice, without the feedback inside it."""
        twin = copy.deepcopy(node)
        for inner in list(twin.iter(*HIDDEN)):
            _replace(inner, "", "")
        return self.media.line(inner_html(twin))

    def finish(self) -> None:
        """Add figures, and what the rules say to everybody."""
        self.media.finish()

    @cached_property
    def unit(self) -> str:
        """The unit that our own files write behind a number."""
        found = (node for node in self.body.iter("span") if node.get("class") == UNIT)
        return text_of(next(found, None))

    @cached_property
    def rubric(self) -> str:
        """What is said to those who mark."""
        blocks = [
            self.media.block(inner_html(node))
            for node in self.body.iter("rubricBlock")
            if {"scorer", "author", "proctor"} & set(node.get("view", "").split())
        ]
        return "\n\n".join(blocks)

    def modal(self, identifiers: Sequence[str]) -> str:
        """Return the texts of modal feedback."""
        texts = [
            self.media.line(inner_html(node))
            for node in self.root.iterfind("modalFeedback")
            if node.get("identifier") in identifiers
        ]
        return "\n".join(dict.fromkeys(text for text in texts if text))

    def shown_feedback(self, responses: Mapping[str, Any]) -> list[str]:
        """Return the identifiers of the modal feedback for these responses."""
        if self.root.find("modalFeedback") is None:
            return []
        try:
            self.processor.run(responses)
        except UnsupportedError:
            return []
        return self.processor.feedback()


def inner_html(node: etree._Element) -> str:
    """Return the inside of an element as HTML; objects become pictures."""
    for inner in list(node.iter("object")):
        kind = inner.get("type", "")
        inner.set("src", inner.get("data", ""))
        inner.set("alt", text_of(inner))
        inner.tag = "audio" if kind.startswith("audio/") else "img"
        for child in list(inner):
            inner.remove(child)
        inner.text = None
    for inner in list(node.iter("span")):
        if inner.get("class") == STRUCK:
            inner.tag = "s"
    return _inner_html(node)


def _inner_html(node: etree._Element) -> str:
    parts = [_escaped(node.text or "")]
    parts += [etree.tostring(child, encoding="unicode", method="xml") for child in node]
    return "".join(parts).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _replace(node: etree._Element, inner: str, mark: str) -> None:
    """Put HTML or a mark in the place of an element, keeping what follows it."""
    parent = node.getparent()
    if parent is None:
        return
    tail = node.tail or ""
    if inner:
        block = etree.fromstring(f"<div>{inner}</div>", etree.XMLParser(recover=True))
        block.tail = tail
        parent.replace(node, block)
        return
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + mark + tail
    else:
        parent.text = (parent.text or "") + mark + tail
    parent.remove(node)
