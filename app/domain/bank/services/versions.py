"""One new version of an item: the one place where an item source becomes a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.bank.models import Item, ItemVersion
from app.engines.bankfiles import ItemSource
from app.engines.items.html import plain


def add_version(
    session: Session, *, item: Item, source: ItemSource, author_id: int, now: datetime
) -> ItemVersion:
    """Add the next version of an item, as a draft."""
    item.version_count += 1
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


def name_of(version: ItemVersion) -> str:
    """Return what the audit log calls a version, such as `U-SEC-001@2`."""
    return f"{version.item.code}@{version.number}"


def _words(source: ItemSource) -> str:
    task = source.content.get("task")
    return str(task["title"]) if task else plain(str(source.content["stem"]))
