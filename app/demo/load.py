"""The steps of the demo, in order; each may be run again and changes nothing then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.demo import content, exams, organizations, people, unusual

Step = Callable[[Session, datetime], None]


def load_people(session: Session, now: datetime) -> None:
    """The tree, the personas and their colleagues."""
    people.load(session, organizations.load(session, now), now)


STEPS: tuple[tuple[str, Step], ...] = (
    ("organisations and persons", load_people),
    ("question banks and blueprints", content.load_banks),
    ("training standard and modules", content.load_courses),
    ("an exam held two weeks ago: study and registration", exams.open_first),
    ("its sittings, marked by the worker", exams.sit_first),
    ("its collection", exams.collect_first),
    ("its results: checked, released, certified", exams.release_first),
    ("an exam open now", exams.open_second),
    ("hours that wait for a decision", unusual.study_unusually),
    ("its first sittings: some answers wait for a marker", exams.sit_second),
)
