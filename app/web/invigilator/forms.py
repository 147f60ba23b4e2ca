"""What an invigilator does to a seat or a room; each needs a reason."""

from __future__ import annotations

from uuid import UUID

from flask import abort, request
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.domain.exams.room_rules import TEXT_LENGTH, VIOLATIONS
from app.domain.exams.rules import MAX_EXTENSION
from app.web.forms import BaseForm

DEFAULT_MINUTES = 10
REASON = InputRequired(_("Please give a reason."))


class ReasonForm(BaseForm):
    """A step with a reason."""

    reason = StringField(_("Reason"), [REASON, Length(max=200)])


class ExtendForm(ReasonForm):
    """More time."""

    minutes = IntegerField(
        _("Minutes"),
        [
            InputRequired(_("Enter a number.")),
            NumberRange(1, MAX_EXTENSION, _("Give between 1 and 120 minutes.")),
        ],
        default=DEFAULT_MINUTES,
    )


class NoteForm(BaseForm):
    """A remark that may be empty."""

    reason = StringField(_("Remark"), [Optional(), Length(max=200)])


class MessageForm(BaseForm):
    """A text for one candidate or the room."""

    text = TextAreaField(
        _("Text"),
        [InputRequired(_("Please write something.")), Length(max=TEXT_LENGTH)],
        render_kw={"rows": 3, "maxlength": TEXT_LENGTH},
    )


class ViolationForm(BaseForm):
    """What happened, from the list, and what was seen."""

    code = SelectField(
        _("What happened"), choices=[(code, code) for code in VIOLATIONS], validate_choice=True
    )
    reason = TextAreaField(
        _("What was seen, and how it was kept as evidence"),
        [InputRequired(_("Please say what was seen.")), Length(max=500)],
        render_kw={"rows": 3},
    )


class CodeForm(BaseForm):
    """What opens a sitting on any computer."""

    ticket = StringField(
        _("Ticket number"),
        [InputRequired(_("Please enter the number on your ticket.")), Length(max=18)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    code = StringField(
        _("Code from the invigilator"),
        [InputRequired(_("Please enter the code.")), Length(max=12)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


def chosen_ones() -> list[UUID] | None:
    """Return the chosen registrations; None means the whole room."""
    if request.form.get("whole") == "yes":
        return None
    try:
        return [UUID(one) for one in request.form.getlist("who")]
    except ValueError:
        abort(400)


def chosen_one() -> UUID | None:
    """Return the chosen registration; None means the whole room, which a slip never does."""
    text = request.form.get("who", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        abort(400)
