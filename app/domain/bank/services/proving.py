"""The proof of a practical: tried in a job, kept by the digest of the task, asked for by all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.bank import queries
from app.domain.bank.models import ItemVersion, TaskProof
from app.engines import practicals
from app.kernel.errors import ConflictError
from app.kernel.text import msg

PRACTICAL = "practical"


def keep_proof(
    session: Session,
    *,
    task_version: str,
    rows: Sequence[Mapping[str, Any]],
    is_sound: bool,
    now: datetime,
) -> TaskProof:
    """Keep what a task's own files say about it; a later proof of the same task replaces it."""
    proof = queries.find_proof(session, task_version)
    if proof is None:
        proof = TaskProof(task_version=task_version, rows=[], is_sound=False, proved_at=now)
        session.add(proof)
    proof.rows, proof.is_sound, proof.proved_at = list(rows), is_sound, now
    session.flush()
    return proof


def require_proof(session: Session, version: ItemVersion) -> None:
    """Refuse a practical made from two files whose own files do not bear it out."""
    task = version.content.get("task") if version.kind == PRACTICAL else None
    if not isinstance(task, Mapping):
        return
    if not practicals.has_files(task) and not queries.is_made_here(session, version.item.id):
        return
    proof = queries.find_proof(session, practicals.version_of(task))
    if proof is None or not proof.is_sound:
        raise ConflictError(
            msg("The task has not passed its own check. Open it, have it checked and correct it.")
        )
