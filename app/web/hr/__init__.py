"""Personnel departments: the board of the year, results, their release, persons, exports."""

from pathlib import Path

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext

from app.domain.results import settings
from app.kernel.actor import Permission
from app.reports.exporting import ExportFiles
from app.reports.language import Catalogues
from app.web.hr.waiting import hours_waiting
from app.web.nav import NavItem, Place

bp = Blueprint("hr", __name__, url_prefix="/hr", template_folder="templates")

NAV = (
    NavItem(
        endpoint="hr.dashboard",
        label=lazy_gettext("Board of the year"),
        icon="home",
        place=Place.PERSONNEL,
        permission=Permission.RESULTS_RESULT_READ,
        order=10,
    ),
    NavItem(
        endpoint="hr.hours_list",
        label=lazy_gettext("Check hours"),
        icon="clock",
        place=Place.PERSONNEL,
        permission=Permission.LEARNING_HOURS_READ,
        order=30,
        also=("hr.hours_record", "hr.hours_together", "hr.decide_hours"),
        waiting=hours_waiting,
    ),
    NavItem(
        endpoint="hr.result_list",
        label=lazy_gettext("Exam results"),
        icon="chart",
        place=Place.PERSONNEL,
        permission=Permission.RESULTS_RESULT_READ,
        order=50,
        also=(
            *("hr.result", "hr.practical", "hr.exam_practicals", "hr.exam_practical"),
            *("hr.regrade", "hr.regrade_list"),
        ),
    ),
    NavItem(
        endpoint="hr.export_list",
        label=lazy_gettext("Exports"),
        icon="download",
        place=Place.PERSONNEL,
        permission=Permission.RESULTS_RESULT_EXPORT,
        order=70,
    ),
)


@bp.record_once
def configure(state: BlueprintSetupState) -> None:
    """Tell reports and results where files and catalogues lie, and how long exports live."""
    config = state.app.config
    ExportFiles.set_root(config["VAR_DIR"] / "exports")
    Catalogues.use(Path(config["BABEL_TRANSLATION_DIRECTORIES"]))
    settings.use(
        settings.ResultSettings(
            zone=config["BABEL_DEFAULT_TIMEZONE"], export_days=config["EXPORT_DAYS"]
        )
    )


from app.web.hr import views  # noqa: E402, F401 - the routes need the blueprint
