"""Texts for people, kept untranslated until they reach the edge.

Below the web floor a text is a `Message`: an English msgid with named parameters. The web, the
command line and the documents translate it in the reader's language; `str()` gives English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Message:
    """A msgid with its parameters; a parameter may itself be a Message."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        """Return the text in the language of `translate` (gettext)."""
        text = translate(self.msgid)
        if not self.params:
            return text.replace("%%", "%")
        return text % {key: _render(value, translate) for key, value in self.params.items()}

    def __str__(self) -> str:
        return self.render(lambda msgid: msgid)

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; `from_json` reads it back."""
        params = {
            key: value.to_json() if isinstance(value, Message) else value
            for key, value in self.params.items()
        }
        return {"msgid": self.msgid, "params": params} if params else {"msgid": self.msgid}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Message:
        """Read a stored message, nested ones too."""
        params = {
            key: cls.from_json(value) if isinstance(value, Mapping) and "msgid" in value else value
            for key, value in stored.get("params", {}).items()
        }
        return cls(stored["msgid"], params)


def msg(msgid: str, **params: object) -> Message:
    """Make a message; babel extracts the msgid of this call.

    >>> str(msg("%(n)s item(s) refused.", n=3))
    '3 item(s) refused.'
    """
    return Message(msgid, params)


def _render(value: object, translate: Translate) -> object:
    return value.render(translate) if isinstance(value, Message) else value
