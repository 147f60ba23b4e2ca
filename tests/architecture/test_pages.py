"""Pages: in the navigation, as quick with many rows as with few, and wholly in one language."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from sqlalchemy import event

from app.web.nav import NavItem
from tests.architecture.conftest import Visit
from tests.architecture.lists import FEW, LISTS, MANY, NO_LISTS
from tests.architecture.source import APP
from tests.architecture.things import GUANGZHOU, someone

OUTSIDE = {
    "account.change_password": "in the menu of the person, on every page",
    "account.home": "leads to the first page of the person",
    "account.job_list": "in the menu of the person, on every page",
    "account.profile": "in the menu of the person, on every page",
    "account.sign_in": "nobody is signed in there",
    "exams.own_accommodations": "for candidates; linked from their list of exams",
    "public.home": "the door of the house, where nobody is signed in",
    "public.verify": "for everyone; the public pages link it",
    "public.verify_receipt": "for everyone; the public pages link it, and the QR code of a receipt",
    "public.verify_number": "for everyone; the QR code of a certificate leads there",
}
"""Pages that no entry of the navigation leads to, and how one gets there."""
NO_PAGES = {
    "author.template_file": "a file",
    "account.job": "JSON for a script",
    "author.check_file": "a file",
    "author.exposure_file": "a file",
    "certificates.my_pdf": "a file",
    "certificates.pdf": "a file",
    "exams.all_tickets": "a file",
    "exams.draw_file": "a file",
    "exams.people_template": "a file",
    "exams.room_papers": "a file",
    "hr.exam_practical_file": "a file",
    "hr.export_file": "a file",
    "hr.handed_in_file": "a file",
    "hr.practical_pdf": "a file",
    "learner.figure": "a drawing",
    "learner.practical_answer": "a file",
    "learner.practical_starter": "a file",
    "static": "files of the product",
}
"""What answers GET and is no page."""


def _gets(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def test_every_page_is_in_the_navigation_or_named_as_outside_it(app: Flask) -> None:
    items: list[NavItem] = app.extensions["nav"]
    places = {name: [i for i in items if i.leads_to(name, items)] for name in _gets(app)}
    lost = {name for name, found in places.items() if not found} - set(OUTSIDE) - set(NO_PAGES)
    assert lost == set(), "add a NavItem, its `also`, or a line with the reason"
    assert {name: len(found) for name, found in places.items() if len(found) > 1} == {}
    named = set(OUTSIDE) | set(NO_PAGES)
    assert {name for name in named if name not in places or places[name]} == set()


def test_what_stands_outside_the_navigation_is_linked_somewhere() -> None:
    templates = "\n".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.html"))
    unlinked = {
        name
        for name in OUTSIDE
        if f'url_for("{name}"' not in templates
        and f'url_for(".{name.split(".")[1]}"' not in templates
    }
    by_address = {"public.home": "typed", "public.verify_number": "in the QR code"}
    assert unlinked - set(by_address) == set()


def test_every_list_of_the_navigation_is_measured(app: Flask) -> None:
    pages = {item.endpoint for item in app.extensions["nav"]}
    assert pages - set(LISTS) - set(NO_LISTS) == set(), "say in lists.py how to fill it"
    assert set(LISTS) - _gets(app) == set()


def _queries(visit: Visit, endpoint: str, rows: int) -> list[str]:
    """Return the SELECT statements of a page with that many rows."""
    with visit.fresh():
        reader = someone(visit.session, GUANGZHOU)
        values = LISTS[endpoint](visit.session, visit.connection, reader, rows)
        visit.session.commit()
        visit.become(reader)
        with visit.app.test_request_context():
            address = url_for(endpoint, **values)
        visit.client.get(address)  # what is read once a process is read now
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                seen.append(statement)

        event.listen(visit.connection, "before_cursor_execute", note)
        try:
            assert visit.client.get(address).status_code == 200
        finally:
            event.remove(visit.connection, "before_cursor_execute", note)
    return seen


@pytest.mark.parametrize("endpoint", sorted(LISTS))
def test_a_list_asks_no_more_of_the_database_when_it_is_longer(endpoint: str, visit: Visit) -> None:
    few, many = (_queries(visit, endpoint, rows) for rows in (FEW, MANY))
    assert len(many) == len(few), "\n".join(sorted(set(many), key=many.count)[-3:])
    assert few
