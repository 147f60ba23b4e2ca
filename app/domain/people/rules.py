"""Ranks, posts, tiers, passwords: the rules about people, as data and pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.kernel.problem import Problem
from app.kernel.text import Message, msg
from app.kernel.tier import Tier


class OrganizationKind(StrEnum):
    """What a node of the tree is; the depth is free (domain.md 2.4)."""

    PROVINCE = "province"
    CITY = "city"
    DEPARTMENT = "department"
    COUNTY = "county"
    UNIT = "unit"
    SECTION = "section"


class Gender(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


class PostLevel(StrEnum):
    """Leading post levels that decide the tier (domain.md 2.4, ZB09 codes)."""

    NONE = "none"
    PROVINCE_HEAD = "1A11"
    PROVINCE_DEPUTY = "1A12"
    BUREAU_HEAD = "1A21"
    BUREAU_DEPUTY = "1A22"
    DIVISION_HEAD = "1A31"
    DIVISION_DEPUTY = "1A32"
    SECTION_HEAD = "1A41"
    SECTION_DEPUTY = "1A42"
    CLERK = "1A50"


class Rank(StrEnum):
    """职级 of the general administration series (公务员法 Art. 19), highest first."""

    INSPECTOR_1 = "G01"
    INSPECTOR_2 = "G02"
    RESEARCHER_1 = "G03"
    RESEARCHER_2 = "G04"
    RESEARCHER_3 = "G05"
    RESEARCHER_4 = "G06"
    CHIEF_CLERK_1 = "G07"
    CHIEF_CLERK_2 = "G08"
    CHIEF_CLERK_3 = "G09"
    CHIEF_CLERK_4 = "G10"
    CLERK_1 = "G11"
    CLERK_2 = "G12"


class Duty(StrEnum):
    """What the post does with information systems; the second input of the tier rule."""

    GENERAL = "general"
    INFORMATION_MANAGEMENT = "information_management"
    INFORMATION_TECHNOLOGY = "information_technology"


_LEADERS = frozenset(
    {
        PostLevel.PROVINCE_HEAD,
        PostLevel.PROVINCE_DEPUTY,
        PostLevel.BUREAU_HEAD,
        PostLevel.BUREAU_DEPUTY,
        PostLevel.DIVISION_HEAD,
    }
)
_MANAGERS = frozenset({PostLevel.DIVISION_DEPUTY, PostLevel.SECTION_HEAD})


@dataclass(frozen=True, slots=True)
class TierDecision:
    """A tier and why it is that one."""

    tier: Tier
    reason: Message


def derive_tier(post_level: PostLevel, duty: Duty) -> TierDecision:
    """Return the application tier of a post (domain.md 1.1, rule TIER-1).

    Technical duty decides first, then leading level, then management duty; all others are users.
    """
    if duty is Duty.INFORMATION_TECHNOLOGY:
        return TierDecision(Tier.TECH, msg("The post keeps information systems running."))
    if post_level in _LEADERS:
        return TierDecision(Tier.LEAD, msg("The post leads a unit at division level or above."))
    if duty is Duty.INFORMATION_MANAGEMENT or post_level in _MANAGERS:
        return TierDecision(Tier.MGMT, msg("The post heads a section or manages information work."))
    return TierDecision(Tier.USER, msg("The post works with the systems in daily business."))


MAX_NAME = 50
_NAME = re.compile(r"^[^\d\s<>\"'&;]+(?: [^\d\s<>\"'&;]+)*$")
_DOTS = str.maketrans(dict.fromkeys("•．･・‧∙⋅", "·"))


def clean_name(name: str) -> str:
    """Return a personal name with the middle dot normalised to U+00B7 (domain.md 2.5 row 1)."""
    return name.strip().translate(_DOTS)


def check_name(name: str) -> list[Problem]:
    """Return what is wrong with a personal name."""
    if not name or len(name) > MAX_NAME:
        return [Problem("full_name", msg("A name has 1 to 50 characters."))]
    if not _NAME.match(name):
        return [
            Problem(
                "full_name",
                msg("A name has no digits or signs."),
                msg("Write names of several parts with the middle dot “·”."),
            )
        ]
    return []


MIN_PASSWORD = 10
CLASSES = 3
KEPT_PASSWORDS = 5
MAX_FAILURES = 5
LOCK = timedelta(minutes=30)
IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)


def check_password(password: str, *, username: str, full_name: str) -> list[Problem]:
    """Return what is wrong with a new password (domain.md 3.1 身份鉴别 a)."""
    problems = []
    if len(password) < MIN_PASSWORD:
        problems.append(
            Problem("password", msg("A password has at least %(n)s characters.", n=MIN_PASSWORD))
        )
    kinds = [r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]"]
    if sum(bool(re.search(kind, password)) for kind in kinds) < CLASSES:
        problems.append(
            Problem(
                "password",
                msg("Use three of the four: small letters, capital letters, digits, signs."),
            )
        )
    lowered = password.lower()
    if (username and username.lower() in lowered) or (full_name and full_name in password):
        problems.append(
            Problem("password", msg("A password does not contain the user name or your name."))
        )
    return problems


def is_current(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a dated assignment holds on that day."""
    return starts_on <= on and (ends_on is None or on <= ends_on)
