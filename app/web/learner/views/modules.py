"""The list of courses, the page of a module, its practice and its figures."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import Response, abort, render_template, request

from app.domain.learning import queries, rules
from app.engines.lessons import address_figures
from app.kernel.actor import Permission
from app.kernel.tier import Tier
from app.web.access import current_actor, now, requires
from app.web.assets import YEAR
from app.web.learner import bp
from app.web.learner.module_page import read_module_page
from app.web.learner.pages import own_tier, read_syllabus
from app.web.unit_of_work import read_session

FIGURE_POLICY = "default-src 'none'; style-src 'none'; sandbox"
"""A figure opened on its own may do nothing at all."""


@bp.get("/courses")
@requires(Permission.LEARNING_MODULE_STUDY)
def courses() -> str:
    """List the modules of a tier, by default one's own, with requirement and progress."""
    session, person_id = read_session(), current_actor().person_id
    today = rules.local_day(now())
    own = own_tier(session, person_id, today)
    asked = request.args.get("tier", "")
    tier = Tier(asked) if asked in set(Tier) else own.tier
    syllabus = read_syllabus(session, person_id, tier, today)
    return render_template("learner/courses.html", syllabus=syllabus, own=own, tiers=list(Tier))


@bp.get("/courses/<code>")
@requires(Permission.LEARNING_MODULE_STUDY)
def module(code: str) -> str:
    """Show goals, lessons, quiz rules and sources of a module, and how far one is."""
    page = read_module_page(read_session(), code)
    return render_template("learner/module.html", page=page, rules=rules)


@bp.get("/courses/<code>/practice")
@requires(Permission.LEARNING_MODULE_STUDY)
def practice(code: str) -> str:
    """Show the practice of a module; time spent here is measured too."""
    page = read_module_page(read_session(), code)
    sections = [
        (section.title, address_figures(section.html, page.figures_url))
        for section in page.content.practice
    ]
    return render_template(
        "learner/practice.html", page=page, sections=sections, place="practice", page_id=uuid4()
    )


@bp.get("/figures/<uuid:version>/<name>")
@requires(Permission.LEARNING_MODULE_STUDY)
def figure(version: UUID, name: str) -> Response:
    """Give a drawing of a module version: it never changes, and it may do nothing."""
    found = queries.get_version_by_uuid(read_session(), version)
    drawing = queries.get_content(found).figures.get(f"figures/{name}")
    if drawing is None:
        abort(404)
    return Response(
        drawing.svg,
        content_type="image/svg+xml; charset=utf-8",
        headers={
            "Content-Security-Policy": FIGURE_POLICY,
            "Cache-Control": f"private, max-age={YEAR}, immutable",
        },
    )
