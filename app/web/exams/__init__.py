"""Exam plans for personnel officers: written, approved by another, opened, collected."""

from flask import Blueprint
from flask_babel import lazy_gettext

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("exams", __name__, url_prefix="/plans", template_folder="templates")

NAV = (
    NavItem(
        endpoint="exams.plans",
        label=lazy_gettext("Exam plans"),
        icon="calendar",
        place=Place.PERSONNEL,
        permission=Permission.EXAMS_PLAN_EDIT,
        order=40,
        also=tuple(
            f"exams.{name}"
            for name in (
                "plan",
                "new_plan",
                "edit_plan",
                "seats",
                "registrations",
                "take_step",
                "take_reasoned_step",
                "draw_paper",
                "add_form",
                "reopen",
                "resume",
                "set_rooms",
                "arrange",
                "undo",
                "draw_proctors",
                "add_people",
                "import_people",
            )
        ),
    ),
    NavItem(
        endpoint="exams.accommodations",
        label=lazy_gettext("Accommodations"),
        icon="user",
        place=Place.PERSONNEL,
        permission=Permission.EXAMS_PLAN_EDIT,
        order=45,
    ),
)

from app.web.exams import accommodations, prints, registering, seating, views  # noqa: E402, F401 - the routes need the blueprint
