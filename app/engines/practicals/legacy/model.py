"""A file that could be converted, and what is told of one that was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.text import Message, msg

NAMES: Mapping[str, Message] = {
    "doc": msg("old Word and WPS format (.doc, .wps)"),
    "xls": msg("old Excel and WPS format (.xls, .et)"),
    "ppt": msg("old PowerPoint and WPS format (.ppt, .dps)"),
    "odt": msg("OpenDocument text (.odt)"),
    "ods": msg("OpenDocument spreadsheet (.ods)"),
    "odp": msg("OpenDocument presentation (.odp)"),
}


@dataclass(frozen=True, slots=True)
class Old:
    """A file that could be converted: its kind, such as doc, and the kind that is wanted."""

    kind: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Converted:
    """Where the bytes that are graded come from, if another program made them.

    :ivar kind: format of the file that was handed in; `source` is its digest.
    """

    kind: str
    source: str
    program: str

    def to_json(self) -> dict[str, str]:
        """Return what is stored."""
        return {"kind": self.kind, "source": self.source, "program": self.program}

    @property
    def note(self) -> Message:
        """What readers of a grading are told."""
        return msg(
            "The file was handed in as %(format)s; %(program)s converted it before grading. What "
            "that format cannot keep is judged by a person.",
            format=NAMES[self.kind],
            program=self.program,
        )
