"""One sample of each kind, for templates: sound items in good Chinese, not meant for a bank."""

from __future__ import annotations

import json
from importlib.resources import files

from app.engines.bankfiles.interchange.drafts import SECONDS
from app.engines.bankfiles.source import ItemSource, Level
from app.kernel.tier import Tier

SOURCE = "（写明依据的文件、条款）"


def samples() -> list[ItemSource]:
    """Return the samples; none has a code."""
    path = files("app.engines.bankfiles.interchange.export") / "samples.json"
    return [
        ItemSource(
            code="",
            content=content,
            tiers=(Tier.USER,),
            domain="D10",
            level=Level.KNOW,
            seconds=SECONDS[content["kind"]],
            sources=(SOURCE,),
        )
        for content in json.loads(path.read_text(encoding="utf-8"))
    ]
