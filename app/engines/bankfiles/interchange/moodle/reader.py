"""From a Moodle XML file to items, one question at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.engines.bankfiles.interchange import guard, tags
from app.engines.bankfiles.interchange.model import Entry, RefuseError, Remark, warn
from app.engines.bankfiles.interchange.moodle.kinds import KINDS, UNSUPPORTED
from app.engines.bankfiles.interchange.moodle.question import Question
from app.engines.bankfiles.interchange.prove import Draft
from app.kernel.text import msg

LONGEST_RAW = 4000
_BASE64 = re.compile(r"(<file\b[^<>]*>)[^<]*(</file>)")


def read(data: bytes, where: str) -> Iterator[Entry]:
    """Yield the items of a file, in their order; categories become tags.

    :raises UnreadableError: before anything is yielded, when the XML is not whole.
    """
    data, notes = guard.sound_xml(data, where)
    for note in notes:
        yield Remark(problem=warn(where, note))
    category = ""
    for node in guard.stream_xml(data, "question"):
        type_ = node.get("type", "")
        if type_ == "category":
            category = tags.category_of(node.findtext("category/text") or "")
            continue
        yield _build(node, type_, category, where)


def _build(node: etree._Element, type_: str, category: str, where: str) -> Entry:
    name = (node.findtext("name/text") or "").strip()
    draft = Draft(f"{where}:{node.sourceline}", name=name, raw=_raw(node))
    question = Question(node, draft)
    try:
        _fill(question, type_, category)
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    return draft.finish()


def _fill(question: Question, type_: str, category: str) -> None:
    if type_ not in KINDS:
        raise RefuseError(
            UNSUPPORTED.get(
                type_, msg("Questions of the type %(type)s are not known here.", type=type_)
            ),
            msg("Write it anew as one of the kinds of this bank."),
        )
    KINDS[type_](question)
    question.media.finish()
    draft = question.draft
    metadata, carried, others = tags.read(question.tags())
    draft.metadata |= metadata
    draft.carried = carried
    if code := question.value("idnumber"):
        draft.metadata["id"] = code
    if words := [*others, *([category] if category else [])]:
        draft.metadata["tags"] = words
    _points(question)


def _points(question: Question) -> None:
    grade = question.value("defaultgrade")
    try:
        points = float(grade) if grade else 1.0
    except ValueError:
        points = 1.0
    if points > 0:
        question.draft.metadata["points"] = points


def _raw(node: etree._Element) -> str:
    """Return the question as it stands, without the bytes of its files."""
    text = etree.tostring(node, encoding="unicode", with_tail=False)
    return _BASE64.sub(r"\1…\2", text)[:LONGEST_RAW]
