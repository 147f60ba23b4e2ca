"""The demo personas, one per role, and colleagues so that reports have something to say."""

# ruff: noqa: E501 - the personas are a table

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.people import accounts, queries, services
from app.domain.people.models import Organization, Person
from app.domain.people.rules import Duty, Gender, PostLevel, Rank
from app.kernel.actor import SYSTEM, Role
from app.kernel.checkdigit import id_check

PASSWORD = "Xuekao-demo-2026"  # noqa: S105 - printed at every start of the demo
STARTED = date(2024, 1, 1)
SEED = 42


@dataclass(frozen=True, slots=True)
class Persona:
    """A demo account."""

    username: str
    code: str
    full_name: str
    unit: str
    post_title: str
    roles: tuple[tuple[Role, str], ...]
    gender: Gender = Gender.FEMALE
    post_level: PostLevel = PostLevel.NONE
    rank: Rank = Rank.CHIEF_CLERK_2
    duty: Duty = Duty.GENERAL


M = Gender.MALE
PERSONAS = (
    Persona("chen", "GZ0001", "陈晓明", "GZ-ZSJ-ZH", "综合处一级主任科员", ((Role.LEARNER, "GZ-ZSJ"),), M),
    Persona("zhang", "GZ0002", "张䶮", "GZ-ZSJ-FW", "政务服务处四级主任科员", ((Role.LEARNER, "GZ-ZSJ"),), M),
    Persona("wang", "GD0101", "王芳", "GD-RST", "培训教师", ((Role.TRAINER, "440000"), (Role.MARKER, "440000"), (Role.LEARNER, "440000"))),
    Persona("zhao", "GD0102", "赵立新", "GD-ZSJ", "审题人", ((Role.REVIEWER, "440000"), (Role.MARKER, "440000"), (Role.LEARNER, "440000")), M),
    Persona("lihui", "GZ0201", "李慧", "GZ-RSJ-RS", "公务员培训处处长", ((Role.PERSONNEL, "440100"),), post_level=PostLevel.DIVISION_DEPUTY),
    Persona("zhou", "GZ0202", "周国强", "GZ-RSJ-RS", "公务员培训处副处长", ((Role.PERSONNEL, "440100"),), M, PostLevel.SECTION_HEAD),
    Persona("wu", "GZ0301", "吴晓燕", "440104-ZFB", "考点监考员", ((Role.INVIGILATOR, "440100"),)),
    Persona("admin", "GD0901", "黄志远", "GD-ZSJ", "系统管理员", ((Role.ADMINISTRATOR, "440000"),), M, duty=Duty.INFORMATION_TECHNOLOGY),
    Persona("audit", "GD0902", "林静", "GD-ZSJ", "审计管理员", ((Role.AUDITOR, "440000"),), duty=Duty.INFORMATION_TECHNOLOGY),
    Persona("shenzhen", "SZ0201", "何海涛", "SZ-RSJ", "公务员培训处副处长", ((Role.PERSONNEL, "440300"),), M, PostLevel.SECTION_HEAD),
)  # fmt: skip
"""The last one is in another city and must see nothing of Guangzhou."""

SURNAMES = "陈李张黄何林王吴刘梁郑周郭罗谢"
GIVEN = (
    "建国", "丽华", "志强", "秀英", "伟", "敏", "俊杰", "婷婷", "国栋", "晓红", "文博", "嘉欣",
    "海燕", "子豪", "雅琴", "永康", "慧玲", "宏伟", "思远", "静怡", "振华", "美玲", "浩然", "春燕",
)  # fmt: skip
SPECIAL = ("买买提·艾力", "卓玛", "张㛃", "欧阳若兰")
PLACES = (
    ("GZ-ZSJ-ZH", 6), ("GZ-ZSJ-SJ", 6), ("GZ-ZSJ-FW", 6), ("GZ-RSJ-RS", 4), ("GZ-CZJ", 8),
    ("GZ-MZJ", 7), ("440104-ZFB", 8), ("440106-ZFB", 7), ("SZ-ZSJ", 6),
)  # fmt: skip
POSTS = (
    ("一级主任科员", Rank.CHIEF_CLERK_1), ("二级主任科员", Rank.CHIEF_CLERK_2),
    ("三级主任科员", Rank.CHIEF_CLERK_3), ("四级主任科员", Rank.CHIEF_CLERK_4),
    ("一级科员", Rank.CLERK_1),
)  # fmt: skip


def load(session: Session, units: dict[str, Organization], now: datetime) -> list[Person]:
    """Make personas and colleagues that are missing; returns the colleagues, in order."""
    for number, persona in enumerate(PERSONAS):
        known = queries.find_person_by_code(session, persona.code)
        if known is None:
            _add_persona(session, persona, units, now, number)
        else:
            _grant_missing(session, known, persona, units, now)
    return _load_colleagues(session, units, now)


def _add_persona(
    session: Session, persona: Persona, units: dict[str, Organization], now: datetime, number: int
) -> None:
    unit = units[persona.unit]
    person = services.add_person(
        session,
        actor=SYSTEM,
        code=persona.code,
        full_name=persona.full_name,
        organization=unit,
        post_title=persona.post_title,
        starts_on=STARTED,
        now=now,
        gender=persona.gender,
        id_number=make_id_number(number, persona.gender),
        post_level=persona.post_level,
        rank=persona.rank,
        duty=persona.duty,
    )
    accounts.open_account(
        session,
        actor=SYSTEM,
        person=person,
        org_path=unit.path,
        username=persona.username,
        password=PASSWORD,
        now=now,
        must_change=False,
    )
    _grant_missing(session, person, persona, units, now)


def _grant_missing(
    session: Session,
    person: Person,
    persona: Persona,
    units: dict[str, Organization],
    now: datetime,
) -> None:
    held = {grant.role for grant in queries.make_actor(session, person, now.date()).grants}
    for role, code in persona.roles:
        if role not in held:
            services.grant_role(
                session, actor=SYSTEM, person=person, role=role, organization=units[code], now=now
            )


def _load_colleagues(
    session: Session, units: dict[str, Organization], now: datetime
) -> list[Person]:
    chance = random.Random(SEED)  # noqa: S311 - invented names
    names = _names(chance, sum(count for _unit, count in PLACES))
    people = []
    number = 100
    for code, count in PLACES:
        for _ in range(count):
            number += 1
            people.append(_colleague(session, chance, units[code], next(names), number, now))
    return people


def _names(chance: random.Random, count: int) -> Iterator[str]:
    invented = [surname + given for surname in SURNAMES for given in GIVEN]
    chosen = chance.sample(invented, count - len(SPECIAL))
    return iter([*SPECIAL, *chosen])


def _colleague(  # noqa: PLR0917 - one row
    session: Session,
    chance: random.Random,
    unit: Organization,
    name: str,
    number: int,
    now: datetime,
) -> Person:
    code = f"{'SZ' if unit.code.startswith('SZ') else 'GZ'}{number:04}"
    title, rank = chance.choice(POSTS)
    gender = chance.choice((Gender.MALE, Gender.FEMALE))
    if (known := queries.find_person_by_code(session, code)) is not None:
        return known
    person = services.add_person(
        session,
        actor=SYSTEM,
        code=code,
        full_name=name,
        organization=unit,
        post_title=title,
        starts_on=STARTED,
        now=now,
        gender=gender,
        id_number=make_id_number(number, gender),
        rank=rank,
    )
    services.grant_role(
        session, actor=SYSTEM, person=person, role=Role.LEARNER, organization=unit, now=now
    )
    return person


def make_id_number(number: int, gender: Gender) -> str:
    """Return an invented ID number with a right check character, in an area code never given out."""
    born = date(1970 + number % 30, 1 + number % 12, 1 + number % 28)
    order = 2 * number + (1 if gender is Gender.MALE else 2)
    body = f"449900{born:%Y%m%d}{order:03}"
    return body + id_check(body)
