"""Exams for those who take them: the list, the ticket, the check at the seat, the player."""

from flask import Blueprint
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("candidate", __name__, template_folder="templates")

NAV = (
    NavItem(
        endpoint="candidate.exams",
        label=lazy_gettext("Exams"),
        icon="pen",
        place=Place.LEARNER,
        permission=Permission.EXAMS_SITTING_TAKE,
        order=30,
        also=("candidate.",),
    ),
)

from app.web.candidate import player, views  # noqa: E402, F401 - the routes need the blueprint
