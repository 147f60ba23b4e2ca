"""Blackboard's kinds → ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.blackboard.gaps import number_gaps
from app.engines.bankfiles.interchange.blackboard.item import (
    GIVE_KEY,
    NO_KEY,
    BbItem,
    require,
)
from app.engines.bankfiles.interchange.build import Accepted, Choice
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.items import multiple
from app.kernel.text import Message, msg

ANEW = msg("Write it anew as one of the kinds of this bank.")
NOTHING = msg("The item asks for no answer.")


def fill(item: BbItem) -> None:
    """Make the content by the kind that the item names."""
    if item.kind in REFUSED:
        raise RefuseError(REFUSED[item.kind], ANEW)
    maker = KINDS.get(item.kind)
    if maker is None:
        raise RefuseError(msg("The kind %(name)s is not known here.", name=item.kind[:40]), ANEW)
    maker(item)
    explain = [item.reply("correct"), item.reply("incorrect")]
    if "model" not in item.draft.content:
        build.explained(item.draft, "\n\n".join(dict.fromkeys(t for t in explain if t)))
    item.describe()


def choice(item: BbItem) -> None:
    """One right option."""
    labels, keys, is_shuffled = _labelled(item)
    choices = _choices(item, labels, keys, is_shuffled=is_shuffled)
    build.single(item.draft, item.stem(), choices)


def several(item: BbItem) -> None:
    """Several right options."""
    labels, keys, is_shuffled = _labelled(item)
    partial = multiple.PENALTY if item.is_deducted() else multiple.PARTIAL
    scoring = partial if item.is_partial() else multiple.ALL
    choices = _choices(item, labels, keys, is_shuffled=is_shuffled)
    build.several(item.draft, item.stem(), choices, scoring=scoring)


def judge(item: BbItem) -> None:
    """True or false, yes or no: the key says it in its last word."""
    response = item.responses()[0]
    ids = [one.get("ident", "") for one in response.iter("response_label")]
    key = require(item.right(response.get("ident", ""), ids))[0]
    word = key.rpartition(".")[2].lower()
    if word not in ("true", "false"):
        choice(item)
        return
    if "." in key:
        item.draft.warn(
            msg("The words %(words)s became true and false.", words=key.rpartition(".")[0])
        )
    build.judge(item.draft, item.stem(), key=word == "true", why={})


def matching(item: BbItem) -> None:
    """Entries on the left, partners on the right; the place of a label is that of its partner."""
    partners = item.partners()
    pairs = []
    for response in item.responses():
        ids = [one.get("ident", "") for one in response.iter("response_label")]
        key = require(item.right(response.get("ident", ""), ids))[0]
        pairs.append((_entry(item, response), partners[ids.index(key)]))
    build.pairs(item.draft, item.stem(), pairs, extra=partners, order=partners)


def ordering(item: BbItem) -> None:
    """Parts; the key names them in their order."""
    response = item.responses()[0]
    labels = item.labels(response)
    keys = require(item.right(response.get("ident", ""), list(labels)))
    if len(keys) != len(labels):
        raise RefuseError(msg("The key does not name every part."), GIVE_KEY)
    build.ordered(item.draft, item.stem(), [labels[key] for key in keys])


def blank(item: BbItem) -> None:
    """One typed answer; a form may be a part of what is typed."""
    forms = []
    for text, way in item.patterns():
        if way == "matches":
            raise RefuseError(msg("An accepted answer is a regular expression."), ANEW)
        forms.append(Accepted(f"*{text}*" if way == "contains" else text))
    if not forms:
        raise RefuseError(NO_KEY, GIVE_KEY)
    stem, count = build.gap_lines(item.stem())
    short_answer(
        item.draft,
        stem if count == 1 else item.stem(),
        forms,
        is_case_exact=item.is_case_exact(),
    )


def blanks(item: BbItem) -> None:
    """Several typed answers, named in the text."""
    named = {
        one.get("ident", ""): {"accept": list(require(item.right(one.get("ident", ""))))}
        for one in item.responses()
    }
    number_gaps(item.draft, item.stem(), named)


def jumbled(item: BbItem) -> None:
    """Lists named in the text."""
    named: dict[str, dict[str, Any]] = {}
    for response in item.responses():
        labels = item.labels(response)
        if len(labels) > len(build.LETTERS):
            raise RefuseError(msg("A list has more entries than can be shown."), ANEW)
        letters = dict(zip(labels, build.LETTERS, strict=False))
        key = require(item.right(response.get("ident", ""), list(labels)))[0]
        options = {letters[id_]: text for id_, text in labels.items()}
        named[response.get("ident", "")] = {"options": options, "key": letters[key]}
    number_gaps(item.draft, item.stem(), named)


def number(item: BbItem) -> None:
    """A number with its tolerance."""
    found = item.interval()
    if found is None:
        raise RefuseError(NO_KEY, GIVE_KEY)
    build.number(item.draft, item.stem(), *found)


def essay(item: BbItem) -> None:
    """A text that a person marks."""
    item.draft.content = {"kind": "essay", "stem": item.stem()}
    if model := item.reply("solution"):
        item.draft.content["model"] = model


def _labelled(item: BbItem) -> tuple[dict[str, str], list[str], bool]:
    responses = item.responses()
    if not responses:
        raise RefuseError(NOTHING, ANEW)
    labels = item.labels(responses[0])
    keys = list(require(item.right(responses[0].get("ident", ""), list(labels))))
    render = responses[0].find("render_choice")
    return labels, keys, render is not None and render.get("shuffle", "Yes").lower() == "yes"


def _choices(
    item: BbItem, labels: Mapping[str, str], keys: list[str], *, is_shuffled: bool
) -> list[Choice]:
    texts = build.unnumbered(item.draft, list(labels.values()))
    return [
        Choice(text, float(id_ in keys), item.reply(id_), is_fixed=not is_shuffled)
        for id_, text in zip(labels, texts, strict=True)
    ]


def _entry(item: BbItem, response: Any) -> str:  # noqa: ANN401 - an element
    """Return the text beside a place to answer, in the block that holds both."""
    block = response.getparent()
    while block is not None and block.get("class") != "Block":
        block = block.getparent()
    if block is None:
        raise RefuseError(NOTHING, ANEW)
    held = [one for one in block.iterchildren() if one is not response]
    return " ".join(text for one in held if (text := item.line(one)))


KINDS: Mapping[str, Callable[[BbItem], None]] = MappingProxyType(
    {
        "Multiple Choice": choice,
        "Multiple Answer": several,
        "True/False": judge,
        "Either/Or": judge,
        "Matching": matching,
        "Ordering": ordering,
        "Fill in the Blank": blank,
        "Fill in the Blank Plus": blanks,
        "Fill in Multiple Blanks": blanks,
        "Jumbled Sentence": jumbled,
        "Numeric": number,
        "Essay": essay,
        "Short Response": essay,
    }
)
REFUSED: Mapping[str, Message] = MappingProxyType(
    {
        "Calculated": msg("Its values are computed anew for each person."),
        "File Upload": msg("A file is to be handed in."),
        "FileUpload": msg("A file is to be handed in."),
        "Hot Spot": msg("Blackboard exports the place on the picture in no form that can be read."),
        "HotSpot": msg("Blackboard exports the place on the picture in no form that can be read."),
        "Opinion Scale": msg("It asks for an opinion: no answer is right."),
        "Quiz Bowl": msg("It asks for a question as the answer."),
    }
)
