"""Forms about persons: registering others, reviewing, accommodations."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange

from app.domain.exams.services import AccommodationFields
from app.web.forms import BaseForm


class PeopleForm(BaseForm):
    """Staff numbers of persons to register."""

    codes = TextAreaField(
        _("Staff numbers"), [InputRequired(_("Enter at least one staff number."))]
    )


class UploadForm(BaseForm):
    """A file of persons to register."""

    file = FileField(_("File"), render_kw={"accept": ".xlsx,.xls,.et,.ods,.csv,.txt"})

    def validate_file(self, field: FileField) -> None:
        """A file must have been chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_("Choose a file."))


class ReviewForm(BaseForm):
    """A decision about a registration; a reason is needed unless it is passed on."""

    reason = StringField(_("Reason"), [Length(max=200)])


class ReasonForm(BaseForm):
    """A decision; a grant needs no reason."""

    reason = StringField(_("Reason"), [Length(max=200)])


class AccommodationForm(BaseForm):
    """What is asked for."""

    extra_percent = IntegerField(
        _("More time, in percent"),
        [NumberRange(0, 100, _("Enter between 0 and 100 percent."))],
        default=0,
    )
    break_minutes = IntegerField(
        _("Minutes of breaks"),
        [NumberRange(0, 60, _("Enter between 0 and 60 minutes."))],
        default=0,
    )
    is_large_print = BooleanField(_("Large print"))
    is_high_contrast = BooleanField(_("High contrast"))
    is_separate_room = BooleanField(_("A separate room"))
    grounds = StringField(
        _("Document shown"),
        [InputRequired(_("Say which document was shown.")), Length(max=200)],
    )
    valid_until = DateField(_("Valid until"), [InputRequired(_("Enter a date."))])

    def fields(self) -> AccommodationFields:
        """Return what the service stores."""
        return AccommodationFields(
            extra_percent=self.extra_percent.data or 0,
            break_minutes=self.break_minutes.data or 0,
            is_large_print=bool(self.is_large_print.data),
            is_high_contrast=bool(self.is_high_contrast.data),
            is_separate_room=bool(self.is_separate_room.data),
            grounds=(self.grounds.data or "").strip(),
            valid_until=self.valid_until.data or date.min,
        )


class OfficerAccommodationForm(AccommodationForm):
    """The same, by an officer for somebody."""

    code = StringField(
        _("Staff number"), [InputRequired(_("Enter a staff number.")), Length(max=40)]
    )
