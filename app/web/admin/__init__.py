"""Administrators and auditors: the organisation tree, accounts and roles, the audit log."""

from flask import Blueprint
from flask_babel import lazy_gettext as _

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")

NAV = (
    NavItem(
        "admin.organizations",
        _("Organisations"),
        "tree",
        Place.SYSTEM,
        Permission.PEOPLE_ORGANIZATION_EDIT,
        10,
        ("admin.add_organization",),
    ),
    NavItem(
        "admin.accounts",
        _("Accounts and roles"),
        "users",
        Place.SYSTEM,
        Permission.PEOPLE_ACCOUNT_EDIT,
        20,
        ("admin.account", "admin.grant_role", "admin.open_account", "admin.reset_password"),
    ),
    NavItem(
        "admin.audit_log",
        _("Audit log"),
        "shield",
        Place.SYSTEM,
        Permission.AUDIT_EVENT_READ,
        30,
    ),
)

from app.web.admin import views  # noqa: E402, F401 - the routes need the blueprint
