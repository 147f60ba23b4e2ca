"""One item → one `assessmentItem` of QTI 2.1, which other versions are made from."""

from __future__ import annotations

from typing import Any

from app.engines.bankfiles.interchange.export.base import plain
from app.engines.bankfiles.interchange.export.qti import rules
from app.engines.bankfiles.interchange.export.qti.html import Texts
from app.engines.bankfiles.interchange.export.qti.kinds import Writer
from app.engines.bankfiles.interchange.export.qti.rules import Asked, Element, element
from app.engines.bankfiles.interchange.qti.item import QUESTION, STORY
from app.engines.bankfiles.source import ItemSource

RESPONSE, SCORE = "RESPONSE", "SCORE"
CHOICES = ("single", "multiple")
LONGEST_TITLE = 80


def write(source: ItemSource) -> tuple[Element, dict[str, str]]:
    """Return the element (names and attributes of QTI 2.1, no namespace) and its media files.

    :raises OmitError: for a kind that QTI has no interaction for.
    """
    content = source.content
    texts = Texts(content, source.code)
    if content["kind"] == "case":
        asked = _case(content, texts)
    else:
        asked = Writer(content, texts, RESPONSE, SCORE).write()
    node = element(
        "assessmentItem",
        identifier=f"{source.code}",
        title=source.code[:LONGEST_TITLE],
        adaptive="false",
        timeDependent="false",
    )
    modal = _feedback(content, texts, asked)
    node.extend(asked.declared)
    node.append(rules.outcome(SCORE, "float", "0"))
    node.append(rules.outcome("MAXSCORE", "float", plain(asked.most)))
    node.extend(modal.declared)
    node.append(element("itemBody", *asked.body))
    processing = [*asked.rules, *modal.rules]
    if processing:
        node.append(element("responseProcessing", *processing))
    node.extend(modal.body)
    return node, texts.media


def _case(content: Any, texts: Texts) -> Asked:  # noqa: ANN401 - a stored content
    """Write the story, each question in a division of its own, and the weighed sum."""
    whole = Asked(SCORE)
    story = element("div", *texts.blocks(str(content["stem"])), **{"class": STORY})
    whole.body.append(story)
    shares, most = [], 0.0
    for place, (id_, part) in enumerate(content["parts"].items(), start=1):
        score = f"{SCORE}_{place}"
        asked = Writer(part["content"], texts, f"{RESPONSE}_{place}", score).write()
        whole.declared += [*asked.declared, rules.outcome(score, "float", "0")]
        whole.rules += asked.rules
        said = [one for one in asked.body if one.tag == "rubricBlock"]
        shown = [one for one in asked.body if one.tag != "rubricBlock"]
        division = element("div", *shown, id=f"q-{id_}", **{"class": QUESTION})
        whole.body += [division, *said]
        points = float(part.get("points", 1))
        most += points
        factor = rules.number(round(points / asked.most, 10))
        shares.append(element("product", rules.variable(score), factor))
    whole.rules.append(rules.total(SCORE, shares))
    whole.most = most
    declared = [one for one in whole.declared if one.tag == "responseDeclaration"]
    whole.declared = declared + [one for one in whole.declared if one not in declared]
    return whole


def _feedback(content: Any, texts: Texts, asked: Asked) -> Asked:  # noqa: ANN401
    """Write what is said to each choice, and to everybody."""
    said = Asked("")
    whys = _whys(content)
    if whys:
        many = any(
            one.get("cardinality") == "multiple"
            for one in asked.declared
            if one.get("identifier") == RESPONSE
        )
        cardinality = "multiple" if many else "single"
        said.declared.append(rules.outcome("FEEDBACK", "identifier", cardinality=cardinality))
        said.rules.append(rules.set_value("FEEDBACK", rules.variable(RESPONSE)))
        for id_, why in whys.items():
            said.body.append(_modal(texts, "FEEDBACK", id_, why))
    if explain := str(content.get("explain", "")):
        said.declared.append(rules.outcome("EXPLAIN", "identifier", "explain"))
        said.body.append(_modal(texts, "EXPLAIN", "explain", explain))
    return said


def _whys(content: Any) -> dict[str, str]:  # noqa: ANN401
    if content["kind"] in CHOICES:
        found = {id_: option.get("why", "") for id_, option in content["options"].items()}
    elif content["kind"] == "judge":
        found = dict(content.get("why", {}))
    else:
        found = {}
    return {id_: why for id_, why in found.items() if why}


def _modal(texts: Texts, outcome: str, id_: str, text: str) -> Element:
    node = element("modalFeedback", outcomeIdentifier=outcome, identifier=id_, showHide="show")
    return texts.fill(node, text) if outcome == "FEEDBACK" else _blocks(texts, node, text)


def _blocks(texts: Texts, node: Element, text: str) -> Element:
    node.extend(texts.blocks(text))
    return node
