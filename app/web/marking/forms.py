"""Forms of markers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FloatField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.marking.models import Doubt
from app.domain.marking.rules_doubts import LONGEST_REASON
from app.web.forms import BaseForm

PASS, FAIL, PARTIAL = "pass", "fail", "partial"
VERDICTS = (
    (PASS, _("Met: all points")),
    (FAIL, _("Not met: no points")),
    (PARTIAL, _("Partly met: the points below")),
)


class JudgementForm(BaseForm):
    """One judgement: met, not met or partly, with a reason."""

    seen = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    verdict = RadioField(
        _("Judgement"), [InputRequired(_("Please choose a judgement."))], choices=list(VERDICTS)
    )
    points = FloatField(
        _("Points"),
        [Optional(), NumberRange(min=0)],
        render_kw={"inputmode": "decimal", "step": "0.5"},
    )
    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Please give a reason.")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )

    def given(self, doubt: Doubt) -> float:
        """Return the points that the judgement comes to."""
        if self.verdict.data == PASS:
            return doubt.max_points
        return 0.0 if self.verdict.data == FAIL else float(self.points.data or 0)


class ReadersForm(BaseForm):
    """How many people judge each answer of an exam."""

    readers = SelectField(
        _("How many people judge each answer"),
        choices=[("1", _("One person")), ("2", _("Two, independently; a third where they differ"))],
    )


class ReopenForm(BaseForm):
    """Why a settled answer is judged afresh."""

    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Please give a reason.")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )
