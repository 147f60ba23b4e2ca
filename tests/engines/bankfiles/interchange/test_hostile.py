"""Files that are broken or mean harm: a clear refusal, at once, and never a crash."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

import pytest

from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, UnreadableError
from tests.engines.bankfiles.interchange.test_formats import GIFT, MOODLE, QTI, TEXT
from tests.floors import at_most


def packed(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
HOSTILE = {
    "bomb.zip": packed({"imsmanifest.xml": b"<manifest/>", "a.xml": b"0" * (60 << 20)}),
    "entity.xml": ENTITY + b"<quiz><question><name><text>&x;</text></name></question></quiz>",
    "laughs.xml": LAUGHS,
    "comment-first.xml": b"<!-- x -->\n<?y z?> " + LAUGHS,
    "junk-first.xml": b"\x01" + LAUGHS,
    "quoted.xml": LAUGHS.replace(b"<!DOCTYPE l [", b'<!DOCTYPE l SYSTEM "> <z" ['),
    "far.xml": LAUGHS.replace(b"l [", b"l [<!--" + b" " * 70_000 + b"-->"),
    "wide.xml": LAUGHS.decode().encode("utf-16"),
    "odd.xml": "<quiz>".encode("utf-16") + b"x",
    "climb.zip": packed({"imsmanifest.xml": b"<m/>", "../../etc/cron": b"x"}),
    "absolute.zip": packed({"imsmanifest.xml": b"<m/>", "/etc/cron": b"x"}),
    "drive.zip": packed({"imsmanifest.xml": b"<m/>", "C:\\x": b"x"}),
    "cut.zip": packed({"imsmanifest.xml": b"<manifest/>" * 999})[:90],
    "cut.xml": MOODLE[:300],
    "nothing": b"",
    "blanks.txt": b" \r\n\t ",
    "a.pdf": b"%PDF-1.7 ...",
    "a.png": b"\x89PNG\r\n\x1a\n....",
    "zeros.txt": b"1. a\x00\x00\x00b",
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "prose.txt": "今天天气很好。\n我们去公园。".encode(),
    "page.html": b"<html><body>hello</body></html>",
    "deep.xml": b"<quiz>" + b"<a>" * 100_000,
    "sheet.xlsx": packed({"xl/workbook.xml": b"garbage", "[Content_Types].xml": b"x"}),
    "text.docx": packed({"word/document.xml": b"<garbage"}),
    "other.zip": packed({"readme.md": b"hello"}),
    "empty.zip": packed({}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_is_refused_with_reason_and_cure_at_once(name: str) -> None:
    with at_most(floors=500), pytest.raises(UnreadableError) as caught:
        interchange.read(HOSTILE[name], name)
    problem = caught.value.problem
    assert problem.where.startswith(name)
    assert str(problem.reason)
    assert problem.cure is not None


def test_a_locked_archive_is_refused() -> None:
    data = bytearray(packed({"imsmanifest.xml": b"<manifest/>"}))
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
    with pytest.raises(UnreadableError, match="password"):
        interchange.read(bytes(data), "locked.zip")


def sheet(rows: str, dimension: str = "A1:D2") -> bytes:
    """A workbook of one sheet, as small as can be."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    data = f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData>'
    one = f'<sheet name="a" sheetId="1" r:id="r1" xmlns:r="{office}"/>'
    link = f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/s.xml"/>'
    root = f'<Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{types}">{override}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}"><sheets>{one}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{link}</Relationships>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}">{data}</worksheet>',
    }
    return packed({name: text.encode() for name, text in files.items()})


def row(number: int, *cells: str, place: str = "ABCD") -> str:
    made = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for letter, cell in zip(place, cells, strict=False)
    )
    return f'<row r="{number}">{made}</row>'


HEAD = row(1, "题干", "选项A", "选项B", "答案") + row(2, "甲是什么？", "一", "二", "A")
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
UNPLACED = f'<row r="1">{"<c/>" * 9000}</row><row r="1048576"><c><v>1</v></c></row>'
TABLE = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table>'
    '<table:table-row table:number-rows-repeated="900000"><table:table-cell '
    'table:number-columns-repeated="9000"><text:p>x</text:p></table:table-cell></table:table-row>'
    "</table:table></office:document-content>"
)


@pytest.mark.parametrize(
    "data",
    [sheet(HEAD + FAR), sheet(UNPLACED), packed({"content.xml": TABLE.encode()})],
    ids=["far", "unplaced", "repeated"],
)
def test_cells_far_apart_are_refused_before_room_is_made_for_them(data: bytes) -> None:
    """The parser would ask for 400 GB, and end the process when it does not get them."""
    with pytest.raises(UnreadableError, match="far apart"):
        interchange.read(data, "a.xlsx", Format.XLSX)


def test_a_sheet_may_say_it_is_larger_than_it_is() -> None:
    assert interchange.read(sheet(HEAD, "A1:XFD1048576"), "a.xlsx").found == 1


def test_a_binary_workbook_is_refused_with_what_to_do() -> None:
    data = packed({"xl/workbook.bin": b"x", "xl/worksheets/sheet1.bin": b"x"})
    with pytest.raises(UnreadableError, match="xlsb"):
        interchange.read(data, "a.xlsb")


@pytest.mark.parametrize("format_", list(Format))
@pytest.mark.parametrize("name", ["blanks.txt", "cut.zip", "prose.txt", "page.html", "entity.xml"])
def test_a_wrong_format_named_by_hand_is_refused_not_crashed(format_: Format, name: str) -> None:
    try:
        found = interchange.read(HOSTILE[name], name, format_)
    except UnreadableError:
        return
    assert found.items == ()
    assert found.refused


def test_damaged_bytes_never_crash_a_reader() -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for seed in (MOODLE, GIFT.encode(), QTI, TEXT.encode(), packed({"a.xml": QTI})):
        for turn in range(40):
            data = bytearray(seed)
            for _ in range(chance.randrange(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            if turn % 3 == 0:
                del data[chance.randrange(1, len(data)) :]
            try:
                interchange.read(bytes(data), "damaged")
            except UnreadableError:
                continue


def test_scripts_in_html_are_removed_and_named() -> None:
    evil = MOODLE.replace(
        b"Which are even?",
        b"&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick='x()'&gt;Which&lt;/p&gt;"
        b"&lt;iframe src='http://x'&gt;&lt;/iframe&gt; are even?",
    )
    result = interchange.read(evil, "a.xml")
    stem = result.items[0].content["stem"]
    assert "alert" not in stem
    assert "Which" in stem
    (said,) = [p for p in result.warned if p.reason.msgid.startswith("Removed from the text")]
    assert said.reason.params["names"] == "iframe, onclick, script"


def test_a_question_about_entities_is_no_attack() -> None:
    asked = b"&amp;lt;!DOCTYPE a [&amp;lt;!ENTITY b>]> "
    result = interchange.read(MOODLE.replace(b"Which are even?", asked + b"What is b?"), "a.xml")
    assert "ENTITY b" in result.items[0].content["stem"]
    cdata = b"<![CDATA[<p>&lt;!ENTITY x></p><!ENTITY y 'z'>]]>"
    assert interchange.read(MOODLE.replace(b"Which are even?", cdata + b"?"), "a.xml").items


def test_a_document_type_without_entities_is_read() -> None:
    """The examples of QTI 1.2 that IMS gives declare an element of their own."""
    head = b"<!DOCTYPE quiz SYSTEM 'quiz.dtd' [\n<!-- own -->\n<!ELEMENT own (a+)>\n]>\n"
    body = MOODLE[MOODLE.index(b"<quiz") :]
    assert interchange.read(head + body, "a.xml").items


def test_a_sheet_of_10_000_rows_is_read_in_time() -> None:
    rows = "题干,选项A,选项B,答案\n" + "\n".join(f"第 {n} 题,甲,乙,A" for n in range(10_000))
    with at_most(floors=3_000):
        result = interchange.read(rows.encode("gb18030"), "big.csv")
    assert result.found == 10_000
