"""The server stays away: what is on the candidate's computer reaches it in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Download, expect

from app.domain.exams.rules import SittingState
from tests.journeys.conftest import SitDown
from tests.journeys.examroom import LOST, SAVED, Room, Seat, break_saving

pytestmark = pytest.mark.journey

NO_PATIENCE = (
    "const real = setTimeout;"
    " setTimeout = (f, ms, ...more) => real(f, ms === 15000 ? 300 : ms, ...more);"
)
"""The offer comes after 15 seconds of trouble; here at once."""


def save_file(seat: Seat, where: Path) -> Path:
    with seat.page.expect_download() as waiting:
        seat.page.locator(".emergency:visible button").last.click()
    download: Download = waiting.value
    assert download.suggested_filename.startswith("xuekao-")
    target = where / download.suggested_filename
    download.save_as(target)
    return target


def bring_in(room: Room, file: Path) -> dict[str, Any]:
    told = room.flask("exams", "import-emergency", "--json", str(file))
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def test_an_outage_ends_in_a_file_that_brings_everything(
    sit_down: SitDown, room: Room, tmp_path: Path
) -> None:
    seat = sit_down(NO_PATIENCE)
    seat.answer(1, 0)
    seat.light(SAVED)
    mend = break_saving(seat, lambda route: route.abort())
    seat.answer(2, 1)
    seat.go(7)
    seat.page.locator(".gap").first.fill("断网时写的字")
    seat.light(LOST)
    expect(seat.page.locator(".emergency")).to_be_visible()
    assert seat.page.evaluate("'subtle' in crypto && !isSecureContext") is False
    file = save_file(seat, tmp_path)
    expect(seat.page.locator(".emergency [role=status]")).to_contain_text(file.name)
    assert "断网时写的字".encode() not in file.read_bytes()
    assert set(seat.stored_values()) == {1}

    first = bring_in(room, file)
    assert (first["new"], first["known"], first["conflicts"]) == (2, 1, {})
    values = seat.stored_values()
    assert set(values) == {1, 2, 7}
    assert "断网时写的字" in values[7].values()
    second = bring_in(room, file)
    assert (second["new"], second["known"]) == (0, 3)

    mend()  # the computer goes on where it was
    seat.light(SAVED)
    expect(seat.page.locator(".emergency")).to_be_hidden()
    seat.answer(3, 0)
    seat.light(SAVED)
    assert len(seat.events()) == 4
    seat.hand_in()
    assert seat.sitting().answered == 4


def test_when_the_time_is_over_and_the_network_is_not_back(
    sit_down: SitDown, room: Room, tmp_path: Path
) -> None:
    seat = sit_down(NO_PATIENCE)
    mend = break_saving(seat, lambda route: route.abort())
    seat.answer(1, 2)
    seat.page.keyboard.press("Control+Enter")
    seat.page.locator("dialog .btn-danger").click()
    seat.page.locator("dialog .btn-danger-main").click()
    dialog = seat.page.locator("dialog[open]")
    expect(dialog.locator(".emergency")).to_be_visible()
    for _ in range(3):  # a second Escape closes any dialog of a browser; this one must stay
        seat.page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    file = save_file(seat, tmp_path)
    assert bring_in(room, file)["new"] == 1
    assert set(seat.stored_values()) == {1}
    mend()
    seat.page.wait_for_url("**/receipt", timeout=15_000)
    assert seat.sitting().state is SittingState.SUBMITTED
    assert len(seat.events()) == 1
