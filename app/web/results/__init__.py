"""One's own results: the list, the score slip, the report on a practical."""

from flask import Blueprint
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("results", __name__, template_folder="templates")

NAV = (
    NavItem(
        endpoint="results.mine",
        label=lazy_gettext("My results"),
        icon="list",
        place=Place.LEARNER,
        permission=Permission.EXAMS_SITTING_TAKE,
        order=50,
        also=("results.",),
    ),
)

from app.web.results import views  # noqa: E402, F401 - the routes need the blueprint
