"""QR codes as a telephone sees them: drawn as vectors, read back by a reader of codes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from app.documents import qr

CONTENTS = [
    "https://xuekao.example/verify/c/7Q2M-9K4T",
    "https://xuekao.example/verify/receipt?r=" + "Ab3-_" * 104,
    "准考证 2026-0042 张三",
]
DOTS = 4
"""Pixels of a module in the pictures."""

Box = tuple[float, float, float, float]


def seen(boxes: Iterable[Box], width: float) -> str:
    """Fill the boxes (left, top, right, bottom, in modules) and read the picture."""
    side = round(width * DOTS)
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        corners = (round(left * DOTS), round(top * DOTS))
        pen.rectangle((*corners, round(right * DOTS) - 1, round(bottom * DOTS) - 1), fill=0)
    found = zxingcpp.read_barcode(picture)
    assert found is not None
    return found.text


@pytest.mark.parametrize("content", CONTENTS)
def test_the_code_on_the_screen_is_read(content: str) -> None:
    width, path = qr.outline(content)
    boxes = []
    for left, middle, steps in re.findall(r"M(\d+) (\d+\.5)((?:m\d+ 0|h\d+)*)", path):
        at, top = int(left), float(middle) - 0.5
        for gap, bar in re.findall(r"m(\d+) 0|h(\d+)", steps):
            if bar:
                boxes.append((at, top, at + int(bar), top + 1))
            at += int(gap or bar)
    assert min(x for x, *_ in boxes) == qr.QUIET_ZONE
    assert seen(boxes, width) == content


@pytest.mark.parametrize("content", CONTENTS)
def test_the_code_on_paper_is_read(content: str) -> None:
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(400, 400), pageCompression=0)
    qr.draw(canvas, (50, 60), 300, content)
    canvas.save()
    page = PdfReader(io.BytesIO(held.getvalue())).pages[0].get_contents()
    assert page is not None
    number = r"([\d.]+)"
    drawn = [
        tuple(map(float, found))
        for found in re.findall(
            rf"{number} {number} {number} {number} re", page.get_data().decode()
        )
    ]
    module = min(high for *_, high in drawn)
    boxes = [
        ((x - 50) / module + 4, (360 - y - high) / module + 4, (x - 50 + wide) / module + 4,
         (360 - y) / module + 4)
        for x, y, wide, high in drawn
    ]  # fmt: skip
    assert seen(boxes, 300 / module + 8) == content
