"""Learning pages of civil servants: home, courses, lessons, quizzes, the hours ledger."""

from flask import Blueprint
from flask_babel import lazy_gettext as _

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("learner", __name__, url_prefix="/learn", template_folder="templates")

from app.web.learner import display, views  # noqa: E402, F401 - routes and filters

NAV = (
    NavItem(
        endpoint="learner.home",
        label=_("My learning"),
        icon="home",
        place=Place.LEARNER,
        permission=Permission.LEARNING_MODULE_STUDY,
        order=10,
    ),
    NavItem(
        endpoint="learner.courses",
        label=_("Courses"),
        icon="book",
        place=Place.LEARNER,
        permission=Permission.LEARNING_MODULE_STUDY,
        order=20,
        also=(
            "learner.module",
            "learner.lesson",
            "learner.practice",
            "learner.quiz",
            "learner.quiz_result",
            "learner.list_practicals",
            "learner.practical",
            "learner.check_practical",
        ),
    ),
    NavItem(
        endpoint="learner.hours",
        label=_("Hours ledger"),
        icon="history",
        place=Place.LEARNER,
        permission=Permission.LEARNING_MODULE_STUDY,
        order=70,
        also=("learner.resubmit_hours",),
    ),
)
