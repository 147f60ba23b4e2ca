"""Exam rooms for those who run them: seats, time, trouble, and what may be done about it."""

from flask import Blueprint
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("invigilator", __name__, url_prefix="/rooms", template_folder="templates")

NAV = (
    NavItem(
        endpoint="invigilator.rooms",
        label=lazy_gettext("Exam rooms"),
        icon="monitor",
        place=Place.ROOM,
        permission=Permission.EXAMS_ROOM_RUN,
        order=10,
        also=("invigilator.",),
    ),
)

from app.web.invigilator import acts, emergency, entry, views  # noqa: E402, F401 - routes need the blueprint
