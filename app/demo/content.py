"""The shipped banks, blueprints, standard and modules, brought into the database of the demo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.bank import services as bank
from app.domain.competencies import services as competencies
from app.domain.learning import services as learning
from app.domain.papers import services as papers
from app.engines import bankfiles, lessons
from app.engines.assembly import read_blueprint
from app.engines.practicals import inlined, read_task
from app.kernel.actor import SYSTEM
from app.kernel.errors import InvalidError
from app.store.files import beside

ROOT = Path(__file__).parents[2]
KINDS = {".md", ".yaml", ".svg"}


def texts(folder: Path) -> dict[str, str]:
    """Return path inside the folder → text of its files."""
    return {
        path.relative_to(folder).as_posix(): inlined(
            path.read_text(encoding="utf-8"), beside(path.parent)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in KINDS and path != folder / "README.md"
    }


def load_banks(session: Session, now: datetime) -> None:
    """The question banks, signed by the accounts their files name, and the blueprints."""
    folder = ROOT / "question_banks"
    files = {name: text for name, text in texts(folder).items() if name.endswith(".yaml")}
    found = bankfiles.read_folder(
        files, bankfiles.Readers(task=read_task, blueprint=read_blueprint)
    )
    if found.errors:
        raise InvalidError(found.errors)
    for source in found.banks:
        bank.load_bank(session, actor=SYSTEM, source=source, now=now)
    for path in sorted((folder / "blueprints").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        papers.load_blueprint(session, actor=SYSTEM, text=text, now=now)


def load_courses(session: Session, now: datetime) -> None:
    """The training standard and the modules."""
    found = lessons.read_courses(texts(ROOT / "courses"))
    if found.errors:
        raise InvalidError(found.errors)
    if found.standard is not None:
        competencies.load_standard(session, actor=SYSTEM, source=found.standard, now=now)
    learning.load_modules(session, actor=SYSTEM, source=found, now=now)
