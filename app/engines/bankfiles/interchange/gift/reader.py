"""From GIFT blocks to items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.engines.bankfiles.interchange import build, tags
from app.engines.bankfiles.interchange.build import Choice
from app.engines.bankfiles.interchange.gift import answers
from app.engines.bankfiles.interchange.gift.answers import Answer
from app.engines.bankfiles.interchange.gift.lexer import Block, blocks, hide, show
from app.engines.bankfiles.interchange.media import Media
from app.engines.bankfiles.interchange.model import Entry, RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.written import short_answer
from app.kernel.text import msg

_NAME = re.compile(r"^\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_LOOKS = re.compile(r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[#}]|\})", re.IGNORECASE)
HOW = msg("Write the answers in braces, such as {=right ~wrong}.")


def looks_like(text: str) -> bool:
    """Whether a text has questions with answers in braces."""
    for count, block in enumerate(blocks(text)):
        found = _LOOKS.search(block.text)
        if found and block.text[: found.start()].strip():
            return True
        if count > 50:  # noqa: PLR2004 - enough to see what it is
            break
    return False


def read(text: str, where: str) -> Iterator[Entry]:
    """Yield the items of a text, in their order."""
    for block in blocks(text):
        yield _build(block, where)


def _build(block: Block, where: str) -> Entry:
    draft = Draft(f"{where}:{block.line}", raw=show(block.text))
    try:
        _fill(draft, block)
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    return draft.finish()


def _fill(draft: Draft, block: Block) -> None:
    text = block.text
    build.require_length(text)
    if name := _NAME.match(text):
        draft.name = show(name.group(1))
        text = text[name.end() :]
    tags.take(draft, block.tags, block.category)
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end:
        raise RefuseError(msg("The question has no answers in braces."), HOW)
    inside = text[start + 1 : end]
    if "{" in inside:
        raise RefuseError(
            msg("A brace stands inside the answers."),
            msg(
                "Write \\{ for a brace that belongs to the text, and part questions by empty lines."
            ),
        )
    head, tail = text[:start], text[end + 1 :]
    texts = Media(draft, _format_of(head))
    head = _FORMAT.sub("", head, count=1)
    inside, general = answers.general_feedback(inside)
    tail = tail.strip().strip('";') if not head.strip() or tail.strip() in ('";', '"') else tail
    has_tail = bool(tail.strip()) and not re.fullmatch(r"[\s\"';.。]*", tail)
    stem = show(_joined(head.rstrip(), tail.strip().strip("\"'; "), has_gap=has_tail))
    _Question(draft, texts, stem, texts.block(general), is_inside=has_tail).fill(inside)
    texts.finish()


def _joined(head: str, tail: str, *, has_gap: bool) -> str:
    """Put both sides of the answers together, with a gap between them where words follow."""
    if has_gap:
        return f"{head} 【1】 {tail}"
    return head if head.endswith((".", "?", "!", "。", "？", "！", ":", "：")) else head + tail


def _format_of(head: str) -> str:
    found = _FORMAT.match(head)
    return found.group(1).lower() if found else "moodle"


class _Question:
    """One question: what stands before and after the braces, and what the braces hold."""

    def __init__(
        self, draft: Draft, texts: Media, stem: str, explain: str, *, is_inside: bool
    ) -> None:
        self.draft = draft
        self.texts = texts
        self.stem = stem
        self.explain = explain
        self.is_inside = is_inside

    def fill(self, inside: str) -> None:
        """Decide what kind this is, as Moodle does, and make its content."""
        if not self.stem.strip():
            raise RefuseError(msg("The question has no text."), build.NEW_STEM)
        judged = answers.true_or_false(inside)
        if judged is not None:
            self._judge(*judged)
        elif inside.lstrip().startswith("#"):
            self._number(inside)
        elif not inside.strip():
            self.draft.content = {"kind": "essay", "stem": self._stem()}
            build.explained(self.draft, self.explain)
        else:
            self._answered(list(answers.answers(inside)))

    def _answered(self, given: Sequence[Answer]) -> None:
        if not given:
            raise RefuseError(msg("There are no answers in the braces."), HOW)
        if all(answer.sign == "=" and answer.partner is not None for answer in given):
            self._match(given)
        elif all(answer.sign == "=" for answer in given):
            forms = [
                build.Accepted(answer.whole, answer.share, self.texts.line(answer.feedback))
                for answer in given
            ]
            short_answer(self.draft, self._stem(keep_gap=True), forms, self.explain)
        else:
            self._choice(given)

    def _choice(self, given: Sequence[Answer]) -> None:
        choices = [
            Choice(
                self.texts.line(answer.whole, answer.format),
                answer.share,
                self.texts.line(answer.feedback),
            )
            for answer in given
        ]
        is_many = not any(answer.sign == "=" for answer in given)
        make = build.several if is_many else build.single
        make(self.draft, self._stem(), choices, self.explain)

    def _judge(self, key: bool, wrong: str, right: str) -> None:  # noqa: FBT001
        sides = ("true", "false") if key else ("false", "true")
        replies = dict(zip(sides, (self.texts.line(right), self.texts.line(wrong)), strict=True))
        build.judge(self.draft, self._stem(), key=key, why=replies, explain=self.explain)

    def _number(self, inside: str) -> None:
        try:
            found, wrong = answers.numerics(inside)
        except ValueError as error:
            raise RefuseError(
                msg("“%(text)s” is not a number.", text=str(error)[:40]),
                msg("Write numbers such as {#3.14:0.005}."),
            ) from error
        if not found:
            raise RefuseError(msg("There are no answers in the braces."), HOW)
        best = max(found, key=lambda one: one.share)
        if len(found) > 1:
            self.draft.warn(
                msg("Only the number that earns most is accepted; others earned a part.")
            )
        explain = "\n\n".join(
            text
            for text in (self.texts.line(best.feedback), self.texts.line(wrong), self.explain)
            if text
        )
        build.number(self.draft, self._stem(), best.value, best.tolerance, explain=explain)

    def _match(self, given: Sequence[Answer]) -> None:
        pairs = [
            (self.texts.line(answer.text, answer.format), self.texts.line(answer.partner or ""))
            for answer in given
        ]
        build.pairs(self.draft, self._stem(), pairs, self.explain)

    def _stem(self, *, keep_gap: bool = False) -> str:
        """Return the stem; the place of the answers is a line unless it stays a gap."""
        stem = self.texts.block(self.stem)
        return stem if keep_gap or not self.is_inside else stem.replace("【1】", "____")


__all__ = ["hide", "looks_like", "read"]
