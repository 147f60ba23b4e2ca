"""Exams for those who take them: the list, the ticket, the check at the seat, the player."""

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("candidate", __name__, template_folder="templates")
practice_bp = Blueprint("practice", __name__, url_prefix="/practice")
BLUEPRINTS = (bp, practice_bp)

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
    NavItem(
        endpoint="practice.home",
        label=lazy_gettext("Mock exams"),
        icon="clock",
        place=Place.LEARNER,
        permission=Permission.LEARNING_MODULE_STUDY,
        order=40,
        also=("practice.",),
    ),
)

from app.web.candidate import door, instructions, player, practice, practice_player, receipt, views  # noqa: E402, F401 - the routes need the blueprint


@bp.record_once
def configure(state: BlueprintSetupState) -> None:
    """Put the door of the hot path in front of the application."""
    door.init_app(cast(Flask, state.app))
