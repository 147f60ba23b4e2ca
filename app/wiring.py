"""Which handler listens to which fact, and which function runs which kind of job."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.bank import handlers as bank
from app.domain.bank import services as bank_services
from app.domain.bank.handlers import compare_items
from app.domain.bank.services import COMPARE
from app.domain.certificates import handlers as certificates
from app.domain.exams import handlers as exams
from app.domain.exams import services as exam_services
from app.domain.exams.facts import PlanCollected, SittingSubmitted
from app.domain.jobs.runner import BatchHandler, FactHandler, JobHandler
from app.domain.marking import handlers as marking
from app.domain.marking import services as marking_services
from app.domain.marking.facts import SittingMarked
from app.domain.people import handlers as people
from app.domain.people.services import rosters
from app.domain.results import handlers as results
from app.domain.results.facts import ResultReleased
from app.domain.results.services import exporting
from app.reports.exporting import run_export

JOBS: dict[str, JobHandler] = {
    bank_services.PROVE: bank.prove_practical,
    exam_services.PREPARE: exams.prepare_papers,
    COMPARE: compare_items,
    marking.GRADE: marking.grade_sitting,
    marking_services.PREVIEW: marking.preview_regrade,
    marking_services.APPLY: marking.apply_regrade,
    exporting.KIND: run_export,
    rosters.KIND: people.run_roster,
}
"""Kind of job → the function that does it."""

FACTS: dict[str, tuple[type, Sequence[FactHandler]]] = {
    "SittingSubmitted": (SittingSubmitted, (marking.on_sitting_submitted,)),
    "SittingMarked": (SittingMarked, (results.on_sitting_marked,)),
    "PlanCollected": (PlanCollected, (results.on_plan_collected,)),
    "ResultReleased": (ResultReleased, (certificates.on_result_released,)),
}
"""Name of a fact → its class and the handlers that hear it, in order."""

BATCHES: dict[str, BatchHandler] = {
    "SittingSubmitted": marking.on_sittings_submitted,
    "SittingMarked": results.on_sittings_marked,
}
"""Name of a fact → the handler that hears many at once: when a room hands in, hundreds wait."""
