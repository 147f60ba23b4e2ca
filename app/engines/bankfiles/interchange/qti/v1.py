"""QTI 1.2 as Canvas and older systems write it: items in one document, conditions on responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange import build, tags
from app.engines.bankfiles.interchange.build import Accepted, Choice
from app.engines.bankfiles.interchange.media import Load, Media
from app.engines.bankfiles.interchange.model import Entry, RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.qti.choices import JUDGED
from app.engines.bankfiles.interchange.qti.rules import GIVE_KEY, NO_KEY
from app.engines.bankfiles.interchange.qti.v1conditions import Condition, Rules
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.bankfiles.interchange.xmlitems import raw_of, refusal_of, strip_namespaces
from app.engines.items import multiple
from app.kernel.text import Message, msg

TAG = "xuekao_tag"
"""Fields in which our own files say what the format has no place for."""
ANEW = msg("Write it anew as one of the kinds of this bank.")
LISTS = ("dropdown", "wordbank")
UNSUPPORTED = {
    "calculated_question": msg("Its values are computed anew for each person."),
    "file_upload_question": msg("A file is to be handed in."),
    "text_only_question": msg("It is a text that asks nothing."),
}


def read(root: etree._Element, where: str, load: Load | None) -> Iterator[Entry]:
    """Yield the items of a document."""
    strip_namespaces(root)
    for node in root.iter("item"):
        yield _build(node, where, load)


def unlike(words: str) -> Message:
    """Say that an item is not built as QTI has it."""
    return msg("The item is not built as QTI says: %(reason)s.", reason=words)


def _build(node: etree._Element, where: str, load: Load | None) -> Entry:
    name = node.get("title") or node.get("ident") or ""
    draft = Draft(f"{where}:{node.sourceline}", name=name, raw=raw_of(node))

    def fill() -> None:
        item = _Item(node, draft, load)
        item.fill()
        item.media.finish()

    return refusal_of(draft, fill, unlike, GIVE_KEY) or draft.finish()


@dataclass(frozen=True, slots=True)
class Response:
    """One place to answer: its name, its labels and how many may be chosen."""

    name: str
    labels: Mapping[str, str]
    is_many: bool
    text: str
    is_shuffled: bool
    is_list: bool = False
    """Whether a gap says that its labels are a list to choose from."""

    @property
    def marks(self) -> tuple[str, str]:
        """How a text may name this gap: by its own text, or by its identifier."""
        return f"[{self.text}]", f"[{self.name.removeprefix('response_')}]"


class _Item:
    """One item of QTI 1.2."""

    def __init__(self, node: etree._Element, draft: Draft, load: Load | None) -> None:
        self.node = node
        self.draft = draft
        self.media = Media(draft, "html", load)
        self.fields = {
            (field.findtext("fieldlabel") or "").strip(): (
                field.findtext("fieldentry") or ""
            ).strip()
            for field in node.iter("qtimetadatafield")
        }
        self.rules = Rules(node)
        self.replies = self._replies()

    def fill(self) -> None:
        """Make the content by the type that is named, else by what the presentation holds."""
        type_ = self.fields.get("question_type", "")
        if type_ in UNSUPPORTED:
            raise RefuseError(UNSUPPORTED[type_], ANEW)
        maker = TYPES.get(type_) or self._guessed()
        maker(self)
        build.explained(self.draft, self.replies.get("general_fb", ""))
        self._points()

    def _guessed(self) -> Callable[[_Item], None]:
        presentation = self.node.find("presentation")
        if presentation is None:
            raise RefuseError(msg("The item asks for no answer."), ANEW)
        if presentation.find(".//response_num") is not None and len(self._responses()) > 1:
            return _Item.mixed
        if len(presentation.findall(".//response_str")) > 1 and self.rules.rewarded():
            return _Item.mixed
        if (
            presentation.find(".//response_num") is not None
            or presentation.find(".//render_fib[@fibtype='Decimal']") is not None
        ):
            return _Item.number
        if presentation.find(".//response_str") is not None:
            return _Item.short if self.rules.rewarded() else _Item.essay
        lids = presentation.findall(".//response_lid")
        if not lids:
            raise RefuseError(msg("The item asks for no answer."), ANEW)
        return _Item.choice if len(lids) == 1 else _Item.matching

    def choice(self) -> None:
        """Single, multiple, true or false."""
        response = self._responses()[0]
        ids = list(response.labels)
        if response.is_many:
            self._several(response, ids)
            return
        scores = {id_: self.rules.score({response.name: [id_]}) for id_ in ids}
        if max(scores.values(), default=0) <= 0:
            raise RefuseError(self._no_key(response, ids), GIVE_KEY)
        best = max(scores.values())
        choices = self._choices(response, {id_: score / best for id_, score in scores.items()})
        words = [choice.text.strip().lower() for choice in choices]
        if len(words) == 2 and {JUDGED.get(word) for word in words} == {True, False}:  # noqa: PLR2004
            key = JUDGED[words[[c.share for c in choices].index(1.0)]]
            why = {str(JUDGED[w]).lower(): c.why for w, c in zip(words, choices, strict=True)}
            build.judge(self.draft, self._stem(), key=key, why=why)
        else:
            build.single(self.draft, self._stem(), choices)

    def _several(self, response: Response, ids: Sequence[str]) -> None:
        keys = self.rules.required(response.name, ids)
        if not keys:
            raise RefuseError(self._no_key(response, ids), GIVE_KEY)
        full = self.rules.score({response.name: keys})
        if full <= 0:
            raise RefuseError(
                msg("Even the declared key earns nothing by the rule of marking."), GIVE_KEY
            )
        choices = self._choices(response, dict.fromkeys(keys, 1.0))
        one_less = self.rules.score({response.name: keys[1:]}) if len(keys) > 1 else 0
        scoring = multiple.PARTIAL if 0 < one_less < full else multiple.ALL
        if wrong := [id_ for id_ in ids if id_ not in keys]:
            one_more = self.rules.score({response.name: [*keys, wrong[0]]})
            scoring = multiple.PENALTY if 0 < one_more < full else scoring
        build.several(self.draft, self._stem(), choices, scoring=scoring)

    def number(self) -> None:
        """A number: exactly, or between two."""
        found = self.rules.interval()
        if found is None:
            raise RefuseError(NO_KEY, GIVE_KEY)
        value, tolerance = found
        build.number(self.draft, self._stem(), value, tolerance)

    def short(self) -> None:
        """One typed answer."""
        response = self._responses()[0]
        forms = [
            Accepted(text, score) for text, score in self.rules.worths(response.name) if score > 0
        ]
        best = max((form.share for form in forms), default=0.0)
        if best <= 0:
            raise RefuseError(NO_KEY, GIVE_KEY)
        forms = [Accepted(form.text, form.share / best) for form in forms]
        stem, count = build.gap_lines(self._stem())
        short_answer(self.draft, stem if count == 1 else self._stem(), forms)

    def essay(self) -> None:
        """A text that a person marks."""
        self.draft.content = {"kind": "essay", "stem": self._stem()}

    def matching(self) -> None:
        """Each response is an entry; its labels are the partners."""
        responses = self._responses()
        pairs: list[tuple[str, str]] = []
        for response in responses:
            keys = self.rules.required(response.name, list(response.labels))
            if len(keys) != 1:
                raise RefuseError(self._no_key(response, list(response.labels)), GIVE_KEY)
            pairs.append((response.text, response.labels[keys[0]]))
        partners = [text for response in responses for text in response.labels.values()]
        build.pairs(self.draft, self._stem(), pairs, extra=partners, order=partners)

    def gaps(self) -> None:
        """Several blanks or lists named `[name]` in the text."""
        stem = self._stem()
        made: dict[str, Any] = {}
        for response in self._responses():
            place = next((mark for mark in response.marks if mark in stem), "")
            keys = self.rules.required(response.name, list(response.labels))
            keys = keys or self._keys_by_text(response)
            if not place or not keys:
                raise RefuseError(self._no_key(response, list(response.labels)), GIVE_KEY)
            made[place] = self._gap(response, keys)
        named = sorted(made, key=stem.index)
        for number, place in enumerate(named, start=1):
            stem = stem.replace(place, f"【{number}】", 1)
        gaps = {str(n): made[place] for n, place in enumerate(named, start=1)}
        if all("accept" in gap for gap in gaps.values()) and len(gaps) <= 9:  # noqa: PLR2004
            build.blanks(self.draft, stem, list(gaps.values()))
        else:
            self.draft.content = {"kind": "cloze", "stem": stem, "gaps": gaps}

    def mixed(self) -> None:
        """Places of several kinds, one below the other, as R/exams writes a cloze."""
        stem, gaps = [], dict[str, Any]()
        for node in self.node.iterfind("presentation//*"):
            if node.tag in ("mattext", "mat_formattedtext") and not _is_inside(node):
                stem.append(self._material(node))
            elif node.tag in PLACES:
                number = str(len(gaps) + 1)
                gaps[number] = self._place(node)
                stem.append(f"【{number}】")
        text = "\n\n".join(one for one in stem if one)
        self.draft.content = {"kind": "cloze", "stem": text, "gaps": gaps}

    def _place(self, node: etree._Element) -> dict[str, Any]:
        name = node.get("ident", "")
        if node.tag == "response_num":
            found = self.rules.interval(name)
            if found is None:
                raise RefuseError(NO_KEY, GIVE_KEY)
            value, tolerance = (build.plain_number(one) for one in found)
            return {"value": value, "tolerance": tolerance} if tolerance else {"value": value}
        if node.tag == "response_str":
            forms = list(dict.fromkeys(self.rules.named(name)))
            if not forms:
                raise RefuseError(NO_KEY, GIVE_KEY)
            return {"accept": forms}
        response = next(one for one in self._responses() if one.name == name)
        keys = self.rules.required(name, list(response.labels))
        if response.is_many or len(keys) != 1:
            raise RefuseError(
                msg("One of several questions asks for more than one option."),
                msg("Export its questions one by one, or write it here as a case study."),
            )
        texts = build.unnumbered(self.draft, list(response.labels.values()))
        letters = dict(zip(response.labels, build.LETTERS, strict=False))
        named = dict(zip(build.LETTERS, texts, strict=False))
        return {"options": named, "key": letters[keys[0]]}

    def _gap(self, response: Response, keys: Sequence[str]) -> dict[str, Any]:
        is_typed = self.fields.get("question_type") == "fill_in_multiple_blanks_question"
        if is_typed and not response.is_list:
            return {"accept": [response.labels[key] for key in keys]}
        named = dict(zip(build.LETTERS, response.labels.values(), strict=False))
        letters = dict(zip(response.labels, build.LETTERS, strict=False))
        return {"options": named, "key": letters[keys[0]]}

    def _keys_by_text(self, response: Response) -> list[str]:
        """Return the labels whose texts a rule names where it should name identifiers."""
        named = self.rules.named(response.name)
        keys = [id_ for id_, text in response.labels.items() if named.count(text) == 1]
        if keys:
            self.draft.warn(msg("The rule of marking named texts; their choices were taken."))
        return keys

    def _stem(self) -> str:
        presentation = self.node.find("presentation")
        if presentation is None:
            return ""
        texts = []
        for node in presentation.iter("mattext", "matimage"):
            if any(
                up.tag in ("response_label", "response_lid", "response_str")
                for up in node.iterancestors()
            ):
                continue
            texts.append(self._material(node))
        return "\n\n".join(text for text in texts if text)

    def _material(self, node: etree._Element, *, inline: bool = False) -> str:
        if node.tag == "matimage":
            return self.media.block(f'<img src="{node.get("uri", "")}" alt="">')
        format_ = (
            "html"
            if "html" in node.get("texttype", "text/html") or "<" in (node.text or "")
            else "plain"
        )
        read_ = self.media.line if inline else self.media.block
        return read_(node.text or "", format_)

    def _responses(self) -> list[Response]:
        found = []
        for node in self.node.iter("response_lid", "response_str", "response_num"):
            labels = {
                label.get("ident", ""): " ".join(
                    self._material(one, inline=True) for one in label.iter("mattext", "matimage")
                )
                for label in node.iter("response_label")
            }
            own = [self._material(one, inline=True) for one in node.iterfind("material/mattext")]
            render = node.find("render_choice")
            found.append(
                Response(
                    node.get("ident", ""),
                    labels,
                    node.get("rcardinality", "Single").lower() == "multiple",
                    " ".join(own),
                    render is not None and render.get("shuffle", "Yes").lower() == "yes",
                    any(one.get("answer_type") in LISTS for one in node.iter("response_label")),
                )
            )
        if not found:
            raise RefuseError(msg("The item asks for no answer."), ANEW)
        return found

    def _choices(self, response: Response, shares: Mapping[str, float]) -> list[Choice]:
        texts = build.unnumbered(self.draft, list(response.labels.values()))
        return [
            Choice(
                text,
                shares.get(id_, 0.0),
                self.replies.get(f"{id_}_fb", ""),
                is_fixed=not response.is_shuffled,
            )
            for id_, text in zip(response.labels, texts, strict=True)
        ]

    def _replies(self) -> dict[str, str]:
        found = {}
        for node in self.node.iter("itemfeedback"):
            texts = [self._material(one, inline=True) for one in node.iter("mattext")]
            found[node.get("ident", "")] = "\n".join(text for text in texts if text)
        return found

    def _no_key(self, response: Response, ids: Sequence[str]) -> Any:  # noqa: ANN401 - a message
        named = [value for value in self.rules.named(response.name) if value not in ids]
        if named and response.labels:
            return msg("The key %(key)s names no choice: nobody could answer right.", key=named[0])
        return NO_KEY

    def _points(self) -> None:
        try:
            points = Decimal(self.fields.get("points_possible", "") or "1")
        except InvalidOperation:
            points = Decimal(1)
        if points > 0:
            self.draft.metadata["points"] = float(points)
        if code := self.node.get("ident"):
            self.draft.metadata["id"] = code
        said = [
            field.findtext("fieldentry") or ""
            for field in self.node.iter("qtimetadatafield")
            if (field.findtext("fieldlabel") or "").strip() == TAG
        ]
        metadata, self.draft.carried, _others = tags.read(said)
        self.draft.metadata |= metadata


PLACES = ("response_lid", "response_str", "response_num")


def _is_inside(node: etree._Element) -> bool:
    """Whether a text belongs to a place to answer."""
    return any(up.tag in (*PLACES, "response_label") for up in node.iterancestors())


TYPES: Mapping[str, Callable[[_Item], None]] = MappingProxyType(
    {
        "multiple_choice_question": _Item.choice,
        "true_false_question": _Item.choice,
        "multiple_answers_question": _Item.choice,
        "short_answer_question": _Item.short,
        "numerical_question": _Item.number,
        "essay_question": _Item.essay,
        "matching_question": _Item.matching,
        "fill_in_multiple_blanks_question": _Item.gaps,
        "multiple_dropdowns_question": _Item.gaps,
    }
)
__all__ = ["Condition", "read"]
