"""One `<question>`: its fields, its texts in their formats, its files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from app.engines.bankfiles.interchange.build import Choice
from app.engines.bankfiles.interchange.media import Media
from app.engines.bankfiles.interchange.prove import Draft

FORMATS = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
}
PLUGIN = "@@PLUGINFILE@@/"
HUNDRED = 100.0
TRUE = ("true", "1")


class Question:
    """The element of one question, and the item that is made of it."""

    def __init__(self, node: etree._Element, draft: Draft) -> None:
        self.node = node
        self.draft = draft
        self.media = Media(draft, "html", self._load)

    @cached_property
    def stem(self) -> str:
        """The question in markdown."""
        return self.block("questiontext")

    @cached_property
    def explain(self) -> str:
        """What is said about the question to everybody."""
        return self.block("generalfeedback")

    def value(self, path: str) -> str:
        """Return a plain field, such as `defaultgrade` or `name/text`."""
        return (self.node.findtext(path) or "").strip()

    def is_true(self, path: str) -> bool:
        """Whether a field says yes."""
        return self.value(path).lower() in TRUE

    def raw(self, path: str) -> tuple[str, str]:
        """Return a text as it stands, and its format."""
        holder = self.node.find(path)
        if holder is None:
            return "", "html"
        format_ = FORMATS.get(holder.get("format", "html"), "html")
        return holder.findtext("text") or "", format_

    def block(self, path: str) -> str:
        """Return a text with paragraphs in markdown."""
        text, format_ = self.raw(path)
        return self.media.block(text, format_)

    def line_of(self, holder: etree._Element, path: str = "") -> str:
        """Return the short text of an element below this question."""
        inner = holder.find(path) if path else holder
        if inner is None:
            return ""
        format_ = FORMATS.get(inner.get("format", "html"), "html")
        return self.media.line(inner.findtext("text") or "", format_)

    def answers(self) -> Iterator[etree._Element]:
        """Yield the answers that have a text."""
        for answer in self.node.iterfind("answer"):
            if (answer.findtext("text") or "").strip():
                yield answer

    def choices(self) -> list[Choice]:
        """Return the answers as options."""
        return [
            Choice(self.line_of(answer), share_of(answer), self.line_of(answer, "feedback"))
            for answer in self.answers()
        ]

    @staticmethod
    def value_of(answer: etree._Element) -> str:
        """Return the plain text of an answer, in lower case."""
        return (answer.findtext("text") or "").strip().lower()

    def tags(self) -> list[str]:
        """Return the tags of the question."""
        return [tag.findtext("text") or "" for tag in self.node.iterfind("tags/tag")]

    @cached_property
    def _files(self) -> dict[str, etree._Element]:
        return {node.get("name", ""): node for node in self.node.iter("file")}

    def _load(self, source: str) -> bytes | None:
        node = self._files.get(source.removeprefix(PLUGIN).rpartition("/")[2])
        if node is None or node.get("encoding", "base64") != "base64":
            return None
        try:
            return base64.b64decode("".join((node.text or "").split()))
        except (binascii.Error, ValueError):
            return None


def share_of(answer: etree._Element) -> float:
    """Return the share that an answer earns, from its percentage."""
    try:
        return float(answer.get("fraction", "0")) / HUNDRED
    except ValueError:
        return 0.0
