# ruff: noqa: E501 - one text, one line: they are compared with their translations
"""Every text of the exam player, handed to its script by the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.web.desk import DESK_TEXTS
from app.web.i18n import choose_locale

TEXTS = {
    **DESK_TEXTS,
    "list.comma": _(", "),
    "list.stop": _(". "),
    "kind.single": _("Single choice"),
    "kind.multiple": _("Multiple choice"),
    "kind.judge": _("True or false"),
    "kind.blank": _("Fill in"),
    "kind.number": _("Calculation"),
    "kind.order": _("Ordering"),
    "kind.match": _("Matching"),
    "kind.cloze": _("Cloze with lists"),
    "kind.classify": _("Classification"),
    "kind.hotspot": _("Image hotspot"),
    "kind.short": _("Short answer"),
    "kind.essay": _("Essay"),
    "kind.case": _("Case study"),
    "kind.practical": _("Practical"),
    "item.points": _("%(n)s point(s)"),
    "judge.true": _("True"),
    "judge.false": _("False"),
    "classify.pick": _("Group of %(n)s"),
    "classify.entries": _("What is to be classified"),
    "classify.groups": _("Groups"),
    "hotspot.region": _("Region %(letter)s %(name)s"),
    "hotspot.picture": _("Picture with regions to choose"),
    "hotspot.choose_one": _("Choose one region, with the mouse or with its letter."),
    "hotspot.choose_many": _("Choose all right regions, with the mouse or with their letters."),
    "writing.label": _("Your answer"),
    "writing.count": _("%(n)s characters"),
    "writing.count_of": _("%(n)s of %(limit)s characters"),
    "case.question": _("Question %(n)s of %(of)s"),
    "choice.chosen": _("Chosen: %(letters)s."),
    "choice.chosen_many": _("Chosen: %(letters)s. Press a letter again to take it back."),
    "blank.gap": _("Gap %(n)s"),
    "number.label": _("Your result:"),
    "order.up": _("Move line %(n)s up"),
    "order.down": _("Move line %(n)s down"),
    "order.moved": _("Now in place %(n)s of %(of)s."),
    "order.not_yet": _("Not answered yet. Drag the lines or use the arrows."),
    "order.answered": _("Answered with this order."),
    "order.keep": _("Answer with this order"),
    "match.left": _("To be matched"),
    "match.right": _("Choices"),
    "match.pick": _("Match for line %(n)s"),
    "match.none": _("choose"),
    "card.title": _("Answer card"),
    "card.progress": _("Answered items"),
    "card.counts": _("%(done)s answered, %(left)s left"),
    "card.cell": _("Item %(n)s, %(state)s"),
    "card.answered": _("answered"),
    "card.unanswered": _("not answered"),
    "card.flagged": _("flagged"),
    "card.local_only": _("only on this computer"),
    "foot.flag": _("Flag"),
    "foot.unflag": _("Remove flag"),
    "flag.on": _("Item %(n)s is flagged."),
    "flag.off": _("The flag of item %(n)s is removed."),
    "light.local": _("Saved on this computer"),
    "light.local_writing": _("Saving on this computer"),
    "light.local_refused": _("This computer cannot keep answers; they go to the server only"),
    "light.too_long": _("Item %(n)s is too long and is not saved. Shorten it"),
    "answer.too_long": _("The answer to item %(n)s is too long and is not saved. Shorten it; what was saved of it before still counts."),
    "light.server": _("Saved on the server %(time)s"),
    "light.server_ready": _("Connected to the server"),
    "light.sending": _("Uploading %(n)s item(s)"),
    "light.sending_marks": _("Uploading"),
    "light.offline": _("Connection lost; %(n)s answer(s) are on this computer"),
    "light.refused": _("The server does not accept %(n)s answer(s). Please raise your hand"),
    "light.signed_out": _("Not signed in any more; %(n)s answer(s) are on this computer. Sign in again in another tab"),
    "light.taken": _("The exam goes on in another place"),
    "light.closed": _("Has handed in"),
    "light.back": _("The connection is back. Everything is being uploaded."),
    "timer.whole": _("Time left"),
    "timer.section": _("%(title)s: time left"),
    "timer.words": _("%(what)s: %(minutes)s min %(seconds)s s"),
    "timer.section_over": _("The time for “%(title)s” is over. Its answers are kept; go on with the next part."),
    "locked.time": _("The time for this part is over. The answer shown here is kept."),
    "locked.read_only": _("You are looking on. The exam is being answered in another place."),
    "banner.late": _("%(n)s answer(s) arrived after the end. They are kept; the invigilator decides whether they count."),
    "banner.held_since": _("This exam has been open in another place since %(time)s. You can look on here."),
    "clear.title": _("Clear the answer to item %(n)s?"),
    "clear.text": _("The item will count as not answered. You can answer it again."),
    "clear.yes": _("Clear"),
    "go.title": _("Go to an item"),
    "go.label": _("Number, 1 to %(n)s"),
    "go.button": _("Go"),
    "keys.title": _("All keys"),
    "keys.choose": _("choose an option"),
    "keys.next": _("next item"),
    "keys.previous": _("previous item"),
    "keys.flag": _("flag the item"),
    "keys.clear": _("clear the answer (asks first)"),
    "keys.time": _("tell the time left"),
    "keys.saved": _("tell what is saved"),
    "keys.go": _("go to a number"),
    "keys.card": _("answer card"),
    "keys.review": _("check and hand in"),
    "keys.help": _("this list"),
    "keys.switch": _("Use single keys"),
    "review.title": _("Check your paper"),
    "review.counts": _("%(done)s of %(total)s items answered."),
    "review.unanswered": _("Not answered (%(n)s)"),
    "review.flagged": _("Flagged (%(n)s)"),
    "review.go_on": _("Go on answering"),
    "review.hand_in": _("Hand in"),
    "confirm.title": _("Hand in the paper?"),
    "confirm.some_left": _("%(n)s item(s) are not answered. After handing in nothing can be changed."),
    "confirm.all_done": _("All items are answered. After handing in nothing can be changed."),
    "confirm.back": _("Back to checking"),
    "confirm.yes": _("Hand in"),
    "end.title": _("Handing in"),
    "end.time_title": _("The time is over"),
    "end.sending": _("Your last answers are being uploaded. Please wait."),
    "end.files": _("%(n)s file(s) are still being uploaded or opened. They are waited for; please do not close this page."),
    "end.waiting": _("%(n)s answer(s) are on this computer and wait for the network. Do not close this page; please raise your hand."),
    "end.no_network": _("All answers are on the server. The hand-in waits for the network; it is tried again by itself."),
    "end.refused": _("The server did not accept the hand-in. Please raise your hand."),
    "closed.title": _("This paper has been handed in"),
    "closed.text": _("The invigilator or another place has handed it in. What arrived before counts."),
    "closed.receipt": _("Show the receipt"),
    "emergency.title": _("The server has not answered for some time"),
    "emergency.text": _("Your answers are safe on this computer and go to the server by themselves when it is back. To be sure, save an emergency file and give it to the invigilator. Do not reload or close this page."),
    "emergency.save": _("Save an emergency file"),
    "emergency.saved": _("Saved as “%(name)s” in the downloads folder. Tell the invigilator; you can go on answering and save again later."),
    "emergency.left_out": _("“%(name)s” is too large for it or was moved: keep that file where you saved it."),
    "emergency.failed": _("The emergency file could not be made. Leave this page open and raise your hand."),
    "start.no_network": _("The server does not answer. Your answers are kept on this computer; please raise your hand."),
    "start.refused": _("The exam cannot be opened now. Please raise your hand."),
    "start.again": _("Try again"),
    "file.step_get": _("1. Fetch the file"),
    "file.step_put": _("2. Hand in your file"),
    "file.guards": _("This must stay as it is, or points are taken off:"),
    "file.drop": _("Drop your saved file here, or choose it. Accepted: %(kinds)s, up to %(max)s. You can hand in again; the last one counts."),
    "file.choose": _("Choose a file"),
    "file.again": _("Upload again"),
    "file.uploading": _("Upload"),
    "file.sending": _("Uploading “%(name)s”"),
    "file.looking": _("The file has arrived and is being opened."),
    "file.converting": _("The file has arrived and is being converted, which takes some seconds. You can go on with other items."),
    "file.received": _("Received by the server"),
    "file.none_yet": _("No file has been handed in yet."),
    "file.name": _("File"),
    "file.size": _("Size"),
    "file.time": _("Time"),
    "file.digest": _("Digest"),
    "file.wrong_kind": _("This kind of file is not accepted here. Save it as %(kinds)s and choose it again."),
    "file.too_large": _("The file has %(size)s; at most %(max)s are accepted."),
    "file.too_large_for_server": _("The server refused the file because of its size. Remove large pictures and hand it in again."),
    "file.no_network": _("Not uploaded: the connection was lost. It is tried again by itself when the connection is back; do not close this page."),
    "file.signed_out": _("Not uploaded: the exam is not open here any more. Reload the page."),
    "file.server_error": _("Not uploaded: the server met an error. It is tried again by itself; do not close this page."),
    "rule.multiple.all_or_nothing": _("Choose at least two; all right ones and no wrong one must be chosen."),
    "rule.hotspot.partial": _("Some right regions earn a part, a wrong one earns nothing."),
    "rule.hotspot.partial_with_penalty": _("Right regions earn a part, wrong ones take it away again."),
    "rule.cloze.all_or_nothing": _("All gaps must be right."),
    "rule.classify.all_or_nothing": _("Everything must be in its group."),
    "rule.multiple.partial": _("Choose at least two; some right ones earn a part, a wrong one earns nothing."),
    "rule.multiple.partial_with_penalty": _("Choose at least two; right ones earn a part, wrong ones take it away again."),
    "start.phone": _("This exam is taken on a computer. Please turn to the invigilator; a telephone is enough for practice only."),
    "tool.calculator": _("Calculator"),
    "tool.scratch": _("Scratch pad"),
    "tool.display": _("Display"),
    "display.size": _("Size of the text"),
    "display.size.normal": _("Normal"),
    "display.size.large": _("Large"),
    "display.size.larger": _("Larger"),
    "display.contrast": _("Contrast"),
    "display.contrast.normal": _("Normal"),
    "display.contrast.high": _("High contrast"),
    "display.font": _("Typeface"),
    "display.font.sans": _("Sans serif (Hei)"),
    "display.font.serif": _("Serif (Song)"),
    "calc.label": _("Calculation, for example 12 × (3 + 4.5)"),
    "calc.none": _("This cannot be calculated."),
    "calc.clear": _("Clear"),
    "calc.history": _("Earlier results"),
    "scratch.help": _("For your own notes: it stays on this computer, is not handed in, and is gone after the hand-in."),
    "feedback.answer_first": _("Please answer the item first."),
    "feedback.no_network": _("The server does not answer. Please try again."),
    "message.from": _("Message from the invigilator, %(time)s"),
    "message.read": _("I have read it"),
    "paused.title": _("The exam is paused"),
    "paused.text": _("The invigilator has stopped the clock. Your answers are kept; please stay seated and wait."),
    "paused.left": _("Time left when it goes on: %(time)s"),
    "paused.over": _("The exam goes on."),
    "check.option_a": _("They stay on this computer and are uploaded when it is back"),
    "check.option_b": _("They are lost and must be entered again"),
    "check.option_c": _("The exam ends"),
    "check.journal_ok": _("This computer can keep your answers."),
    "check.journal_bad": _("This browser cannot keep answers on this computer. Please tell the invigilator."),
    "check.clock_ok": _("The clock is set by the server; yours differs by %(seconds)s s, which does no harm."),
    "check.saved": _("Saved on the server %(time)s. This is what you will see in the exam."),
    "check.saving": _("Saving"),
    "check.failed": _("Not saved yet: no connection. It is tried again by itself."),
    "check.opens_in": _("The exam opens by itself in %(time)s."),
    "check.opening": _("The exam is opening."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlayerTexts:
    """All texts in one language, and as the JSON that stands in a page."""

    texts: Mapping[str, str]
    json: Markup

    def with_own(self, own: Mapping[str, str]) -> PlayerTexts:
        """Return them with some texts in other words."""
        return _made({**self.texts, **own})


def player_texts() -> PlayerTexts:
    """Return all texts in the language of the request."""
    return _in_language(choose_locale())


@lru_cache(maxsize=4)
def _in_language(locale: str) -> PlayerTexts:
    """Translate once for a process: catalogues are read when it starts."""
    with force_locale(locale):
        found = {key: str(text) for key, text in TEXTS.items()}
    return _made(found)


def _made(texts: dict[str, str]) -> PlayerTexts:
    return PlayerTexts(MappingProxyType(texts), htmlsafe_json_dumps(texts))
