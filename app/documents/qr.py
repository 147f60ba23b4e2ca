"""QR codes drawn as vectors: sharp on every printer and a few hundred bytes."""

from __future__ import annotations

import segno
from reportlab.pdfgen.canvas import Canvas

QUIET_ZONE = 4
"""Modules of blank margin that ISO/IEC 18004 asks for."""


def draw(
    canvas: Canvas, at: tuple[float, float], size: float, content: str, color: str = "#000000"
) -> None:
    """Draw a code, error level M, its lower left corner at a point, `size` points wide.

    The quiet zone is not drawn: leave size / 8 free around it.
    """
    matrix = segno.make(content, error="m", micro=False).matrix
    module = size / len(matrix)
    x, top = at[0], at[1] + size
    path = canvas.beginPath()
    for number, row in enumerate(matrix):
        for start, length in _bars(bytes(row)):
            path.rect(x + start * module, top - (number + 1) * module, length * module, module)
    canvas.setFillColor(color)
    canvas.drawPath(path, stroke=0, fill=1)


def outline(content: str) -> tuple[int, str]:
    """Return a code for the screen: its width in modules, and the path of an SVG."""
    matrix = segno.make(content, error="m", micro=False).matrix
    path = "".join(
        f"M{start + QUIET_ZONE} {number + QUIET_ZONE}h{length}v1h-{length}z"
        for number, row in enumerate(matrix)
        for start, length in _bars(bytes(row))
    )
    return len(matrix) + 2 * QUIET_ZONE, path


def _bars(row: bytes) -> list[tuple[int, int]]:
    """Join dark neighbours of a row: (start, length).

    >>> _bars(bytes([1, 1, 0, 1]))
    [(0, 2), (3, 1)]
    """
    bars: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if not dark:
            continue
        if bars and sum(bars[-1]) == column:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        else:
            bars.append((column, 1))
    return bars
