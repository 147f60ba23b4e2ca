"""What values are called in reports: msgids, translated by whoever writes the report."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.people.rules import Gender, Rank
from app.kernel.text import Message, msg
from app.kernel.tier import Tier

GENDERS: Mapping[Gender, Message] = {
    Gender.UNKNOWN: msg("Unknown"),
    Gender.MALE: msg("Male"),
    Gender.FEMALE: msg("Female"),
    Gender.NOT_STATED: msg("Not stated"),
}
TIERS: Mapping[Tier, Message] = {
    Tier.LEAD: msg("Leadership tier"),
    Tier.MGMT: msg("Management tier"),
    Tier.USER: msg("General-user tier"),
    Tier.TECH: msg("Technical tier"),
}
RANKS: Mapping[str, Message] = {
    Rank.INSPECTOR_1.value: msg("First-level inspector"),
    Rank.INSPECTOR_2.value: msg("Second-level inspector"),
    Rank.RESEARCHER_1.value: msg("First-level researcher"),
    Rank.RESEARCHER_2.value: msg("Second-level researcher"),
    Rank.RESEARCHER_3.value: msg("Third-level researcher"),
    Rank.RESEARCHER_4.value: msg("Fourth-level researcher"),
    Rank.CHIEF_CLERK_1.value: msg("First-level chief clerk"),
    Rank.CHIEF_CLERK_2.value: msg("Second-level chief clerk"),
    Rank.CHIEF_CLERK_3.value: msg("Third-level chief clerk"),
    Rank.CHIEF_CLERK_4.value: msg("Fourth-level chief clerk"),
    Rank.CLERK_1.value: msg("First-level clerk"),
    Rank.CLERK_2.value: msg("Second-level clerk"),
}
"""职级 of the general administration series (公务员法 Art. 19)."""
