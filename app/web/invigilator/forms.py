"""What an invigilator does to one sitting; each needs a reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.domain.exams.rules import MAX_EXTENSION
from app.web.forms import BaseForm

DEFAULT_MINUTES = 10


class ReasonForm(BaseForm):
    """A step with a reason."""

    reason = StringField(_("Reason"), [InputRequired(_("Please give a reason.")), Length(max=200)])


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
