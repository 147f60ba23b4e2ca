"""A candidate from the ticket to the certificate, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.domain.exams import queries as exams
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import LOST, SAVED, Seat, database, findings

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("site")]

PLAYER = re.compile(r"/sitting/[0-9a-f-]{36}$")
SAVES = "**/sitting/*/answers"
CUT = range(12, 16)
"""The items that are answered while there is no network."""


def enter(site: Site, page: Page) -> tuple[Seat, list[str]]:
    """Go from the list of exams to the first item."""
    page.goto("/exams")
    found = findings(page)
    page.get_by_role("link", name="入场").click()
    found += findings(page)
    page.route(PLAYER, lambda route: route.abort("aborted"))  # it would open by itself at once
    page.get_by_role("button", name="确认是本人").click()
    expect(page.locator(".checks li").first).to_be_visible()
    found += findings(page)
    page.unroute(PLAYER)
    page.goto(page.url.removesuffix("/wait"))
    expect(page.locator("#item-no")).to_have_text("1")
    found += findings(page)
    with database(site.var) as session:
        return Seat.of(page, session), found


def answer_all(seat: Seat) -> None:
    """Answer what is asked; in the middle the network fails, and the page is loaded again."""
    for item in seat.known:
        if item == CUT.start:
            seat.light(SAVED)
            seat.page.context.set_offline(True)
        seat.answer(item)
        if item == CUT.stop - 1:
            come_back(seat, item)
    seat.light(SAVED)


def come_back(seat: Seat, answered: int) -> None:
    """The network returns, but saving does not yet: what was answered is on this machine."""
    only_here = seat.page.locator(".card-pane .cells .cell.w")
    seat.light(LOST)
    expect(only_here).to_have_count(len(CUT))
    seat.page.route(SAVES, lambda route: route.abort())
    seat.page.context.set_offline(False)
    seat.page.reload()
    expect(only_here).to_have_count(len(CUT))
    seat.page.unroute(SAVES)
    seat.light(SAVED)
    expect(only_here).to_have_count(0)
    expect(seat.page.locator(".card-pane .cells .cell.a")).to_have_count(answered)


def test_a_candidate_sits_the_exam_although_the_network_fails(
    site: Site, as_persona: SignIn
) -> None:
    page = as_persona("zhang")
    seat, found = enter(site, page)
    answer_all(seat)
    for item in seat.practicals:
        given, expected = seat.starter(item)
        assert given == expected
        seat.upload(item)
        found += findings(page)
    seat.light(SAVED)
    with database(site.var) as session:
        assert set(exams.fold(session, seat.sitting_id).answers) == set(seat.items)
    seat.hand_in()
    found += findings(page)
    assert found == []
