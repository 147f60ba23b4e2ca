"""Long work on banks, done by the worker."""

from __future__ import annotations

from typing import Any

from app.domain.bank import queries
from app.domain.jobs.runner import JobContext
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
