"""The figures of items as parts of the document."""

from __future__ import annotations

import base64
from collections.abc import Callable

from app.engines.bankfiles.interchange.export.base import OmitError
from app.engines.bankfiles.interchange.export.word import xml
from app.engines.bankfiles.interchange.media import kind_of
from app.engines.bankfiles.source import ItemSource
from app.engines.items import figures
from app.kernel.text import msg

ENDINGS = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
"""What Word, WPS and LibreOffice all show."""
USUAL = (480, 320)
"""Pixels of a picture that does not say its size."""
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class Pictures:
    """The pictures of a whole document; the same picture is one part."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self._count = 0

    def of(self, source: ItemSource) -> Callable[[str], str]:
        """Return what shows the figures of an item.

        :raises OmitError: when one is a sound, or of a kind that Word does not show.
        """
        held = source.content.get(figures.FIELD, {})
        loaded = {number: _load(str(one["data"])) for number, one in held.items()}

        def show(number: str) -> str:
            if number not in loaded:
                return xml.run(figures.mark_of(number))
            data, kind = loaded[number]
            self._count += 1
            relation = self._part(data, ENDINGS[kind])
            alt = str(held[number].get("alt", ""))
            name = figures.mark_of(number)
            return xml.picture(relation, self._count, name, alt, size_of(data))

        return show

    def _part(self, data: bytes, ending: str) -> str:
        known = next((name for name, held in self.parts.items() if held == data), "")
        if not known:
            known = f"media/image{len(self.parts) + 1}.{ending}"
            self.parts[known] = data
        return relation_of(known)


def relation_of(part: str) -> str:
    """Return the name of the relationship to a picture.

    >>> relation_of("media/image12.png")
    'rIdImage12'
    """
    return f"rIdImage{part.removeprefix('media/image').partition('.')[0]}"


def _load(address: str) -> tuple[bytes, str]:
    kind = address.partition(";")[0].removeprefix("data:")
    try:
        data = base64.b64decode(address.partition(",")[2], validate=True)
    except ValueError as error:
        raise OmitError(msg("A picture of this item is damaged.")) from error
    if kind not in ENDINGS or kind_of(data) != kind:
        raise OmitError(msg("Word shows no sounds, and only PNG, JPEG and GIF pictures."))
    return data, kind


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, GIF or JPEG picture, a usual size where it says none."""
    found = (0, 0)
    if data.startswith(b"\x89PNG"):
        found = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    elif data.startswith(b"GIF8"):
        found = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    elif data.startswith(b"\xff\xd8"):
        found = _jpeg(data)
    return found if all(found) else USUAL


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:  # noqa: PLR2004
        if data[place + 1] in _FRAMES:
            height = int.from_bytes(data[place + 5 : place + 7], "big")
            return int.from_bytes(data[place + 7 : place + 9], "big"), height
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return 0, 0
