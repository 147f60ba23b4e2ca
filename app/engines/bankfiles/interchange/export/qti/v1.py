"""Items → a QTI 1.2 package as Canvas has it: one document, conditions on responses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from lxml import etree
from lxml.builder import E as ElementMaker

from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    is_fixed,
    keys_of,
    no_place,
    options_of,
    plain,
    with_residue,
)
from app.engines.bankfiles.interchange.export.qti import v1package
from app.engines.bankfiles.interchange.model import Entry, Format
from app.engines.bankfiles.interchange.qti import v1 as reader
from app.engines.bankfiles.source import ItemSource
from app.engines.items import figures
from app.engines.items.html import render, render_inline
from app.kernel.text import msg

E: Any = ElementMaker
FULL = 100
RESPONSE = "response1"
_GAP = re.compile("【([1-9][0-9]?)】")
LOST: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "multiple": ("scoring",),
        "number": ("unit", "decimals", "wrong"),
        "match": ("scoring",),
        "classify": ("scoring",),
        "short": ("match", "rubric", "model", "zero", "note", "limit"),
        "essay": ("rubric", "model", "zero", "note", "limit"),
        "blank": ("match", "scoring"),
        "cloze": ("match", "scoring"),
    }
)
"""Kind → parts of its content that the format has no place for."""


def write(sources: Sequence[ItemSource]) -> Written:
    """Return the package of these items."""
    losses, made = Losses(), []
    for source in sources:
        try:
            made.append(with_residue(source, partial(_item, source), _back))
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        losses.note(source, LOST.get(source.kind, ()))
    found = (tuple(losses.omitted), tuple(losses.reduced))
    return Written(Format.QTI, "items.qti12.zip", v1package.pack(made), len(made), *found)


def _back(item: Any) -> Entry:  # noqa: ANN401 - an element
    root = etree.fromstring(etree.tostring(E.questestinterop(_copy(item))))
    return next(iter(reader.read(root, "", None)))


def _copy(item: Any) -> Any:  # noqa: ANN401
    return etree.fromstring(etree.tostring(item))


def _item(source: ItemSource, tags: Sequence[str]) -> Any:  # noqa: ANN401
    if source.kind not in WRITERS:
        raise no_place(source.kind)
    asked = _Question(source.content)
    WRITERS[source.kind](asked)
    fields = [("question_type", asked.type), ("points_possible", plain(source.points))]
    fields += [(reader.TAG, tag) for tag in tags]
    metadata = E.qtimetadata(
        *(E.qtimetadatafield(E.fieldlabel(name), E.fieldentry(text)) for name, text in fields)
    )
    outcomes = E.outcomes(
        E.decvar(maxvalue=str(FULL), minvalue="0", varname="SCORE", vartype="Decimal")
    )
    return E.item(
        E.itemmetadata(metadata),
        E.presentation(E.material(asked.html(asked.stem)), *asked.responses),
        E.resprocessing(outcomes, *asked.conditions),
        *asked.feedback(),
        ident=source.code,
        title=source.code,
    )


class _Question:
    """One question while it is written."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.type = ""
        self.stem = str(content["stem"])
        self.responses: list[Any] = []
        self.conditions: list[Any] = []
        self.whys: dict[str, str] = {}

    def html(self, text: str, *, inline: bool = False) -> Any:  # noqa: ANN401
        """Return a text as HTML, its pictures inside."""
        made = (render_inline if inline else render)(text)
        return E.mattext(str(figures.fill(made, self.content)), texttype="text/html")

    def lid(self, name: str, labels: Mapping[str, str], **more: Any) -> None:  # noqa: ANN401
        """Add a list to choose from."""
        rows = [
            E.response_label(E.material(self.html(text, inline=True)), ident=id_)
            for id_, text in labels.items()
        ]
        shuffle = "No" if more.get("is_fixed") else "Yes"
        node = E.response_lid(
            ident=name, rcardinality="Multiple" if more.get("is_many") else "Single"
        )
        if named := more.get("named"):
            node.append(E.material(self.html(str(named), inline=True)))
        node.append(E.render_choice(*rows, shuffle=shuffle))
        self.responses.append(node)

    def rule(self, *tests: Any, score: float = FULL, is_added: bool = False) -> None:  # noqa: ANN401
        """Add a condition and what it earns."""
        action = "Add" if is_added else "Set"
        self.conditions.append(
            E.respcondition(
                E.conditionvar(*tests),
                E.setvar(plain(round(score, 4)), action=action, varname="SCORE"),
                **{"continue": "Yes" if is_added else "No"},
            )
        )

    def feedback(self) -> list[Any]:
        """Return what is said to each choice, and to everybody."""
        said = {f"{id_}_fb": why for id_, why in self.whys.items() if why}
        made = [
            E.itemfeedback(E.flow_mat(E.material(self.html(text, inline=True))), ident=name)
            for name, text in said.items()
        ]
        if explain := str(self.content.get("explain", "")):
            flow = E.flow_mat(E.material(self.html(explain)))
            made.append(E.itemfeedback(flow, ident="general_fb"))
        return made

    def choice(self) -> None:
        """Single and multiple choice."""
        content, keys = self.content, keys_of(self.content)
        is_many = content["kind"] == "multiple"
        self.type = "multiple_answers_question" if is_many else "multiple_choice_question"
        labels = {id_: text for id_, text, _why in options_of(content)}
        self.whys = {id_: why for id_, _text, why in options_of(content)}
        self.lid(RESPONSE, labels, is_many=is_many, is_fixed=is_fixed(content))
        tests = [_equal(RESPONSE, id_) for id_ in keys]
        if not is_many:
            self.rule(*tests)
            return
        others = [getattr(E, "not")(_equal(RESPONSE, id_)) for id_ in labels if id_ not in keys]
        self.rule(getattr(E, "and")(*tests, *others))

    def judge(self) -> None:
        """True or false."""
        self.type = "true_false_question"
        self.whys = dict(self.content.get("why", {}))
        self.lid(RESPONSE, {"true": "True", "false": "False"}, is_fixed=True)
        self.rule(_equal(RESPONSE, str(self.content["key"]).lower()))

    def number(self) -> None:
        """A number within its tolerance."""
        self.type = "numerical_question"
        value, tolerance = self.content["key"]["value"], self.content["key"].get("tolerance", 0)
        self.responses.append(_field(RESPONSE, "Decimal"))
        bounds = getattr(E, "and")(
            E.vargte(plain(float(value) - float(tolerance)), respident=RESPONSE),
            E.varlte(plain(float(value) + float(tolerance)), respident=RESPONSE),
        )
        self.rule(getattr(E, "or")(_equal(RESPONSE, plain(value)), bounds))

    def short(self) -> None:
        """One typed answer."""
        if not self.content.get("answers"):
            raise OmitError(msg("This format has no place for short answers that a person marks."))
        self.type = "short_answer_question"
        self.responses.append(_field(RESPONSE))
        for form in self.content["answers"]:
            self.rule(_equal(RESPONSE, form["text"]), score=FULL * form.get("share", 1))

    def essay(self) -> None:
        """A text that a person marks."""
        self.type = "essay_question"
        self.responses.append(_field(RESPONSE))

    def match(self) -> None:
        """Each entry is a list of all partners."""
        content, self.type = self.content, "matching_question"
        left, right = ("left", "right") if content["kind"] == "match" else ("entries", "groups")
        share = FULL / len(content[left])
        for id_, text in content[left].items():
            self.lid(f"response_{id_}", content[right], named=text)
            self.rule(_equal(f"response_{id_}", content["key"][id_]), score=share, is_added=True)

    def gaps(self) -> None:
        """Typed gaps, or lists in the text."""
        content = self.content
        is_typed = content["kind"] == "blank"
        self.type = "multiple_dropdowns_question"
        if is_typed:
            self.type = "fill_in_multiple_blanks_question"
        gaps = content["blanks"] if is_typed else content["gaps"]
        if not is_typed and not all("key" in gap for gap in gaps.values()):
            raise OmitError(msg("This format has no place for lists and typed gaps in one text."))
        self.stem = _GAP.sub(lambda found: f"[g{found[1]}]", self.stem)
        for id_, gap in gaps.items():
            labels = (
                {f"f{n}": form for n, form in enumerate(gap["accept"])}
                if is_typed
                else gap.get("options") or content["words"]
            )
            name = f"response_g{id_}"
            self.lid(name, labels, named=f"g{id_}", is_fixed=True)
            for key in labels if is_typed else [gap["key"]]:
                self.rule(_equal(name, key), score=FULL / len(gaps), is_added=True)


def _equal(name: str, value: str) -> Any:  # noqa: ANN401
    return E.varequal(value, respident=name)


def _field(name: str, type_: str = "") -> Any:  # noqa: ANN401
    render_fib = E.render_fib(E.response_label(ident="answer1", rshuffle="No"))
    if type_:
        render_fib.set("fibtype", type_)
    return E.response_str(render_fib, ident=name, rcardinality="Single")


WRITERS: Mapping[str, Callable[[_Question], None]] = MappingProxyType(
    {
        **dict.fromkeys(("single", "multiple"), _Question.choice),
        **dict.fromkeys(("match", "classify"), _Question.match),
        **dict.fromkeys(("blank", "cloze"), _Question.gaps),
        "judge": _Question.judge,
        "number": _Question.number,
        "short": _Question.short,
        "essay": _Question.essay,
    }
)
