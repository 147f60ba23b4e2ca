"""Reading the parts of a task on messages: scene, rules, steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.engines.practicals.inbox.model import Attachment, Link, Message, Scene
from app.engines.practicals.inbox.rules import Mail, Rule
from app.engines.practicals.language.form import Form
from app.engines.practicals.task.model import Check, Guard, Starter, Step
from app.kernel.text import msg

MODES = ("fraction", "all", "any")
KINDS = ("mail", "chat", "call", "carrier", "desk")
DIFFICULTIES = ("", "easy", "medium", "hard")
HOW = ("reply", "forward", "new")
FEWEST = 2


def read_starter(form: Form, _variables: Mapping[str, Any]) -> Starter:
    """Read the messages and the words; problems are noted in the form."""
    words = {key: _words(form, key) for key in ("verdicts", "actions", "cues")}
    scene = Scene(
        messages=tuple(_message(item, words) for item in form.forms("messages")),
        verdicts=words["verdicts"],
        actions=words["actions"],
        cues=words["cues"],
        folders=form.texts("folders"),
        me=form.text("me"),
    )
    picks = {str(key): int(value) for key, value in form.mapping("pick").items()}
    for truth, number in picks.items():
        if number > sum(message.truth == truth for message in scene.messages):
            form.refuse(
                "pick", msg("There are not %(n)s messages of “%(kind)s”.", n=number, kind=truth)
            )
    ids = [message.id for message in scene.messages]
    if len(set(ids)) < len(ids) or len(ids) < FEWEST:
        form.refuse("messages", msg("Every message needs an id of its own."))
    starter = Starter(floor=form.number("floor", 0), plan=(scene, picks))
    form.close()
    return starter


def _words(form: Form, key: str) -> Mapping[str, str]:
    found = {str(name): str(text) for name, text in form.mapping(key).items()}
    if not found and key != "cues":
        form.refuse(key, msg("A group of keys and values is needed here."))
    return found


def _message(form: Form, words: Mapping[str, Mapping[str, str]]) -> Message:
    message = Message(
        id=form.text("id"),
        truth=form.text("truth"),
        sender=form.text("from"),
        subject=form.text("subject"),
        body=form.text("body"),
        to=form.text("to", ""),
        time=form.text("time", ""),
        kind=form.choice("kind", KINDS, "mail"),
        link=_link(form.form("link")) if form.has("link") else None,
        attachment=_attachment(form.form("attach")) if form.has("attach") else None,
        cues=form.texts("cues"),
        correct=form.texts("correct"),
        difficulty=form.choice("difficulty", DIFFICULTIES, ""),
        why=form.text("why", ""),
    )
    form.close()
    for key, values in (
        ("verdicts", (message.truth,)),
        ("cues", message.cues),
        ("actions", message.correct),
    ):
        for value in values:
            if value not in words[key]:
                form.refuse(key, msg("“%(value)s” is not known here.", value=value))
    return message


def _link(form: Form) -> Link:
    link = Link(form.text("show"), form.text("real"), form.flag("form", default=False))
    form.close()
    return link


def _attachment(form: Form) -> Attachment:
    found = Attachment(form.text("name"), form.text("kind"), form.text("text", ""))
    form.close()
    return found


def read_check(form: Form, _variables: Mapping[str, Any]) -> Check:
    """Read one check; problems are noted in the form."""
    cues = form.form("cues")
    events = form.form("events")
    rule = Rule(
        verdict=form.texts("verdict"),
        action=form.flag("action", default=False),
        cues=int(cues.number("need", 0)),
        wrong_cue=cues.number("wrong_cue", 0),
        forbid=_steps(events, "forbid"),
        each=events.number("each", 1),
        require=_steps(events, "require"),
        sent=tuple(_mail(item) for item in form.forms("sent")),
        filed={str(key): str(folder) for key, folder in form.mapping("filed").items()},
        opened=form.flag("opened", default=False),
        kept=form.texts("kept"),
        within=form.number("within", 0),
        messages=form.texts("messages"),
    )
    cues.close()
    events.close()
    check = Check(
        id=form.text("id"),
        title=form.text("title"),
        points=form.number("points"),
        mode=form.choice("mode", MODES, "fraction"),
        requires=form.texts("requires"),
        probe=rule,
    )
    form.close()
    if rule == Rule(messages=rule.messages):
        form.refuse("check", msg("The check expects nothing."))
    return check


def _steps(form: Form, key: str) -> tuple[tuple[str, str], ...]:
    """Read "open_link:phish" as a step and the verdict or message it is about."""
    return tuple((text.partition(":")[0], text.partition(":")[2]) for text in form.texts(key))


def _mail(form: Form) -> Mail:
    mail = Mail(
        how=form.choice("how", HOW, "reply"),
        of=form.text("of", ""),
        to=form.texts("to"),
        cc=form.texts("cc"),
        subject=form.texts("subject"),
        body=form.texts("body"),
        attached=form.texts("attached"),
    )
    form.close()
    return mail


def read_guard(form: Form, _variables: Mapping[str, Any]) -> Guard:
    """Refuse guards: dangerous steps are a check of their own."""
    form.refuse("id", msg("A task on messages has no guards; forbid steps in a check."))
    return Guard("", "", 0)


def read_step(form: Form, _variables: Mapping[str, Any]) -> Step:
    """Read one step of an answer: `deal`, `send`, `do`, or `right: true` for all that is right."""
    action: dict[str, Any] = {
        "right": form.flag("right", default=False),
        "deal": {str(key): dict(value) for key, value in _dealings(form)},
        "send": form.raw("send", []),
        "do": form.texts("do"),
    }
    step = Step(id=form.text("id", ""), find=None, action=action)
    form.close()
    return step


def _dealings(form: Form) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    for key, value in form.mapping("deal").items():
        if isinstance(value, Mapping):
            yield key, value
        else:
            form.refuse("deal", msg("A group of keys and values is needed here."))
