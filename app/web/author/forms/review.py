"""The reviewer's verdict, and taking an item out of use."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.web.forms import BaseForm


class VerdictForm(BaseForm):
    """Approve, or return with a comment."""

    comment = TextAreaField(_("Comment for the author"), [Length(max=2000)], render_kw={"rows": 3})


class RetireForm(BaseForm):
    """Why an item goes out of use."""

    reason = StringField(
        _("Reason for retiring"),
        [InputRequired(_("Please say why the item goes out of use.")), Length(max=200)],
    )
