"""The roster of a unit as a table: which column is what, what is wrong in which cell. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.domain.people.rules import Duty, Gender, PostLevel, Rank
from app.domain.people.rules_posts import PersonFacts, PostFacts, check_person, check_post
from app.kernel.table import Table, find_head, number_fault, plain
from app.kernel.text import Message, msg

HEADS = {
    "code": ("工号", "人员编号", "人员编码", "职工号", "staffnumber", "staffno", "code"),
    "full_name": ("姓名", "name", "fullname"),
    "id_number": ("公民身份号码", "身份证号", "身份证号码", "idnumber"),
    "gender": ("性别", "gender"),
    "unit": ("单位名称", "单位", "单位名称/机构编码", "机构编码", "工作单位", "unit"),
    "section": ("内设机构", "处室", "内设机构(处室)", "section"),
    "post_title": ("职务全称", "职务", "现任职务", "post"),
    "post_level": ("领导职务层次", "职务层次", "postlevel"),
    "rank": ("职级", "rank"),
    "duty": ("信息系统岗位职责", "岗位职责", "duty"),
    "starts_on": ("任现职时间", "任职起始日", "任职时间", "from"),
    "status": ("人员状态", "状态", "status"),
}
NAMES = {
    "code": "工号", "full_name": "姓名", "id_number": "公民身份号码", "gender": "性别",
    "unit": "单位名称", "section": "内设机构", "post_title": "职务全称",
    "post_level": "领导职务层次", "rank": "职级", "duty": "信息系统岗位职责",
    "starts_on": "任现职时间", "status": "人员状态",
}  # fmt: skip
"""The headings of the template, in its order."""
NEEDED = ("code", "full_name", "unit", "post_title", "starts_on")
MOST_LINES = 20_000
IN_SERVICE = {"", "在职", "在岗"}
GENDERS = {
    "": Gender.UNKNOWN, "男": Gender.MALE, "女": Gender.FEMALE, "1": Gender.MALE,
    "2": Gender.FEMALE, "未说明": Gender.NOT_STATED, "9": Gender.NOT_STATED,
    "未知": Gender.UNKNOWN, "0": Gender.UNKNOWN,
}  # fmt: skip
RANKS: dict[str, Rank | None] = {
    "": None, "无": None,
    "一级巡视员": Rank.INSPECTOR_1, "二级巡视员": Rank.INSPECTOR_2,
    "一级调研员": Rank.RESEARCHER_1, "二级调研员": Rank.RESEARCHER_2,
    "三级调研员": Rank.RESEARCHER_3, "四级调研员": Rank.RESEARCHER_4,
    "一级主任科员": Rank.CHIEF_CLERK_1, "二级主任科员": Rank.CHIEF_CLERK_2,
    "三级主任科员": Rank.CHIEF_CLERK_3, "四级主任科员": Rank.CHIEF_CLERK_4,
    "一级科员": Rank.CLERK_1, "二级科员": Rank.CLERK_2,
} | {rank.value: rank for rank in Rank}  # fmt: skip
LEVELS = {
    "": PostLevel.NONE, "无": PostLevel.NONE, "无领导职务": PostLevel.NONE,
    "省部级正职": PostLevel.PROVINCE_HEAD, "省部级副职": PostLevel.PROVINCE_DEPUTY,
    "厅局级正职": PostLevel.BUREAU_HEAD, "厅局级副职": PostLevel.BUREAU_DEPUTY,
    "县处级正职": PostLevel.DIVISION_HEAD, "县处级副职": PostLevel.DIVISION_DEPUTY,
    "乡科级正职": PostLevel.SECTION_HEAD, "乡科级副职": PostLevel.SECTION_DEPUTY,
    "科员": PostLevel.CLERK, "科员级": PostLevel.CLERK,
} | {level.value: level for level in PostLevel}  # fmt: skip
DUTIES = {
    "": Duty.GENERAL, "日常业务使用": Duty.GENERAL, "一般": Duty.GENERAL,
    "信息化工作或者项目管理": Duty.INFORMATION_MANAGEMENT,
    "信息化管理": Duty.INFORMATION_MANAGEMENT,
    "信息系统运行维护": Duty.INFORMATION_TECHNOLOGY, "技术维护": Duty.INFORMATION_TECHNOLOGY,
} | {duty.value: duty for duty in Duty}  # fmt: skip
EXAMPLE = ("GZ0999", "买买提·艾力", "", "男", "GZ-ZSJ", "综合处", "四级主任科员", "无",
           "四级主任科员", "日常业务使用", "2026-11-01", "在职")  # fmt: skip
_DATE = re.compile(r"(\d{4})[-./年]?(\d{1,2})(?:[-./月]?(\d{1,2})日?)?月?")
_SERIAL = re.compile(r"[3-6]\d{4}")
_EPOCH = date(1899, 12, 30)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of the file; `row` counts from 1 as the spreadsheet does."""

    row: int
    facts: PersonFacts
    unit: str
    section: str
    post: PostFacts


@dataclass(frozen=True, slots=True)
class RosterFailure:
    """Why a line cannot be taken: row, column, what stands there, the reason, what to do."""

    row: int
    column: str
    value: str
    reason: Message
    cure: Message


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What a table came to; `cells` keeps the rows as they stood, for the file of failures."""

    lines: tuple[RosterLine, ...]
    failures: tuple[RosterFailure, ...]
    cells: Mapping[int, Mapping[str, str]]


AS_TEMPLATE = msg("Use the words of the template.")


def read_roster(table: Table, *, today: date) -> RosterReading:
    """Read a roster; every cell that is wrong is told, not only the first."""
    found = find_head(table, HEADS, ("code",))
    missing = [name for name in NEEDED if name not in dict(found[1])] if found else list(NEEDED)
    if found is None or missing:
        heads = "、".join(NAMES[name] for name in missing)
        reason = msg("Headings are missing: %(heads)s.", heads=heads)
        cure = msg("Fetch the template and copy the persons into it.")
        return RosterReading((), (RosterFailure(1, "", "", reason, cure),), {})
    top, columns = found
    lines: list[RosterLine] = []
    failures: list[RosterFailure] = []
    kept: dict[int, dict[str, str]] = {}
    for row, cells in enumerate(table[top + 1 :], start=top + 2):
        values = {name: plain(cells[at]) if at < len(cells) else "" for name, at in columns}
        if any(values.values()):
            kept[row] = values
            line, wrong = _read_line(row, values, today)
            failures += wrong
            lines += [line] if line else []
    failures += _twice(lines) + _size(top, lines, kept)
    return RosterReading(tuple(lines), tuple(sorted(failures, key=lambda one: one.row)), kept)


def _size(top: int, lines: Sequence[RosterLine], kept: Mapping[int, object]) -> list[RosterFailure]:
    if not kept:
        reason = msg("There is no person below the headings.")
        return [RosterFailure(top + 2, "", "", reason, msg("Write one person a row."))]
    if len(kept) > MOST_LINES:
        reason = msg("The file has more than %(most)s lines.", most=MOST_LINES)
        return [RosterFailure(lines[-1].row, "", "", reason, msg("Split it into several files."))]
    return []


@dataclass(slots=True)
class _Cells:
    """The cells of one row, and what is wrong with them so far."""

    row: int
    values: Mapping[str, str]
    wrong: list[RosterFailure]

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def fail(self, name: str, reason: Message, cure: Message | None) -> None:
        told = cure or msg("Correct this cell.")
        self.wrong.append(RosterFailure(self.row, NAMES[name], self.text(name), reason, told))

    def choose(self, name: str, known: Mapping[str, T], otherwise: T) -> T:
        value = self.text(name)
        if value in known:
            return known[value]
        if value:
            self.fail(name, msg("“%(value)s” is not known here.", value=value), AS_TEMPLATE)
        return otherwise

    def id_number(self) -> str:
        spoilt = number_fault(self.text("id_number"))
        if spoilt:
            self.fail("id_number", spoilt, msg("Type the number again in a cell of text."))
        return "" if spoilt else self.text("id_number")

    def starts_on(self, today: date) -> date:
        found = read_date(self.text("starts_on"))
        if found is None:
            self.fail("starts_on", msg("This is no date."), msg("Write it as 2026-11-01."))
        return found or today


def _read_line(
    row: int, values: Mapping[str, str], today: date
) -> tuple[RosterLine | None, list[RosterFailure]]:
    cells = _Cells(row, values, [])
    if cells.text("status") not in IN_SERVICE:
        cells.fail(
            "status",
            msg("Only persons in service are taken from a file."),
            msg("Record a leaving on the page of the person, and delete this row."),
        )
    if not cells.text("unit"):
        cells.fail("unit", msg("The unit is missing."), msg("Write its name or its code."))
    gender = cells.choose("gender", GENDERS, Gender.UNKNOWN)
    facts = PersonFacts(cells.text("code"), cells.text("full_name"), gender, cells.id_number())
    post = PostFacts(
        cells.text("post_title"),
        cells.starts_on(today),
        cells.choose("post_level", LEVELS, PostLevel.NONE),
        cells.choose("rank", RANKS, None),
        cells.choose("duty", DUTIES, Duty.GENERAL),
    )
    tidy = facts.tidied()
    for one in check_person(tidy) + check_post(post, today=today, id_number=tidy.id_number):
        cells.fail(one.where, one.reason, one.cure)
    if cells.wrong:
        return None, cells.wrong
    return RosterLine(row, tidy, cells.text("unit"), cells.text("section"), post), []


def read_date(text: str) -> date | None:
    """Return the date in a cell: 2026-11-01, 2026.11, 20261101, 202611 or a serial number.

    >>> read_date("2026.11"), read_date("20261105"), read_date("46327"), read_date("明天")
    (datetime.date(2026, 11, 1), datetime.date(2026, 11, 5), datetime.date(2026, 11, 1), None)
    """
    if _SERIAL.fullmatch(text):
        return _EPOCH + timedelta(days=int(text))
    found = _DATE.fullmatch(text.removesuffix(" 00:00:00"))
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _twice(lines: Sequence[RosterLine]) -> list[RosterFailure]:
    failures = []
    for name in ("code", "id_number"):
        seen: dict[str, int] = {}
        for line in lines:
            value = getattr(line.facts, name)
            key = value.lower()
            if value and key in seen:
                reason = msg("The same person stands in row %(row)s already.", row=seen[key])
                cure = msg("Keep one of the two rows.")
                failures.append(RosterFailure(line.row, NAMES[name], value, reason, cure))
            seen.setdefault(key, line.row)
    return failures
