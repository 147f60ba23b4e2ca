"""Forms of personnel officers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FloatField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.kernel.tier import Tier
from app.web.display import tier_name
from app.web.forms import BaseForm

LONGEST_REASON = 500


class ReasonForm(BaseForm):
    """Why something is done."""

    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Please give a reason.")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )


class DecisionForm(ReasonForm):
    """The points a person gives an answer that no machine could judge."""

    position = IntegerField(_("Item"), [InputRequired(), NumberRange(min=1)])
    points = FloatField(
        _("Points"),
        [InputRequired(_("Please enter the points.")), NumberRange(min=0)],
        render_kw={"inputmode": "decimal"},
    )


class TierForm(BaseForm):
    """The tier of a person: by the rule, or set by hand with a reason."""

    tier = SelectField(_("Tier"), validate_choice=True)
    reason = TextAreaField(
        _("Reason"), [Length(max=LONGEST_REASON)], render_kw={"rows": 3, "maxlength": 500}
    )

    def offer(self, by_rule: Tier) -> TierForm:
        """Offer the tiers; the first entry goes back to the rule."""
        named = _("By the rule: %(tier)s", tier=tier_name(by_rule))
        self.tier.choices = [("", named), *((tier.value, tier_name(tier)) for tier in Tier)]
        return self

    def chosen(self) -> Tier | None:
        """Return the tier of a sound form; None for the rule."""
        return Tier(self.tier.data) if self.tier.data else None
