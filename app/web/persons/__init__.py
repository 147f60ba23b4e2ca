"""The roster: persons of one's units, their posts, tiers and accounts, one by one or as a file."""

from flask import Blueprint
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("persons", __name__, url_prefix="/hr/persons", template_folder="templates")

NAV = (
    NavItem(
        endpoint="persons.person_list",
        label=lazy_gettext("Persons and tiers"),
        icon="users",
        place=Place.PERSONNEL,
        permission=Permission.PEOPLE_PERSON_EDIT,
        order=20,
        also=("persons.",),
    ),
)

from app.web.persons import views  # noqa: E402, F401 - the routes need the blueprint
