"""Forms of the account pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.web.forms import BaseForm


class SignInForm(BaseForm):
    """User name and password."""

    username = StringField(
        _("User name"),
        [InputRequired(_("Please enter your user name.")), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Please enter your password.")), Length(max=128)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(BaseForm):
    """The present password, and a new one twice."""

    present = PasswordField(
        _("Present password"),
        [InputRequired(_("Please enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _("New password"),
        [InputRequired(_("Please enter a new password.")), Length(max=128)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("New password again"),
        [
            InputRequired(_("Please enter the new password again.")),
            EqualTo("password", _("The two new passwords are not the same.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
