"""Everything an office sees in a file, whatever kind it is."""

from __future__ import annotations

from typing import Any

from app.engines.practicals.offices import OFFICES
from app.engines.practicals.preflight import load
from app.engines.practicals.refusals import RefusedError


def inspect(data: bytes) -> dict[str, Any]:
    """Return all effective properties of a file as JSON. Raises RefusedError if none opens it."""
    refusals: list[RefusedError] = []
    for module in OFFICES:
        try:
            return {"module": module, **OFFICES[module].inspect(load(data, module).document)}
        except RefusedError as refusal:
            refusals.append(refusal)
    raise next((r for r in refusals if r.code != "wrong-kind"), refusals[0])
