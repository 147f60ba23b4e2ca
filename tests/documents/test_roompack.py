"""The papers of a room say what they must, and no more."""

from __future__ import annotations

import io
from datetime import date, time
from typing import Any

import pytest
from pypdf import PdfReader

from app.documents.roompack import Part, render
from app.documents.sheet import RoomFacts, SeatFacts
from tests.documents.pdfs import text_of
from tests.factories.documents import RARE_NAME


def room_facts(people: int = 10, **changed: object) -> RoomFacts:
    seats = tuple(
        SeatFacts(
            number, f"A-{number:02}", RARE_NAME if number == 1 else f"考生{number}号",
            "广州市荔湾区政务服务和数据管理局", f"2026440101031010{number:02}", "AB"[number % 2],
        )
        for number in range(1, people + 1)
    )  # fmt: skip
    facts: dict[str, Any] = {
        "exam_title": "2026年度公务员计算机应用能力考核", "site": "越秀考点", "room": "第1考场",
        "held_on": date(2026, 11, 28), "starts": time(9), "ends": time(11), "columns": 8,
        "capacity": 40, "seats": seats, "issuer": "广东省人力资源和社会保障厅",
        "issued_on": date(2026, 11, 26), "forms": ("A", "B"),
    }  # fmt: skip
    return RoomFacts(**(facts | changed))


@pytest.mark.parametrize("part", Part)
def test_every_paper_names_the_room_and_the_exam_or_the_seat(part: Part) -> None:
    text = text_of(render([room_facts()], [part]))
    assert "第1考场" in text
    assert part is Part.DESKS or "2026年度公务员计算机应用能力考核" in text
    assert part is Part.RECORD or RARE_NAME in text


def test_the_unit_stands_where_it_is_needed_only() -> None:
    unit = "广州市荔湾区政务服务和数据管理局"
    said = {part for part in Part if unit in text_of(render([room_facts()], [part]))}
    assert Part.DOOR not in said
    assert Part.DESKS not in said
    assert Part.SIGN_IN in said


def test_the_record_counts_who_should_come_and_names_the_invigilators() -> None:
    text = text_of(render([room_facts(37, proctors=("吴晓燕", "何志强"))], [Part.RECORD]))
    assert "应考人数37" in text
    assert "吴晓燕、何志强" in text
    assert "应考＝实考＋缺考" in text  # noqa: RUF001


@pytest.mark.parametrize(
    ("part", "people", "pages"),
    [
        (Part.SIGN_IN, 22, 1),
        (Part.SIGN_IN, 23, 2),
        (Part.DESKS, 12, 1),
        (Part.DESKS, 13, 2),
        (Part.SEAT_MAP, 99, 2),
        (Part.DOOR, 99, 1),
    ],
)
def test_long_lists_go_on_on_the_next_page(part: Part, people: int, pages: int) -> None:
    data = render([room_facts(people, capacity=99)], [part])
    assert len(PdfReader(io.BytesIO(data)).pages) == pages


def test_one_form_alone_has_no_letter_and_the_same_facts_give_the_same_bytes() -> None:
    assert "卷" not in text_of(render([room_facts(forms=("A",))], [Part.DESKS]))
    assert render([room_facts()]) == render([room_facts()])
