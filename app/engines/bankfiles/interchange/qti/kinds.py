"""From the interactions of an item to a kind; several that are no gaps make a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.qti import choices, fixed, lists, texts
from app.engines.bankfiles.interchange.qti.item import INLINE, QUESTION, STORY, TRUE, QtiItem
from app.engines.bankfiles.interchange.qti.rules import GIVE_KEY
from app.kernel.text import Message, msg

Maker = Callable[[QtiItem, etree._Element, str, str], None]  # noqa: SLF001 - the type has no other name
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "choiceInteraction": choices.choice,
        "hottextInteraction": choices.hottext,
        "hotspotInteraction": choices.hotspot,
        "textEntryInteraction": texts.entry,
        "extendedTextInteraction": texts.extended,
        "sliderInteraction": texts.slider,
        "orderInteraction": lists.ordered,
        "matchInteraction": lists.match,
        "associateInteraction": lists.associate,
        "gapMatchInteraction": lists.gap_match,
    }
)
ANEW = msg("Write it anew as one of the kinds of this bank.")
NUMBERED = msg("Number the places in the picture and make it a matching item of this bank.")
REGIONS = msg("Make it a hotspot item of this bank, with right and wrong regions.")
MADE = msg("Make it an essay, or a practical item where a file is made and marked.")
ELSE: Mapping[str, Message] = MappingProxyType(
    {
        "graphicGapMatchInteraction": NUMBERED,
        "graphicAssociateInteraction": NUMBERED,
        "graphicOrderInteraction": msg(
            "Number the places in the picture and make it an item that puts them in order."
        ),
        "selectPointInteraction": REGIONS,
        "positionObjectInteraction": REGIONS,
        "uploadInteraction": MADE,
        "drawingInteraction": MADE,
        "mediaInteraction": msg(
            "Put the sound or picture into the text, ask with another interaction, export it again."
        ),
    }
)
"""What an author can do about interactions that no kind here asks like."""


def fill(item: QtiItem) -> None:
    """Make the content of an item."""
    _require_plain(item)
    nodes = item.interactions
    if not nodes:
        raise _unasked(item)
    if unknown := [str(node.tag) for node in nodes if node.tag not in {*MAKERS, *INLINE}]:
        raise RefuseError(
            msg("Interactions of the kind %(name)s are not done here.", name=unknown[0]),
            ELSE.get(unknown[0], ANEW),
        )
    explain = _general(item)
    _require_key(item)
    if questions := [one for one in item.body.iter("div") if one.get("class") == QUESTION]:
        _own_case(item, questions, explain)
    elif all(node.tag in INLINE for node in nodes):
        _inline(item, nodes, explain)
    elif len(nodes) == 1:
        MAKERS[str(nodes[0].tag)](item, nodes[0], item.stem(), explain)
    else:
        _case(item, nodes, explain)


def _require_plain(item: QtiItem) -> None:
    if item.root.get("adaptive", "false") in TRUE:
        raise RefuseError(
            msg("The item is adaptive: it changes while it is answered, which is not done here."),
            ANEW,
        )
    if item.root.find("templateDeclaration") is None:
        return
    if fixed.varies(item.root):
        raise RefuseError(
            msg("The item draws its values at random for each person, which is not done here."),
            msg("Write its values down, one item for each set of values, and import those."),
        )
    fixed.settle(item.root)


def _unasked(item: QtiItem) -> RefuseError:
    names = [node.get("identifier", "?") for node in item.root.iterfind("responseDeclaration")]
    if not names:
        return RefuseError(
            msg("The item asks for no answer."),
            msg("Ask something in it, or put its text into a course or the story of a case."),
        )
    return RefuseError(
        msg(
            "The file declares an answer (%(names)s), but the item holds no interaction"
            " that asks for it.",
            names=", ".join(names[:5]),
        ),
        msg(
            "Put the interaction into the body (a choice, a field for text …) and export it again."
        ),
    )


def _require_key(item: QtiItem) -> None:
    """Refuse an item of several answers whose right answers together earn nothing."""
    right = texts.right_answers(item, item.interactions)
    if item.is_composite and len(right) == len(item.interactions) and item.score(right) == 0:
        raise RefuseError(
            msg("Even the declared key earns nothing by the rule of marking."), GIVE_KEY
        )


def _inline(item: QtiItem, nodes: list[etree._Element], explain: str) -> None:
    marks = {node: f"【{place}】" for place, node in enumerate(nodes, start=1)}
    stem = item.stem(marks)
    if len(nodes) == 1 and nodes[0].tag == "textEntryInteraction":
        texts.entry(item, nodes[0], stem, explain)
    else:
        texts.gaps(item, nodes, stem, explain)


def _general(item: QtiItem) -> str:
    """Return modal feedback that belongs to no outcome, and so to everybody."""
    if len(item.interactions) == 1 and item.interactions[0].tag == "choiceInteraction":
        return ""
    full = texts.right_answers(
        item, [one for one in item.interactions if one.get("responseIdentifier")]
    )
    shown = set(item.shown_feedback(full))
    return item.modal(sorted(shown))


def _case(item: QtiItem, nodes: list[etree._Element], explain: str) -> None:
    """Make a case: the body is the story, each interaction a question of it."""
    marks = {node: f"（{place}）" for place, node in enumerate(nodes, start=1)}
    story = item.stem(marks)
    parts: dict[str, Any] = {}
    for place, node in enumerate(nodes, start=1):
        inner = _part(item, node, f"（{place}）")
        parts[f"q{place}"] = {"content": inner}
    _weigh(item, nodes, parts)
    item.draft.content = {"kind": "case", "stem": story, "parts": parts}
    build.explained(item.draft, explain)


def _own_case(item: QtiItem, questions: list[etree._Element], explain: str) -> None:
    """Read a case of our own, where each question stands in a division."""
    story = next(one for one in item.body.iter("div") if one.get("class") == STORY)
    parts: dict[str, Any] = {}
    for division in questions:
        part = item.part(division)
        nodes = part.interactions
        if all(node.tag in INLINE for node in nodes):
            _inline(part, nodes, "")
        else:
            MAKERS[str(nodes[0].tag)](part, nodes[0], part.stem(), "")
        item.draft.warnings += part.draft.warnings
        name = division.get("id", "").removeprefix("q-")
        parts[name] = {"content": part.draft.content}
    _weigh(item, item.interactions, parts, questions)
    stem = item.part(story).stem()
    item.draft.content = {"kind": "case", "stem": stem, "parts": parts}
    build.explained(item.draft, explain)


def _part(item: QtiItem, node: etree._Element, mark: str) -> dict[str, Any]:
    draft = Draft(item.draft.where)
    outer, item.draft = item.draft, draft
    try:
        stem = " ".join(part for part in (mark, item.prompt(node)) if part)
        if node.tag in INLINE:
            texts.gaps(item, [node], f"{mark} 【1】", "")
        else:
            MAKERS[str(node.tag)](item, node, stem, "")
    finally:
        item.draft = outer
    item.draft.warnings += draft.warnings
    return draft.content


def _weigh(
    item: QtiItem,
    nodes: list[etree._Element],
    parts: dict[str, Any],
    groups: list[etree._Element] | None = None,
) -> None:
    """Give each question what the rules give for its right answers alone."""
    right = texts.right_answers(item, nodes)
    full = item.score(right)
    scores = []
    for group in groups or nodes:
        names = {node.get("responseIdentifier", "") for node in group.iter()} & set(right)
        scores.append(item.score({name: right[name] for name in names}) if names else None)
    known = [score for score in scores if score is not None and score > 0]
    if full and len(known) == len(parts) and abs(sum(known) - full) < 1e-6:  # noqa: PLR2004
        for part, score in zip(parts.values(), known, strict=True):
            part["points"] = build.whole(score)
    elif full:
        item.draft.warn(msg("The questions of the item now earn the same, each for itself."))
