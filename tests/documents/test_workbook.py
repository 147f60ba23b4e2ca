from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from app.documents import workbook
from app.documents.workbook import (
    Column,
    Kind,
    LegendSpec,
    Row,
    SheetSpec,
    SummarySpec,
    Total,
    WorkbookSpec,
)  # fmt: skip

COLUMNS = (
    Column("name", "姓名", 12, meaning="花名册上的姓名"),
    Column("id_number", "公民身份号码", 22, Kind.ID),
    Column("score", "总分", 10, Kind.DECIMAL, Total.AVERAGE),
    Column("hours", "学时", 10, Kind.INTEGER, Total.SUM),
    Column("share", "比例", 10, Kind.PERCENT),
    Column("day", "日期", 12, Kind.DATE),
)
SHEET = SheetSpec(
    "成绩册", COLUMNS, heading="2026年度成绩册", notes=("注：脱敏。",), total_label="合计"
)
SPEC = WorkbookSpec(
    [SHEET],
    title="成绩册",
    author="学考",
    created_at=datetime(2026, 11, 23, tzinfo=UTC),
    summary=SummarySpec("摘要", "成绩册", [("人数", 2), ("口径", "=以定稿为准")]),
    legend=LegendSpec("数据字典", ("列", "表", "类型", "说明"), {Kind.TEXT: "文本"}),
    footer="A & B",
)
ROWS: list[Row] = [
    {"name": "张䶮", "id_number": "440106199001011234", "score": Decimal("86.5"), "hours": 90,
     "share": 0.25, "day": date(2026, 11, 15)},
    {"name": "=1+1", "id_number": "000000000000000017", "score": Decimal(90), "hours": 10},
]  # fmt: skip


def written(spec: WorkbookSpec = SPEC, rows: list[Row] | None = None) -> bytes:
    out = io.BytesIO()
    workbook.write(out, spec, {"成绩册": ROWS if rows is None else rows})
    return out.getvalue()


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "https://a.cn", "0123", "1E5"]
)
def test_a_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    cell = opened(written(rows=[{"name": text}]))["成绩册"]["A3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_id_numbers_keep_every_digit() -> None:
    sheet = opened(written())["成绩册"]
    assert [sheet["B3"].value, sheet["B4"].value] == ["440106199001011234", "000000000000000017"]
    assert sheet["B3"].number_format == "@"


def test_numbers_dates_and_blanks_are_what_they_are() -> None:
    sheet = opened(written())["成绩册"]
    assert (sheet["C3"].value, sheet["E3"].number_format) == (86.5, "0.0%")
    assert sheet["F3"].value == datetime(2026, 11, 15)  # noqa: DTZ001 - a cell knows no zone
    assert sheet["F4"].value is None


def test_the_totals_row_is_live_and_already_right() -> None:
    data = written()
    sheet = opened(data)["成绩册"]
    assert (sheet["A5"].value, sheet["C5"].value, sheet["D5"].value) == (
        "合计",
        "=AVERAGE(C3:C4)",
        "=SUM(D3:D4)",
    )
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["成绩册"]
    assert (shown["C5"].value, shown["D5"].value) == (88.25, 100)


def test_heads_stay_on_screen_and_on_every_printed_page() -> None:
    sheet = opened(written())["成绩册"]
    assert sheet.freeze_panes == "B3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.auto_filter.ref == "A2:F4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddFooter.left.text == "A && B"


def test_summary_and_legend_stand_first_and_last() -> None:
    book = opened(written())
    assert book.sheetnames == ["摘要", "成绩册", "数据字典"]
    assert book["摘要"]["B4"].data_type == "s"
    assert [cell.value for cell in book["数据字典"][2]] == [
        "姓名",
        "成绩册",
        "文本",
        "花名册上的姓名",
    ]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written() == written()


def test_no_rows_give_a_sheet_with_its_head() -> None:
    sheet = opened(written(rows=[]))["成绩册"]
    assert sheet["A2"].value == "姓名"
    assert sheet["A3"].value is None


def test_a_value_that_does_not_fit_its_column_is_named() -> None:
    with pytest.raises(ValueError, match="column score, row 3"):
        written(rows=[{"score": "八十"}])


def test_rows_are_streamed_and_progress_may_cancel() -> None:
    seen: list[int] = []

    class StoppedError(Exception):
        pass

    def progress(done: int, total: int | None) -> None:
        assert total == 5_000
        seen.append(done)
        if done == 2_000:
            raise StoppedError

    drawn = 0

    def rows() -> Iterator[Row]:
        nonlocal drawn
        for n in range(5_000):
            drawn += 1
            yield {"name": str(n)}

    with pytest.raises(StoppedError):
        workbook.write(io.BytesIO(), SPEC, {"成绩册": rows()}, progress, 5_000)
    assert seen == [1_000, 2_000]
    assert drawn == 2_000


def test_the_file_holds_no_moment_of_its_making() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2026-11-23T00:00:00Z" in archive.read("docProps/core.xml")
