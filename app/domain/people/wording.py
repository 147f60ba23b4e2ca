"""What genders, ranks, post levels, duties and endings are called."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.people.rules import Duty, Gender, PostLevel, Rank
from app.domain.people.rules_posts import Ending
from app.kernel.text import Message, msg

GENDERS: Mapping[Gender, Message] = {
    Gender.UNKNOWN: msg("Unknown"),
    Gender.MALE: msg("Male"),
    Gender.FEMALE: msg("Female"),
    Gender.NOT_STATED: msg("Not stated"),
}
RANKS: Mapping[Rank, Message] = {
    Rank.INSPECTOR_1: msg("First-level inspector"),
    Rank.INSPECTOR_2: msg("Second-level inspector"),
    Rank.RESEARCHER_1: msg("First-level researcher"),
    Rank.RESEARCHER_2: msg("Second-level researcher"),
    Rank.RESEARCHER_3: msg("Third-level researcher"),
    Rank.RESEARCHER_4: msg("Fourth-level researcher"),
    Rank.CHIEF_CLERK_1: msg("First-level chief clerk"),
    Rank.CHIEF_CLERK_2: msg("Second-level chief clerk"),
    Rank.CHIEF_CLERK_3: msg("Third-level chief clerk"),
    Rank.CHIEF_CLERK_4: msg("Fourth-level chief clerk"),
    Rank.CLERK_1: msg("First-level clerk"),
    Rank.CLERK_2: msg("Second-level clerk"),
}
"""职级 of the general administration series (公务员法 Art. 19)."""
POST_LEVELS: Mapping[PostLevel, Message] = {
    PostLevel.NONE: msg("No leading post"),
    PostLevel.PROVINCE_HEAD: msg("Head at provincial level"),
    PostLevel.PROVINCE_DEPUTY: msg("Deputy at provincial level"),
    PostLevel.BUREAU_HEAD: msg("Head at bureau level"),
    PostLevel.BUREAU_DEPUTY: msg("Deputy at bureau level"),
    PostLevel.DIVISION_HEAD: msg("Head at division level"),
    PostLevel.DIVISION_DEPUTY: msg("Deputy at division level"),
    PostLevel.SECTION_HEAD: msg("Head at section level"),
    PostLevel.SECTION_DEPUTY: msg("Deputy at section level"),
    PostLevel.CLERK: msg("Clerk level"),
}
DUTIES: Mapping[Duty, Message] = {
    Duty.GENERAL: msg("Works with the systems in daily business"),
    Duty.INFORMATION_MANAGEMENT: msg("Manages information work or its projects"),
    Duty.INFORMATION_TECHNOLOGY: msg("Keeps information systems running"),
}
ENDINGS: Mapping[Ending, Message] = {
    Ending.RETIRED: msg("Retirement"),
    Ending.TRANSFERRED: msg("Transfer to a unit elsewhere"),
    Ending.RESIGNED: msg("Resignation"),
    Ending.DISMISSED: msg("Dismissal"),
    Ending.DIED: msg("Death"),
    Ending.OTHER: msg("Another reason"),
}
