"""Forms of the roster."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from app.domain.people import wording
from app.domain.people.models import Assignment, Person
from app.domain.people.rules import Duty, Gender, PostLevel, Rank
from app.domain.people.rules_posts import MAX_NOTE, MAX_TITLE, Ending, PersonFacts, PostFacts
from app.kernel.tier import Tier
from app.web.choices import Options, label_options
from app.web.display import tier_name
from app.web.forms import BaseForm
from app.web.i18n import translate

LONGEST_REASON = 500


class FactsForm(BaseForm):
    """Who it is."""

    full_name = StringField(
        _("Name"), [InputRequired(_("Enter the name."))], render_kw={"autocomplete": "off"}
    )
    code = StringField(
        _("Staff number"),
        [InputRequired(_("Enter the staff number."))],
        render_kw={"autocomplete": "off"},
    )
    id_number = StringField(_("Citizen ID number"), render_kw={"autocomplete": "off"})
    gender = SelectField(_("Gender"))

    def offer_genders(self) -> None:
        """Fill the genders; the first one follows from the ID number."""
        others = [Gender.MALE, Gender.FEMALE, Gender.NOT_STATED]
        named = [(one.value, translate(wording.GENDERS[one])) for one in others]
        self.gender.choices = [(Gender.UNKNOWN.value, _("As the ID number says")), *named]

    def facts(self) -> PersonFacts:
        """Return what the service stores."""
        return PersonFacts(
            code=self.code.data or "",
            full_name=self.full_name.data or "",
            gender=Gender(self.gender.data or Gender.UNKNOWN.value),
            id_number=self.id_number.data or "",
        )

    @staticmethod
    def of_person(person: Person) -> dict[str, str]:
        """Return what the form shows of a person."""
        return {
            "full_name": person.full_name, "code": person.code, "gender": person.gender.value,
            "id_number": person.id_number or "",
        }  # fmt: skip


class PostForm(BaseForm):
    """As what, where and since when somebody serves."""

    organization = SelectField(_("Unit"), [InputRequired(_("Choose a unit."))])
    post_title = StringField(
        _("Post"), [InputRequired(_("Enter the post."))], render_kw={"maxlength": MAX_TITLE}
    )
    post_level = SelectField(_("Leading post level"))
    rank = SelectField(_("Rank"))
    duty = SelectField(_("Duty with information systems"))
    starts_on = DateField(_("In this post from"), [InputRequired(_("Enter a date."))])

    def offer_posts(self, units: Options) -> None:
        """Fill the units, levels, ranks and duties."""
        self.organization.choices = [("", _("Choose a unit.")), *units]
        self.post_level.choices = [*label_options(wording.POST_LEVELS)]
        self.rank.choices = [("", _("No rank")), *label_options(wording.RANKS)]
        self.duty.choices = [*label_options(wording.DUTIES)]

    def post(self) -> PostFacts:
        """Return what the service stores."""
        return PostFacts(
            title=self.post_title.data or "",
            starts_on=self.starts_on.data or date.min,
            level=PostLevel(self.post_level.data or PostLevel.NONE.value),
            rank=Rank(self.rank.data) if self.rank.data else None,
            duty=Duty(self.duty.data or Duty.GENERAL.value),
        )

    @staticmethod
    def of_post(post: Assignment) -> dict[str, object]:
        """Return what the form shows of a post."""
        return {
            "organization": post.organization.code, "post_title": post.post_title,
            "post_level": post.post_level.value, "rank": post.rank.value if post.rank else "",
            "duty": post.duty.value, "starts_on": post.starts_on,
        }  # fmt: skip


class PersonForm(FactsForm, PostForm):
    """A new person: who, as what, and how they sign in."""

    takes_over = BooleanField(_("Take over from a unit elsewhere"))
    username = StringField(
        _("User name"), [Length(max=40)], render_kw={"autocomplete": "off", "maxlength": 40}
    )


class UserNameForm(BaseForm):
    """The account of a person who has none."""

    username = StringField(
        _("User name"), [Length(max=40)], render_kw={"autocomplete": "off", "maxlength": 40}
    )


class RosterForm(BaseForm):
    """A roster as a file."""

    file = FileField(_("File"), render_kw={"accept": ".xlsx,.xls,.et,.ods,.csv,.txt"})

    def validate_file(self, field: FileField) -> None:
        """A file must have been chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_("Choose a file."))


class LeavingForm(BaseForm):
    """A person leaves the roster."""

    ending = SelectField(_("Why"), [InputRequired(_("Choose a reason."))])
    last_day = DateField(_("Last day of service"), [InputRequired(_("Enter a date."))])
    note = TextAreaField(_("Remark"), [Length(max=MAX_NOTE)], render_kw={"rows": 2})

    def offer(self) -> LeavingForm:
        """Fill the reasons; returns itself."""
        self.ending.choices = [("", _("Choose a reason.")), *label_options(wording.ENDINGS)]
        return self

    def chosen(self) -> Ending:
        """Return the reason of a sound form."""
        return Ending(self.ending.data or "")


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
