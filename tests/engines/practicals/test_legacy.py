"""Older formats are known by what they hold, and hostile ones are refused before anything opens."""

from __future__ import annotations

import contextlib
import random
import struct

import pytest

from app.engines import practicals
from app.engines.practicals.legacy.compound import FREE, BrokenCompoundError, Compound
from app.engines.practicals.legacy.losses import for_a_person
from app.engines.practicals.legacy.model import Converted
from app.engines.practicals.marks import Marks
from tests.factories.legacy import BOF, FAT, compound, odf
from tests.factories.practicals import docx, packed, para
from tests.floors import at_most

FILEPASS = struct.pack("<HHI", 0x2F, 4, 0)
PLAIN_DOC = bytes(10) + struct.pack("<H", 0x0004)
LOCKED_DOC = bytes(10) + struct.pack("<H", 0x0104)

KNOWN = {
    "doc": ("word", compound({"WordDocument": PLAIN_DOC}), "doc"),
    "xls": ("sheet", compound({"Workbook": BOF}), "xls"),
    "xls of 1995": ("sheet", compound({"Book": BOF}), "xls"),
    "ppt": ("slides", compound({"PowerPoint Document": b"x"}), "ppt"),
    "odt": ("word", odf("text"), "odt"),
    "odt template": ("word", odf("text-template"), "odt"),
    "ods": ("sheet", odf("spreadsheet"), "ods"),
    "odp": ("slides", odf("presentation"), "odp"),
    "odt with macros": ("word", odf("text", Basic__script_xml="<!DOCTYPE x><x/>"), "odt"),
}


@pytest.mark.parametrize(("module", "data", "kind"), KNOWN.values(), ids=KNOWN.keys())
def test_older_formats_are_known_by_content(module: str, data: bytes, kind: str) -> None:
    found = practicals.recognise(module, data)
    assert found is not None
    assert found.kind == kind


NOTHING = {
    "docx": docx(para("正文")),
    "text": b"plain",
    "nothing": b"",
    "some zip": packed({"a.txt": "a"}),
    "cut zip": odf("text")[:40],
    "too big": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(21 << 20),
    "drawing": odf("graphics"),
}


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING.keys())
def test_everything_else_is_left_to_the_guard(data: bytes) -> None:
    assert practicals.recognise("word", data) is None


def test_work_done_in_the_page_is_never_converted() -> None:
    for module in ("files", "typing", "inbox"):
        assert practicals.recognise(module, odf("text")) is None


LOCKED_ODF = "<m><encryption-data/></m>"
ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
REFUSED = {
    "locked doc": (compound({"WordDocument": LOCKED_DOC}), "encrypted"),
    "locked new file": (compound({"EncryptedPackage": b"x"}), "encrypted"),
    "other stream": (compound({"Contents": b"x"}), "damaged"),
    "head only": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
    "workbook": (compound({"Workbook": BOF}), "wrong-kind"),
    "locked workbook": (compound({"Workbook": BOF + FILEPASS}), "encrypted"),
    "ods": (odf("spreadsheet"), "wrong-kind"),
    "locked odt": (
        odf("text", **{"META-INF__manifest_xml": "<m><encryption-data/></m>"}),
        "encrypted",
    ),
    "entity": (odf("text", styles_xml=ENTITY), "dtd"),
    "entity in UTF-16": (odf("text", styles_xml=ENTITY.encode("utf-16")), "dtd"),
    "bomb": (odf("text", big_xml=b" " * (64 << 20)), "bomb"),
    "traversal": (
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "../x": ""}),
        "traversal",
    ),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_no_program_shall_open_is_refused_with_a_cure(data: bytes, code: str) -> None:
    with at_most(floors=50), pytest.raises(practicals.RefusedError) as caught:
        practicals.recognise("word", data)
    assert caught.value.code == code
    assert caught.value.problem.cure


def test_a_locked_show_is_refused() -> None:
    user = bytes(12) + struct.pack("<I", 0xF3D1C4DF)
    with pytest.raises(practicals.RefusedError) as caught:
        practicals.recognise(
            "slides", compound({"PowerPoint Document": b"x", "Current User": user})
        )
    assert caught.value.code == "encrypted"


def test_chains_that_run_in_circles_end() -> None:
    data = bytearray(compound({"WordDocument": PLAIN_DOC}))
    at = data.rindex(struct.pack("<I", FAT)) - 4  # the directory's own chain
    for number in range(8):
        place = at - 4 * number
        data[place : place + 4] = struct.pack("<I", 0)
    with at_most(floors=50), contextlib.suppress(BrokenCompoundError):
        Compound(bytes(data)).head("WordDocument", 1 << 20)


def test_damaged_files_are_read_or_refused_but_never_break_the_reader() -> None:
    whole = compound({"WordDocument": PLAIN_DOC, "1Table": b"y" * 9000})
    dice = random.Random(7)  # noqa: S311
    for _round in range(400):
        data = bytearray(whole[: dice.randrange(8, len(whole))])
        for _change in range(dice.randrange(12)):
            data[dice.randrange(8, len(data))] = dice.choice((0, 1, 0xFE, 0xFF, 0x7F))
        try:
            found = practicals.recognise("word", bytes(data))
        except practicals.RefusedError:
            continue
        assert found is None or found.kind == "doc"


def test_a_whole_file_is_read_as_it_was_written() -> None:
    text = bytes(range(256)) * 20
    found = Compound(compound({"WordDocument": PLAIN_DOC, "1Table": text}))
    assert found.head("1Table", 10_000) == text
    assert found.head("1Table", 700) == text[:700]
    assert not found.head("none", 10)
    assert found.entries["1Table"].start < FREE


def test_marks_that_no_conversion_keeps_are_not_missed() -> None:
    marks = Marks(own=("docprops",), lost=("customxml", "bookmark")).without(["customxml"])
    assert (marks.lost, marks.unkept) == (("bookmark",), ("customxml",))
    assert "unkept" not in Marks(lost=("bookmark",)).without(["customxml"]).to_json()


def test_only_what_may_be_lost_goes_to_a_person() -> None:
    from tests.factories.practicals import bank_task

    task = practicals.bound(bank_task("slides-training-deck"), 1)
    start = practicals.starter(task, 1)
    made = Converted("ppt", "0" * 64, "LibreOffice")
    native = practicals.grade(task, start, 1)
    odp = practicals.grade(task, start, 1, converted=Converted("odp", "0" * 64, "LibreOffice"))
    ppt = practicals.grade(task, start, 1, converted=made)
    assert [check.score for check in ppt.checks] == [check.score for check in native.checks]
    open_checks = {check.id for check in ppt.checks if check.status == "review"}
    assert {"levels", "picture"} <= open_checks
    assert {check.id for check in odp.checks if check.status == "review"} < open_checks
    passed = next(check for check in ppt.checks if check.id not in open_checks)
    assert for_a_person(passed, task.checks[0], "docx") == passed
    assert practicals.grade(task, start, 1, converted=made).to_json() == ppt.to_json()
