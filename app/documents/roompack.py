"""All papers of an exam's rooms in one file, or some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from reportlab.pdfgen.canvas import Canvas

from app.documents import page, roomlabels, roomrecord, seatmap
from app.documents.sheet import HEIGHT, WIDTH, RoomFacts
from app.documents.wording import words


class Part(StrEnum):
    """One kind of paper, in the order in which they lie in the file of a room."""

    DOOR = "door"
    SEAT_MAP = "seat-map"
    SIGN_IN = "sign-in"
    DESKS = "desks"
    RECORD = "record"


DRAWERS: dict[Part, Callable[[Canvas, RoomFacts], None]] = {
    Part.DOOR: roomlabels.draw_door,
    Part.SEAT_MAP: seatmap.draw,
    Part.SIGN_IN: roomrecord.draw_sign_in,
    Part.DESKS: roomlabels.draw_desks,
    Part.RECORD: roomrecord.draw_record,
}


def render(rooms: Sequence[RoomFacts], parts: Collection[Part] = tuple(Part)) -> bytes:
    """Draw the papers room by room; at least one room is needed. Raises MissingGlyphError."""
    first = rooms[0]
    about = page.Metadata(
        first.exam_title, first.issuer, words("room")["metadata"], first.site, first.issued_on
    )
    with page.document((WIDTH, HEIGHT), about) as (canvas, out):
        for facts in rooms:
            for part in Part:
                if part in parts:
                    DRAWERS[part](canvas, facts)
    return out.getvalue()
