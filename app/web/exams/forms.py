"""Forms of exam plans, in an officer's words; times are those of the installation's zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from app.domain.exams.arrangement import Method
from app.domain.exams.models import ExamPlan
from app.domain.exams.services import NewTimes, PlanFields
from app.web.display import local
from app.web.forms import BaseForm

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
OPTIONS, ITEMS, FIXED = "options", "items", "fixed"
"""What differs between candidates with the same form."""
TIMES = ("starts_at", "entry_ends_at", "registration_ends_at")


class PlanForm(BaseForm):
    """A plan: what, for whom, when and where."""

    title = StringField(_("Title"), [InputRequired(_("Enter a title.")), Length(max=120)])
    blueprint_code = SelectField(_("Blueprint"), [InputRequired(_("Choose a blueprint."))])
    organization = SelectField(_("For the staff of"), [InputRequired(_("Choose a unit."))])
    registration_ends_at = DateTimeLocalField(
        _("Registration until"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )
    starts_at = DateTimeLocalField(
        _("Start"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )
    entry_ends_at = DateTimeLocalField(
        _("Last entry"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )
    site = StringField(_("Site"), [InputRequired(_("Enter the site.")), Length(max=60)])
    site_address = StringField(
        _("Address"), [InputRequired(_("Enter the address.")), Length(max=120)]
    )
    rooms = IntegerField(
        _("Rooms"),
        [
            InputRequired(_("Enter a number.")),
            NumberRange(1, 99, _("Enter a number between 1 and 99.")),
        ],
        default=1,
    )
    seats_per_room = IntegerField(
        _("Seats in each room"),
        [
            InputRequired(_("Enter a number.")),
            NumberRange(1, 99, _("Enter a number between 1 and 99.")),
        ],
        default=40,
    )

    needs_review = BooleanField(_("Registrations are reviewed by the unit and then by us"))
    allows_phone = BooleanField(_("A telephone will do"))
    order = SelectField(
        _("Order on the paper"),
        [InputRequired()],
        choices=[
            (OPTIONS, _("Items as on the form, options in an order for each candidate")),
            (ITEMS, _("Items and options in an order for each candidate")),
            (FIXED, _("The same for everyone with the same form")),
        ],
        default=OPTIONS,
    )

    def offer(self, blueprints: list[tuple[str, str]], units: list[tuple[str, str]]) -> PlanForm:
        """Fill the lists to choose from; returns itself."""
        self.blueprint_code.choices = [*blueprints]
        self.organization.choices = [*units]
        return self

    def fields(self) -> PlanFields:
        """Return what the service stores: plain values, times with their zone."""
        return PlanFields(
            title=self.title.data or "",
            blueprint_code=self.blueprint_code.data or "",
            starts_at=_aware(self.starts_at.data),
            entry_ends_at=_aware(self.entry_ends_at.data),
            registration_ends_at=_aware(self.registration_ends_at.data),
            site=self.site.data or "",
            site_address=self.site_address.data or "",
            rooms=self.rooms.data or 1,
            seats_per_room=self.seats_per_room.data or 1,
            needs_review=bool(self.needs_review.data),
            is_fixed_order=self.order.data == FIXED,
            has_own_item_order=self.order.data == ITEMS,
            allows_phone=bool(self.allows_phone.data),
        )


class ArrangeForm(BaseForm):
    """How seats are given."""

    method = SelectField(
        _("Order"),
        choices=[
            (Method.RANDOM.value, _("Every seat by lot")),
            (Method.SERPENTINE.value, _("Along an S through the rows, units in turn")),
        ],
    )
    keep_units_apart = BooleanField(_("Colleagues never sit side by side"), default=True)


class ProctorForm(BaseForm):
    """How many watch a room."""

    per_room = IntegerField(
        _("Invigilators in each room"),
        [
            InputRequired(_("Enter a number.")),
            NumberRange(1, 4, _("Enter a number between 1 and 4.")),
        ],
        default=2,
    )


class UntilForm(BaseForm):
    """Until when the registration is open again."""

    until = DateTimeLocalField(
        _("Registration until"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )

    def moment(self) -> datetime:
        """Return the time with its zone."""
        return _aware(self.until.data)


class TimesForm(BaseForm):
    """The new times of a postponed exam."""

    registration_ends_at = DateTimeLocalField(
        _("Registration until"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )
    starts_at = DateTimeLocalField(
        _("Start"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )
    entry_ends_at = DateTimeLocalField(
        _("Last entry"), [InputRequired(_("Enter date and time."))], format=FORMATS
    )

    def times(self) -> NewTimes:
        """Return the times with their zone."""
        return NewTimes(
            starts_at=_aware(self.starts_at.data),
            entry_ends_at=_aware(self.entry_ends_at.data),
            registration_ends_at=_aware(self.registration_ends_at.data),
        )


class ReasonForm(BaseForm):
    """A step that needs a reason."""

    reason = StringField(_("Reason"), [InputRequired(_("Please give a reason.")), Length(max=200)])


def values_of(plan: ExamPlan) -> dict[str, object]:
    """Return a plan as the form shows it."""
    names = ("title", "blueprint_code", "site", "site_address", "rooms", "seats_per_room",
             "needs_review", "allows_phone")  # fmt: skip
    values: dict[str, object] = {name: getattr(plan, name) for name in names}
    values |= {name: local(getattr(plan, name)).replace(tzinfo=None) for name in TIMES}
    order = FIXED if plan.is_fixed_order else ITEMS if plan.has_own_item_order else OPTIONS
    return values | {"organization": plan.org_path, "order": order}


def _aware(value: datetime | None) -> datetime:
    if value is None:
        raise ValueError("asked before the form was validated")
    return value.replace(tzinfo=ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"]))
