"""Items → Moodle XML: HTML where our markdown comes back the same, else markdown."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any

from lxml import etree
from lxml.builder import E as ElementMaker

from app.engines.bankfiles.interchange import moodle
from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    is_fixed,
    no_place,
    options_of,
    plain,
    with_residue,
)
from app.engines.bankfiles.interchange.export.shares import shares_of
from app.engines.bankfiles.interchange.model import Entry, Format
from app.engines.bankfiles.interchange.rich import canonical, canonical_inline
from app.engines.bankfiles.source import ItemSource
from app.engines.items import figures
from app.engines.items.html import render, render_inline
from app.kernel.text import msg

E: Any = ElementMaker
_GAP = re.compile("【([1-9][0-9]?)】")
_SIGNS = re.compile(r"([\\~#{}=])")
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
}
HUNDRED = 100
LOST: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "multiple": ("scoring",),
        "number": ("decimals",),
        "match": ("scoring",),
        "classify": ("scoring",),
        "short": ("match", "rubric", "model", "zero", "note", "limit"),
        "essay": ("rubric", "zero", "note", "limit"),
        "blank": ("match", "scoring"),
        "cloze": ("match", "scoring"),
    }
)
"""Kind → parts of its content that the format has no place for."""


def write(sources: Sequence[ItemSource]) -> Written:
    """Return the file of these items."""
    root = E.quiz()
    losses = Losses()
    for source in sources:
        try:
            root.append(with_residue(source, partial(_question, source), _back))
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        losses.note(source, LOST.get(source.kind, ()))
    data = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    found = (tuple(losses.omitted), tuple(losses.reduced))
    return Written(Format.MOODLE, "items.moodle.xml", data, len(root), *found)


def _back(question: Any) -> Entry:  # noqa: ANN401 - an element
    data = etree.tostring(E.quiz(copy.copy(question)), encoding="utf-8")
    return next(iter(moodle.read(data, "")))


class _Texts:
    """The texts of one question, with the figures they show."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.held: Mapping[str, Any] = content.get(figures.FIELD, {})
        self._embedded: dict[str, str] = {}

    def embed(self, gaps: Mapping[str, Any]) -> None:
        """Remember the embedded answers that take the places of the gaps."""
        self._embedded = {id_: escape(_written(gap), quote=False) for id_, gap in gaps.items()}

    def fill(self, node: Any, text: str, *, inline: bool = False) -> Any:  # noqa: ANN401
        """Put a text and its files into an element, and return it."""
        same = (canonical_inline if inline else canonical)(text) == text
        node.set("format", "html" if same or self.held else "markdown")
        shown = text
        if node.get("format") == "html":
            shown = (render_inline if inline else render)(text)
        if self._embedded and node.tag == "questiontext":
            shown = _GAP.sub(lambda found: self._embedded[found.group(1)], shown)
        node.append(E.text(figures.MARK.sub(self._picture, shown)))
        for number in dict.fromkeys(figures.MARK.findall(text)):
            if number in self.held:
                data = str(self.held[number]["data"]).partition(",")[2]
                node.append(E.file(data, name=self._name(number), path="/", encoding="base64"))
        return node

    def _picture(self, found: re.Match[str]) -> str:
        number = found.group(1)
        if number not in self.held:
            return found.group()
        source = f"@@PLUGINFILE@@/{self._name(number)}"
        if str(self.held[number]["data"]).startswith("data:audio/"):
            return f'<audio src="{source}"></audio>'
        alt = etree.tostring(E.img(alt=self.held[number].get("alt", ""), src=source))
        return str(alt.decode())

    def _name(self, number: str) -> str:
        kind = str(self.held[number]["data"]).partition(";")[0].removeprefix("data:")
        return f"figure-{number}.{ENDINGS.get(kind, 'bin')}"


def _question(source: ItemSource, tags: Sequence[str]) -> Any:  # noqa: ANN401 - an element
    if source.kind not in WRITERS:
        raise no_place(source.kind)
    content = source.content
    texts = _Texts(content)
    type_, stem, parts = WRITERS[source.kind](content, texts)
    node = E.question(
        E.name(E.text(source.code)),
        texts.fill(E.questiontext(), stem),
        texts.fill(E.generalfeedback(), content.get("explain", "")),
        E.defaultgrade(plain(source.points)),
        E.penalty("0"),
        E.hidden("0"),
        E.idnumber(source.code),
        *parts,
        type=type_,
    )
    node.append(E.tags(*(E.tag(E.text(tag)) for tag in tags)))
    return node


Parts = tuple[str, str, Iterable[Any]]


def _answer(texts: _Texts, text: str, share: float, why: str, **more: str) -> Any:  # noqa: ANN401
    node = texts.fill(E.answer(fraction=f"{share:g}"), text, inline=True)
    if "literal" in more:
        node.set("format", "plain_text")
        node[0].text = text
    node.append(texts.fill(E.feedback(), why, inline=True))
    return node


def _choices(content: Mapping[str, Any], texts: _Texts, shares: Mapping[str, float]) -> Parts:
    rows = [_answer(texts, text, shares[id_], why) for id_, text, why in options_of(content)]
    shuffle = "false" if is_fixed(content) else "true"
    return "multichoice", str(content["stem"]), [E.shuffleanswers(shuffle), *rows]


def _single(content: Mapping[str, Any], texts: _Texts) -> Parts:
    shares = {id_: float(HUNDRED * (id_ == content["key"])) for id_ in content["options"]}
    type_, stem, parts = _choices(content, texts, shares)
    return type_, stem, [E.single("true"), *parts]


def _multiple(content: Mapping[str, Any], texts: _Texts) -> Parts:
    type_, stem, parts = _choices(content, texts, shares_of(content))
    return type_, stem, [E.single("false"), *parts]


def _judge(content: Mapping[str, Any], texts: _Texts) -> Parts:
    why = content.get("why", {})
    rows = [
        _answer(texts, side, HUNDRED * (content["key"] is truth), why.get(side, ""))
        for side, truth in (("true", True), ("false", False))
    ]
    return "truefalse", str(content["stem"]), rows


def _number(content: Mapping[str, Any], texts: _Texts) -> Parts:
    key = content["key"]
    rows = [_answer(texts, plain(key["value"]), HUNDRED, "", literal="1")]
    rows += [
        _answer(texts, slip, 0, reply, literal="1")
        for slip, reply in content.get("wrong", {}).items()
    ]
    for row in rows:
        row.append(E.tolerance(plain(key.get("tolerance", 0))))
    if unit := content.get("unit"):
        rows.append(E.units(E.unit(E.multiplier("1"), E.unit_name(unit))))
    return "numerical", str(content["stem"]), rows


def _order(content: Mapping[str, Any], texts: _Texts) -> Parts:
    is_shared = content.get("scoring") == "per_pair"
    grading = "RELATIVE_ONE_TO_LAST" if is_shared else "ALL_OR_NOTHING"
    rows = [
        _answer(texts, content["parts"][id_], place, "")
        for place, id_ in enumerate(content["key"], start=1)
    ]
    return "ordering", str(content["stem"]), [E.gradingtype(grading), *rows]


def _match(content: Mapping[str, Any], texts: _Texts) -> Parts:
    entries = content["left"] if "left" in content else content["entries"]
    partners = content["right"] if "right" in content else content["groups"]
    rows = [_pair(texts, text, partners[content["key"][id_]]) for id_, text in entries.items()]
    spare = [text for id_, text in partners.items() if id_ not in content["key"].values()]
    rows += [_pair(texts, "", text) for text in spare]
    return "matching", str(content["stem"]), [E.shuffleanswers("true"), *rows]


def _pair(texts: _Texts, entry: str, partner: str) -> Any:  # noqa: ANN401
    node = texts.fill(E.subquestion(), entry, inline=True)
    if canonical_inline(partner) != partner or figures.MARK.search(partner):
        raise OmitError(msg("A partner holds more than plain words, which is lost in this format."))
    node.append(E.answer(E.text(render_inline(partner))))
    return node


def _short(content: Mapping[str, Any], texts: _Texts) -> Parts:
    if not content.get("answers"):
        raise OmitError(msg("This format has no place for short answers that a person marks."))
    exact = content.get("match", {}).get("case") == "exact"
    rows = [
        _answer(
            texts, form["text"], HUNDRED * form.get("share", 1), form.get("why", ""), literal="1"
        )
        for form in content["answers"]
    ]
    return "shortanswer", str(content["stem"]), [E.usecase(str(int(exact))), *rows]


def _essay(content: Mapping[str, Any], texts: _Texts) -> Parts:
    parts = [E.responseformat("editor"), E.responserequired("1")]
    if model := content.get("model"):
        parts.append(texts.fill(E.graderinfo(), model))
    return "essay", str(content["stem"]), parts


def _blank(content: Mapping[str, Any], texts: _Texts) -> Parts:
    gaps = {
        id_: {"accept": gap["accept"], "replies": gap.get("reject", {})}
        for id_, gap in content["blanks"].items()
    }
    texts.embed(gaps)
    return "cloze", str(content["stem"]), []


def _cloze(content: Mapping[str, Any], texts: _Texts) -> Parts:
    words = content.get("words", {})
    gaps = {
        id_: gap if {"options", "accept", "value"} & set(gap) else {**gap, "options": words}
        for id_, gap in content["gaps"].items()
    }
    texts.embed(gaps)
    return "cloze", str(content["stem"]), []


def _written(gap: Mapping[str, Any]) -> str:
    """Return one embedded answer, its own signs escaped."""
    replies = gap.get("replies", {})
    weight = gap.get("weight", 1)
    if "options" in gap:
        rows = [
            ("=" if id_ == gap["key"] else "", text, replies.get(id_, ""))
            for id_, text in gap["options"].items()
        ]
        type_ = "MULTICHOICE"
    elif "value" in gap:
        rows = [("=", f"{plain(gap['value'])}:{plain(gap.get('tolerance', 0))}", "")]
        return f"{{{weight}:NUMERICAL:={rows[0][1]}}}"
    else:
        rows = [("=", form, replies.get(form, "")) for form in gap["accept"]]
        rows += [("%0%", form, why) for form, why in replies.items() if form not in gap["accept"]]
        type_ = "SHORTANSWER"
    body = "~".join(
        f"{sign}{_escaped(text)}{f'#{_escaped(why)}' if why else ''}" for sign, text, why in rows
    )
    return f"{{{weight}:{type_}:{body}}}"


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


WRITERS: Mapping[str, Callable[[Mapping[str, Any], _Texts], Parts]] = MappingProxyType(
    {
        "single": _single,
        "multiple": _multiple,
        "judge": _judge,
        "number": _number,
        "order": _order,
        "match": _match,
        "classify": _match,
        "short": _short,
        "essay": _essay,
        "blank": _blank,
        "cloze": _cloze,
    }
)
