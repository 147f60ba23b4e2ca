"""How an office finds what a check is about, and which keys it can measure there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.language.find import Find
from app.engines.practicals.language.form import Form
from app.kernel.text import Message


@dataclass(frozen=True, slots=True)
class Lens:
    """Reads `find`, knows the keys of `expect` for it, and finds its targets in a document."""

    read_find: Callable[[Form, Mapping[str, Any]], Find | None]
    aspects_for: Callable[[Find], Mapping[str, Aspect]]
    select: Callable[[Any, Find], Sequence[Any]]
    nothing_found: Callable[[Find], Message]
    one_is_enough: Callable[[Find], bool] = lambda _find: False
    """Whether one target must meet all that is expected, while others may stand beside it."""
