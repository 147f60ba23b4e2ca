"""Every page of the journeys in both languages: nothing serious for axe to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bank.models import Item
from app.domain.certificates.models import Certificate
from app.domain.exams.models import ExamPlan, Registration
from app.domain.learning import queries as learning
from app.domain.people.models import Account, Person
from app.domain.results.models import Result
from app.domain.results.rules import Outcome
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings, findings_in_both_languages

pytestmark = pytest.mark.journey

Paths = Callable[[Session], list[str]]


def of_learner(session: Session) -> list[str]:
    current = (learning.get_content(version) for version in learning.list_current(session))
    code = next(module.code for module in current if module.practice)
    pages = ["", "courses", f"courses/{code}", f"courses/{code}/lessons/1"]
    pages += [f"courses/{code}/practice", f"courses/{code}/quiz", "hours"]
    others = ["/home", "/exams", "/my/results", "/my/certificates", "/account", "/jobs"]
    own = ["/learn/practicals", "/practice", "/plans/accommodations/own", "/account/password"]
    return [*(f"/learn/{page}" for page in pages), *others, *own]


def of_trainer(session: Session) -> list[str]:
    bank = session.scalars(select(Item).limit(1)).one().bank.code
    kinds = ("single", "multiple", "judge", "blank", "number", "order", "match")
    uuid = str(session.scalars(select(Item.uuid).limit(1)).one())
    items = ["", "/new", *(f"/new/{bank}/{kind}" for kind in kinds), f"/{uuid}", f"/{uuid}/edit"]
    boards = (
        "coverage",
        "import",
        "imports",
        "export",
        "exposure",
        "duplicates",
        "practicals",
        "checks",
    )
    return [
        "/home",
        *(f"/author/items{item}" for item in items),
        *(f"/author/{board}" for board in boards),
        "/marking",
    ]


def of_reviewer(_session: Session) -> list[str]:
    return ["/author/reviews", "/author/items"]


def of_officer(session: Session) -> list[str]:
    plan = session.scalars(select(ExamPlan).order_by(ExamPlan.id)).first()
    sat = session.scalars(select(Result).where(Result.outcome == Outcome.FAILED)).first()
    absent = session.scalars(select(Result).where(Result.outcome == Outcome.ABSENT)).first()
    certificate = session.scalars(select(Certificate)).first()
    person = session.scalars(select(Person.uuid).where(Person.code == "GZ0001")).one()
    assert plan is not None
    assert sat is not None
    assert absent is not None
    assert certificate is not None
    results = [f"?plan={plan.uuid}", f"/{sat.uuid}", f"/{sat.uuid}/practicals/41"]
    return [
        "/hr", *(f"/hr/results{one}" for one in ("", *results, f"/{absent.uuid}")),
        "/hr/exports", "/hr/hours", "/marking",
        "/hr/persons", "/hr/persons/new", "/hr/persons/import",
            f"/hr/persons/{person}", f"/hr/persons/{person}/move", f"/hr/persons/{person}/leave",
            f"/hr/persons/{person}/tier",
        "/hr/certificates", f"/hr/certificates/{certificate.uuid}",
        "/plans/", "/plans/new", "/plans/accommodations", f"/plans/{plan.uuid}",
    ]  # fmt: skip


def of_invigilator(session: Session) -> list[str]:
    registration = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
    assert registration is not None
    return ["/rooms/", "/rooms/resume", f"/rooms/{registration.plan.uuid}/{registration.room}"]


def of_administrator(session: Session) -> list[str]:
    query = select(Person.uuid).join(Account, Account.person_id == Person.id)
    person = session.scalars(query.where(Account.username == "chen")).one()
    return ["/admin/organizations", "/admin/organizations/new", "/admin/accounts",
            f"/admin/accounts/{person}"]  # fmt: skip


def of_auditor(_session: Session) -> list[str]:
    return ["/admin/audit"]


PUBLIC = ("/", "/sign-in", "/verify", "/verify/receipt")
NO_PAGE = {
    "/author/coverage/cell": "opened with the cell of a blueprint",
    "/author/exposure/file": "a file",
    "/hr/hours/together": "opened with the chosen records",
    "/hr/persons/import/template.csv": "a file",
    "/plans/registrations/template.csv": "a file",
}
PERSONAS: dict[str, Paths] = {
    "chen": of_learner,
    "wang": of_trainer,
    "zhao": of_reviewer,
    "lihui": of_officer,
    "wu": of_invigilator,
    "admin": of_administrator,
    "audit": of_auditor,
}


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_has_a_serious_finding(site: Site, as_persona: SignIn, persona: str) -> None:
    page = as_persona(persona)
    with database(site.var) as session:
        paths = PERSONAS[persona](session)
    assert findings_in_both_languages(page, *paths) == []


def test_no_public_page_has_a_serious_finding(site: Site, as_persona: SignIn) -> None:
    page = as_persona()
    with database(site.var) as session:
        number = session.scalars(select(Certificate.number)).first()
    found = []
    for path in (*PUBLIC, f"/verify/{number}", "/nothing-here"):
        page.goto(path)
        found += findings(page)
    assert found == []


def test_every_page_is_looked_at(site: Site, app: Flask) -> None:
    """A page that needs nothing in its address and stands in no list would never meet axe."""
    with database(site.var) as session:
        seen = {path.rstrip("/") for paths in PERSONAS.values() for path in paths(session)}
    rules = app.url_map.iter_rules()
    pages = {str(rule) for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments}
    missing = {page for page in pages if page.rstrip("/") not in seen}
    assert missing - {page.rstrip("/") or page for page in PUBLIC} - NO_PAGE.keys() == set()
    assert NO_PAGE.keys() <= pages
