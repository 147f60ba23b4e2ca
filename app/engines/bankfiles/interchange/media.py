"""The texts of one item in their format, and its pictures and sounds, gathered into the content."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import unquote

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.bankfiles.interchange.rich import Rich, canonical, from_html, from_plain
from app.engines.items import figures
from app.kernel.text import msg

Load = Callable[[str], bytes | None]
"""Takes the address of a figure as it stands in the file, gives its bytes if they came along."""

_SIGNATURES = (
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
MISSING = "【缺图："
"""What stands where a figure did not come along, with its alternative text."""
_TAGS = re.compile(r"<[a-zA-Z!/]|&[#a-zA-Z0-9]+;")
_DATA = re.compile(r"data:[^;,]*;base64,(.*)", re.DOTALL)
SOUND_LINK = re.compile(
    r"<a\b[^<>]*href=[\"']([^\"'<>]+\.(?:mp3|ogg|m4a|wav))[\"'][^<>]*>((?:[^<]|<(?!/?a\b))*)</a>",
    re.IGNORECASE | re.DOTALL,
)


class Media:
    """Turns the texts of one item into markdown and its figures into `figures`."""

    def __init__(self, draft: Draft, format_: str = "html", load: Load | None = None) -> None:
        self.draft = draft
        self.format = format_
        self.load = load
        self.removed: set[str] = set()
        self._numbers: dict[str, str] = {}
        self.figures: dict[str, dict[str, str]] = {}

    def block(self, text: str, format_: str = "") -> str:
        """Return a stem or an explanation."""
        return self._text(text, format_ or self.format, inline=False)

    def line(self, text: str, format_: str = "") -> str:
        """Return an option, a part or a reply."""
        return self._text(text, format_ or self.format, inline=True)

    def finish(self) -> None:
        """Put the figures into the content, and say what was removed."""
        if self.figures:
            self.draft.content["figures"] = self.figures
        if self.removed:
            names = ", ".join(sorted(self.removed))
            self.draft.warn(msg("Removed from the text: %(names)s.", names=names))

    def _text(self, text: str, format_: str, *, inline: bool) -> str:
        build.require_length(text)
        if format_ == "plain":
            return from_plain(text, inline=inline)
        if format_ == "markdown":
            return text.strip() if inline else canonical(text.strip())
        if format_ == "moodle" and not _TAGS.search(text):
            return from_plain(text, inline=inline)
        html = text.replace("\n", "<br>") if format_ == "moodle" and "<br" not in text else text
        if "<a" in html and self.load is not None:
            html = SOUND_LINK.sub(r'\2 <audio src="\1"></audio>', html)
        rich: Rich = from_html(html, inline=inline, figure=self._figure)
        self.removed |= rich.removed
        return rich.text

    def figure(self, source: str, alt: str) -> str:
        """Take a picture in, and return its number; refuse when it is not there."""
        mark = self._figure(source, alt)
        if mark.startswith(MISSING):
            raise RefuseError(
                msg("The picture or sound %(name)s is not in the file.", name=source[:80]),
                msg("Export the items with their files, or add the picture here by hand."),
            )
        return mark.strip("【】图")

    def size_of(self, number: str, width: str | None, height: str | None) -> tuple[int, int]:
        """Return width and height as they are written, or as the picture has them."""
        if width and height and width.isdigit() and height.isdigit():
            return int(width), int(height)
        data = base64.b64decode(self.figures[number]["data"].partition(",")[2])
        size = _size(data)
        if size is None:
            raise RefuseError(
                msg("The size of the picture is not known."),
                msg("Give width and height, or use a PNG picture."),
            )
        return size

    def _figure(self, source: str, alt: str) -> str:
        """Return the mark of a figure; the place of one that did not come along is kept."""
        if source in self._numbers:
            return self._numbers[source]
        data = _inline(source) or (self.load(unquote(source)) if self.load else None)
        kind = kind_of(data) if data else ""
        if data is None or not kind:
            self.draft.warn(
                msg("The picture or sound %(name)s is not in the file.", name=source[:80]),
                msg("Export the items with their files, or add the picture here by hand."),
            )
            self._numbers[source] = f"{MISSING}{alt.strip()[:80]}】"
            return self._numbers[source]
        number = str(len(self.figures) + 1)
        encoded = base64.b64encode(data).decode()
        self.figures[number] = {"data": f"data:{kind};base64,{encoded}", "alt": alt.strip()[:500]}
        self._numbers[source] = figures.mark_of(number)
        return self._numbers[source]


def kind_of(data: bytes) -> str:
    """Return the media type that the bytes show, or nothing when it is none of ours."""
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    if b"<svg" in data[:1000]:
        return "image/svg+xml"
    return next((kind for magic, kind in _SIGNATURES if data.startswith(magic)), "")


def _inline(source: str) -> bytes | None:
    found = _DATA.match(source)
    if not found:
        return None
    try:
        return base64.b64decode(found.group(1), validate=False)
    except ValueError:
        return None


def _size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or GIF picture."""
    if data.startswith(b"\x89PNG"):
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"GIF8"):
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return None
