"""What the views of the player and the door before them both tell a machine."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from app.domain.exams.prepared import paper_key

SCRIPT_HEADER = "player"
"""Value of X-Xuekao: other sites cannot send it, so these calls need no form token."""
ENDED_BY = ("candidate", "time")
"""Who may have ended a sitting, by the word of the candidate's machine."""


def title_of(titles: Mapping[str, str], locale: str) -> str:
    """Return a title in the language of the reader; sealed papers carry both."""
    return titles["zh" if locale.startswith("zh") else "en"]


def release(name: str) -> dict[str, str]:
    """Return what opens the sealed paper that lies on the candidate's machine since before."""
    return {"name": name, "key": base64.b64encode(paper_key(name)).decode()}
