"""Forms of the certificate register."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from app.domain.certificates import rules
from app.domain.certificates.rules import Operation, State
from app.web.forms import BaseForm
from app.web.i18n import translate


class ChangeForm(BaseForm):
    """What shall be done to a certificate, and why."""

    operation = SelectField(_("What shall be done"), [InputRequired(_("Please choose."))])
    reason = TextAreaField(
        _("Reason for the change"),
        [InputRequired(_("Please give the reason."))],
        render_kw={"rows": 3},
    )

    def offer(self, state: State) -> ChangeForm:
        """Offer what is possible in this state."""
        self.operation.choices = [
            (operation.value, translate(rules.OPERATION_NAMES[operation]))
            for operation in rules.POSSIBLE.get(state, ())
            if operation in rules.BY_HAND
        ]
        return self

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a sentence."""
        if fault := rules.reason_fault(field.data or ""):
            raise ValidationError(translate(fault))

    def chosen(self) -> Operation:
        """Return the operation of a sound form."""
        return Operation(self.operation.data)
