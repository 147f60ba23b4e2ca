"""A task on messages, and what a candidate did with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what it shows, and where it really leads; `form` asks there for a password."""

    show: str
    real: str
    form: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment: its name, what it is (pdf, docx, exe, macro, …), and its words."""

    name: str
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `truth` is the right verdict, `correct` are the right actions."""

    id: str
    truth: str
    sender: str
    subject: str
    body: str
    to: str = ""
    time: str = ""
    kind: str = "mail"
    link: Link | None = None
    attachment: Attachment | None = None
    cues: tuple[str, ...] = ()
    correct: tuple[str, ...] = ()
    difficulty: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a task is about; the words for verdicts, actions and cues by their keys."""

    messages: tuple[Message, ...] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    cues: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    me: str = ""

    def find(self, key: str) -> Message | None:
        """Return a message by its id."""
        return next((message for message in self.messages if message.id == key), None)


@dataclass(frozen=True, slots=True)
class Dealt:
    """What was done with one message."""

    verdict: str = ""
    action: str = ""
    cues: tuple[str, ...] = ()
    read: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that was sent: a reply to or a forward of a message, or a new one."""

    how: str = "new"
    of: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One step with its time in milliseconds: open_link, open_attachment, submit_form, …."""

    at: int
    name: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was handed in."""

    dealt: Mapping[str, Dealt] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()
    events: tuple[Event, ...] = ()

    def of(self, key: str) -> Dealt:
        """Return what was done with a message; nothing, if nothing was."""
        return self.dealt.get(key, Dealt())
