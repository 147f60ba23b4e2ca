"""What a training standard says to other rooms, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SyllabusEntry:
    """One module of a tier's syllabus. An elective has no hours of its own."""

    code: str
    title: str
    title_en: str
    domain: str
    seed: str
    hours: Decimal
    is_elective: bool
    is_required_for_exam: bool
    is_shipped: bool


def required_hours(syllabus: list[SyllabusEntry]) -> Decimal:
    """Return the hours of a syllabus without electives."""
    return sum((entry.hours for entry in syllabus), Decimal(0))
