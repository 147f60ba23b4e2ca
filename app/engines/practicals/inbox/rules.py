"""What is asked of the work with messages, and how each part is judged."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.engines.practicals.checks.explain import Where
from app.engines.practicals.inbox.model import Done, Message, Scene, Sent
from app.engines.practicals.language.expectations import listed
from app.engines.practicals.language.find import squash
from app.engines.practicals.language.units import number_text
from app.engines.practicals.work.outcome import Point, place
from app.kernel.text import Message as Words
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that must have been sent."""

    how: str
    of: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check asks; every part of it that is given is judged."""

    verdict: tuple[str, ...] = ()
    action: bool = False
    cues: int = 0
    wrong_cue: float = 0.0
    forbid: tuple[tuple[str, str], ...] = ()
    each: float = 1.0
    require: tuple[tuple[str, str], ...] = ()
    sent: tuple[Mail, ...] = ()
    filed: Mapping[str, str] = field(default_factory=dict)
    opened: bool = False
    kept: tuple[str, ...] = ()
    within: float = 0.0
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """The task and what was done."""

    scene: Scene
    done: Done

    def meant(self, rule: Rule) -> list[Message]:
        """Return the messages that a check is about."""
        return [m for m in self.scene.messages if not rule.messages or m.id in rule.messages]


Judge = Callable[[Work, Rule], Iterator[Point]]


def judge(work: Work, rule: Rule) -> list[Point]:
    """Return the points of a check."""
    return [point for part in _JUDGES for point in part(work, rule)]


def _at(message: Message) -> Where:
    return place(msg("“%(subject)s”", subject=message.subject), message.id)


def _named(words: Mapping[str, str], key: str) -> Words:
    return msg("“%(name)s”", name=words[key]) if key in words else msg("nothing chosen")


def _verdict(work: Work, rule: Rule) -> Iterator[Point]:
    for message in work.meant(rule):
        if message.truth not in rule.verdict:
            continue
        said = work.done.of(message.id).verdict
        right = _named(work.scene.verdicts, message.truth)
        yield Point(
            msg("“%(subject)s” judged %(verdict)s", subject=message.subject, verdict=right),
            msg(
                "“%(subject)s” judged %(verdict)s",
                subject=message.subject,
                verdict=_named(work.scene.verdicts, said),
            ),
            float(said == message.truth),
            _at(message),
            msg("%(why)s", why=message.why) if message.why else _LOOK,
        )


_LOOK = msg(
    "Look at the whole address of the sender, the real target of the link, and what is asked."
)


def _action(work: Work, rule: Rule) -> Iterator[Point]:
    for message in work.meant(rule) if rule.action else ():
        if not message.correct:
            continue
        said = work.done.of(message.id).action
        wanted = [_named(work.scene.actions, key) for key in message.correct]
        joined = wanted[0]
        for one in wanted[1:]:
            joined = msg("%(first)s or %(second)s", first=joined, second=one)
        yield Point(
            msg("“%(subject)s”: %(action)s", subject=message.subject, action=joined),
            msg(
                "“%(subject)s”: %(action)s",
                subject=message.subject,
                action=_named(work.scene.actions, said),
            ),
            float(said in message.correct),
            _at(message),
            msg("%(why)s", why=message.why) if message.why else _LOOK,
        )


def _cues(work: Work, rule: Rule) -> Iterator[Point]:
    for message in work.meant(rule) if rule.cues else ():
        if not message.cues:
            continue
        chosen = work.done.of(message.id).cues
        right = [cue for cue in chosen if cue in message.cues]
        wrong = [cue for cue in chosen if cue not in message.cues]
        need = min(rule.cues, len(message.cues))
        share = min(1.0, len(right) / need) - rule.wrong_cue * len(wrong) / need
        names = ", ".join(work.scene.cues.get(cue, cue) for cue in message.cues)
        yield Point(
            msg("“%(subject)s”: at least %(n)s cues", subject=message.subject, n=need),
            msg(
                "“%(subject)s”: %(right)s right cues, %(wrong)s wrong ones",
                subject=message.subject,
                right=len(right),
                wrong=len(wrong),
            ),
            max(0.0, share),
            _at(message),
            msg("The cues of this message: %(names)s.", names=names),
        )


def _happened(work: Work, name: str, truth: str) -> list[Message]:
    """Return the messages on which a step was taken; without a message, what stands for it."""
    found = []
    for event in work.done.events:
        message = work.scene.find(event.message)
        if event.name == name and (not truth or (message is not None and truth in _tags(message))):
            found.append(message or Message(event.message, "", "", event.name, ""))
    return list({message.id: message for message in found}.values())


def _tags(message: Message) -> tuple[str, str]:
    return message.truth, message.id


def _forbid(work: Work, rule: Rule) -> Iterator[Point]:
    """A check starts whole and loses a share for each dangerous step."""
    if not rule.forbid:
        return
    happened = [
        (name, message) for name, truth in rule.forbid for message in _happened(work, name, truth)
    ]
    words = [_STEPS.get(name, msg("%(name)s", name=name)) for name, _truth in rule.forbid]
    untouched = not work.done.dealt and not work.done.events
    found = [
        msg(
            "“%(subject)s”: %(step)s",
            subject=message.subject,
            step=_STEPS.get(name, msg("%(name)s", name=name)),
        )
        for name, message in happened
    ]
    share = 0.0 if untouched else max(0.0, 1 - rule.each * len(happened))
    yield Point(
        msg("never: %(steps)s", steps=listed(list({str(w): w for w in words}.values()))),
        listed(found) if found else msg("nothing was done yet"),
        share,
        _at(happened[0][1]) if happened else None,
        msg("What is not trusted is neither opened nor answered; report it as it is."),
    )


_STEPS = {
    "open_link": msg("link opened"),
    "open_attachment": msg("attachment opened"),
    "enable_macro": msg("macros switched on"),
    "submit_form": msg("something typed into a strange page"),
    "reply": msg("mail answered"),
    "forward": msg("forwarded"),
    "copy": msg("copied to a carrier"),
    "check_sender": msg("address of the sender looked at"),
    "check_link": msg("target of the link looked at"),
    "lock": msg("screen locked"),
}


def _require(work: Work, rule: Rule) -> Iterator[Point]:
    for name, truth in rule.require:
        step = _STEPS.get(name, msg("%(name)s", name=name))
        targets = [m for m in work.scene.messages if not truth or truth in _tags(m)]
        taken = {message.id for message in _happened(work, name, truth)}
        hits = [message for message in targets if message.id in taken]
        share = len(hits) / len(targets) if targets else float(bool(taken))
        yield Point(
            msg("%(step)s", step=step),
            msg("%(step)s: %(n)s of %(total)s", step=step, n=len(hits), total=len(targets)),
            share,
            None,
            msg("Check before you decide: hover over the link, open the details of the sender."),
        )


def _sent(work: Work, rule: Rule) -> Iterator[Point]:
    for wanted in rule.sent:
        candidates = [s for s in work.done.sent if s.how == wanted.how and s.of == wanted.of]
        best = max((_mail_parts(s, wanted) for s in candidates), key=_share, default=[])
        about = work.scene.find(wanted.of)
        what = about.subject if about else ""
        expected = msg("mail sent: %(how)s “%(subject)s”", how=_HOW[wanted.how], subject=what)
        wrong = [words for right, words in best if not right]
        found = listed(wrong) if wrong else msg("no such mail was sent")
        hint = msg(
            "Open the message, choose the answer asked for, and check each field before sending."
        )
        yield Point(expected, found, _share(best), _at(about) if about else None, hint)


_HOW = {"reply": msg("answer to"), "forward": msg("forward of"), "new": msg("new mail")}
Parts = list[tuple[bool, Words]]


def _share(parts: Parts) -> float:
    return sum(right for right, _words in parts) / len(parts) if parts else 0.0


def _mail_parts(sent: Sent, wanted: Mail) -> Parts:
    found: Parts = []
    for names, given, label in (
        (wanted.to, sent.to, msg("receiver")),
        (wanted.cc, sent.cc, msg("copy")),
    ):
        if names:
            right = {n.casefold() for n in names} == {n.casefold() for n in given}
            found.append((right, msg("%(field)s “%(value)s”", field=label, value=", ".join(given))))
    for parts, text, label in (
        (wanted.subject, sent.subject, msg("subject")),
        (wanted.body, sent.body, msg("text")),
    ):
        found += [
            (
                squash(part) in squash(text),
                msg("%(field)s without “%(value)s”", field=label, value=part),
            )
            for part in parts
        ]
    if wanted.attached:
        right = set(wanted.attached) == set(sent.attached)
        names_ = ", ".join(sent.attached)
        found.append((right, msg("%(field)s “%(value)s”", field=msg("attachment"), value=names_)))
    return found or [(True, msg("sent"))]


def _filed(work: Work, rule: Rule) -> Iterator[Point]:
    for key, folder in rule.filed.items():
        message = work.scene.find(key)
        if message is None:
            continue
        now = work.done.of(key).folder
        yield Point(
            msg("“%(subject)s” in folder “%(folder)s”", subject=message.subject, folder=folder),
            msg("“%(subject)s” in folder “%(folder)s”", subject=message.subject, folder=now or "-"),
            float(now == folder),
            _at(message),
            msg("Choose “Move to folder” on the message."),
        )


def _opened(work: Work, rule: Rule) -> Iterator[Point]:
    for message in work.meant(rule) if rule.opened else ():
        yield Point(
            msg("“%(subject)s” read", subject=message.subject),
            msg("“%(subject)s” not opened", subject=message.subject),
            float(work.done.of(message.id).read),
            _at(message),
            msg("Read every message before you decide."),
        )


def _kept(work: Work, rule: Rule) -> Iterator[Point]:
    for key in rule.kept:
        message = work.scene.find(key)
        if message is None:
            continue
        dealt = work.done.of(key)
        yield Point(
            msg("“%(subject)s” not deleted", subject=message.subject),
            msg("“%(subject)s” was deleted", subject=message.subject),
            float(bool(dealt.action or dealt.read) and dealt.action != "delete"),
            _at(message),
            msg("Business mail is kept; file it instead."),
        )


def _within(work: Work, rule: Rule) -> Iterator[Point]:
    """Reporting soon after opening counts, as it protects the others."""
    if not rule.within:
        return
    for message in work.meant(rule):
        times = {e.name: e.at for e in work.done.events if e.message == message.id}
        if message.truth not in rule.verdict and rule.verdict:
            continue
        took = (times["report"] - times.get("read", 0)) / 1000 if "report" in times else None
        found = msg("“%(subject)s” not reported", subject=message.subject)
        if took is not None:
            found = msg(
                "“%(subject)s” reported after %(n)s s", subject=message.subject, n=number_text(took)
            )
        yield Point(
            msg(
                "“%(subject)s” reported within %(n)s s",
                subject=message.subject,
                n=number_text(rule.within),
            ),
            found,
            float(took is not None and took <= rule.within),
            _at(message),
            msg("Report at once; you need not understand everything first."),
        )


_JUDGES: Sequence[Judge] = (
    _verdict, _action, _cues, _forbid, _require, _sent, _filed, _opened, _kept, _within,
)  # fmt: skip


def sensitivity(work: Work, signal: str) -> tuple[float, float] | None:
    """Return d' and bias c of telling one verdict from the others, corrected for few messages.

    Bias above 0 means that too little is reported, below 0 too much; None without both kinds.
    """
    marked = [m for m in work.scene.messages if m.truth == signal]
    others = [m for m in work.scene.messages if m.truth != signal]
    if not marked or not others:
        return None
    hits = sum(work.done.of(m.id).verdict == signal for m in marked)
    alarms = sum(work.done.of(m.id).verdict == signal for m in others)
    normal = statistics.NormalDist()
    z_hit = normal.inv_cdf((hits + 0.5) / (len(marked) + 1))
    z_alarm = normal.inv_cdf((alarms + 0.5) / (len(others) + 1))
    return z_hit - z_alarm, -(z_hit + z_alarm) / 2
