"""Forms of the administrators' pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from app.domain.people.rules import OrganizationKind
from app.kernel.actor import Role
from app.web.forms import BaseForm

KINDS = {
    OrganizationKind.PROVINCE: _("Province"),
    OrganizationKind.CITY: _("City"),
    OrganizationKind.DEPARTMENT: _("Department"),
    OrganizationKind.COUNTY: _("County or district"),
    OrganizationKind.UNIT: _("Unit"),
    OrganizationKind.SECTION: _("Section"),
}


class OrganizationForm(BaseForm):
    """A new unit below another."""

    parent = SelectField(_("Unit above"), [InputRequired(_("Choose the unit above."))])
    code = StringField(
        _("Code"),
        [
            InputRequired(_("Enter a code.")),
            Length(max=30),
            Regexp(r"^[A-Za-z0-9-]+$", message=_("Letters, digits and hyphens only.")),
        ],
    )
    name = StringField(_("Unit name"), [InputRequired(_("Enter a name.")), Length(max=80)])
    kind = SelectField(_("Kind of unit"), [InputRequired(_("Choose a kind."))])

    def offer(self, units: list[tuple[str, str]]) -> OrganizationForm:
        """Fill the lists to choose from; returns itself."""
        self.parent.choices = [*units]
        self.kind.choices = [(kind.value, label) for kind, label in KINDS.items()]
        return self


class RoleForm(BaseForm):
    """A role within a unit."""

    role = SelectField(_("Role"), [InputRequired(_("Choose a role."))])
    organization = SelectField(_("Within"), [InputRequired(_("Choose a unit."))])
    reason = StringField(_("Reason"), [InputRequired(_("Please give a reason.")), Length(max=200)])

    def offer(self, roles: list[tuple[str, str]], units: list[tuple[str, str]]) -> RoleForm:
        """Fill the lists to choose from; returns itself."""
        self.role.choices = [*roles]
        self.organization.choices = [*units]
        return self

    @property
    def chosen(self) -> Role:
        """The role chosen."""
        return Role(self.role.data or "")


class WithdrawForm(BaseForm):
    """Why a role ends."""

    reason = StringField(_("Reason"), [InputRequired(_("Please give a reason.")), Length(max=200)])


class AccountForm(BaseForm):
    """A new account."""

    username = StringField(
        _("User name"),
        [
            InputRequired(_("Enter a user name.")),
            Length(min=3, max=40, message=_("A user name has 3 to 40 characters.")),
            Regexp(r"^[A-Za-z0-9._-]+$", message=_("Letters, digits, dots and hyphens only.")),
        ],
        render_kw={"autocomplete": "off"},
    )
