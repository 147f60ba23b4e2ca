from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.documents import ticket
from app.documents.fonts import MissingGlyphError
from tests.documents.pdfs import fonts_of, text_of
from tests.factories.documents import RARE_NAME, ticket_facts


def test_a_ticket_says_who_when_and_where() -> None:
    text = text_of(ticket.render(ticket_facts()))
    for fact in (
        "准考证", RARE_NAME, "4401**********1234", "202644010110103127", "2026年11月28日",
        "09:00–10:30", "08:40–09:00", "第3考场（3号楼401机房）", "考生须知",
    ):  # fmt: skip
        assert fact in text, fact


def test_accommodation_is_shown_only_where_there_is_one() -> None:
    assert "合理便利" not in text_of(ticket.render(ticket_facts()))
    assert "合理便利延长30%" in text_of(ticket.render(ticket_facts(accommodation="延长30%")))


def test_before_the_seats_are_final_it_says_that_it_is_no_ticket_yet() -> None:
    assert "座位尚未最终确定" not in text_of(ticket.render(ticket_facts()))
    assert "座位尚未最终确定" in text_of(ticket.render(ticket_facts(is_provisional=True)))


def test_own_rules_replace_the_standing_ones() -> None:
    text = text_of(ticket.render(ticket_facts(rules=("只此一条。",))))
    assert "1.只此一条。" in text
    assert "2." not in text


def test_a_room_is_printed_one_candidate_a_page() -> None:
    data = ticket.render_all([ticket_facts(seat=f"{n:02d}座") for n in range(1, 31)])
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 30
    assert "30座" in pages[29].extract_text()


def test_the_same_facts_give_the_same_bytes() -> None:
    assert ticket.render(ticket_facts()) == ticket.render(ticket_facts())


def test_fonts_are_embedded() -> None:
    assert all(
        "/FontFile2" in font["/FontDescriptor"] for font in fonts_of(ticket.render(ticket_facts()))
    )


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(MissingGlyphError):
        ticket.render(ticket_facts(full_name="\U000323af"))
