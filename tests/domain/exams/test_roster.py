"""What people send in as a list of persons, and what is said about each wrong line."""

from __future__ import annotations

import pytest

from app.domain.exams.roster import read
from app.engines.bankfiles.interchange.table.plain import read_rows


@pytest.mark.parametrize(
    ("head", "line", "column", "says"),
    [
        (["公民身份号码"], ["1.10105E+17"], "公民身份号码", "power of ten"),
        (["身份证号"], ["440102199001010000"], "公民身份号码", "rounded"),
        (["工号", "姓名"], ["", "张三"], "工号", "Neither"),
    ],
)
def test_what_spreadsheets_do_to_numbers_is_recognised(
    head: list[str], line: list[str], column: str, says: str
) -> None:
    reading = read([head, line])
    (failure,) = reading.failures
    assert (failure.row, failure.column) == (2, column)
    assert says in str(failure.reason)
    assert reading.lines == ()


def test_a_merged_title_full_width_digits_and_blank_lines_do_no_harm() -> None:
    table = [
        ["2026年报名表", ""],
        [" 姓 名", "工　号"],
        ["张三 ", "ＧＺ０１０１"],  # noqa: RUF001
        ["", ""],
        ["李四", "GZ0102"],
    ]
    reading = read(table)
    assert [(one.row, one.code, one.full_name) for one in reading.lines] == [
        (3, "GZ0101", "张三"),
        (5, "GZ0102", "李四"),
    ]
    assert reading.failures == ()


def test_the_same_person_twice_is_named_with_the_first_row() -> None:
    (failure,) = read([["工号"], ["GZ1"], ["GZ2"], ["GZ1"]]).failures
    assert (failure.row, failure.reason.params["row"]) == (4, 2)


@pytest.mark.parametrize("table", [[], [["姓名"], ["张三"]], [["工号"], [""]]])
def test_a_table_without_persons_says_so(table: list[list[str]]) -> None:
    assert len(read(table).failures) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding(encoding: str, delimiter: str) -> None:
    text = f"工号{delimiter}姓名\r\nGZ0101{delimiter}欧阳若兰\r\nGZ0102{delimiter}买买提·艾力\r\n"
    reading = read(read_rows(text.encode(encoding), "x.csv"))
    assert [one.full_name for one in reading.lines] == ["欧阳若兰", "买买提·艾力"]
