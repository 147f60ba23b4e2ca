"""What values are called in reports: msgids, translated by whoever writes the report."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.people import wording
from app.kernel.text import Message, msg
from app.kernel.tier import Tier

GENDERS = wording.GENDERS
TIERS: Mapping[Tier, Message] = {
    Tier.LEAD: msg("Leadership tier"),
    Tier.MGMT: msg("Management tier"),
    Tier.USER: msg("General-user tier"),
    Tier.TECH: msg("Technical tier"),
}
RANKS: Mapping[str, Message] = {rank.value: name for rank, name in wording.RANKS.items()}
