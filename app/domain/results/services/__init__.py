"""Verbs of the results room: build from marks, check and release by two persons, export."""

from app.domain.results.services.building import (
    build_result,
    build_results,
    record_absences,
    void_result,
)
from app.domain.results.services.exporting import (
    complete_export,
    record_download,
    request_export,
)
from app.domain.results.services.releasing import check_list, release_list, return_list

__all__ = [
    "build_result",
    "build_results",
    "check_list",
    "complete_export",
    "record_absences",
    "record_download",
    "release_list",
    "request_export",
    "return_list",
    "void_result",
]
