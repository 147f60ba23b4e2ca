"""Markers: what no machine could judge, blind, one after the other."""

from flask import Blueprint
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("marking", __name__, url_prefix="/marking", template_folder="templates")

NAV = (
    NavItem(
        endpoint="marking.queue",
        label=lazy_gettext("Answers to judge"),
        icon="check",
        place=Place.MARKING,
        permission=Permission.MARKING_ANSWER_JUDGE,
        order=10,
        also=("marking.",),
    ),
)

from app.web.marking import views  # noqa: E402, F401 - the routes need the blueprint
