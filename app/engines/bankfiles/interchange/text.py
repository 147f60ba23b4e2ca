"""Text: our own item files (YAML), or a natural exam paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.engines.bankfiles import forms
from app.engines.bankfiles.interchange import guard, secrecy
from app.engines.bankfiles.interchange.exam import lines
from app.engines.bankfiles.interchange.exam.make import make
from app.engines.bankfiles.interchange.model import Entry
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.reader import METADATA, merged_entries
from app.engines.bankfiles.source import SCHEMA
from app.engines.bankfiles.yamltext import YamlError, load
from app.kernel.text import msg

_OURS = re.compile(rf"^schema:\s*{re.escape(SCHEMA)}\s*$", re.MULTILINE)


def is_ours(text: str) -> bool:
    """Whether a text is one of our item files."""
    return _OURS.search(text[:4000]) is not None


def read(text: str, where: str) -> Iterator[Entry]:
    """Yield the items of a text.

    :raises UnreadableError: when there is no question in it, or the YAML is malformed.
    """
    if is_ours(text):
        yield from _ours(text, where)
        return
    found = list(lines.questions(text.split("\n"), where))
    if not any(question.options or question.answer for question in found):
        raise guard.unreadable(
            where,
            msg("The text holds no question that could be told apart."),
            msg("Number the questions 1. 2. 3., write options as A. B. C. and add 答案：."),
        )
    yield from secrecy.marked(text.split("\n"), where)
    for question in found:
        yield make(question)


def _ours(text: str, where: str) -> Iterator[Entry]:
    try:
        document = load(text)
    except YamlError as error:
        raise guard.unreadable(
            f"{where}:{error.line}",
            msg("The file cannot be read: %(reason)s.", reason=error.reason),
            msg("Correct the line and import the file again."),
        ) from error
    head: Any = document.value
    if not isinstance(head, dict) or not isinstance(head.get("items"), list):
        raise guard.unreadable(
            where, msg("The file has no list of items."), msg("Write the items under items:.")
        )
    for place, merged in enumerate(merged_entries(head)):
        line = document.line(("items", place))
        yield _entry(merged, f"{where}:{line}", str(head.get("use", "")))


def _entry(merged: dict[str, Any] | None, where: str, use: str) -> Entry:
    draft = Draft(where)
    if merged is None:
        return draft.refuse(msg("An item is a list of named fields."))
    draft.name = str(merged.get("id", ""))
    draft.metadata = {name: merged.pop(name) for name in METADATA if name in merged}
    draft.metadata["code"] = draft.metadata.pop("id", "")
    own = merged.pop("use", use)
    if own:
        draft.metadata["use"] = own
    draft.content = forms.to_stored(merged)
    return draft.finish()
