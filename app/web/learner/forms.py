"""Forms of learners."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.domain.learning.services.deciding import LONGEST_REASON
from app.web.forms import BaseForm


class WordForm(BaseForm):
    """What a person has to say about hours that were returned."""

    reason = TextAreaField(
        _("Your word"),
        [InputRequired(_("Please say when and how you studied.")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 5, "maxlength": LONGEST_REASON},
    )
