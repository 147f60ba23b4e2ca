"""Staff numbers, dated posts, why a post ended: the rules of the roster as pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.domain.people.rules import (
    Duty,
    Gender,
    PostLevel,
    Rank,
    check_name,
    clean_name,
)
from app.kernel.checkdigit import birth_date, id_number_fault, is_male, tidy
from app.kernel.problem import Problem
from app.kernel.text import msg

EARLIEST = date(1950, 1, 1)
AHEAD = timedelta(days=366)
YOUNGEST = 16
MAX_TITLE = 80
MAX_NOTE = 300
STAFF_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class Ending(StrEnum):
    """Why a person leaves the roster of a unit."""

    RETIRED = "retired"
    TRANSFERRED = "transferred"
    RESIGNED = "resigned"
    DISMISSED = "dismissed"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the roster says of a person, whatever the post."""

    code: str
    full_name: str
    gender: Gender = Gender.UNKNOWN
    id_number: str = ""

    def tidied(self) -> PersonFacts:
        """Return the facts as they are stored; a gender not told follows from the ID number."""
        number = tidy(self.id_number)
        gender = self.gender
        if gender is Gender.UNKNOWN and number and id_number_fault(number) is None:
            gender = Gender.MALE if is_male(number) else Gender.FEMALE
        return replace(
            self,
            code=self.code.strip(),
            full_name=clean_name(self.full_name),
            gender=gender,
            id_number=number,
        )


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What somebody serves as, wherever it is."""

    title: str
    starts_on: date
    level: PostLevel = PostLevel.NONE
    rank: Rank | None = None
    duty: Duty = Duty.GENERAL


def check_person(facts: PersonFacts) -> list[Problem]:
    """Return what is wrong with tidied facts, by the field it stands in."""
    problems = check_name(facts.full_name)
    if not STAFF_NUMBER.fullmatch(facts.code):
        problems.append(
            Problem(
                "code",
                msg("A staff number has 1 to 30 letters, digits, dots or hyphens."),
                msg("Enter the number of the personnel file."),
            )
        )
    if facts.id_number and (fault := id_number_fault(facts.id_number)):
        problems.append(Problem("id_number", fault))
    return problems


def contradicts_gender(facts: PersonFacts) -> bool:
    """Whether the gender told is not that of the ID number; it may be right all the same."""
    if not facts.id_number or facts.gender not in {Gender.MALE, Gender.FEMALE}:
        return False
    return is_male(facts.id_number) != (facts.gender is Gender.MALE)


def check_post(post: PostFacts, *, today: date, id_number: str = "") -> list[Problem]:
    """Return what is wrong with a post by itself."""
    problems = []
    if not post.title.strip() or len(post.title.strip()) > MAX_TITLE:
        problems.append(
            Problem("post_title", msg("A post has 1 to %(most)s characters.", most=MAX_TITLE))
        )
    if not EARLIEST <= post.starts_on <= today + AHEAD:
        problems.append(
            Problem(
                "starts_on",
                msg("A post begins after 1950 and within the next twelve months."),
                msg("Check the year of the date."),
            )
        )
    elif id_number and id_number_fault(id_number) is None:
        born = birth_date(id_number)
        if post.starts_on.year - born.year < YOUNGEST:
            problems.append(
                Problem(
                    "starts_on",
                    msg("By the ID number this person was born in %(year)s.", year=born.year),
                    msg("Check the date of the post and the ID number."),
                )
            )
    return problems


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of one post; without an end it goes on."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which a person held no post."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days that is."""
        return (self.last - self.first).days + 1


def gap_between(earlier: Stretch, later: Stretch) -> Gap | None:
    """Return the days without a post between two posts."""
    if earlier.ends_on is None or earlier.ends_on + timedelta(days=1) >= later.starts_on:
        return None
    return Gap(earlier.ends_on + timedelta(days=1), later.starts_on - timedelta(days=1))
