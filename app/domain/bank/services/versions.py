"""One new version of an item: the one place where an item source becomes a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.bank.models import Item, ItemVersion
from app.engines.bankfiles import ItemSource
from app.engines.items.html import plain
from app.store import fulltext

NO_TEXT = {"kind", "scoring", "key", "figures", "match", "fixed", "image", "files"}
"""Fields of a content that hold no words."""


def add_version(
    session: Session, *, item: Item, source: ItemSource, author_id: int, now: datetime
) -> ItemVersion:
    """Add the next version of an item, as a draft."""
    item.version_count += 1
    item.words = search_line(source)
    version = ItemVersion(
        item=item,
        number=item.version_count,
        **columns_of(source),
        author_id=author_id,
        created_at=now,
    )
    session.add(version)
    return version


def columns_of(source: ItemSource) -> dict[str, Any]:
    """Return the columns of a version that follow from an item source alone."""
    return {
        "kind": source.kind,
        "content": source.content,
        "stem_text": _words(source),
        "tier_names": " ".join(tier.value for tier in source.tiers),
        "domain": source.domain,
        "level": source.level,
        "module": source.module,
        "goal": source.goal,
        "difficulty": source.difficulty,
        "seconds": source.seconds,
        "points": source.points,
        "enemies": sorted(source.enemies),
        "sources": list(source.sources),
        "valid_from": source.valid_from,
        "valid_to": source.valid_to,
        "tries": source.tries,
        "needs_figure": source.needs_figure,
        "use": source.use,
        "content_digest": source.digest,
    }


def search_line(source: ItemSource) -> str:
    """Return what an item can be found by: its code, all its texts, module and sources."""
    texts = [source.code, source.module, source.goal, *source.sources, *_texts(source.content)]
    return fulltext.index_line(texts)


def name_of(version: ItemVersion) -> str:
    """Return what the audit log calls a version, such as `U-SEC-001@2`."""
    return f"{version.item.code}@{version.number}"


def _words(source: ItemSource) -> str:
    task = source.content.get("task")
    return str(task["title"]) if task else plain(str(source.content["stem"]))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in NO_TEXT:
                yield from _texts(inner)
