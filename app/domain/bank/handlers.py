"""Long work on banks, done by the worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.bank import prover, queries
from app.domain.bank.services.proving import keep_proof
from app.domain.jobs.runner import JobContext
from app.engines import practicals
from app.engines.bankfiles.duplicates import find_duplicates, words_of
from app.kernel.scope import Scope

MOST_PAIRS = 500


def compare_items(ctx: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Compare all items of a bank, or of all in scope; the most alike pairs are kept."""
    with ctx.session() as session:
        banks = queries.list_banks(session, scope=Scope(tuple(args["scope"])))
        wanted = [bank.id for bank in banks if args["bank"] in ("", bank.code)]
        contents = queries.newest_contents(session, wanted)
    texts = {code: words_of(content) for code, content in contents.items()}
    ctx.progress(1, 2)
    pairs = find_duplicates(texts, float(args["threshold"]))
    ctx.progress(2, 2)
    return {
        "items": len(texts),
        "found": len(pairs),
        "pairs": [[one.first, one.second, one.similarity] for one in pairs[:MOST_PAIRS]],
    }


def prove_practical(context: JobContext, args: dict[str, Any]) -> dict[str, Any]:
    """Prove the task as it stands now; rows are kept under the digest of exactly this task.

    A proof that was cut short has no row for what is missing, and is not sound.
    """
    with context.session() as session:
        draft = queries.get_practical_draft(
            session, UUID(args["draft"]), person_id=context.owner_id
        )
        task = dict(draft.task)
    total = prover.size(task)
    rows: list[dict[str, Any]] = []
    context.progress(0, total)
    for row in prover.prove(task):
        rows.append(row)
        context.progress(len(rows), total)
    is_sound = len(rows) == total and all(row["light"] != "red" for row in rows)
    with context.session() as session:
        keep_proof(
            session,
            task_version=practicals.version_of(task),
            rows=rows,
            is_sound=is_sound,
            now=context.now(),
        )
    return {"rows": len(rows), "is_sound": is_sound}
