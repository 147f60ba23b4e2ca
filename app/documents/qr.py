"""QR codes drawn as vectors: sharp on every printer and a few hundred bytes."""

from __future__ import annotations

import re

import zxingcpp
from reportlab.pdfgen.canvas import Canvas

_RUN = re.compile(b"\x01+")
_RUNS = re.compile(b"\x00+|\x01+")
_WIDEST = 177
"""Modules of the largest code of ISO/IEC 18004, version 40."""
_STEPS = {
    **{bytes(wide): f"m{wide} 0" for wide in range(1, _WIDEST + 1)},
    **{b"\1" * wide: f"h{wide}" for wide in range(1, _WIDEST + 1)},
}
_MASK = 3
"""For the screen no mask is sought: trying all eight costs 1.3 ms, and signed words are as even as
any mask could make them."""
_DARK = bytes(0 if gray else 1 for gray in range(256))
QUIET_ZONE = 4
"""Modules of blank margin that ISO/IEC 18004 asks for."""


def draw(
    canvas: Canvas, at: tuple[float, float], size: float, content: str, color: str = "#000000"
) -> None:
    """Draw a code, error level M, its lower left corner at a point, `size` points wide.

    The quiet zone is not drawn: leave size / 8 free around it.
    """
    matrix = _matrix(content)
    module = size / len(matrix)
    x, top = at[0], at[1] + size
    path = canvas.beginPath()
    for number, row in enumerate(matrix):
        for start, length in _bars(row):
            path.rect(x + start * module, top - (number + 1) * module, length * module, module)
    canvas.setFillColor(color)
    canvas.drawPath(path, stroke=0, fill=1)


def outline(content: str) -> tuple[int, str]:
    """Return a code for the screen: its width in modules, and the path of an SVG.

    The path is drawn, not filled, with a line one module thick: it runs through the middle of each
    row, which says the same in half the letters.
    """
    matrix = _matrix(content, data_mask=_MASK)
    rows = (f"M{QUIET_ZONE} {y + QUIET_ZONE}.5{_line(row)}" for y, row in enumerate(matrix))
    return len(matrix) + 2 * QUIET_ZONE, "".join(rows)


def _line(row: bytes) -> str:
    """Return the steps along a row: over the light modules, through the dark ones.

    >>> _line(bytes([0, 1, 1, 0, 1]))
    'm1 0h2m1 0h1'
    """
    return "".join([_STEPS[run] for run in _RUNS.findall(row.rstrip(b"\0"))])


def _matrix(content: str, **how: object) -> list[bytes]:
    """Return the rows of a code, a byte for each module: 1 is dark."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **how)
    image = code.to_image(scale=1, add_quiet_zones=False)
    pixels = bytes(memoryview(image))  # type: ignore[arg-type] # it is a buffer; its stub says not
    wide, flat = image.shape[1], pixels.translate(_DARK)
    return [flat[at : at + wide] for at in range(0, len(flat), wide)]


def _bars(row: bytes) -> list[tuple[int, int]]:
    """Join dark neighbours of a row: (start, length).

    >>> _bars(bytes([1, 1, 0, 1]))
    [(0, 2), (3, 1)]
    """
    return [(found.start(), found.end() - found.start()) for found in _RUN.finditer(row)]
