"""Catalogues for reports that are written outside a request: the job is told the language."""

from __future__ import annotations

import gettext
from pathlib import Path

from babel import Locale

from app.kernel.text import Translate


class Catalogues:
    """Where the compiled catalogues lie; set once at start."""

    _folder: Path | None = None

    @classmethod
    def use(cls, folder: Path) -> None:
        """Read compiled catalogues from this folder."""
        cls._folder = folder

    @classmethod
    def translator(cls, locale: str) -> Translate:
        """Return the translation into a language; what has no catalogue stays English."""
        found = gettext.translation(
            "messages",
            localedir=str(cls._folder) if cls._folder else None,
            languages=[str(Locale.parse(locale))],  # as the folders are named: zh_Hans_CN
            fallback=True,
        )
        return found.gettext
