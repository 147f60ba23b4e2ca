"""Which handler listens to which fact, and which function runs which kind of job."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.jobs.runner import FactHandler, JobHandler

JOBS: dict[str, JobHandler] = {}
"""Kind of job → the function that does it."""

FACTS: dict[str, tuple[type, Sequence[FactHandler]]] = {}
"""Name of a fact → its class and the handlers that hear it, in order."""
