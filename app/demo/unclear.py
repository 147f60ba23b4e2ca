"""Files of which no machine can know how they look: some programs write such."""

from __future__ import annotations

import io
import re
import zipfile

FONT = re.compile(rb'w:eastAsia="[^"]*"')
PARTS = {"word/document.xml", "word/styles.xml"}


def without_theme(data: bytes) -> bytes:
    """Name the theme for every Chinese font of a document; what is no document stays as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        if "word/document.xml" not in source.namelist():
            return data
        parts = {name: source.read(name) for name in source.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, _changed(part) if name in PARTS else part)
    return target.getvalue()


def _changed(part: bytes) -> bytes:
    return FONT.sub(b'w:eastAsiaTheme="minorEastAsia"', part)
