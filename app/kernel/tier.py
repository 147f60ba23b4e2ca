"""Application tiers (domain.md 1.1): who learns and is assessed on what."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """LEAD decides, MGMT organises, USER works with the systems, TECH keeps them running."""

    LEAD = "LEAD"
    MGMT = "MGMT"
    USER = "USER"
    TECH = "TECH"
