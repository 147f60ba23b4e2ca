"""Forms of personnel officers."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import FloatField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from app.domain.learning.rules import HoursState
from app.web.forms import BaseForm

LONGEST_REASON = 500
MOST_TOGETHER = 100
"""Rows that are decided about together."""


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


class HoursForm(ReasonForm):
    """A decision about hours; the button that is pressed says which."""

    to = StringField(_("Decision"), [AnyOf([state.value for state in HoursState])])
    seen = IntegerField(_("Decisions read"), [Optional(), NumberRange(min=0)])

    def target(self) -> HoursState:
        """Return the decision; of an address or a form that asks for none, the usual one."""
        asked = self.to.data or request.args.get("to", "")
        return HoursState(asked) if asked in set(HoursState) else HoursState.VERIFIED


class HoursTogetherForm(HoursForm):
    """The same decision about several records; each is named with the decisions that were read."""

    def seen_of(self) -> dict[UUID, int]:
        """Return record → how many of its decisions the officer has read."""
        found = {}
        for text in request.values.getlist("pick"):
            uuid, _sign, seen = text.partition(":")
            try:
                found[UUID(uuid)] = int(seen or 0)
            except ValueError:
                continue
        return found

    def uuids(self) -> list[UUID]:
        """Return the chosen records, a page of them at most."""
        return list(self.seen_of())[:MOST_TOGETHER]
