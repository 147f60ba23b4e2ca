"""Pools of older Blackboard systems: `<POOL>`, a `<QUESTION_…>` for each question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from lxml import etree

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.blackboard.item import require
from app.engines.bankfiles.interchange.blackboard.kinds import ANEW
from app.engines.bankfiles.interchange.build import Accepted, Choice
from app.engines.bankfiles.interchange.media import Load, Media
from app.engines.bankfiles.interchange.model import Entry, RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.written import short_answer
from app.engines.bankfiles.interchange.xmlitems import raw_of
from app.kernel.text import msg

PREFIX = "QUESTION_"


def read(root: etree._Element, where: str, load: Load | None) -> Iterator[Entry]:
    """Yield the items of a pool."""
    points = {one.get("id", ""): one.get("points", "") for one in root.iter("QUESTION")}
    for node in root:
        if str(node.tag).startswith(PREFIX):
            yield _build(node, where, load, points.get(node.get("id", ""), ""))


def _build(node: etree._Element, where: str, load: Load | None, points: str) -> Entry:
    name = node.get("id", "")
    draft = Draft(f"{where}:{node.sourceline}", name=name, raw=raw_of(node))
    try:
        question = _Question(node, draft, load)
        _maker(str(node.tag))(question)
        question.finish(points)
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    return draft.finish()


def _maker(tag: str) -> Callable[[_Question], None]:
    if tag not in KINDS:
        word = tag.removeprefix(PREFIX)
        raise RefuseError(msg("The kind %(name)s is not known here.", name=word[:40]), ANEW)
    return KINDS[tag]


class _Question:
    """One question of a pool."""

    def __init__(self, node: etree._Element, draft: Draft, load: Load | None) -> None:
        self.node = node
        self.draft = draft
        self.media = Media(draft, "html", load)
        self.answers = sorted(node.findall("ANSWER"), key=_position)
        self.right = node.findall("GRADABLE/CORRECTANSWER")

    @property
    def keys(self) -> list[str]:
        """The identifiers of right answers."""
        return [one.get("answer_id", "") for one in self.right]

    def choice(self) -> None:
        """One right option."""
        build.single(self.draft, self.stem(), self._choices())

    def several(self) -> None:
        """Several right options."""
        build.all_or_nothing(self.draft, self.stem(), self._choices())

    def judge(self) -> None:
        """True or false."""
        key = require(self.keys)[0]
        texts = {one.get("id", ""): self._line(one).strip().lower() for one in self.answers}
        word = texts.get(key, "")
        if word not in ("true", "false"):
            raise RefuseError(
                msg("The answer “%(text)s” is neither true nor false.", text=word[:20]), ANEW
            )
        build.judge(self.draft, self.stem(), key=word == "true", why={})

    def matching(self) -> None:
        """Answers on the left, choices on the right."""
        choices = {one.get("id", ""): self._line(one) for one in self.node.findall("CHOICE")}
        partner = {one.get("answer_id", ""): one.get("choice_id", "") for one in self.right}
        pairs = [
            (self._line(one), choices.get(partner.get(one.get("id", ""), ""), ""))
            for one in self.answers
        ]
        partners = list(choices.values())
        build.pairs(self.draft, self.stem(), pairs, extra=partners, order=partners)

    def ordering(self) -> None:
        """Parts in the order of the key."""
        texts = {one.get("id", ""): self._line(one) for one in self.answers}
        if set(self.keys) != set(texts):
            raise RefuseError(msg("The key does not name every part."), ANEW)
        build.ordered(self.draft, self.stem(), [texts[key] for key in self.keys])

    def blank(self) -> None:
        """One typed answer and its forms."""
        stem, count = build.gap_lines(self.stem())
        forms = [Accepted(self._text(one).strip()) for one in self.answers]
        short_answer(self.draft, stem if count == 1 else self.stem(), forms)

    def essay(self) -> None:
        """A text that a person marks."""
        self.draft.content = {"kind": "essay", "stem": self.stem()}
        if model := "\n\n".join(text for one in self.answers if (text := self._block(one))):
            self.draft.content["model"] = model

    def stem(self) -> str:
        """Return the text of the question."""
        body = self.node.find("BODY")
        return self._block(body) if body is not None else ""

    def finish(self, points: str) -> None:
        """Add what is said to everybody, points and identifier."""
        said = [
            self.media.block(text)
            for name in ("FEEDBACK_WHEN_CORRECT", "FEEDBACK_WHEN_INCORRECT")
            if (text := self.node.findtext(f"GRADABLE/{name}") or "").strip()
        ]
        if "model" not in self.draft.content:
            build.explained(self.draft, "\n\n".join(dict.fromkeys(said)))
        self.media.finish()
        if points.replace(".", "", 1).isdigit() and float(points) > 0:
            self.draft.metadata["points"] = float(points)
        if self.draft.name:
            self.draft.metadata["id"] = self.draft.name

    def _choices(self) -> Sequence[Choice]:
        keys = set(self.keys)
        return [Choice(self._line(one), float(one.get("id", "") in keys)) for one in self.answers]

    def _text(self, node: etree._Element) -> str:
        return node.findtext("TEXT") or ""

    def _line(self, node: etree._Element) -> str:
        return self.media.line(self._text(node))

    def _block(self, node: etree._Element) -> str:
        return self.media.block(self._text(node))


def _position(node: etree._Element) -> int:
    text = node.get("position", "")
    return int(text) if text.isdigit() else 0


KINDS: Mapping[str, Callable[[_Question], None]] = MappingProxyType(
    {
        "QUESTION_MULTIPLECHOICE": _Question.choice,
        "QUESTION_MULTIPLEANSWER": _Question.several,
        "QUESTION_TRUEFALSE": _Question.judge,
        "QUESTION_MATCH": _Question.matching,
        "QUESTION_ORDER": _Question.ordering,
        "QUESTION_FILLINBLANK": _Question.blank,
        "QUESTION_ESSAY": _Question.essay,
        "QUESTION_SHORTRESPONSE": _Question.essay,
    }
)
