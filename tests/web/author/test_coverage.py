from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.bank import rules
from app.domain.bank.rules import State
from app.engines.assembly import read_blueprint
from app.kernel.actor import Actor
from tests.conftest import ROOT
from tests.factories.bank import make_source, make_version

BLUEPRINT = ROOT / "question_banks/blueprints/user-2026.yaml"


def test_an_empty_bank_is_short_in_every_cell() -> None:
    blueprint = read_blueprint(BLUEPRINT.read_text(encoding="utf-8"))
    sections = rules.coverage(blueprint, [])
    cells = [cell for section in sections for cell in section.cells]
    assert sum(cell.needed for cell in cells) == sum(cell.count for cell in blueprint.cells())
    assert all(cell.is_short for cell in cells)


@pytest.mark.parametrize(("published", "state"), [(1, "short"), (2, "thin"), (16, "enough")])
def test_a_cell_is_short_thin_or_enough(published: int, state: str) -> None:
    cell = rules.Coverage(needed=2, published=published)
    assert (cell.is_short, cell.is_thin) == {
        "short": (True, True),
        "thin": (False, True),
        "enough": (False, False),
    }[state]


def test_the_page_counts_what_is_published(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    make_version(session, state=State.PUBLISHED, source=make_source("Q1"))
    make_version(session, state=State.DRAFT, source=make_source("Q2"))
    session.commit()
    page = client.get("/author/coverage?blueprint=user-2026").text
    assert re.search(r'class="num strong"[^>]*>1</a> <span class="muted">/ 1</span>', page)
    assert "网络" in page


def test_without_blueprints_the_page_says_so(
    app: Flask,
    client: FlaskClient,
    trainer: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "QUESTION_BANKS", tmp_path)
    assert "还没有蓝图" in client.get("/author/coverage").text


def test_a_cell_lists_its_items_and_leads_to_a_form_that_is_filled_in(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    board = client.get("/author/coverage?blueprint=user-2026").text
    links = re.findall(r'href="(/author/coverage/cell\?[^"]+)"', board)
    assert links
    make_version(session, state=State.PUBLISHED, source=make_source("Q1"))
    session.commit()
    pages = {link: client.get(html.unescape(link)).text for link in links}
    mine = [page for page in pages.values() if "Q1" in page]
    assert len(mine) == 1  # D2, K, single choice: one cell of the blueprint
    form = re.search(r'href="(/author/items/new/user/single\?[^"]+)"', mine[0])
    assert form is not None
    filled = client.get(html.unescape(form[1])).text
    assert '<option selected value="K">' in filled
    for address in ("", "?blueprint=user-2026&cell=a/b/c", "?blueprint=x"):
        assert client.get(f"/author/coverage/cell{address}").status_code == 404


def test_a_cell_is_shown_page_by_page_with_as_many_statements_as_one_item_needs(
    client: FlaskClient, session: Session, trainer: Actor
) -> None:
    address = "/author/coverage/cell?blueprint=user-2026&cell=knowledge/networks/K"
    make_version(session, state=State.PUBLISHED, source=make_source("Q-00"))
    few, _ = asked_for(client, session, address)
    for number in range(1, 23):
        make_version(session, state=State.PUBLISHED, source=make_source(f"Q-{number:02}"))
    many, first = asked_for(client, session, address)
    assert 0 < many == few
    second = client.get(f"{address}&page=2").text
    shown = [re.findall(r"Q-\d\d", page) for page in (first, second)]
    assert shown == [[f"Q-{n:02}" for n in range(20)], ["Q-20", "Q-21", "Q-22"]]
    assert '<b class="num">23</b>' in second


def asked_for(client: FlaskClient, session: Session, address: str) -> tuple[int, str]:
    """Return how many statements a page takes, and the page."""
    session.commit()
    session.expire_all()
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))
    page = client.get(address).text
    return len(asked), page
