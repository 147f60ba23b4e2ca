"""What the candidate will see of a content, for the pages of authors and reviewers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from app.engines import items, practicals
from app.kernel.errors import InvalidError
from app.web.i18n import is_english


def view_of(content: dict[str, Any], seed: int | None) -> dict[str, Any]:
    """Return the candidate's view; a practical with the names and figures of one seed filled in."""
    if content["kind"] != "practical":
        return items.present(content, seed)
    scene = None
    with suppress(InvalidError):  # what cannot be filled in is shown as it was written
        task = practicals.read_task(content["task"], seed or 0)
        title, words = task.words(english=is_english())
        sheet = {"title": title, "instructions": words}
        content = {**content, "task": {**content["task"], **sheet}}
        scene = practicals.scene(task, seed or 0)
    return items.present(content, seed) | {"scene": scene}
