"""How the tests read a PDF back."""

from __future__ import annotations

import io
import re
import subprocess
from typing import Any

from pypdf import PdfReader


def text_of(data: bytes) -> str:
    """Return the text as pdftotext gives it, blanks removed."""
    out = subprocess.run(
        ["pdftotext", "-", "-"],
        input=data,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return re.sub(r"\s+", "", out)


def fonts_of(data: bytes) -> list[Any]:
    """Return the font dictionaries of all pages."""
    reader = PdfReader(io.BytesIO(data))
    return [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
